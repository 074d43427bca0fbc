"""A PDF read as strictly as a signed record is written (docs/records.md): every byte belongs to something that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

_HEADER = re.compile(rb"%PDF-[12]\.[0-9]\n%[\x80-\xff]+\n")
_WHITE = re.compile(rb"[\0\t\n\f\r ]*")
_OBJECT = re.compile(rb"([1-9][0-9]{0,6}) 0 obj\b")
_STREAM = re.compile(rb"stream\r?\n")
_REFERENCE = re.compile(rb"([1-9][0-9]{0,6}) 0 R\b")
_NUMBER = re.compile(rb"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?=[\0\t\n\f\r ()<>\[\]{}/%]|$)")
_WORD = re.compile(rb"(?:true|false|null)\b")
_NAME = re.compile(rb"/([^\0\t\n\f\r ()<>\[\]{}/%]{0,127})")
_HEX = re.compile(rb"<([0-9A-Fa-f\0\t\n\f\r ]*)>")
_LITERAL = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|\r?\n|(.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_END = re.compile(rb"startxref\n([0-9]{1,10})\n%%EOF\n?")
_ENTRY = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[ \r]\n")
_DEEPEST = 40


class NotStrict(Exception):
    """The file is written in another way than records are; the text says where and how."""


class Name(str):
    """A name, without its slash and with its #xx read."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """To the object of this number."""

    number: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string, and where it stands in the file with what encloses it."""

    value: bytes
    start: int
    end: int
    in_hex: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream's dictionary, and its bytes as they stand in the file."""

    about: dict[str, Any]
    data: bytes


@dataclass(frozen=True, slots=True)
class Pdf:
    """All objects of a file by their numbers, and its trailer. Values: dict, list, `Name`, `Text`, `Reference`, `Stream`, numbers."""

    objects: dict[int, Any]
    trailer: dict[str, Any]

    def at(self, value: Any) -> Any:
        """What a reference leads to (None where to nothing); anything else is given as it is."""
        return self.objects.get(value.number) if isinstance(value, Reference) else value

    def within(self, value: Any, *path: str) -> Any:
        """What stands at the end of these keys; None where the way ends before."""
        for name in path:
            inner = self.at(value)
            inner = inner.about if isinstance(inner, Stream) else inner
            value = inner.get(name) if isinstance(inner, dict) else None
        return self.at(value)

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        """Every dictionary of the file, also those within others and those of streams."""
        waiting: list[Any] = [self.trailer, *self.objects.values()]
        while waiting:
            value = waiting.pop()
            if isinstance(value, Stream):
                value = value.about
            if isinstance(value, dict):
                yield value
                waiting.extend(value.values())
            elif isinstance(value, list):
                waiting.extend(value)

    def names(self) -> set[str]:
        """Every name that stands in the file, as key or as value."""
        found: set[str] = set()
        waiting: list[Any] = list(self.objects.values())
        for each in self.dictionaries():
            found.update(each)
            waiting.extend(each.values())
        while waiting:
            value = waiting.pop()
            if isinstance(value, Name):
                found.add(value)
            elif isinstance(value, list):
                waiting.extend(value)
        return found


def read_strictly(data: bytes) -> Pdf:
    """Read a file of one revision: header, objects, one table of them, trailer, end. Raises `NotStrict`."""
    return _Reader(data).file()


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def file(self) -> Pdf:
        self.expect(_HEADER, "a header")
        objects: dict[int, Any] = {}
        places: dict[int, int] = {}
        while self.white() and (found := self.take(_OBJECT)):
            number = int(found[1])
            if number in objects:
                self.fault(f"object {number} stands twice")
            places[number] = found.start()
            objects[number] = self.object()
        table = self.place
        self.table(places)
        self.white()
        self.expect(re.compile(b"trailer"), "a trailer")
        trailer = self.value()
        self.white()
        if int(self.expect(_END, "the end of the file")[1]) != table:
            self.fault("the end does not lead to the table")
        if self.place != len(self.data):
            self.fault("something follows the end")
        if not isinstance(trailer, dict) or set(trailer) - {"Root", "Info", "ID", "Size"}:
            self.fault("the trailer is not that of a file of one revision")
        return Pdf(objects, trailer)

    def table(self, places: dict[int, int]) -> None:
        head = self.expect(re.compile(rb"xref\n0 ([0-9]{1,7})\n"), "one table of all objects")
        if int(head[1]) != len(places) + 1 or set(places) != set(range(1, len(places) + 1)):
            self.fault("the table does not count all objects")
        for number in range(len(places) + 1):
            offset, generation, kind = self.expect(_ENTRY, "an entry of the table").groups()
            meant = (0, b"65535", b"f") if number == 0 else (places[number], b"00000", b"n")
            if (int(offset), generation, kind) != meant:
                self.fault(f"the table leads elsewhere than to object {number}")

    def object(self) -> Any:
        value = self.value()
        self.white()
        if isinstance(value, dict) and self.take(_STREAM):
            value = self.stream(value)
            self.white()
        self.expect(re.compile(rb"endobj\b"), "the end of an object")
        return value

    def stream(self, about: dict[str, Any]) -> Stream:
        length = about.get("Length")
        if type(length) is not int or not 0 <= length <= len(self.data) - self.place:
            self.fault("a stream does not say how long it is")
        # Names of a file that the bytes would be taken from instead.
        if {"F", "FFilter", "FDecodeParms"} & set(about):
            self.fault("a stream lies in another file")
        start = self.place
        self.place += length
        self.white()
        self.expect(re.compile(rb"endstream\b"), "the end of a stream")
        return Stream(about, self.data[start : start + length])

    def value(self, depth: int = 0) -> Any:
        if depth > _DEEPEST:
            self.fault("values lie too deep in one another")
        self.white()
        if self.data.startswith(b"<<", self.place):
            return self.dictionary(depth)
        if self.data.startswith(b"[", self.place):
            self.place += 1
            return self.array(depth)
        if self.data.startswith(b"(", self.place):
            return self.literal()
        if found := self.take(_NAME):
            return self.name(found)
        if found := self.take(_HEX):
            return self.hexadecimal(found)
        if found := self.take(_REFERENCE):
            return Reference(int(found[1]))
        if found := self.take(_NUMBER):
            return float(found[0]) if b"." in found[0] else int(found[0])
        if found := self.take(_WORD):
            return {b"true": True, b"false": False, b"null": None}[found[0]]
        self.fault("a value was expected")

    def dictionary(self, depth: int) -> dict[str, Any]:
        self.place += 2
        entries: dict[str, Any] = {}
        while self.white() and not self.data.startswith(b">>", self.place):
            name = self.name(self.expect(_NAME, "a name"))
            if name in entries:
                self.fault(f"/{name} stands twice in a dictionary")
            entries[name] = self.value(depth + 1)
        self.place += 2
        return entries

    def array(self, depth: int) -> list[Any]:
        found = []
        while self.white() and not self.data.startswith(b"]", self.place):
            found.append(self.value(depth + 1))
        self.place += 1
        return found

    def literal(self) -> Text:
        start, open_ones = self.place, 0
        while True:
            found = _LITERAL.search(self.data, self.place)
            if found is None:
                self.fault("a string does not end")
            self.place = found.end() + (found[0] == b"\\")
            open_ones += {b"(": 1, b")": -1}.get(found[0], 0)
            if open_ones == 0:
                break
        return Text(_ESCAPE.sub(_unescaped, self.data[start + 1 : self.place - 1]), start, self.place, False)

    def hexadecimal(self, found: re.Match[bytes]) -> Text:
        digits = b"".join(found[1].replace(b"\0", b"").split())
        return Text(
            bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")), found.start(), found.end(), True
        )

    def name(self, found: re.Match[bytes]) -> Name:
        read = re.sub(rb"#([0-9A-Fa-f]{2})", lambda each: bytes.fromhex(each[1].decode("ascii")), found[1])
        return Name(read.decode("latin-1"))

    def white(self) -> bool:
        found = _WHITE.match(self.data, self.place)
        self.place = found.end() if found else self.place
        return True

    def take(self, form: re.Pattern[bytes]) -> re.Match[bytes] | None:
        found = form.match(self.data, self.place)
        if found:
            self.place = found.end()
        return found

    def expect(self, form: re.Pattern[bytes], what: str) -> re.Match[bytes]:
        return self.take(form) or self.fault(f"{what} was expected")

    def fault(self, why: str) -> NoReturn:
        raise NotStrict(f"{why} (at byte {self.place})")


def _unescaped(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes([int(found[1], 8) & 255])
    return _ESCAPED.get(found[2], found[2]) if found[2] else b""
