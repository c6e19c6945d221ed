"""Chromium, driven over the WebDriver protocol, on pages of an origin of their own."""

import http.server
import socket
import subprocess
import threading
import time

import requests


class Browser:
    def __init__(self):
        self._page = b""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = outer._page if self.path == "/" else b""
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._pages.serve_forever, daemon=True).start()
        self.origin = f"http://localhost:{self._pages.server_port}"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._session = f"http://127.0.0.1:{port}/session"
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}}}}
        deadline = time.monotonic() + 60
        while True:
            try:
                self._session += "/" + requests.post(self._session, json=wanted).json()["value"]["sessionId"]
                return
            except requests.ConnectionError:
                assert self._driver.poll() is None and time.monotonic() < deadline, "chromedriver does not answer"
                time.sleep(0.1)

    def _command(self, path, **arguments):
        answer = requests.post(self._session + path, json=arguments).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def _element(self, identifier) -> str:
        return next(iter(self._command("/element", using="css selector", value=f"#{identifier}").values()))

    def submit(self, page: str, file):
        """Opens a page with a plain form, picks a file and sends the form."""
        self._page = page.encode()
        self._command("/url", url=self.origin + "/")
        self._command(f"/element/{self._element('file')}/value", text=str(file))
        self._command(f"/element/{self._element('send')}/click")

    def use(self, page: str, file):
        """Opens a page, picks a file, if there is one, and presses the button: the state that the page ends in, and what it shows."""
        self._page = page.encode()
        self._command("/url", url=self.origin + "/")
        if file:
            self._command(f"/element/{self._element('file')}/value", text=str(file))
        self._command(f"/element/{self._element('send')}/click")
        deadline = time.monotonic() + 60
        script = "return [document.documentElement.dataset.state, document.getElementById('status').textContent]"
        while True:
            state, text = self._command("/execute/sync", script=script, args=[])
            if state in ("done", "failed"):
                return state, text
            assert time.monotonic() < deadline, (state, text)
            time.sleep(0.05)

    def close(self):
        try:
            requests.delete(self._session)
        finally:
            self._driver.terminate()
            self._driver.wait()
            self._pages.shutdown()
