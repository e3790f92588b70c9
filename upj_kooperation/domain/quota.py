"""Rules of an advisory mandate and its quota of sessions and hours (F14). A quota of 0 sets no limit."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem


class MandateStatus:
	"""Values of Advisory Mandate.status."""

	ACTIVE = "Active"
	COMPLETED = "Completed"
	TERMINATED = "Terminated"


NO_QUOTA = "Agree on a number of sessions or of hours: at least one of the two must be above 0."
CROSSED_PERIOD = "The mandate ends on {1}, before it starts on {0}."
SESSIONS_EXCEEDED = (
	"This would be session {0} of {1} agreed. Ask the programme office to raise the mandate's quota, then save again."
)
HOURS_EXCEEDED = (
	"With this session {0} of {1} agreed hours would be used. Enter fewer hours, or ask the programme office to raise "
	"the mandate's quota."
)
SESSIONS_BELOW_USE = "{0} sessions have been held already. The quota cannot be lower than that."
HOURS_BELOW_USE = "{0} hours have been used already. The quota cannot be lower than that."
SESSION_OUTSIDE = "A session was held on {0}. The mandate's period must contain it."
SESSIONS_RUN_OUT = "{0} of {1} agreed sessions remain."
HOURS_RUN_OUT = "{0} of {1} agreed hours remain."

MESSAGES = (
	NO_QUOTA,
	CROSSED_PERIOD,
	SESSIONS_EXCEEDED,
	HOURS_EXCEEDED,
	SESSIONS_BELOW_USE,
	HOURS_BELOW_USE,
	SESSION_OUTSIDE,
	SESSIONS_RUN_OUT,
	HOURS_RUN_OUT,
)

# A warning comes when no more than this share of the quota is left.
WARN_BELOW = Decimal("0.2")


@dataclass(frozen=True)
class Amount:
	"""A number of sessions and of hours: agreed, used or remaining."""

	sessions: int = 0
	hours: Decimal = Decimal(0)

	def plus(self, sessions: int, hours: Decimal) -> "Amount":
		"""Return the amount with so many sessions and hours more (less, if negative)."""
		return Amount(self.sessions + sessions, self.hours + hours)


def check_mandate(quota: Amount, start: datetime.date | None, end: datetime.date | None) -> Problem | None:
	"""Return what is wrong with a mandate's quota and period, or None."""
	if quota.sessions <= 0 and quota.hours <= 0:
		return Problem(NO_QUOTA)
	return Problem(CROSSED_PERIOD, (start, end)) if Period(start, end).crossed else None


def check_held_days(
	start: datetime.date, end: datetime.date, first: datetime.date | None, last: datetime.date | None
) -> Problem | None:
	"""Return which held session lies outside the mandate's period, or None. first, last: days of held sessions."""
	outside = next((day for day in (first, last) if day and not Period(start, end).contains(day)), None)
	return Problem(SESSION_OUTSIDE, (outside,)) if outside else None


def check_use(quota: Amount, used: Amount) -> Problem | None:
	"""Return how a session breaks the quota, or None. used: what would be used with that session."""
	if 0 < quota.sessions < used.sessions:
		return Problem(SESSIONS_EXCEEDED, (used.sessions, quota.sessions))
	if 0 < quota.hours < used.hours:
		return Problem(HOURS_EXCEEDED, (used.hours, quota.hours))
	return None


def check_lowered(quota: Amount, used: Amount) -> Problem | None:
	"""Return why a quota is lower than what has been used, or None."""
	if 0 < quota.sessions < used.sessions:
		return Problem(SESSIONS_BELOW_USE, (used.sessions,))
	if 0 < quota.hours < used.hours:
		return Problem(HOURS_BELOW_USE, (used.hours,))
	return None


def remaining(quota: Amount, used: Amount) -> Amount:
	"""Return what is left of the quota, never below 0; 0 where the quota sets no limit."""
	return Amount(max(quota.sessions - used.sessions, 0), max(quota.hours - used.hours, Decimal(0)))


def warning(quota: Amount, used: Amount) -> Problem | None:
	"""Return what runs out soon (F14), or None."""
	left = remaining(quota, used)
	if quota.sessions > 0 and left.sessions <= max(quota.sessions * WARN_BELOW, 1):
		return Problem(SESSIONS_RUN_OUT, (left.sessions, quota.sessions))
	if quota.hours > 0 and left.hours <= quota.hours * WARN_BELOW:
		return Problem(HOURS_RUN_OUT, (left.hours, quota.hours))
	return None
