"""Rules of an agreement of several parties: procedure, approval, signatures, duties, end (F19, F20).

Every check returns problems (empty: nothing to say against the step) and changes nothing. Days are dates; `today` is
always given.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from upj_kooperation.domain import council_paper, term
from upj_kooperation.domain.acceptance import PAPER_WITHOUT_DAY
from upj_kooperation.domain.values import Problem

DRAFT = "Draft"
LEGAL_CHECK = "Legal Check"
ORGAN_APPROVAL = "Organ Approval"
SIGNING = "Signing"
IN_FORCE = "In Force"
EXPIRED = "Expired"
TERMINATED = "Terminated"
REPLACED = "Replaced"
STATES = (DRAFT, LEGAL_CHECK, ORGAN_APPROVAL, SIGNING, IN_FORCE, EXPIRED, TERMINATED, REPLACED)

BRING_INTO_FORCE = "Bring into Force"
EXPIRE = "Expire"
TERMINATE = "Terminate"
REPLACE = "Replace"

# What was promised stays promised when the term is over; a terminated agreement is settled outside this list.
OPEN_DUTY_STATES = (IN_FORCE, EXPIRED)

MAYOR = "Mayor"
NEEDS_PAPER = frozenset({"Main Committee", "Council"})

MUNICIPALITY = "Municipality"
STAKEHOLDER = "Stakeholder"

PAPER = "Paper"
ELECTRONIC = "Electronic"
SIGNATURE_WAYS = (PAPER, ELECTRONIC)

STAKEHOLDER_MISSING = "Parties, row {0}: choose the stakeholder, or set the type of the party to Municipality."
PARTY_TWICE = "Parties, row {0}: {1} already stands in the table. Each party signs once; remove one row."
SAME_NAME = (
	"Parties, row {0}: another party is called {1} too. "
	"Give one stakeholder a distinct name, because the duties name it."
)
TOO_FEW_PARTIES = "An agreement needs at least two parties. Add them under Parties and Duties."
NO_SUBJECT = "Write the subject and the clauses first. There is nothing to check yet."
DUTY_WITHOUT_PARTY = "Duties, row {0}: {1} is not a party of this agreement. Choose one of: {2}."
PROJECT_ELSEWHERE = "The cooperation project {0} belongs to another municipality. Choose one of {1}."
PAPER_ELSEWHERE = "The council paper {0} belongs to another municipality. Choose one of {1}."

OWN_APPROVAL = "You recorded this agreement yourself. Somebody else has to approve it."
PAPER_MISSING = "The approval of the {0} rests on a council paper. Enter the paper with its decision."
PAPER_IN_FUTURE = "The meeting of the council paper {0} is on {1}, in the future. Approve after it."

NOT_IN_SIGNING = "Signatures are recorded in the state {0}; this agreement is in the state {1}."
UNKNOWN_PARTY = "This agreement has no such party. Open it again and choose the party from its table."
SIGNED_ALREADY = "{0} has already signed, on {1}. A party signs once."
UNKNOWN_WAY = "{0} is no way of signing. Choose one of: {1}."
SIGNED_BEFORE_APPROVAL = "The signature of {0} on {1} would lie before the approval on {2}. Correct the day."
SIGNED_IN_FUTURE = "The signature of {0} on {1} would lie in the future. Record it when it was given."
NOT_SIGNED_YET = "{0} has not signed yet. Record the signature first."
COPY_ATTACHED = "The signed copy of {0} is already attached."

SIGNATURES_MISSING = "These parties have not signed yet: {0}. The agreement comes into force when all have signed."
TERM_TO_COME = "The term begins on {0}. The agreement cannot come into force before that day."

TERM_NOT_OVER = "The term runs until {0}. It can expire after that day; to end it earlier, terminate it and say why."
TERM_UNLIMITED = "This agreement has no end and cannot expire. To end it, terminate it and say why."
RENEWS_ITSELF = "This agreement renews itself, now until {0}, and cannot expire. To end it, terminate it and say why."
NO_REASON = "Say why the agreement is terminated."
END_IN_FUTURE = "The agreement would end on {0}, in the future. Terminate it on the day on which it ends."
END_BEFORE_APPROVAL = "The agreement would end on {0}, before it was approved on {1}. Correct the day."
CANNOT_TERMINATE = "An agreement in the state {0} cannot be terminated."

DUTY_NOT_OWED = "Duties are owed once the agreement is in force; this one is in the state {0}."
UNKNOWN_DUTY = "This agreement has no such duty. Open it again and choose the duty from its table."
FULFILLED_ALREADY = "This duty was already fulfilled, on {0}."
FULFILLED_IN_FUTURE = "The duty cannot have been fulfilled on {0}, a day in the future."
FULFILLED_BEFORE_TERM = "The duty cannot have been fulfilled on {0}, before the term began on {1}."
FULFILLED_AFTER_END = "The duty cannot have been fulfilled on {0}, after the agreement ended on {1}."
FULFILLED_AFTER_LEAVING = "The duty cannot have been fulfilled on {0}, after the party left on {1}."

MESSAGES = (
	STAKEHOLDER_MISSING,
	PARTY_TWICE,
	SAME_NAME,
	TOO_FEW_PARTIES,
	NO_SUBJECT,
	DUTY_WITHOUT_PARTY,
	PROJECT_ELSEWHERE,
	PAPER_ELSEWHERE,
	OWN_APPROVAL,
	PAPER_MISSING,
	PAPER_IN_FUTURE,
	NOT_IN_SIGNING,
	UNKNOWN_PARTY,
	SIGNED_ALREADY,
	UNKNOWN_WAY,
	SIGNED_BEFORE_APPROVAL,
	SIGNED_IN_FUTURE,
	NOT_SIGNED_YET,
	COPY_ATTACHED,
	SIGNATURES_MISSING,
	TERM_TO_COME,
	TERM_NOT_OVER,
	TERM_UNLIMITED,
	RENEWS_ITSELF,
	NO_REASON,
	END_IN_FUTURE,
	END_BEFORE_APPROVAL,
	CANNOT_TERMINATE,
	DUTY_NOT_OWED,
	UNKNOWN_DUTY,
	FULFILLED_ALREADY,
	FULFILLED_IN_FUTURE,
	FULFILLED_BEFORE_TERM,
	FULFILLED_AFTER_END,
	FULFILLED_AFTER_LEAVING,
)


@dataclass(frozen=True)
class Party:
	"""A party: `key` of the stakeholder or municipality, its name, and the day of its signature if it has signed."""

	key: str | None
	name: str
	signed_on: datetime.date | None = None


@dataclass(frozen=True)
class Paper:
	"""A council paper: its key, its state, the day of the meeting and how it decided."""

	key: str
	state: str
	meeting_date: datetime.date | None = None
	outcome: str | None = None


def check_parties(parties: Sequence[Party]) -> list[Problem]:
	"""Return which rows stand twice or share a name with another (compared without regard to case)."""
	problems: list[Problem] = []
	keys: set[str] = set()
	names: set[str] = set()
	for row, party in enumerate(parties, start=1):
		if not party.key:
			problems.append(Problem(STAKEHOLDER_MISSING, (row,)))
			continue
		name = party.name.strip().casefold()
		if party.key in keys:
			problems.append(Problem(PARTY_TWICE, (row, party.name)))
		elif name in names:
			problems.append(Problem(SAME_NAME, (row, party.name)))
		keys.add(party.key)
		names.add(name)
	return problems


def check_duties(duty_parties: Iterable[str], parties: Sequence[Party]) -> list[Problem]:
	"""Return which duties name somebody who is not a party."""
	names = tuple(party.name for party in parties)
	return [
		Problem(DUTY_WITHOUT_PARTY, (row, name, names))
		for row, name in enumerate(duty_parties, start=1)
		if name not in names
	]


def check_ready(parties: Sequence[Party], has_subject: bool) -> list[Problem]:
	"""Return what is missing before an agreement leaves the draft."""
	problems = []
	if len(parties) < 2:
		problems.append(Problem(TOO_FEW_PARTIES))
	if not has_subject:
		problems.append(Problem(NO_SUBJECT))
	return problems


def check_approval(organ: str, paper: Paper | None, owner: str, approver: str, today: datetime.date) -> list[Problem]:
	"""Return why `approver` cannot approve for `organ`: four eyes, and a paper by which the organ has decided."""
	problems = []
	if owner == approver:
		problems.append(Problem(OWN_APPROVAL))
	if organ in NEEDS_PAPER:
		if not paper:
			problems.append(Problem(PAPER_MISSING, (organ,)))
		elif problem := council_paper.check_approval(paper.key, paper.state, paper.outcome, organ):
			problems.append(problem)
		elif not paper.meeting_date:
			problems.append(Problem(PAPER_WITHOUT_DAY, (paper.key,)))
		elif paper.meeting_date > today:
			problems.append(Problem(PAPER_IN_FUTURE, (paper.key, paper.meeting_date)))
	return problems


def check_signature(
	party: Party | None,
	state: str,
	approved_on: datetime.date | None,
	signed_on: datetime.date,
	way: str,
	today: datetime.date,
) -> Problem | None:
	"""Return why this signature cannot be recorded, or None. party: None if the agreement has no such row."""
	if not party:
		return Problem(UNKNOWN_PARTY)
	# A second signature is named as such, even where the first one has already brought the agreement into force.
	if party.signed_on:
		return Problem(SIGNED_ALREADY, (party.name, party.signed_on))
	if state != SIGNING:
		return Problem(NOT_IN_SIGNING, (SIGNING, state))
	if way not in SIGNATURE_WAYS:
		return Problem(UNKNOWN_WAY, (way, SIGNATURE_WAYS))
	if approved_on and signed_on < approved_on:
		return Problem(SIGNED_BEFORE_APPROVAL, (party.name, signed_on, approved_on))
	if signed_on > today:
		return Problem(SIGNED_IN_FUTURE, (party.name, signed_on))
	return None


def check_copy(party: Party | None, has_copy: bool) -> Problem | None:
	"""Return why a signed copy cannot be added to this party's signature, or None."""
	if not party:
		return Problem(UNKNOWN_PARTY)
	if not party.signed_on:
		return Problem(NOT_SIGNED_YET, (party.name,))
	return Problem(COPY_ATTACHED, (party.name,)) if has_copy else None


def missing_signatures(parties: Iterable[Party]) -> tuple[str, ...]:
	"""Return the names of the parties that have not signed."""
	return tuple(party.name for party in parties if not party.signed_on)


def check_coming_into_force(
	parties: Sequence[Party], start: datetime.date | None, today: datetime.date
) -> list[Problem]:
	"""Return why the agreement cannot come into force: who has not signed, or when the term begins."""
	problems = []
	if missing := missing_signatures(parties):
		problems.append(Problem(SIGNATURES_MISSING, (missing,)))
	if start and start > today:
		problems.append(Problem(TERM_TO_COME, (start,)))
	return problems


def in_force_since(parties: Sequence[Party], start: datetime.date) -> datetime.date:
	"""Return the day from which the agreement binds: the first of the term or, if later, the last signature."""
	return max([start, *(party.signed_on for party in parties if party.signed_on)])


def check_expiry(end: datetime.date | None, renewal: str, renewal_months: int, today: datetime.date) -> Problem | None:
	"""Return why the agreement cannot expire, or None if its term is over."""
	if term.has_ended(end, renewal, today):
		return None
	if not end:
		return Problem(TERM_UNLIMITED)
	if renewal == term.AUTOMATIC:
		return Problem(RENEWS_ITSELF, (term.running_end(end, renewal, renewal_months, today),))
	return Problem(TERM_NOT_OVER, (end,))


def check_termination(
	reason: str | None, ended_on: datetime.date, approved_on: datetime.date | None, today: datetime.date
) -> list[Problem]:
	"""Return why the agreement cannot be terminated with this reason on this day."""
	problems = []
	if not (reason or "").strip():
		problems.append(Problem(NO_REASON))
	if ended_on > today:
		problems.append(Problem(END_IN_FUTURE, (ended_on,)))
	if approved_on and ended_on < approved_on:
		problems.append(Problem(END_BEFORE_APPROVAL, (ended_on, approved_on)))
	return problems


def check_fulfilment(
	state: str,
	fulfilled_before: datetime.date | None,
	fulfilled_on: datetime.date,
	start: datetime.date | None,
	ended_on: datetime.date | None,
	leaves_on: datetime.date | None,
	today: datetime.date,
) -> Problem | None:
	"""Return why a duty cannot be recorded as fulfilled on that day, or None.

	ended_on: the day on which the agreement was terminated, if it was; leaves_on: the party's last day, if it leaves. A
	duty may be done after the term ran out.
	"""
	if fulfilled_before:
		return Problem(FULFILLED_ALREADY, (fulfilled_before,))
	if state not in (*OPEN_DUTY_STATES, TERMINATED):
		return Problem(DUTY_NOT_OWED, (state,))
	if fulfilled_on > today:
		return Problem(FULFILLED_IN_FUTURE, (fulfilled_on,))
	if start and fulfilled_on < start:
		return Problem(FULFILLED_BEFORE_TERM, (fulfilled_on, start))
	if state == TERMINATED and ended_on and fulfilled_on > ended_on:
		return Problem(FULFILLED_AFTER_END, (fulfilled_on, ended_on))
	if leaves_on and fulfilled_on > leaves_on:
		return Problem(FULFILLED_AFTER_LEAVING, (fulfilled_on, leaves_on))
	return None


def overdue_days(due: datetime.date | None, today: datetime.date) -> int:
	"""Return by how many days an open duty is overdue; 0 on its last day and without one."""
	return max((today - due).days, 0) if due else 0
