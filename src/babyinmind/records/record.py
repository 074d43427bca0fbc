"""The record of independent learning as data: what it says, and how it is signed and checked. No gradebook here."""

from __future__ import annotations

import json
from typing import Any

from babyinmind.errors import BabyInMindError
from babyinmind.records.badge import badge_of, is_badge_of
from babyinmind.records.signing import PublicKey, SigningKey, as_bytes, as_text, canonical, public_key

FORMAT = "babyinmind-record"
VERSION = 1
ATTACHMENT = "babyinmind-record.json"
OLD_ATTACHMENT = "record.json"
"""Of records whose data alone were signed."""
COURSE = "Baby in Mind: infant and early childhood mental health"
DELIVERY = "self-paced, independent learning"
NOT_CREDIT = (
    "No continuing-education credit is given for this independent learning.",
    "It is not Endorsement® and does not earn, meet or imply it.",
    "Whether it counts for anything is for the reviewers of each association, employer or board to decide.",
)
SOLO_NOTE = "The learner worked alone. Nobody has checked who answered, and nobody has read what was written. This log is not signed."
_TEXTS = ("number", "issued", "course", "learner", "sponsor", "cohort", "delivery", "from", "to", "assessed")
_OF_A_MODULE = {"id": str, "title": str, "minutes": int, "completed": str, "areas": list}


class RecordFaulty(BabyInMindError):
    """What should be a signed record is none; the text says what is wrong with it, in plain words."""


class CannotRender(BabyInMindError):
    """The pages cannot be laid out here; the text says what is missing."""


def assessed(pass_marks: str, *, read: bool = True) -> str:
    """How it was assessed, in words; `pass_marks` is such as "80 %"."""
    reading = "and an instructor had read the written reflection" if read else "and the reflection was written"
    return (
        f"Each module ends with graded questions and a written reflection. Its minutes are credited once {pass_marks} of the points"
        f" was reached in one of any number of hand-ins, {reading}. The minutes are those that a module is reckoned at:"
        " reading at 200 words a minute, with set times for questions, cases, figures and the reflection."
    )


def signed(record: dict[str, Any], key: SigningKey) -> dict[str, Any]:
    """The record with its signature, the key to check it with, and the same as an Open Badge."""
    return {
        "record": record,
        "key": as_text(key.public.raw),
        "signature": as_text(key.sign(canonical(record))),
        "badge": badge_of(record, key),
    }


def signed_record(envelope: Any) -> tuple[dict[str, Any], PublicKey]:
    """The record and the key that signed it, of what `signed` gave. Raises `RecordFaulty` for anything else."""
    if not isinstance(envelope, dict) or set(envelope) != {"record", "key", "signature", "badge"}:
        raise RecordFaulty("The signed data are not those of a record.")
    record = envelope["record"]
    try:
        key, signature, message = public_key(envelope["key"]), as_bytes(envelope["signature"]), canonical(record)
    except (ValueError, RecursionError) as error:
        raise RecordFaulty(f"The signature cannot be read: {error}.") from error
    if not key.has_signed(message, signature):
        raise RecordFaulty("The signed data were altered: the signature does not fit them.")
    whole_record(record)
    if not is_badge_of(envelope["badge"], record, key):
        raise RecordFaulty("The Open Badge within does not say what the record says, or was not signed with its key.")
    return record, key


def whole_record(record: Any) -> dict[str, Any]:
    """The same, if it is a record with all that one says. Raises `RecordFaulty`."""
    if not _is_whole(record):
        raise RecordFaulty("What was signed is not a record of a version that is known here.")
    return record


def parsed(text: str | bytes) -> Any:
    """JSON in which no name stands twice. Raises `RecordFaulty`."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        names = dict(found)
        if len(names) != len(found):
            raise ValueError("a name stands twice")
        return names

    try:
        return json.loads(text, object_pairs_hook=pairs)
    except (ValueError, RecursionError) as error:
        raise RecordFaulty(f"The signed data cannot be read: {error}.") from error


def _is_whole(record: Any) -> bool:
    if not isinstance(record, dict) or record.get("format") != FORMAT or record.get("version") != VERSION:
        return False
    modules = record.get("modules")
    return (
        all(isinstance(record.get(name), str) for name in _TEXTS)
        and _are_texts(record.get("instructors"))
        and _are_texts(record.get("not_credit"))
        and isinstance(modules, list)
        and all(_is_module(each) for each in modules)
        and record.get("minutes") == sum(each["minutes"] for each in modules)
    )


def _is_module(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and all(type(each.get(name)) is kind for name, kind in _OF_A_MODULE.items())
        and _are_texts(each["areas"])
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)
