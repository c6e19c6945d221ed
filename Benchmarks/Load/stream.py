"""Large bodies over plain sockets at little cost: stream.py PUT|GET PORT FILE-OR-LENGTH TARGET...

A thread and a connection for each target. PUT hands the file to the kernel (sendfile); GET has the kernel throw the body away (MSG_TRUNC) after its
length was read. Prints JSON: seconds from the first byte to the last answer, bytes, and the processor time of this process.
"""

import json
import os
import socket
import sys
import threading
import time

CHUNK = 1 << 20


def head_of(connection: socket.socket) -> tuple:
    """The status, the length of the body, and how much of the body came with the head."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(16384)
        if not more:
            raise ConnectionError(f"closed after {data[:300]!r}")
        data += more
    head, rest = data.split(b"\r\n\r\n", 1)
    lines = head.split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    return int(lines[0].split()[1]), length, len(rest)


def put(port: int, path: str, target: str) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=300) as connection, open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(f"PUT {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {size}\r\n\r\n".encode())
        if connection.sendfile(file) != size:
            raise ConnectionError("the body was not sent in whole")
        status, _, _ = head_of(connection)
        if status // 100 != 2:
            raise ConnectionError(f"status {status}")
        return size


def get(port: int, length: int, target: str) -> int:
    with socket.create_connection(("127.0.0.1", port), timeout=300) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        status, announced, received = head_of(connection)
        if status != 200 or announced != length:
            raise ConnectionError(f"status {status}, {announced} bytes announced")
        buffer = bytearray(CHUNK)
        while received < length:
            count = connection.recv_into(buffer, min(CHUNK, length - received), socket.MSG_TRUNC)
            if count == 0:
                raise ConnectionError(f"closed {length - received} bytes early")
            received += count
        return length


def main():
    method, port, what, targets = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
    work = (lambda target: put(port, what, target)) if method == "PUT" else (lambda target: get(port, int(what), target))
    sizes, errors = [], []

    def run(target: str):
        try:
            sizes.append(work(target))
        except OSError as error:
            errors.append(str(error))

    threads = [threading.Thread(target=run, args=(target,)) for target in targets]
    started, before = time.monotonic(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({
        "seconds": time.monotonic() - started, "bytes": sum(sizes), "processor": time.process_time() - before, "errors": errors,
    }))


if __name__ == "__main__":
    main()
