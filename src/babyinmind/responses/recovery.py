"""What a look at an answers file shows, and what can be rescued where it is damaged, missing or a newer version's."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from babyinmind.responses import places
from babyinmind.responses.model import (
    MissingResponses,
    NewerVersion,
    Responses,
    ResponsesError,
    UnreachableResponses,
)
from babyinmind.responses.reading import parse, read_bytes


@dataclass(frozen=True, slots=True)
class FileState:
    """What a look at the folder showed. `raw` is the file's content where it can be built on."""

    responses: Responses
    raw: bytes | None
    notice: str | None = None
    then: str = ""
    """What follows from the notice."""
    move: bool = False
    """What is in the file's place has to leave it, and `responses` to be written there."""
    keep: bytes | None = None
    """This content has to be kept aside first: the file is whole, but not each of its records."""
    newer: bool = False
    blocked: str | None = None
    """Why the file must not be written over, as half a sentence with its mend."""


@dataclass(frozen=True, slots=True)
class FileInspector:
    """A look at the answers file `path` of `module`, by a process that knows `known`, last read or written as `raw`.

    `raw` is None where nothing of what is known stands on the disk. Nothing is changed by looking.
    """

    path: Path
    module: str
    known: Responses
    raw: bytes | None

    @property
    def good(self) -> Path:
        """The last good copy."""
        return places.last_good_path(self.path)

    def inspect(self) -> FileState:
        """See what the folder holds, changing nothing."""
        name = self.path.name
        try:
            raw = read_bytes(self.path)
            if raw == self.raw:
                return FileState(self.known, raw)
            found = self._named(parse(raw, name, self.module))
        except MissingResponses:
            return self._without_file()
        except NewerVersion as newer:
            return self._untouched(newer)
        except UnreachableResponses as error:
            known = self.known if self.raw is not None else self._rescued() or self.known
            why = f"it cannot be read at the moment ({error.reason}). Allow it, or ask who looks after this computer"
            return FileState(known, self.raw, f"{name}: {why}.", blocked=why)
        except ResponsesError as error:
            rescued = self._rescued()
            then = "The last good copy is used. Please look through your answers: the latest may be missing."
            if rescued is None:
                rescued, then = self.known, "There was no earlier copy, so you start afresh."
            notice = f"Your answers file {name} could not be used: {error.reason}."
            return FileState(rescued, None, notice, then, move=True)
        if not found.faults:
            return FileState(found, raw)
        rescued = self._rescued()
        if rescued is not None:
            missing = {item: answer for item, answer in rescued.answers.items() if item not in found.answers}
            found = replace(found, answers={**found.answers, **missing})
        notice = f"Something in your answers file {name} could not be read. {' '.join(found.faults)}"
        then = "Everything else is here, and what the last good copy had of it was taken from there."
        return FileState(replace(found, faults=()), None, notice, then, move=True, keep=raw)

    def _without_file(self) -> FileState:
        name = self.path.name
        try:
            spare = parse(read_bytes(self.good), self.good.name, self.module)
        except NewerVersion as newer:
            return self._untouched(newer)
        except ResponsesError:
            if self.raw is None:
                return FileState(self.known, None)
            notice = f"{name} was deleted. What you answer from now on is kept in a new file."
            return FileState(fresh(self.module), None, notice)
        then = "Its last good copy is used. Please look through your answers: the latest may be missing."
        responses = self._merged(self._named(replace(spare, faults=())))
        return FileState(responses, None, f"Your answers file {name} was missing.", then, move=True)

    def _untouched(self, newer: NewerVersion) -> FileState:
        responses = self.known if newer.store_id is None else replace(self.known, store_id=newer.store_id)
        why = "a newer version of the course wrote this file, so it is left as it is. Update the course"
        notice = f"{newer.name}: {why}; nothing can be saved here until then."
        return FileState(replace(responses, answers={}, sittings=()), None, notice, newer=True, blocked=why)

    def _rescued(self) -> Responses | None:
        """The last good copy with what this process knows besides; None where there is neither."""
        with suppress(ResponsesError):
            spare = parse(read_bytes(self.good), self.good.name, self.module)
            return self._merged(self._named(replace(spare, faults=())))
        return self.known if self.raw is not None else None

    def _merged(self, spare: Responses) -> Responses:
        if spare.store_id != self.known.store_id:
            return spare
        answers = dict(spare.answers)
        for item, answer in self.known.answers.items():
            known = answers.get(item)
            least = known.revision if known else spare.erased.get(item, 0)
            if answer.revision > least:
                answers[item] = answer
        sittings = max(spare.sittings, self.known.sittings, key=len)
        return replace(spare, answers=answers, sittings=sittings)

    def _named(self, responses: Responses) -> Responses:
        """Give a file that lost them its random name and seed again."""
        if responses.store_id is not None and responses.seed is not None:
            return responses
        store_id = responses.store_id or self.known.store_id
        seed = self.known.seed if responses.seed is None else responses.seed
        return replace(responses, store_id=store_id, seed=seed)


def fresh(module: str) -> Responses:
    """No answers yet, under a random name and seed."""
    return Responses(module=module, store_id=os.urandom(16).hex(), seed=int.from_bytes(os.urandom(4), "big") >> 1)
