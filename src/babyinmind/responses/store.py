"""A learner's answers on disk: every save is durable, nothing is overwritten unseen, damage is recovered from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock, RLock
from typing import Any, cast
from weakref import WeakValueDictionary

from babyinmind.files import replace as replace_file
from babyinmind.files import sync_folder, temporary_path
from babyinmind.locks import locked
from babyinmind.responses import places
from babyinmind.responses.model import (
    CONFIDENCES,
    LIMIT,
    Answer,
    Confidence,
    ConflictingCopy,
    NotSaved,
    Responses,
    Sitting,
    StaleRevision,
)
from babyinmind.responses.recovery import FileInspector, FileState, fresh
from babyinmind.responses.text import clean_text
from babyinmind.responses.values import NotPlain, plain, same, unshared
from babyinmind.responses.writing import LOCK_SECONDS, Encoder, not_saved, too_long, write_answers

PAUSE = timedelta(minutes=10)
"""A longer pause ends a sitting."""
TOUCH = timedelta(minutes=1)
"""Work less than this after the last sign of work need not be written down by itself."""
MOST_CONFLICTING = 10
MOST_REVISION = 2**31

_open_stores: WeakValueDictionary[tuple[int, str], ResponseStore] = WeakValueDictionary()
_opening = Lock()


class ResponseStore:
    """The answers of one learner to one module. One instance per file and process; every method is thread-safe."""

    path: Path
    module: str

    @classmethod
    def open(cls, path: Path, module: str, *, clock: Callable[[], datetime] | None = None) -> ResponseStore:
        """Open the answers file of `module` at `path`, making it where there is none.

        Never raises for what the folder holds: damage is recovered from, and `notices` says so. `clock` gives the time
        with its zone. Raises `ValueError` where the file is open under another module's name.
        """
        path = path.parent.resolve() / path.name
        # A forked child must not share its parent's lock.
        key = (os.getpid(), os.path.normcase(path))
        with _opening:
            store = _open_stores.get(key)
            if store is None:
                store = _open_stores[key] = cls(path, module)
        if store.module != module:
            raise ValueError(f"{path} is open for the module {store.module!r}, not {module!r}.")
        with store._thread:
            if clock is not None:
                store._clock = clock
            store._catch_up_or_say()
        return store

    def __init__(self, path: Path, module: str) -> None:
        """Use `open`: two instances on one file would not see each other's threads."""
        self.path = path
        self._folder = path.parent
        self.module = module
        self._good = places.last_good_path(path)
        self._lock = places.lock_path(path)
        self._thread = RLock()
        self._encoder = Encoder()
        self._clock: Callable[[], datetime] = _now
        self._notices: list[str] = []
        self._newer = False
        self._raw: bytes | None = None
        self._responses = fresh(module)

    @property
    def store_id(self) -> str:
        """A random name, made with the file: what a browser keeps of unsaved drafts goes by it."""
        return cast(str, self._responses.store_id)

    @property
    def seed(self) -> int:
        """A random whole number, made with the file, by which options are shuffled."""
        return cast(int, self._responses.seed)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the learner must be told, in plain sentences."""
        return tuple(self._notices)

    @property
    def read_only(self) -> bool:
        """Whether a newer version of the course wrote the file, so that it is not touched."""
        return self._newer

    @property
    def answers(self) -> dict[str, Answer]:
        """All answers by item."""
        return {item: _copied(answer) for item, answer in self._responses.answers.items()}

    @property
    def sittings(self) -> tuple[Sitting, ...]:
        """When the learner worked on the module."""
        return self._responses.sittings

    def answer(self, item: str) -> Answer | None:
        """The latest answer to `item`, None where there is none."""
        answer = self._responses.answers.get(clean_text(item))
        return None if answer is None else _copied(answer)

    def save(
        self, item: str, value: Any, *, edited: int, confidence: str | None = None, keep_first: bool = False
    ) -> Answer:
        """Put an answer on the disk and give it back as it stands there; it is durable then.

        `edited` is the revision that the window showed (0 = none). With `keep_first` the value counts as one more try,
        and the first is kept for good. A value that stands already is only acknowledged: browsers send again.
        Raises `StaleRevision` where another window has saved since (the value is on the disk then, kept aside), and
        `NotSaved` where nothing could be saved and nothing was changed.
        """
        item = clean_text(item)
        value, checked = self._checked(item, value, edited, confidence)
        with self._thread, self._locked():
            self._catch_up()
            now = _stamp(self._clock())
            before = self._responses.answers.get(item)
            if before is None:
                # Never a number that another window may still show for what was erased.
                revision = max(edited, self._responses.erased.get(item, 0)) + 1
                first = (value, now, 1) if keep_first else (None, None, 0)
                return self._accept(item, Answer(value, revision, now, checked, *first), now)
            alike = same(value, before.value)
            if edited != before.revision:
                if not alike:
                    self._keep_conflicting(item, before, ConflictingCopy(value, edited, now))
                    raise StaleRevision(_copied(self._responses.answers[item]))
                if checked is None or before.confidence is not None:
                    return self._acknowledged(before)
                # Said a moment after the answer itself: nothing is overwritten by it.
                return self._accept(item, replace(before, revision=before.revision + 1, confidence=checked), now)
            if alike and checked == before.confidence and not keep_first:
                return self._acknowledged(before)
            after = replace(before, value=value, revision=before.revision + 1, at=now, confidence=checked)
            if keep_first:
                after = replace(after, tries=before.tries + 1)
                if before.first_at is None:
                    after = replace(after, first=value, first_at=now)
            return self._accept(item, after, now)

    def erase(self, item: str) -> None:
        """Remove the answer to `item` and all that was kept with it, from every file in the folder.

        What was kept aside as damaged goes too, because nobody can say what it holds. Raises `NotSaved`.
        """
        item = clean_text(item)
        with self._thread, self._locked():
            self._catch_up()
            before = self._responses
            answers = {key: answer for key, answer in before.answers.items() if key != item}
            erased = dict(before.erased)
            if gone := before.answers.get(item):
                erased[item] = gone.revision
            after = replace(before, answers=answers, erased=erased)
            data = self._encoder.encode(after)
            with self._explained():
                # The copy first: were it the other way round, a crash between could bring the answer back.
                write_answers(self._good, data, temporary=temporary_path(self.path))
                write_answers(self.path, data, temporary=temporary_path(self.path))
                for kind, path in places.siblings(self.path):
                    if kind in ("temporary", "damaged"):
                        path.unlink()
                sync_folder(self._folder)
            self._responses, self._raw = after, data

    def touch(self) -> None:
        """Note that the learner is at work, for the sittings. A save does it by itself; trouble is left to the next."""
        with self._thread:
            now = self._clock()
            sittings = self._responses.sittings
            if sittings and timedelta() <= now - datetime.fromisoformat(sittings[-1].last) < TOUCH:
                return
            with suppress(NotSaved), self._locked():
                self._catch_up()
                self._write(replace(self._responses, sittings=_with_activity(self._responses.sittings, _stamp(now))))

    def _checked(self, item: str, value: Any, edited: Any, confidence: Any) -> tuple[Any, Confidence | None]:
        reason = None
        if isinstance(edited, bool) or not isinstance(edited, int) or not 0 <= edited < MOST_REVISION:
            reason = "the page did not say which answer was edited"
        elif confidence is not None and confidence not in CONFIDENCES:
            reason = f"{confidence!r} is none of sure, unsure and guessing"
        else:
            try:
                return plain(value), cast("Confidence | None", confidence)
            except NotPlain as error:
                reason = str(error)
        raise NotSaved(self.path, f"the answer to {item!r} is not as it must be, {reason}. Reload the page")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with ExitStack() as stack:
            try:
                stack.enter_context(locked(self._lock, LOCK_SECONDS))
            except TimeoutError:
                why = f"another program has been using it for {LOCK_SECONDS:.0f} seconds. Close other programs"
                raise NotSaved(self.path, why) from None
            except OSError as error:
                raise not_saved(self.path, error) from error
            yield

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise not_saved(self.path, error) from error

    def _acknowledged(self, answer: Answer) -> Answer:
        # Whoever wrote it may have been killed before the folder was synced.
        with self._explained():
            sync_folder(self._folder)
        return _copied(answer)

    def _accept(self, item: str, answer: Answer, now: str) -> Answer:
        before = self._responses
        answers = {**before.answers, item: answer}
        erased = before.erased
        if item in erased:
            erased = {key: revision for key, revision in erased.items() if key != item}
        sittings = _with_activity(before.sittings, now)
        self._write(replace(before, answers=answers, sittings=sittings, erased=erased))
        return _copied(answer)

    def _keep_conflicting(self, item: str, current: Answer, conflicting: ConflictingCopy) -> None:
        if any(same(conflicting.value, kept.value) for kept in current.conflicting):
            self._acknowledged(current)
            return
        self._accept(
            item, replace(current, conflicting=(*current.conflicting, conflicting)[-MOST_CONFLICTING:]), conflicting.at
        )

    def _write(self, responses: Responses) -> None:
        data = self._encoder.encode(responses)
        while len(data) > LIMIT:
            # An answer that stands is worth more than the oldest text that was never applied.
            lighter = _without_oldest_conflicting(responses)
            if lighter is None:
                raise too_long(self.path)
            responses = lighter
            data = self._encoder.encode(responses)
        # What stands there now becomes the last good copy only where it was read and found good.
        last_good = self._good if self._raw is not None else None
        with self._explained():
            write_answers(self.path, data, temporary=temporary_path(self.path), last_good=last_good)
        self._responses, self._raw = responses, data

    def _catch_up_or_say(self) -> None:
        """Read the file and put right what can be; where nothing can be written, use what can be read and say so."""
        try:
            with self._explained():
                if not self._folder.exists():
                    self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._locked():
                with suppress(OSError):
                    # Whoever holds the lock is the only one who writes: these are of processes that were killed.
                    for kind, path in places.siblings(self.path):
                        if kind == "temporary":
                            path.unlink()
                self._catch_up()
                if self._raw is None:
                    self._write(self._responses)
        except NotSaved as error:
            state = FileInspector(self.path, self.module, self._responses, self._raw).inspect()
            self._take(state)
            if state.blocked is None:
                self._notify(f"Answers cannot be saved in {self.path}: {error.why}.")

    def _catch_up(self) -> None:
        """Take over what the disk holds, under the lock. Raises `NotSaved` where the file must not be written over."""
        state = FileInspector(self.path, self.module, self._responses, self._raw).inspect()
        if state.move:
            self._put_right(state)
        else:
            self._take(state)
        if state.blocked is not None:
            raise NotSaved(self.path, state.blocked)

    def _put_right(self, state: FileState) -> None:
        kept = ""
        with self._explained():
            if os.path.lexists(self.path):
                damaged = self._damaged_name()
                if state.keep is not None:
                    write_answers(damaged, state.keep, temporary=temporary_path(self.path))
                else:
                    replace_file(self.path, damaged)
                kept = f" It was kept as {damaged.name}."
        # Should the disk be full now, this is all there is: the next save begins with it.
        self._responses, self._raw, self._newer = state.responses, None, False
        self._write(state.responses)
        self._notify(f"{state.notice}{kept} {state.then}")

    def _damaged_name(self) -> Path:
        stem = f"{self.path.stem}.damaged-{self._clock().astimezone(UTC):%Y%m%dT%H%M%SZ}"
        path, number = self.path.with_name(f"{stem}.json"), 2
        while os.path.lexists(path):
            path, number = self.path.with_name(f"{stem}-{number}.json"), number + 1
        return path

    def _take(self, state: FileState) -> None:
        self._responses, self._raw, self._newer = state.responses, state.raw, state.newer
        if state.notice:
            self._notify(f"{state.notice} {state.then}")

    def _notify(self, notice: str) -> None:
        notice = notice.strip()
        if notice not in self._notices:
            self._notices.append(notice)


def _now() -> datetime:
    return datetime.now(UTC)


def _copied(answer: Answer) -> Answer:
    conflicting = tuple(ConflictingCopy(unshared(kept.value), kept.edited, kept.at) for kept in answer.conflicting)
    return replace(answer, value=unshared(answer.value), first=unshared(answer.first), conflicting=conflicting)


def _stamp(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _with_activity(sittings: tuple[Sitting, ...], now: str) -> tuple[Sitting, ...]:
    if sittings:
        last = datetime.fromisoformat(sittings[-1].last)
        # A clock that was put back by more than a pause starts a new sitting too.
        if abs(datetime.fromisoformat(now) - last) <= PAUSE:
            return (*sittings[:-1], Sitting(sittings[-1].start, max(sittings[-1].last, now)))
    return (*sittings, Sitting(now, now))


def _without_oldest_conflicting(responses: Responses) -> Responses | None:
    """Drop the oldest value kept aside of an item that has several; None where there is none to drop."""
    several = [
        (answer.conflicting[0].at, item) for item, answer in responses.answers.items() if len(answer.conflicting) > 1
    ]
    if not several:
        return None
    _, item = min(several)
    answer = responses.answers[item]
    answers: Mapping[str, Answer] = {**responses.answers, item: replace(answer, conflicting=answer.conflicting[1:])}
    return replace(responses, answers=answers)
