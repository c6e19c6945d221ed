"""One request on a connection of its own, and how it ended."""

from dataclasses import dataclass

from support.answers import check_wire, refusal
from support.client import Client
from support.raw import Answer, Connection, NoAnswer, head
from support.signing import Request, octets


@dataclass
class Ending:
    """An answer that came whole, or why none did."""

    answer: Answer = None
    broken: str = ""

    @property
    def status(self) -> int:
        return self.answer.status if self.answer else 0

    @property
    def code(self) -> str:
        """The code of an error document, after its form was checked."""
        return refusal(self.answer).code


def ask(client: Client, request: Request, body: bytes = None, timeout: float = 30) -> Ending:
    """Sends the request; every whole answer must have the headers that all answers have, and a refusal the document."""
    headers = [("Host", client.host)] + request.headers
    if body is not None and not any(octets(name).lower() == b"content-length" for name, _ in headers):
        headers.append(("Content-Length", len(body)))
    try:
        with Connection(client.port, timeout) as connection:
            connection.offer(head(request.method, request.target(), headers) + (body or b""))
            answer = connection.answer(request.method)
    except (NoAnswer, OSError) as error:
        return Ending(broken=repr(error))
    check_wire(answer)
    if answer.status >= 400:
        refusal(answer, request.method)
    return Ending(answer)


def put(client, key, body, timeout: float = 30) -> Ending:
    return ask(client, client.signed("PUT", key), body, timeout)


def get(client, key, timeout: float = 30) -> Ending:
    return ask(client, client.signed("GET", key), None, timeout)


def delete(client, key) -> Ending:
    return ask(client, client.signed("DELETE", key))
