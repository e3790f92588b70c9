"""Rules of what a municipality sends in from outside: its eligibility, and what may still be done (F11)."""

import datetime

from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.programme_area import (
	ACTIVE,
	Activity,
	ProgrammePeriod,
	active_programme_on,
	was_active_on,
)
from upj_kooperation.domain.values import Problem


class IntakeStatus:
	"""Values of Application Intake.status."""

	DRAFT = "Draft"
	HANDED_IN = "Handed In"
	TAKEN_OVER = "Taken Over"
	DECLINED = "Declined"
	WITHDRAWN = "Withdrawn"


PERIOD_CROSSED = "The programme ends on {1}, before it starts on {0}."
NO_LONGER_DRAFT = "The application was handed in already and cannot be changed here. Write to the programme office."
WITHDRAWN_ALREADY = "The application was withdrawn already."
NOTHING_TO_WITHDRAW = "A draft is not handed in, so there is nothing to withdraw. It is deleted after the window."
DECIDED_ALREADY = "The application was turned down, so there is nothing to withdraw."
NOT_HANDED_IN = "Only an application that was handed in can be taken over or declined. This one is: {0}"
REASON_MISSING = "Say in a sentence why the application is not taken over. The municipality gets to read it."

MESSAGES = (
	PERIOD_CROSSED,
	NO_LONGER_DRAFT,
	WITHDRAWN_ALREADY,
	NOTHING_TO_WITHDRAW,
	DECIDED_ALREADY,
	NOT_HANDED_IN,
	REASON_MISSING,
)


def declared_activity(
	programme: str, start: datetime.date | None, end: datetime.date | None, required: str, day: datetime.date
) -> Activity:
	"""Say whether an area, as the applicant describes it, was active on `day` under the required programme, and why."""
	period = ProgrammePeriod(programme, start, end)
	return was_active_on(active_programme_on([period], ACTIVE, start, end, day), day, required)


def check_period(start: datetime.date | None, end: datetime.date | None) -> Problem | None:
	"""Return that the programme ends before it starts, or None."""
	return Problem(PERIOD_CROSSED, (start, end)) if Period(start, end).crossed else None


def check_change(status: str) -> Problem | None:
	"""Return why the applicant may no longer change the answers, or None."""
	return None if status == IntakeStatus.DRAFT else Problem(NO_LONGER_DRAFT)


def check_withdrawal(status: str, application_state: str | None) -> Problem | None:
	"""Return why the applicant cannot withdraw, or None. Withdrawing is possible after the selection too (F11)."""
	if status == IntakeStatus.DRAFT:
		return Problem(NOTHING_TO_WITHDRAW)
	if status == IntakeStatus.WITHDRAWN or application_state == ApplicationState.WITHDRAWN:
		return Problem(WITHDRAWN_ALREADY)
	if status == IntakeStatus.DECLINED or application_state == ApplicationState.REJECTED:
		return Problem(DECIDED_ALREADY)
	return None


def check_taking_over(status: str) -> Problem | None:
	"""Return why the office cannot take over or decline, or None."""
	return None if status == IntakeStatus.HANDED_IN else Problem(NOT_HANDED_IN, (status,))


def same_name(one: str | None, other: str | None) -> bool:
	"""Say whether two names of areas are the same but for blanks and capitals."""
	return " ".join((one or "").split()).casefold() == " ".join((other or "").split()).casefold()
