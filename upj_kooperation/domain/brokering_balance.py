"""The balance of the brokering of a year: from counted records to the figures that a council gets to see (F34).

What counts in which year:

- a request on the day on which it was received, whatever became of it; drafts were not received,
- a match on the day on which the partner confirmed it, once, as long as it has not failed,
- hours and value in Euro on the day on which the support was carried out,
- an agreement of a market event, with its hours and value, on the day of the event, unless it was withdrawn,
- a failure, with its reason, on the day on which the match failed.

So the figures of a past year change only where a record of it fails later or is corrected. A request for several kinds
of support stands in each of them, and in the total once.
"""

import datetime
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import NamedTuple

NOTHING = Decimal("0.00")

REQUESTS, MATCHES, CARRIED_OUT, FAILED = "Requests", "Matches", "Carried Out", "Failed"
DEALS = "Market Agreements"
FIGURES = (REQUESTS, MATCHES, CARRIED_OUT, FAILED, DEALS)
# Hours and value come from both.
GIVEN = "Given Support"
GIVING = (CARRIED_OUT, DEALS)
MESSAGES = (*FIGURES, GIVEN)

# So many years does the chart of the workspace show.
YEARS_SHOWN = 5


class Entry(NamedTuple):
	"""Records that were counted together: those of one group in one year.

	wait: days from the receipt of the request to the confirmation, the same for all matches of the entry; None where
	the request has no day of receipt. reason: why the failed ones came to nothing. value: Euro; hours and value are
	those of the ones carried out, or of the agreements of market events (deals).
	"""

	group: Hashable
	year: int
	requests: int = 0
	matches: int = 0
	carried_out: int = 0
	failed: int = 0
	hours: Decimal = NOTHING
	value: Decimal = NOTHING
	wait: int | None = None
	reason: str | None = None
	deals: int = 0


@dataclass
class Figures:
	"""What a year or a group of it comes to. waits: days from request to match, with the number of matches.

	hours and value hold those of the agreements of market events, which stand besides in deal_hours and deal_value.
	"""

	requests: int = 0
	matches: int = 0
	carried_out: int = 0
	failed: int = 0
	hours: Decimal = NOTHING
	value: Decimal = NOTHING
	deals: int = 0
	deal_hours: Decimal = NOTHING
	deal_value: Decimal = NOTHING
	waits: Counter[int] = field(default_factory=Counter)
	reasons: Counter[str] = field(default_factory=Counter)

	@property
	def median_days(self) -> int | None:
		"""Whole days from request to match that half of the matches took at most; None without a match."""
		return median_of(self.waits)

	def add(self, entry: Entry) -> None:
		"""Count an entry in."""
		self.requests += entry.requests
		self.matches += entry.matches
		self.carried_out += entry.carried_out
		self.failed += entry.failed
		self.hours += entry.hours
		self.value += entry.value
		if entry.deals:
			self.deals += entry.deals
			self.deal_hours += entry.hours
			self.deal_value += entry.value
		if entry.wait is not None and entry.matches:
			self.waits[entry.wait] += entry.matches
		if entry.failed:
			self.reasons[entry.reason or ""] += entry.failed


def median_of(counted: Mapping[int, int]) -> int | None:
	"""Return the median of whole days, with the number of times each one stands; None where there are none.

	Between two middle values lies their mean; half a day is rounded up.
	"""
	size, seen = sum(counted.values()), 0
	middle: list[int] = []
	for days in sorted(counted):
		before, seen = seen, seen + counted[days]
		middle += [days for position in ((size - 1) // 2, size // 2) if before <= position < seen]
	return (sum(middle) + 1) // 2 if size else None


def balance(entries: Iterable[Entry]) -> dict[int, Figures]:
	"""Return the figures of each year, whatever the groups."""
	years: dict[int, Figures] = {}
	for entry in entries:
		years.setdefault(entry.year, Figures()).add(entry)
	return years


def by_group(entries: Iterable[Entry]) -> dict[Hashable, dict[int, Figures]]:
	"""Return the figures of each group, year by year."""
	groups: dict[Hashable, list[Entry]] = {}
	for entry in entries:
		groups.setdefault(entry.group, []).append(entry)
	return {group: balance(of_group) for group, of_group in groups.items()}


def ranked(counted: Mapping[str, int]) -> list[tuple[str, int]]:
	"""Return reasons with their number, the most frequent first, then by their words."""
	return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def span_of(years: Sequence[int]) -> tuple[datetime.date, datetime.date]:
	"""Return the first day of these years and the first day after them."""
	return datetime.date(min(years), 1, 1), datetime.date(max(years) + 1, 1, 1)


def month_of(year: int, month: int) -> tuple[datetime.date, datetime.date]:
	"""Return the first day of a month and the first day after it."""
	first = datetime.date(year, month, 1)
	return first, (first + datetime.timedelta(days=31)).replace(day=1)


def together(figures: Iterable[Figures]) -> Figures:
	"""Return the sum of disjoint groups."""
	whole = Figures()
	for one in figures:
		for part in fields(Figures):
			setattr(whole, part.name, getattr(whole, part.name) + getattr(one, part.name))
	return whole
