// Uploads a file to a presigned URL with axios.
//
//   npm install axios        (Debian: apt install node-axios, and NODE_PATH=/usr/share/nodejs)
//   node upload.js URL FILE [NAME=VALUE]...
//
// NAME=VALUE is a header that was signed and so must be sent.
const fs = require("fs");
const axios = require("axios");

async function upload(url, path, headers) {
  const { size } = await fs.promises.stat(path);
  return axios.put(url, fs.createReadStream(path), {
    headers: {
      // axios calls a body without a type a form, which nobody signed. `false` keeps it from doing so.
      "Content-Type": false,
      ...headers,
      // Without its length a stream is sent in chunks.
      "Content-Length": size,
    },
    maxRedirects: 0, // a signature holds for one address; also, axios keeps the whole body in memory to repeat it
    maxBodyLength: Infinity,
    validateStatus: () => true,
    responseType: "text",
    transformResponse: (text) => text,
  });
}

function explain(answer) {
  const field = (name) => answer.data.match(new RegExp(`<${name}>([^<]*)</${name}>`))?.[1];
  const lines = { code: field("Code"), ec: field("EC"), message: field("Message"), hint: answer.headers["x-waybill-hint"] };
  for (const [name, value] of Object.entries(lines)) {
    if (value) console.error(`${name}: ${value}`);
  }
}

async function main([url, path, ...rest]) {
  if (path === undefined || rest.some((header) => !header.includes("="))) {
    console.error("usage: upload.js URL FILE [NAME=VALUE]...");
    return 1;
  }
  const headers = Object.fromEntries(rest.map((header) => [header.split("=", 1)[0], header.slice(header.indexOf("=") + 1)]));
  const answer = await upload(url, path, headers);
  console.log(`status: ${answer.status}`);
  if (answer.status === 203) {
    console.error("stored, but the callback failed");
    explain(answer);
    return 2;
  }
  if (answer.status >= 200 && answer.status < 300) {
    process.stdout.write(answer.data); // what the application server answered to the callback, if one was asked for
    return 0;
  }
  explain(answer);
  return 1;
}

main(process.argv.slice(2)).then(
  (code) => { process.exitCode = code; },
  (problem) => {
    console.error(`not sent: ${problem.message}`);
    process.exitCode = 1;
  },
);
