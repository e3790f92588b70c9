"""Periods of days with open ends: the one place that says what crosses, overlaps and contains."""

import datetime
from typing import NamedTuple


class Period(NamedTuple):
	"""From `start` to `end`, both days included; None means open."""

	start: datetime.date | None = None
	end: datetime.date | None = None

	@property
	def crossed(self) -> bool:
		"""True if the period ends before it starts."""
		return bool(self.start and self.end and self.end < self.start)

	def contains(self, day: datetime.date) -> bool:
		"""Say whether `day` lies in the period."""
		return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

	def overlaps(self, other: "Period") -> bool:
		"""Say whether the two periods share at least one day."""
		return _not_after(self.start, other.end) and _not_after(other.start, self.end)


def _not_after(start: datetime.date | None, end: datetime.date | None) -> bool:
	return start is None or end is None or start <= end
