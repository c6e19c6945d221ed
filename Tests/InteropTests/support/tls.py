"""A certificate authority of one's own; and TLS in front of a server that speaks plain HTTP, for clients that speak nothing else."""

import socket
import ssl
import subprocess
import threading
from pathlib import Path


class Authority:
    """Signs certificates for 127.0.0.1 and localhost. `certificate` is what a client has to trust."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.certificate = folder / "ca.pem"
        self._openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Test CA")
        (folder / "extensions").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")

    def issue(self, name: str, *more: str) -> tuple:
        """The files of a certificate and its key."""
        certificate, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        self._openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", f"{name}.csr", "-subj", f"/CN={name}")
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "extensions",
                      "-out", certificate, *(more or ("-days", "2")))
        key.chmod(0o600)
        return certificate, key

    def context(self) -> ssl.SSLContext:
        """For clients that trust nobody else."""
        context = ssl.create_default_context(cafile=self.certificate)
        # Certificates of this age are no concern of these tests.
        context.verify_flags &= ~getattr(ssl, "VERIFY_X509_STRICT", 0)
        return context

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, cwd=self.folder)


def options(certificate: Path, key: Path) -> list:
    """The flags of `waybill serve`."""
    return ["--tls-certificate", str(certificate), "--tls-key", str(key)]


class TLSFront:
    """Listens on an address of 127.0.0.1, and passes on what comes to a port. `certificate` is what a client has to trust."""

    def __init__(self, folder: Path, port: int):
        self._target = port
        self.certificate = folder / "cert.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder / "key.pem", "-out", self.certificate, "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
            check=True, capture_output=True,
        )
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, folder / "key.pem")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            with self._context.wrap_socket(client, server_side=True) as near, socket.create_connection(("127.0.0.1", self._target)) as far:
                back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
                back.start()
                self._pump(near, far)
                back.join()
        except OSError:
            pass

    @staticmethod
    def _pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass
