"""Rules of a project call and of the applications for it (F9, F11, F13)."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from upj_kooperation.domain import window as clocks
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem


class CallStatus:
	"""Values of Project Call.status."""

	DRAFT = "Draft"
	PUBLISHED = "Published"
	CLOSED = "Closed"


class ApplicationState:
	"""States of the workflow "Call Application Procedure"."""

	DRAFT = "Draft"
	HANDED_IN = "Handed In"
	UNDER_REVIEW = "Under Review"
	SHORTLISTED = "Shortlisted"
	SELECTED = "Selected"
	WAITLISTED = "Waitlisted"
	REJECTED = "Rejected"
	WITHDRAWN = "Withdrawn"


NO_PLACES = "A call needs at least one place."
WINDOW_CROSSED = "Applications must open before they close: from {0} until {1} is no period."
PERIOD_CROSSED = "The project period ends on {1}, before it starts on {0}."
FEWER_PLACES = "{0} applications are selected already. The call cannot have fewer places than that."
BACK_TO_DRAFT = "A call that was published stays public. Close it instead of turning it back into a draft."
CALL_IS_DRAFT = "The call is not published yet. It takes applications once it is."
CALL_IS_CLOSED = "The call is closed and takes no more applications."
NOT_OPEN_YET = "Applications open on {0}. Please submit then."
WINDOW_OVER = "Applications were possible until {0}. The call takes no more."
INCOMPLETE = "The application is not complete yet. Please fill in: {0}"
NO_PLACE_LEFT = (
	"All {0} places of the call are taken. Put the application on the waitlist, or select it once a place is free."
)
AREA_IS_FIXED = (
	"The programme area was checked on the day of submission and stays. Withdraw this application and apply anew."
)

MESSAGES = (
	NO_PLACES,
	WINDOW_CROSSED,
	PERIOD_CROSSED,
	FEWER_PLACES,
	BACK_TO_DRAFT,
	CALL_IS_DRAFT,
	CALL_IS_CLOSED,
	NOT_OPEN_YET,
	WINDOW_OVER,
	INCOMPLETE,
	NO_PLACE_LEFT,
	AREA_IS_FIXED,
)


@dataclass(frozen=True)
class CallTerms:
	"""What a call offers and when. None stands for a date that is not filled in yet."""

	opens_on: datetime.datetime | None
	closes_on: datetime.datetime | None
	period_start: datetime.date | None
	period_end: datetime.date | None
	places: int
	places_taken: int = 0
	zone: str = clocks.DEFAULT_ZONE


def check_terms(terms: CallTerms) -> Problem | None:
	"""Return what is wrong with a call's places and dates, or None."""
	if terms.places < 1:
		return Problem(NO_PLACES)
	if problem := clocks.check_zone(terms.zone):
		return problem
	if problem := clocks.check_clock(terms.opens_on, terms.zone) or clocks.check_clock(terms.closes_on, terms.zone):
		return problem
	if terms.opens_on and terms.closes_on and terms.closes_on <= terms.opens_on:
		return Problem(WINDOW_CROSSED, (terms.opens_on, terms.closes_on))
	if terms.period_start and terms.period_end and terms.period_end < terms.period_start:
		return Problem(PERIOD_CROSSED, (terms.period_start, terms.period_end))
	if terms.places < terms.places_taken:
		return Problem(FEWER_PLACES, (terms.places_taken,))
	return None


def check_status_change(before: str | None, after: str) -> Problem | None:
	"""Return why a call may not go from status `before` (None: new) to `after`, or None."""
	if before in (CallStatus.PUBLISHED, CallStatus.CLOSED) and after == CallStatus.DRAFT:
		return Problem(BACK_TO_DRAFT)
	return None


def check_published(status: str) -> Problem | None:
	"""Return why a call with this status takes no applications, or None."""
	if status == CallStatus.PUBLISHED:
		return None
	return Problem(CALL_IS_CLOSED if status == CallStatus.CLOSED else CALL_IS_DRAFT)


def check_window(status: str, window: clocks.Window, now: datetime.datetime) -> Problem | None:
	"""Return why an application cannot be submitted at `now` (aware), or None.

	The window is exact to the second; its first and its last second belong to it.
	"""
	if problem := check_published(status):
		return problem
	phase = window.phase(now)
	if phase == clocks.Phase.BEFORE:
		return Problem(NOT_OPEN_YET, (window.opens_on,))
	return Problem(WINDOW_OVER, (window.closes_on,)) if phase == clocks.Phase.AFTER else None


def check_complete(parts: Mapping[str, str | None]) -> Problem | None:
	"""Return which parts of an application are missing, or None. parts: label to content, which may be rich text."""
	missing = tuple(label for label, content in parts.items() if is_blank(content))
	return Problem(INCOMPLETE, (missing,)) if missing else None


def check_place(places: int, taken: int) -> Problem | None:
	"""Return why one more application cannot be selected, or None. taken: places of other applications."""
	return Problem(NO_PLACE_LEFT, (places,)) if taken >= places else None


def is_checked(state: str | None) -> bool:
	"""Say whether an application in this state has been submitted, so that its eligibility is settled."""
	return bool(state) and state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)


def application_key(call: str, municipality: str, state: str | None) -> str | None:
	"""Return the unique key of an application: one for each call and municipality.

	A withdrawn application gives its key back, so that the municipality may apply anew while the window is open.
	"""
	return None if state == ApplicationState.WITHDRAWN else f"{call}|{municipality}"
