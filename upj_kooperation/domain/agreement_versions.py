"""Versions of an agreement: who may amend it, what takes its place, and what two versions differ in (F19).

An amendment is an agreement of its own that names the one it amends and has the next number. The earlier one binds
until the amendment does (§ 311 Abs. 1 BGB: a contract is changed by a contract): it is neither cancelled nor changed.
It is replaced on the day before, and stays to be read. What is owed moves over once: open duties count in the version
that is in force, and only there.
"""

import datetime
import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from upj_kooperation.domain.agreement import IN_FORCE
from upj_kooperation.domain.agreement_text import AgreementText, TextDuty, TextParty
from upj_kooperation.domain.text_changes import ADDED, CHANGED, REMOVED, Part, compare_rich_texts, words
from upj_kooperation.domain.values import Problem

NOT_IN_FORCE = (
	"Only an agreement in force is amended; this one is in the state {0}. Change its draft, or make a new one."
)
AMENDED_ALREADY = "{0} already amends this agreement. Finish or terminate it before the next amendment."
NO_SUBJECT = "Say what the amendment changes."
TOO_EARLY = "The amendment would hold from {0}, but the agreement has been in force since {1} only. Choose a later day."
AFTER_THE_END = "The amendment would hold from {0}, after the agreement ends on {1}. Choose an earlier day."
EARLIER_ENDED = (
	"The agreement {0} that this one amends is in the state {1}, so nothing is left to amend. Make a new agreement."
)
NOT_REPLACED = "An agreement is replaced by an amendment that comes into force, and by nothing else."
OTHER_CHAIN = "{0} is no version of {1}. Choose another version of the same agreement."

MESSAGES = (
	NOT_IN_FORCE,
	AMENDED_ALREADY,
	NO_SUBJECT,
	TOO_EARLY,
	AFTER_THE_END,
	EARLIER_ENDED,
	NOT_REPLACED,
	OTHER_CHAIN,
)

# Duties of one party that read so much alike are one duty that was reworded.
ALIKE = 0.5

# Each in the order of the form: attribute of the text, field whose label names it.
FACTS = (
	("title", "agreement_title"),
	("value", "agreement_value"),
	("start", "start_date"),
	("end", "end_date"),
	("notice_months", "notice_months"),
	("renewal", "renewal"),
	("renewal_months", "renewal_months"),
)


@dataclass(frozen=True)
class Change:
	"""One difference.

	section: field of the form; kind: added, removed or changed; parts: pairs of same, added or removed and the words.
	"""

	section: str
	kind: str
	parts: tuple[Part, ...]
	about: str = ""
	before: Any = None
	after: Any = None


def check_amendable(state: str, open_amendment: str | None) -> Problem | None:
	"""Return why an agreement cannot be amended, or None. open_amendment: one that is on its way."""
	if state != IN_FORCE:
		return Problem(NOT_IN_FORCE, (state,))
	return Problem(AMENDED_ALREADY, (open_amendment,)) if open_amendment else None


def check_amendment(
	subject: str | None,
	effective_from: datetime.date | None,
	in_force_since: datetime.date | None,
	running_end: datetime.date | None,
) -> list[Problem]:
	"""Return what is wrong with an amendment of an agreement that is in force since a day and runs until another."""
	problems = [] if (subject or "").strip() else [Problem(NO_SUBJECT)]
	if effective_from and in_force_since and effective_from <= in_force_since:
		problems.append(Problem(TOO_EARLY, (effective_from, in_force_since)))
	if effective_from and running_end and effective_from > running_end:
		problems.append(Problem(AFTER_THE_END, (effective_from, running_end)))
	return problems


def check_earlier(name: str, state: str) -> Problem | None:
	"""Return why an amendment cannot take the place of the agreement that it amends, or None."""
	return None if state == IN_FORCE else Problem(EARLIER_ENDED, (name, state))


def replaced_on(in_force_since: datetime.date) -> datetime.date:
	"""Return the last day of the earlier version: the day before the amendment binds."""
	return in_force_since - datetime.timedelta(days=1)


def compare(before: AgreementText, after: AgreementText) -> list[Change]:
	"""Return what differs between two versions, in the order of the form; empty if they say the same."""
	changes = [
		Change(section, CHANGED, (), before=getattr(before, name), after=getattr(after, name))
		for name, section in FACTS
		if getattr(before, name) != getattr(after, name)
	]
	changes += _compare_parties(before.parties, after.parties)
	changes += _compare_duties(before.duties, after.duties)
	return changes + [
		Change("subject_matter", kind, parts) for kind, parts in compare_rich_texts(before.clauses, after.clauses)
	]


def _compare_parties(before: Sequence[TextParty], after: Sequence[TextParty]) -> list[Change]:
	old, new = {party.name: party for party in before}, {party.name: party for party in after}
	removed = [_gone("parties", name) for name in old if name not in new]
	added = [_come("parties", name) for name in new if name not in old]
	signing = [
		Change("parties", CHANGED, words(_signs(old[name]), _signs(party)), name)
		for name, party in new.items()
		if name in old and _signs(old[name]) != _signs(party)
	]
	return [*removed, *added, *signing]


def _compare_duties(before: Sequence[TextDuty], after: Sequence[TextDuty]) -> list[Change]:
	gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
	removed, added = list(gone.elements()), list(come.elements())
	changes: list[Change] = []
	for duty in removed:
		new = _reworded(duty, added)
		if new is None:
			changes.append(_gone("duties", duty.duty, duty.party))
			continue
		added.remove(new)
		changes.append(Change("duties", CHANGED, words(duty.duty, new.duty), duty.party, duty.due, new.due))
	return changes + [_come("duties", duty.duty, duty.party) for duty in added]


def _reworded(duty: TextDuty, candidates: Iterable[TextDuty]) -> TextDuty | None:
	near = [
		(difflib.SequenceMatcher(None, duty.duty, other.duty, autojunk=False).ratio(), index, other)
		for index, other in enumerate(candidates)
		if other.party == duty.party
	]
	ratio, _index, best = max(near, key=lambda one: (one[0], -one[1]), default=(0, 0, None))
	return best if ratio >= ALIKE else None


def _signs(party: TextParty) -> str:
	return ", ".join(filter(None, (party.signatory, party.function)))


def _gone(section: str, text: str, about: str = "") -> Change:
	return Change(section, REMOVED, ((REMOVED, text),), about)


def _come(section: str, text: str, about: str = "") -> Change:
	return Change(section, ADDED, ((ADDED, text),), about)
