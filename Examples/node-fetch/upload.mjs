// Uploads a file to a presigned URL with the fetch of Node.js (18 or later).
//
//   node upload.mjs URL FILE [NAME=VALUE]...
//
// NAME=VALUE is a header that was signed and so must be sent. A stream has no type, so fetch adds no Content-Type; a
// string, a typed Blob or URLSearchParams would.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

async function upload(url, path, headers) {
  const { size } = await stat(path);
  // With its length said, the stream is not sent in chunks. An empty file has nothing to stream.
  const body = size > 0 ? createReadStream(path) : new Uint8Array(0);
  return fetch(url, {
    method: "PUT",
    body,
    duplex: "half",
    headers: { ...headers, "Content-Length": String(size) },
    // Without these two, fetch keeps all that it has sent, to be able to send it again after a redirect. And a signature
    // holds for one address, so that no redirect is to be followed.
    redirect: "error",
    window: null,
  });
}

function explain(text, hint) {
  const field = (name) => text.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1];
  const lines = { code: field("Code"), ec: field("EC"), message: field("Message"), hint };
  for (const [name, value] of Object.entries(lines)) {
    if (value) console.error(`${name}: ${value}`);
  }
}

const [url, path, ...rest] = process.argv.slice(2);
if (path === undefined || rest.some((header) => !header.includes("="))) {
  console.error("usage: upload.mjs URL FILE [NAME=VALUE]...");
  process.exit(1);
}
const headers = Object.fromEntries(rest.map((header) => [header.split("=", 1)[0], header.slice(header.indexOf("=") + 1)]));

try {
  const answer = await upload(url, path, headers);
  const text = await answer.text();
  console.log(`status: ${answer.status}`);
  if (answer.status === 203) {
    console.error("stored, but the callback failed");
    explain(text, answer.headers.get("x-waybill-hint"));
    process.exitCode = 2;
  } else if (answer.ok) {
    process.stdout.write(text); // what the application server answered to the callback, if one was asked for
  } else {
    explain(text, answer.headers.get("x-waybill-hint"));
    process.exitCode = 1;
  }
} catch (problem) {
  console.error(`not sent: ${problem.cause?.message ?? problem.message}`);
  process.exitCode = 1;
}
