"""The parts of Alibaba Cloud that give credentials: an instance's metadata, STS, a credentials URI. One HTTP server plays all of them."""

import base64
import hashlib
import hmac
import json
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROLES = "/latest/meta-data/ram/security-credentials/"


def issued(name: str, expiration="2099-01-01T00:00:00Z") -> dict:
    return {
        "AccessKeyId": f"STS.{name}", "AccessKeySecret": f"{name}-SECRET-CANARY", "SecurityToken": f"{name}-TOKEN", "Expiration": expiration,
    }


def quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="-_.~")


class Cloud:
    """`requests` holds what was asked, as (method, path, headers, parameters). `secrets` are the keys that STS knows."""

    def __init__(self):
        self.requests, self.secrets, self.role = [], {}, "uploader"
        self.gives_tokens, self.sts_refusal = True, None
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self):
                self.take()

            do_GET = do_POST = do_PUT

            def take(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                path, _, query = self.path.partition("?")
                parameters = dict(urllib.parse.parse_qsl(query, keep_blank_values=True) + urllib.parse.parse_qsl(body, keep_blank_values=True))
                owner.requests.append((self.command, path, dict(self.headers), parameters))
                status, answer = owner.answer(self.command, path, self.headers, parameters)
                data = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method, path, headers, parameters):
        if path == "/latest/api/token":
            ok = method == "PUT" and headers["X-aliyun-ecs-metadata-token-ttl-seconds"] == "21600" and self.gives_tokens
            return (200, "instance-token") if ok else (404, "")
        if path.startswith(ROLES):
            if self.gives_tokens and headers["X-aliyun-ecs-metadata-token"] != "instance-token":
                return 403, ""
            name = path[len(ROLES):]
            return (200, self.role) if name == "" else (200, {"Code": "Success", **issued("instance")}) if name == self.role else (404, "")
        if path == "/credentials":
            return 200, {"Code": "Success", **issued("uri")}
        if path == "/" and method == "POST":
            return self.sts(parameters)
        return 404, ""

    def sts(self, parameters):
        if self.sts_refusal:
            return 403, {"RequestId": "ABC-1", "Code": self.sts_refusal, "Message": "the string to sign is CANARY"}
        if parameters["Action"] == "AssumeRoleWithOIDC":
            assert parameters["OIDCToken"] and "Signature" not in parameters
            return 200, {"Credentials": issued("oidc")}
        signed = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in sorted(parameters.items()) if name != "Signature")
        secret = self.secrets.get(parameters["AccessKeyId"], "")
        code = hmac.new(f"{secret}&".encode(), f"POST&%2F&{quoted(signed)}".encode(), hashlib.sha1).digest()
        if parameters["Signature"] != base64.b64encode(code).decode():
            return 400, {"RequestId": "ABC-2", "Code": "SignatureDoesNotMatch", "Message": f"server string to sign is:{signed}"}
        return 200, {"Credentials": issued(f"role-of-{parameters['AccessKeyId']}")}
