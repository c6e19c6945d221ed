"""What every answer must look like, and how an error document is read."""

import base64
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from . import canary
from .raw import Answer


@dataclass
class Refusal:
    status: int
    code: str
    message: str
    ec: str
    fields: dict

    def __getitem__(self, name: str) -> str:
        return self.fields[name]


def check_wire(answer: Answer) -> Answer:
    """The headers that every OSS answer carries."""
    assert answer.all("Server") == ["AliyunOSS"]
    assert len(answer.all("Date")) == 1
    assert answer.header("Date").endswith(" GMT") and parsedate_to_datetime(answer.header("Date"))
    assert len(answer.all("x-oss-request-id")) == 1
    assert re.fullmatch("[0-9A-F]{24}", answer.header("x-oss-request-id"))
    assert re.fullmatch("[0-9]+", answer.header("x-oss-server-time") or ""), "x-oss-server-time"
    assert answer.header("Connection"), "Connection"
    framed = answer.all("Content-Length") + answer.all("Transfer-Encoding")
    assert len(framed) <= 1
    if answer.status not in (204, 304):
        assert framed, "neither Content-Length nor Transfer-Encoding"
    return answer


def refusal(answer: Answer, method: str = "GET") -> Refusal:
    """Reads an error answer and checks its form; for HEAD the document comes in a header."""
    check_wire(answer)
    assert answer.status >= 400, f"{answer.status}, expected a refusal: {answer.body[:300]!r}"
    if method == "HEAD":
        assert answer.body == b""
        document = base64.b64decode(answer.header("x-oss-err") or "", validate=True)
        assert document, "HEAD without x-oss-err"
    else:
        document = answer.body
        assert answer.header("Content-Type") == "application/xml"
    canary.search_error(document)
    assert document.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'), document[:200]
    root = ElementTree.fromstring(document)
    assert root.tag == "Error" and not root.attrib
    names = [child.tag for child in root]
    assert names[:4] == ["Code", "Message", "RequestId", "HostId"], names
    assert len(names) == len(set(names)), f"repeated elements in {names}"
    fields = {child.tag: child.text or "" for child in root}
    assert re.fullmatch("[0-9A-F]{24}", fields["RequestId"])
    assert fields["RequestId"] == answer.header("x-oss-request-id")
    assert fields["Message"], "an error without a message"
    ec = fields.get("EC", "")
    assert (answer.header("x-oss-ec") or "") == ec, "the header x-oss-ec and the element EC differ"
    if ec:
        assert re.fullmatch("[0-9]{4}-[0-9]{8}", ec)
        assert names[-2:] == ["EC", "RecommendDoc"]
        assert fields["RecommendDoc"].endswith(f"troubleshoot?q={ec}")
    return Refusal(answer.status, fields["Code"], fields["Message"], ec, fields)


def document(answer: Answer, root: str) -> ElementTree.Element:
    """The XML of a successful answer, whose root has this name and no namespace."""
    check_wire(answer)
    assert answer.status == 200, f"{answer.status}: {answer.body[:300]!r}"
    assert answer.header("Content-Type") == "application/xml"
    assert answer.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>'), answer.body[:100]
    element = ElementTree.fromstring(answer.body)
    assert element.tag == root and not element.attrib, (element.tag, element.attrib)
    return element
