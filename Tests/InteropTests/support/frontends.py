"""nginx and haproxy in front of a server, as they are set up in practice: requests are passed on unchanged, connections behind them are kept."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log info;
events {{ worker_connections 512; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream waybill {{ server 127.0.0.1:{target}; keepalive 1; }}
    server {{
        listen 127.0.0.1:{port}; client_max_body_size 0; underscores_in_headers on; ignore_invalid_headers off; large_client_header_buffers 8 32k;
        location / {{
            proxy_pass http://waybill; proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Connection ""; proxy_request_buffering off;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }}
    }}
}}
"""
HAPROXY = """
global
    maxconn 512
defaults
    mode http
    timeout connect 5s
    timeout client 20s
    timeout server 20s
    option http-keep-alive
    http-reuse always
    option forwardfor
frontend in
    bind 127.0.0.1:{port}
    default_backend waybill
backend waybill
    server only 127.0.0.1:{target} maxconn 1
"""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Frontend:
    """One proxy with at most one connection behind it, so that requests of different clients share it."""

    def __init__(self, kind: str, folder: Path, target: int):
        program = shutil.which(kind) or f"/usr/sbin/{kind}"
        assert Path(program).exists(), f"{kind} is not installed: apt-get install nginx-light haproxy"
        self.port = free_port()
        configuration = folder / f"{kind}.conf"
        configuration.write_text((NGINX if kind == "nginx" else HAPROXY).format(folder=folder, port=self.port, target=target))
        self.log = folder / "log"
        command = [program, "-c", str(configuration), "-p", str(folder)] if kind == "nginx" else [program, "-f", str(configuration), "-db"]
        self.process = subprocess.Popen(command, stdout=open(self.log, "wb"), stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)
        raise AssertionError(f"{kind} did not listen: {self.log.read_text()}")

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)
