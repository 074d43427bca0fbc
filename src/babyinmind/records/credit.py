"""The credit rule (in words: `babyinmind.results.credit.RULE`), what it gives each learner for each module, and how a reflection is sent back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from babyinmind.course.modules import in_course_order
from babyinmind.errors import BabyInMindError
from babyinmind.gradebook.schema import Attempt, Credit, SentBack, utc_now
from babyinmind.records.modules import CreditModule, reading_by_learner, stored_modules
from babyinmind.results.credit import RULE as RULE
from babyinmind.results.credit import WORDS as WORDS
from babyinmind.results.credit import CreditState as CreditState


class CreditError(BabyInMindError):
    """A reflection cannot be sent back; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class GradedHandIn:
    """One graded hand-in as far as credit looks at it; see `Attempt`."""

    at: datetime
    best: float
    reflected: bool
    read: bool


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the rule says of one learner's hand-ins: since when there is credit, and whether its reflection was read."""

    given: datetime | None
    read: bool
    state: CreditState


def weigh(
    hand_ins: Sequence[GradedHandIn],
    *,
    pass_mark: float,
    sent_back: datetime | None = None,
    is_read: bool = False,
    has_reader: bool = True,
) -> Weighed:
    """The credit rule. `hand_ins` oldest first; `sent_back` is the latest hand-in whose reflection was sent back.

    `is_read` says whether an instructor has read the reflection of the latest hand-in; without `has_reader` there is
    nothing to be read, or nobody who reads it.
    """
    if not hand_ins:
        return Weighed(None, False, "none")
    passed = next((each.at for each in hand_ins if each.best >= pass_mark - 1e-9), None)
    since = [each for each in hand_ins if sent_back is None or each.at > sent_back]
    written = next((each.at for each in since if each.reflected), None)
    if passed is not None and written is not None:
        latest_is_read = is_read and since[-1].reflected
        read = not has_reader or latest_is_read or any(each.read and each.reflected for each in since)
        return Weighed(max(passed, written), read, "credited" if read else "provisional")
    if sent_back is not None and written is None:
        return Weighed(None, False, "sent-back")
    return Weighed(None, False, "below" if passed is None else "blank")


@dataclass(frozen=True, slots=True)
class ModuleCredit:
    """Where a learner stands in a module. `best` is a share, 0 to 1; minutes are 0 without credit; times are UTC.

    `title`, `planned` (minutes), `areas` and `pass_mark` are those of the credit where there is one, else the module's of today.
    """

    learner: str
    module: str
    title: str
    planned: int
    areas: tuple[str, ...]
    state: CreditState
    best: float | None = None
    first: datetime | None = None
    latest: datetime | None = None
    given: datetime | None = None
    confirmed: datetime | None = None
    pass_mark: float | None = None
    reason: str = ""

    @property
    def minutes(self) -> int:
        """Minutes that are credited, provisionally or not."""
        return self.planned if self.given else 0

    def payload(self) -> dict[str, Any]:
        """What its learner is told, as plain data (see `babyinmind.results`)."""
        return {"state": self.state, "words": WORDS[self.state], "minutes": self.minutes, "reason": self.reason}


def settle(
    session: Session,
    *,
    pass_mark: float,
    learners: Iterable[str] | None = None,
    everybody: Iterable[str] = (),
    has_reader: bool = True,
) -> list[ModuleCredit]:
    """Give what credit is due, confirm what was read, and tell where everybody stands in every module.

    In five queries, however many learners there are. `everybody` are learners who stand in the list though they handed
    nothing in; without `has_reader` nobody reads reflections (the solo course). Commits what it gave.
    """
    chosen, named = None if learners is None else list(learners), list(everybody)
    try:
        return _settle(session, pass_mark, chosen, named, has_reader)
    except IntegrityError:
        # Somebody else gave the same credit since we looked.
        session.rollback()
        return _settle(session, pass_mark, chosen, named, has_reader)


def _settle(
    session: Session, pass_mark: float, chosen: list[str] | None, everybody: list[str], has_reader: bool
) -> list[ModuleCredit]:
    modules = {module.id: module for module in stored_modules(session)}
    hand_ins = _hand_ins(session, chosen)
    reading = reading_by_learner(session, chosen)
    credits = {(row.learner, row.module): row for row in session.scalars(_of(select(Credit), Credit.learner, chosen))}
    returned = {
        (row.learner, row.module): row
        for row in session.scalars(_of(select(SentBack), SentBack.learner, chosen).order_by(SentBack.handed_in))
    }
    pairs = {*hand_ins, *credits, *((learner, module) for learner in everybody for module in modules)}
    pairs |= {(learner, module) for learner, _ in pairs for module in modules}
    now = utc_now()
    found = []
    places = {name: place for place, name in enumerate(in_course_order({module for _, module in pairs}))}
    for learner, module_id in sorted(pairs, key=lambda pair: (pair[0], places[pair[1]])):
        module = modules.get(module_id)
        handed_in = hand_ins.get((learner, module_id), [])
        back = returned.get((learner, module_id))
        weighed = weigh(
            handed_in,
            pass_mark=pass_mark,
            sent_back=back.handed_in if back else None,
            is_read=reading.get((learner, module_id), False),
            has_reader=has_reader and (module is None or module.is_read_by_people),
        )
        credit = credits.get((learner, module_id))
        if credit is None and weighed.given is not None and module is not None:
            credit = _given(learner, module, pass_mark, weighed.given)
            session.add(credit)
        if credit is not None and credit.confirmed is None and weighed.read:
            credit.confirmed = now
        found.append(_module_credit(learner, module_id, module, credit, handed_in, weighed, back))
    session.commit()
    return found


def send_back(session: Session, learner: str, module: str, *, reason: str, by: str) -> SentBack:
    """Send the reflection of the latest hand-in back: its provisional credit is withdrawn until the learner hands in anew.

    `reason` is read by the learner, `by` names the instructor. Commits. Raises `CreditError` where there is nothing to send
    back, or where credit was confirmed: that stays.
    """
    words = " ".join(reason.split())
    if not words:
        raise CreditError("Say why it is sent back: the learner reads the reason.")
    of_both = {"learner": learner, "module": module}
    credit = session.scalars(select(Credit).filter_by(**of_both)).first()
    if credit is not None and credit.confirmed is not None:
        raise CreditError(
            f"{module} was credited to {learner} on {credit.confirmed:%Y-%m-%d}, after its reflection was read."
            " Credit that was given stays; write a comment instead."
        )
    latest = session.scalars(select(Attempt.handed_in).filter_by(**of_both).order_by(Attempt.handed_in.desc())).first()
    if latest is None:
        raise CreditError(f"{learner} has no graded hand-in of {module}.")
    now = utc_now()
    sent = SentBack(**of_both, handed_in=latest, reason=words, by=by, at=now)
    session.add(sent)
    if credit is not None:
        session.delete(credit)
    session.commit()
    return sent


def _hand_ins(session: Session, learners: list[str] | None) -> dict[tuple[str, str], list[GradedHandIn]]:
    columns = (Attempt.learner, Attempt.module, Attempt.handed_in, Attempt.best, Attempt.reflected, Attempt.read)
    found: dict[tuple[str, str], list[GradedHandIn]] = {}
    for learner, module, *rest in session.execute(_of(select(*columns), Attempt.learner, learners)):
        found.setdefault((learner, module), []).append(GradedHandIn(*rest))
    for each in found.values():
        each.sort(key=lambda one: one.at)
    return found


def _of(query: Any, column: Any, learners: list[str] | None) -> Any:
    return query if learners is None else query.where(column.in_(learners))


def _given(learner: str, module: CreditModule, pass_mark: float, given: datetime) -> Credit:
    return Credit(
        module=module.id, learner=learner, title=module.title, minutes=module.minutes, areas=list(module.areas),
        pass_mark=pass_mark, given=given, confirmed=None,
    )  # fmt: skip


def _module_credit(
    learner: str,
    module_id: str,
    module: CreditModule | None,
    credit: Credit | None,
    hand_ins: list[GradedHandIn],
    weighed: Weighed,
    back: SentBack | None,
) -> ModuleCredit:
    state = weighed.state
    if credit is not None:
        state = "credited" if credit.confirmed else "provisional"
    return ModuleCredit(
        learner=learner,
        module=module_id,
        title=credit.title if credit else module.title if module else module_id,
        planned=credit.minutes if credit else module.minutes if module else 0,
        areas=tuple(credit.areas) if credit else module.areas if module else (),
        state=state,
        best=max((each.best for each in hand_ins), default=None),
        first=hand_ins[0].at if hand_ins else None,
        latest=hand_ins[-1].at if hand_ins else None,
        given=credit.given if credit else None,
        confirmed=credit.confirmed if credit else None,
        pass_mark=credit.pass_mark if credit else None,
        reason=back.reason if back and state == "sent-back" else "",
    )
