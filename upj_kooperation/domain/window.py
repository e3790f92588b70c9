"""The time in which something may be handed in, by the clock of a place, exact to the second (F9).

The clock on the wall is what people read, and twice a year it is set. In autumn one hour is there twice; then the
earlier one opens and the later one closes, in favour of whoever hands in. In spring an hour is missing; it is refused.
"""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from upj_kooperation.domain.values import Problem

DEFAULT_ZONE = "Europe/Berlin"
UTC = datetime.timezone.utc

UNKNOWN_ZONE = "There is no time zone {0}. Germany's is Europe/Berlin."
NO_SUCH_TIME = "The time {0} does not exist in {1}: the clock is put forward then. Choose another time."

MESSAGES = (UNKNOWN_ZONE, NO_SUCH_TIME)


class Phase:
	"""Where a moment lies."""

	BEFORE = "Before"
	OPEN = "Open"
	AFTER = "After"


@dataclass(frozen=True)
class Window:
	"""Opening and closing by the clock on the wall (naive datetimes) in a time zone with this IANA name."""

	opens_on: datetime.datetime
	closes_on: datetime.datetime
	zone: str = DEFAULT_ZONE

	def first_moment(self) -> datetime.datetime:
		"""Return the first moment that belongs to the window, in UTC."""
		return min(moments_of(self.opens_on, self.zone))

	def last_moment(self) -> datetime.datetime:
		"""Return the beginning of the last second that belongs to the window, in UTC."""
		return max(moments_of(self.closes_on, self.zone))

	def phase(self, now: datetime.datetime) -> str:
		"""Say where `now` (aware) lies; parts of a second do not count."""
		now = now.astimezone(UTC).replace(microsecond=0)
		if now < self.first_moment().replace(microsecond=0):
			return Phase.BEFORE
		return Phase.OPEN if now <= self.last_moment().replace(microsecond=0) else Phase.AFTER


def check_zone(name: str | None) -> Problem | None:
	"""Return what is wrong with a time zone's name, or None."""
	try:
		ZoneInfo(name or "")
	except (ZoneInfoNotFoundError, ValueError, OSError):
		return Problem(UNKNOWN_ZONE, (name,))
	return None


def check_clock(clock: datetime.datetime | None, zone: str) -> Problem | None:
	"""Return that a time of the clock is left out in a zone, or None."""
	if clock is None:
		return None
	there = moments_of(clock, zone)[0].astimezone(ZoneInfo(zone)).replace(tzinfo=None)
	return None if there == clock else Problem(NO_SUCH_TIME, (clock, zone))


def moments_of(clock: datetime.datetime, zone: str) -> tuple[datetime.datetime, datetime.datetime]:
	"""Return the two moments (UTC) at which a zone's clock may show this time; nearly always they are the same."""
	place = ZoneInfo(zone)
	first, second = (clock.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
	return first, second
