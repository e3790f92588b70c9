"""Rules of a council paper: its reference, its way through the procedure, and the chain of papers (F20, F42).

Every check returns a list of `Problem`; an empty one means that nothing speaks against it.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from upj_kooperation.domain.values import Problem

DRAFT = "Draft"
RELEASED = "Released"
SCHEDULED = "Scheduled"
NOTED = "Noted"
DECIDED = "Decided"
FOLLOWED_UP = "Followed Up"
STATES = (DRAFT, RELEASED, SCHEDULED, NOTED, DECIDED, FOLLOWED_UP)

# A chain of papers is open until the paper that was dealt with has a following one.
OPEN_CHAIN_STATES = (RELEASED, SCHEDULED, NOTED, DECIDED)

STATUS_REPORT = "Status Report"
DECISION_PAPER = "Decision Paper"

AS_PROPOSED = "As Proposed"
WITH_CHANGES = "With Changes"
REJECTED = "Rejected"
OUTCOMES = (AS_PROPOSED, WITH_CHANGES, REJECTED)

# What the council was handed stays as it was handed over.
CONTENT_FIELDS = (
	"subject",
	"reference",
	"paper_type",
	"paper_date",
	"programme_area",
	"project_call",
	"cooperation_project",
	"cooperation_agreement",
	"sponsorship",
	"predecessor",
	"period_start",
	"period_end",
	"body",
	"facts",
	"open_questions",
	"proposal",
)
MEETING_FIELDS = ("meeting_body", "meeting_date")
RESULT_FIELDS = ("result", "outcome")

LOCKED_FIELDS: dict[str, tuple[str, ...]] = {
	DRAFT: (),
	RELEASED: (*CONTENT_FIELDS, *RESULT_FIELDS),
	SCHEDULED: CONTENT_FIELDS,
	NOTED: (*CONTENT_FIELDS, *MEETING_FIELDS, *RESULT_FIELDS),
	DECIDED: (*CONTENT_FIELDS, *MEETING_FIELDS, *RESULT_FIELDS),
	FOLLOWED_UP: (*CONTENT_FIELDS, *MEETING_FIELDS, *RESULT_FIELDS),
}

NEEDS_REFERENCE = (
	"Enter the reference first, or set up a number range for this body and year. A paper is released under the number "
	"that the municipality counts it by."
)
NEEDS_TEXT = "Write the facts of the case first. An empty paper cannot be released."
NEEDS_PROPOSAL = "Enter the proposed decision first. A decision paper asks the council for one."
NEEDS_BODY = "Enter the body that deals with the paper, for example the council."
NEEDS_MEETING = "Enter the day of the meeting."
MEETING_TOO_EARLY = "The meeting on {0} lies before the date of the paper, {1}. Correct one of the two days."
NEEDS_RESULT = "Enter the result of the meeting first."
NEEDS_OUTCOME = (
	"Say how the meeting decided: as proposed, with changes, or against it. Where it postponed or referred the paper, "
	"enter the next meeting instead; the paper stays on the agenda."
)
OUTCOME_OF_A_NOTE = "Whoever takes note decides nothing. Empty the field for the decision, or choose the step Decide."
MEETING_TO_COME = "The meeting on {0} has not taken place yet. Enter its result afterwards."
NEEDS_SUCCESSOR = "Draft the following paper first and name this one there under 'Follows the Paper'."
CROSSED_PERIOD = "The reporting period ends on {0}, before it begins on {1}. Correct one of the two days."
HALF_PERIOD = "Enter both days of the reporting period, or none."
FOREIGN_AREA = "The programme area {0} belongs to another municipality. Choose one of your own."
FOREIGN_SUBJECT = "{0} {1} belongs to another municipality. Choose a record of your own."
NO_SUBJECT = "Choose what the report is about: a programme area, a cooperation project, or a project call."
NOT_APPLIED = "The municipality has not applied for the project call {0}. Choose a programme area for the report."
NO_DECISION_PAPER = "A decision paper is drafted for a cooperation agreement or a gift, not for {0}."
ALREADY_DECIDED = "{0} is in the state {1}. A decision paper is drafted before the decision."
HAS_PAPER = "{0} already has the paper {1}. Open that one, or delete it if it is still a draft."
FOREIGN_PREDECESSOR = "The paper {0} belongs to another municipality. Choose a paper of the same municipality."
OWN_PREDECESSOR = "A paper cannot follow itself. Choose an earlier paper."
CIRCLE = "The paper {0} already follows this one, directly or through others. Choose an earlier paper."
LOCKED = "{0} cannot be changed in the state {1}. Return the paper to draft first, if it has not been scheduled."
KEPT = "A paper in the state {0} belongs to the files and cannot be deleted. Only drafts can."
TAKEN = "The reference {0} is already used by the paper {1}. Each paper of a municipality has its own."

NOT_DECIDED = (
	"The council paper {0} is in the state {1}. {2} must have decided first; "
	"set the paper to Decided after the meeting."
)
ONLY_NOTED = (
	"{1} has only taken note of the council paper {0}, and whoever takes note has approved nothing. "
	"Draft a decision paper, and choose it here after the decision."
)
OUTCOME_OPEN = "The council paper {0} does not say how {1} decided. Enter it there under Decision on the Proposal."
WAS_REJECTED = "{1} has rejected the council paper {0}. What it rejected cannot be approved; it needs a new decision."

UNKNOWN_ACTION = "{0} is no step that a result leads to. Choose Take Note or Decide."
NOT_WAITING = "This paper is in the state {0} and does not wait for a result."
NO_RESULT_READ = "The council information system tells no result of this paper. Enter the result by hand."
RESULT_CHANGED = "The result was read anew in the meantime. Reload the paper and look at it again."

TASK_SCHEDULE = "Put it on the agenda of a meeting"
TASK_MEETING = "Wait for the meeting"
TASK_RESULT = "Enter the result of the meeting"
TASK_SUCCESSOR = "Draft the following paper"
TASK_CLOSE = "Close with the action Follow Up"

MESSAGES = (
	UNKNOWN_ACTION,
	NOT_WAITING,
	NO_RESULT_READ,
	RESULT_CHANGED,
	TASK_SCHEDULE,
	TASK_MEETING,
	TASK_RESULT,
	TASK_SUCCESSOR,
	TASK_CLOSE,
	NEEDS_REFERENCE,
	NEEDS_TEXT,
	NEEDS_PROPOSAL,
	NEEDS_BODY,
	NEEDS_MEETING,
	MEETING_TOO_EARLY,
	NEEDS_RESULT,
	NEEDS_OUTCOME,
	OUTCOME_OF_A_NOTE,
	NOT_DECIDED,
	ONLY_NOTED,
	OUTCOME_OPEN,
	WAS_REJECTED,
	MEETING_TO_COME,
	NEEDS_SUCCESSOR,
	CROSSED_PERIOD,
	HALF_PERIOD,
	FOREIGN_AREA,
	FOREIGN_SUBJECT,
	NO_SUBJECT,
	NOT_APPLIED,
	NO_DECISION_PAPER,
	ALREADY_DECIDED,
	HAS_PAPER,
	FOREIGN_PREDECESSOR,
	OWN_PREDECESSOR,
	CIRCLE,
	LOCKED,
	KEPT,
	TAKEN,
)

_SPACE = re.compile(r"\s+")
_UNSAFE = re.compile(r"[^\w]+")
_TAG = re.compile(r"<[^>]*>|&nbsp;")


@dataclass(frozen=True)
class Paper:
	"""The plain values of a council paper that its procedure looks at."""

	paper_type: str = STATUS_REPORT
	reference: str | None = None
	body: str | None = None
	has_facts: bool = False
	proposal: str | None = None
	paper_date: datetime.date | None = None
	meeting_body: str | None = None
	meeting_date: datetime.date | None = None
	result: str | None = None
	outcome: str | None = None
	has_successor: bool = False


def normalise_reference(reference: str | None) -> str | None:
	"""Return the reference without needless blanks; None where nothing is left."""
	return _SPACE.sub(" ", reference or "").strip() or None


def reference_key(municipality: str, reference: str | None) -> str | None:
	"""Return the key that makes a reference unique within a municipality; None without a reference.

	Upper and lower case, and blanks, make no difference: 5/014/2016 and "5 / 014 / 2016" are one reference.
	"""
	reference = normalise_reference(reference)
	return f"{municipality}::{_SPACE.sub('', reference).casefold()}" if reference else None


def file_name(reference: str) -> str:
	"""Return the reference as a file name without ending: 5/014/2016 gives Vorlage-5-014-2016."""
	return f"Vorlage-{_UNSAFE.sub('-', reference).strip('-')}"


def is_blank(html: str | None) -> bool:
	"""Say whether rich text shows nothing to a reader."""
	return not _TAG.sub("", html or "").strip()


def check_step(paper: Paper, before: str, after: str, today: datetime.date) -> list[Problem]:
	"""Return what is missing for the step from the state `before` to the state `after`."""
	if before == after:
		return []
	if after == RELEASED:
		return _check_release(paper)
	if after == SCHEDULED:
		return check_schedule(paper)
	if after in (NOTED, DECIDED):
		return _check_result(paper, today, decided=after == DECIDED)
	if after == FOLLOWED_UP and not paper.has_successor:
		return [Problem(NEEDS_SUCCESSOR)]
	return []


def _check_release(paper: Paper) -> list[Problem]:
	reasons = []
	if not normalise_reference(paper.reference):
		reasons.append(Problem(NEEDS_REFERENCE))
	if is_blank(paper.body) and not paper.has_facts:
		reasons.append(Problem(NEEDS_TEXT))
	if paper.paper_type == DECISION_PAPER and not (paper.proposal or "").strip():
		reasons.append(Problem(NEEDS_PROPOSAL))
	return reasons


def check_schedule(paper: Paper) -> list[Problem]:
	"""Return what is missing for a paper that stands on a meeting's agenda."""
	reasons = []
	if not (paper.meeting_body or "").strip():
		reasons.append(Problem(NEEDS_BODY))
	if not paper.meeting_date:
		reasons.append(Problem(NEEDS_MEETING))
	elif paper.paper_date and paper.meeting_date < paper.paper_date:
		reasons.append(Problem(MEETING_TOO_EARLY, (paper.meeting_date, paper.paper_date)))
	return reasons


def _check_result(paper: Paper, today: datetime.date, decided: bool) -> list[Problem]:
	reasons = check_schedule(paper)
	if not (paper.result or "").strip():
		reasons.append(Problem(NEEDS_RESULT))
	if decided and not paper.outcome:
		reasons.append(Problem(NEEDS_OUTCOME))
	if paper.outcome and not decided:
		reasons.append(Problem(OUTCOME_OF_A_NOTE))
	if paper.meeting_date and paper.meeting_date > today:
		reasons.append(Problem(MEETING_TO_COME, (paper.meeting_date,)))
	return reasons


def check_approval(paper: str, state: str, outcome: str | None, organ: str) -> Problem | None:
	"""Return why `organ` has not approved by this paper, or None.

	Only a decision approves, as proposed or with changes; a paper that was noted does not. A paper that was followed up
	says by its outcome which of the two it was.
	"""
	if state == NOTED or (state == FOLLOWED_UP and not outcome):
		return Problem(ONLY_NOTED, (paper, organ))
	if state not in (DECIDED, FOLLOWED_UP):
		return Problem(NOT_DECIDED, (paper, state, organ))
	if not outcome:
		return Problem(OUTCOME_OPEN, (paper, organ))
	return Problem(WAS_REJECTED, (paper, organ)) if outcome not in (AS_PROPOSED, WITH_CHANGES) else None


def check_period(start: datetime.date | None, end: datetime.date | None) -> list[Problem]:
	"""Return what is wrong with a reporting period: half of it missing, or its days crossed. One day is a period."""
	if bool(start) != bool(end):
		return [Problem(HALF_PERIOD)]
	if start and end and end < start:
		return [Problem(CROSSED_PERIOD, (end, start))]
	return []


def period_after(last_end: datetime.date | None, last_day: datetime.date | None) -> datetime.date | None:
	"""Return the first day that the paper before does not tell of: after its period, else after its own day."""
	last = last_end or last_day
	return last + datetime.timedelta(days=1) if last else None


def check_predecessor(paper: str | None, predecessor: str, follows: Mapping[str, str | None]) -> list[Problem]:
	"""Return what is wrong with the paper that `paper` follows.

	paper: name, None while it has none; follows: for each paper of the municipality the one that it follows. A paper
	that is missing there belongs to another municipality.
	"""
	if paper and paper == predecessor:
		return [Problem(OWN_PREDECESSOR)]
	if predecessor not in follows:
		return [Problem(FOREIGN_PREDECESSOR, (predecessor,))]
	seen = set()
	step: str | None = predecessor
	while step and step not in seen:
		if paper and step == paper:
			return [Problem(CIRCLE, (predecessor,))]
		seen.add(step)
		step = follows.get(step)
	return []


def locked_fields(state: str, outcome: str | None = None) -> tuple[str, ...]:
	"""Return the fields that nobody changes while a paper is in `state`. An unknown state locks everything.

	A paper that was decided before outcomes were kept (`outcome` is empty) may still say its own, once.
	"""
	locked = LOCKED_FIELDS.get(state, (*CONTENT_FIELDS, *MEETING_FIELDS, *RESULT_FIELDS))
	return tuple(field for field in locked if outcome or (state, field) != (DECIDED, "outcome"))


def may_be_deleted(state: str | None) -> bool:
	"""Say whether a paper in `state` may be deleted: drafts only."""
	return (state or DRAFT) == DRAFT


def next_task(state: str, meeting_date: datetime.date | None, has_successor: bool, today: datetime.date) -> str | None:
	"""Return what is to be done next about a paper, as a message; None where nothing is."""
	if state == RELEASED:
		return TASK_SCHEDULE
	if state == SCHEDULED:
		return TASK_MEETING if meeting_date and meeting_date > today else TASK_RESULT
	if state in (NOTED, DECIDED):
		return TASK_CLOSE if has_successor else TASK_SUCCESSOR
	return None
