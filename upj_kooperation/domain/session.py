"""Rules of an advisory session: planned, held or cancelled, and what follows from it (F15)."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.quota import MandateStatus
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem


class SessionStatus:
	"""Values of Advisory Session.status."""

	PLANNED = "Planned"
	HELD = "Held"
	CANCELLED = "Cancelled"


HOURS_IN_A_DAY = Decimal(24)
_SECTORS = {
	"Company": "Company",
	"Housing Company": "Company",
	"Social Enterprise": "Company",
	"Foundation": "Foundation",
	"Nonprofit": "Nonprofit",
	"Initiative": "Nonprofit",
	"Church": "Nonprofit",
	"School": "School",
}

MANDATE_COMPLETED = "The mandate is completed. Ask the programme office to make it active again or to open a new one."
MANDATE_TERMINATED = "The mandate was terminated. Ask the programme office for a new one."
OUTSIDE_MANDATE = (
	"{0} lies outside the mandate, which runs from {1} to {2}. Correct the date, or have the mandate extended."
)
HELD_IN_FUTURE = "{0} is still to come. Leave the session planned until it has taken place."
NO_HOURS = "A held session needs its hours, above 0."
TOO_MANY_HOURS = "{0} hours do not fit into one day. Enter one session for each day."
NO_MINUTES = "A held session needs minutes. A few words on what was discussed are enough."
NO_REASON = "Please say why the session is cancelled."
HELD_IS_LOCKED = "A held session is closed. Ask the relationship manager of the municipality to correct it."
NO_CORRECTION_REASON = (
	"This session was held. Enter the reason of the correction; it stays with the session, with your name and the day."
)
TIMESHEET_EXISTS = "The timesheet {0} was made from this session. Delete or cancel it first, then correct the session."
NOT_HELD = "Only a held session can become a timesheet. Mark the session as held first."
NO_PERSONS = "Participants, row {0}: enter at least one person, or take the row out."
STEP_BEFORE_SESSION = "Next step {0}: it is due on {1}, before the session on {2}. Correct the due date."

MESSAGES = (
	MANDATE_COMPLETED,
	MANDATE_TERMINATED,
	OUTSIDE_MANDATE,
	HELD_IN_FUTURE,
	NO_HOURS,
	TOO_MANY_HOURS,
	NO_MINUTES,
	NO_REASON,
	HELD_IS_LOCKED,
	NO_CORRECTION_REASON,
	TIMESHEET_EXISTS,
	NOT_HELD,
	NO_PERSONS,
	STEP_BEFORE_SESSION,
)


@dataclass(frozen=True)
class SessionFacts:
	"""What is recorded about a session. day is None while it is not filled in."""

	status: str
	day: datetime.date | None
	hours: Decimal = Decimal(0)
	minutes: str | None = None
	cancel_reason: str | None = None

	@property
	def counts(self) -> bool:
		"""True if the session counts against the quota."""
		return self.status == SessionStatus.HELD

	@property
	def use(self) -> Decimal | None:
		"""Hours that the session takes from the quota; None if it does not count."""
		return self.hours if self.counts else None


def check_session(session: SessionFacts, mandate: Period, today: datetime.date) -> Problem | None:
	"""Return what is wrong with a session under a mandate with this period, or None."""
	if session.status == SessionStatus.CANCELLED:
		return Problem(NO_REASON) if is_blank(session.cancel_reason) else None
	if session.day and not mandate.contains(session.day):
		return Problem(OUTSIDE_MANDATE, (session.day, mandate.start, mandate.end))
	return _check_held(session, today) if session.counts else None


def _check_held(session: SessionFacts, today: datetime.date) -> Problem | None:
	if session.day and session.day > today:
		return Problem(HELD_IN_FUTURE, (session.day,))
	if session.hours <= 0:
		return Problem(NO_HOURS)
	if session.hours > HOURS_IN_A_DAY:
		return Problem(TOO_MANY_HOURS, (session.hours,))
	return Problem(NO_MINUTES) if is_blank(session.minutes) else None


def check_mandate_open(mandate_status: str, before: str, after: str) -> Problem | None:
	"""Return why a mandate of this status takes no such session, or None.

	before, after: the session's status; empty before it is new. Corrections of what was held stay possible.
	"""
	if mandate_status == MandateStatus.ACTIVE or after == SessionStatus.CANCELLED or before == after:
		return None
	return Problem(MANDATE_TERMINATED if mandate_status == MandateStatus.TERMINATED else MANDATE_COMPLETED)


def check_correction(
	before: SessionFacts, after: SessionFacts, may_correct: bool, timesheet: str | None, reason: str | None
) -> Problem | None:
	"""Return why a stored session may not be changed from `before` to `after`, or None.

	may_correct: the user may correct what was held; timesheet: name of the one that was made from the session, if any;
	reason: why it is corrected.
	"""
	if not before.counts:
		return None
	if not may_correct:
		return Problem(HELD_IS_LOCKED)
	figures = [(facts.status, facts.day, facts.hours) for facts in (before, after)]
	if timesheet and figures[0] != figures[1]:
		return Problem(TIMESHEET_EXISTS, (timesheet,))
	return Problem(NO_CORRECTION_REASON) if is_blank(reason) else None


def check_timesheet(status: str) -> Problem | None:
	"""Return why a session with this status cannot become a timesheet, or None."""
	return None if status == SessionStatus.HELD else Problem(NOT_HELD)


def check_participants(persons: list[int]) -> Problem | None:
	"""Return which row of participants stands for nobody, or None. persons: how many each row stands for."""
	return next((Problem(NO_PERSONS, (row,)) for row, count in enumerate(persons, start=1) if count < 1), None)


def check_step(row: int, due: datetime.date | None, day: datetime.date | None) -> Problem | None:
	"""Return what is wrong with the due date of the next step in this row, or None."""
	return Problem(STEP_BEFORE_SESSION, (row, due, day)) if due and day and due < day else None


def sector_of(actor_type: str | None) -> str:
	"""Return the sector that somebody who comes for a stakeholder of this type is counted in."""
	return _SECTORS.get(actor_type or "", "Other")
