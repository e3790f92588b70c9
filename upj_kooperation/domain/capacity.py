"""Rules of what an offer can still give: periods, bookings, and why one does not fit any more (F4).

Amounts are whole numbers in units of the offer. What confirmed matches have booked counts in the period in which the
day lies on which the support is needed; an offer that is given once has a single period.
"""

import datetime
from collections.abc import Mapping

from upj_kooperation.domain.values import Problem

ONCE = "Once"
MONTH = "Month"
QUARTER = "Quarter"
YEAR = "Year"
PERIODS = (ONCE, MONTH, QUARTER, YEAR)

# The one period of what is given once.
WHOLE_LIFE = datetime.date(1900, 1, 1)

NOTHING_ASKED = "The amount must be at least 1."
NOTHING_LEFT = "Nothing is left of this offer in the period of {0}. Choose another day or another offer."
TOO_LITTLE_LEFT = "Only {0} of {1} are left of this offer in the period of {2}. Choose a smaller amount or another day."
NO_CAPACITY = "Say how much the partner offers: at least 1."
BELOW_BOOKED = "{0} are booked already in one period. The capacity cannot be smaller than that."
PERIOD_FIXED = "Something of this offer is booked, so its period stays. Pause it and enter a new offer."

MESSAGES = (NOTHING_ASKED, NOTHING_LEFT, TOO_LITTLE_LEFT, NO_CAPACITY, BELOW_BOOKED, PERIOD_FIXED)


def counted(amount: int, unit: str | None = "") -> str:
	"""Return an amount with the word that the partner wrote for its unit: "3 Fahrten".

	A single one has the word in brackets, as it need not be the singular: "1 (Fahrten)".
	"""
	if not unit:
		return str(amount)
	return f"{amount} ({unit})" if amount == 1 else f"{amount} {unit}"


def period_start(period: str, day: datetime.date) -> datetime.date:
	"""Return the first day of the period in which `day` lies. Raises ValueError for a period that there is not."""
	if period == ONCE:
		return WHOLE_LIFE
	if period == MONTH:
		return day.replace(day=1)
	if period == QUARTER:
		return day.replace(month=day.month - (day.month - 1) % 3, day=1)
	if period == YEAR:
		return day.replace(month=1, day=1)
	raise ValueError(f"no period: {period!r}")


def left_on(capacity: int, period: str, used: Mapping[datetime.date, int], day: datetime.date) -> int:
	"""Return what is left in the period of a day. used: first day of a period to what is booked in it."""
	return max(capacity - used.get(period_start(period, day), 0), 0)


def period_end(period: str, start: datetime.date) -> datetime.date | None:
	"""Return the last day of the period that begins with `start`; None for the one that never ends."""
	if period == ONCE:
		return None
	later = start + datetime.timedelta(days={MONTH: 31, QUARTER: 93, YEAR: 366}[period])
	return period_start(period, later) - datetime.timedelta(days=1)


def check_booking(amount: int, capacity: int, used: int, day: datetime.date) -> Problem | None:
	"""Return why an amount cannot be booked for a day where `used` is booked in its period already, or None."""
	if amount < 1:
		return Problem(NOTHING_ASKED)
	left = max(capacity - used, 0)
	if amount <= left:
		return None
	return Problem(TOO_LITTLE_LEFT, (str(left), str(capacity), day)) if left else Problem(NOTHING_LEFT, (day,))


def check_capacity(capacity: int, most_used: int) -> Problem | None:
	"""Return what is wrong with the capacity of an offer, or None. most_used: the most that is booked in one period."""
	if capacity < 1:
		return Problem(NO_CAPACITY)
	return Problem(BELOW_BOOKED, (str(most_used),)) if capacity < most_used else None


def check_period(before: str | None, after: str, most_used: int) -> Problem | None:
	"""Return that the period of an offer cannot change any more, or None. before: None for a new offer."""
	return Problem(PERIOD_FIXED) if before and before != after and most_used else None
