"""How a town counts its council papers: a pattern for each body and year, filled with the next free number (F42).

A pattern is text with the places {WP} (legislative period), {NR} or {NR:3} (number, here with at least three digits),
{JAHR} and {JJ} (year with four and two digits): {WP}/{NR:3}/{JAHR} gives 5/014/2016.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from upj_kooperation.domain.values import Problem

MAX_NUMBER = 999_999
MAX_DIGITS = 6
MAX_LENGTH = 60
FIRST_YEAR, LAST_YEAR = 1900, 2199

UNKNOWN_PLACE = "The pattern has the place {0}, which is unknown. Use {{WP}}, {{NR}}, {{NR:3}}, {{JAHR}} and {{JJ}}."
BROKEN_PLACE = "A bracket of the pattern is not closed or stands alone. Write places as in {{WP}}/{{NR:3}}/{{JAHR}}."
NUMBER_ONCE = "The pattern needs the place {{NR}} exactly once, for example as in {{WP}}/{{NR:3}}/{{JAHR}}."
NEEDS_YEAR = "The range counts anew each year, so its pattern needs the year: {{JAHR}} or {{JJ}}."
YEAR_WITHOUT_RANGE = "The pattern names the year, so enter the year that the range counts for."
NEEDS_PERIOD = "The pattern names the legislative period. Enter it."
WRONG_YEAR = "{0} is no year. Enter one between {1} and {2}, or nothing if the range counts on through the years."
WRONG_NUMBER = "The last number lies between 0 and {0}."
TOO_LONG = "Numbers of this pattern would be longer than {0} characters. Shorten it."
COUNTED = "Numbers of this range have been given already, so {0} stays as it is. Make a new range for other papers."
FULL = "The number range {0} is used up. Make a new one, or enter the number by hand."
RANGE_EXISTS = "There is a number range for this body and year already: {0}. Change that one."
NUMBER_FIXED = "The number {0} was given by the count of the municipality and stays with this paper."
NUMBER_KEPT = "This paper has the number {0} of the municipality's count. Keep it, so that the count has no gap."

MESSAGES = (
	UNKNOWN_PLACE,
	BROKEN_PLACE,
	NUMBER_ONCE,
	NEEDS_YEAR,
	YEAR_WITHOUT_RANGE,
	NEEDS_PERIOD,
	WRONG_YEAR,
	WRONG_NUMBER,
	TOO_LONG,
	COUNTED,
	FULL,
	RANGE_EXISTS,
	NUMBER_FIXED,
	NUMBER_KEPT,
)

_PLACE = re.compile(r"\{([^{}]*)\}")
_NUMBER = re.compile(rf"NR(?::([1-{MAX_DIGITS}]))?")


@dataclass(frozen=True)
class Range:
	"""What a town set for a body and a year. year: 0 counts on through the years; body: empty is for every body."""

	name: str
	pattern: str
	period: str = ""
	year: int = 0
	last_number: int = 0
	body: str = ""

	def reference(self, number: int) -> str:
		"""Return the paper's number as the town writes it."""

		def fill(match: re.Match) -> str:
			place = match[1].strip()
			if counted := _NUMBER.fullmatch(place):
				return str(number).zfill(int(counted[1] or 1))
			return {"WP": self.period, "JAHR": f"{self.year:04d}", "JJ": f"{self.year % 100:02d}"}[place]

		return _PLACE.sub(fill, self.pattern)


def check_range(numbers: Range) -> list[Problem]:
	"""Return what is wrong with a range: its pattern, year, legislative period or last number."""
	places = [match.strip() for match in _PLACE.findall(numbers.pattern)]
	problems = [
		Problem(UNKNOWN_PLACE, ("{" + place + "}",))
		for place in places
		if place not in ("WP", "JAHR", "JJ") and not _NUMBER.fullmatch(place)
	]
	if set("{}") & set(_PLACE.sub("", numbers.pattern)):
		problems.append(Problem(BROKEN_PLACE))
	if sum(bool(_NUMBER.fullmatch(place)) for place in places) != 1:
		problems.append(Problem(NUMBER_ONCE))
	has_year = bool({"JAHR", "JJ"} & set(places))
	if numbers.year and not FIRST_YEAR <= numbers.year <= LAST_YEAR:
		problems.append(Problem(WRONG_YEAR, (str(numbers.year), str(FIRST_YEAR), str(LAST_YEAR))))
	if has_year != bool(numbers.year):
		problems.append(Problem(YEAR_WITHOUT_RANGE if has_year else NEEDS_YEAR))
	if "WP" in places and not numbers.period.strip():
		problems.append(Problem(NEEDS_PERIOD))
	if not 0 <= numbers.last_number <= MAX_NUMBER:
		problems.append(Problem(WRONG_NUMBER, (str(MAX_NUMBER),)))
	if not problems and len(numbers.reference(MAX_NUMBER)) > MAX_LENGTH:
		problems.append(Problem(TOO_LONG, (str(MAX_LENGTH),)))
	return problems


def choose_range(ranges: Iterable[Range], body: str, year: int) -> Range | None:
	"""Return the range that counts a paper of `body` and `year`: the body's own first, then the year's own."""
	body = fold(body)
	fitting = [row for row in ranges if fold(row.body) in ("", body) and row.year in (0, year)]
	return max(fitting, key=lambda row: (bool(row.body), bool(row.year), row.name), default=None)


def fold(body: str) -> str:
	"""Return a body's name so that blanks and case make no difference."""
	return " ".join(body.split()).casefold()


def range_key(municipality: str, body: str, year: int) -> str:
	"""Return the key that is unique for each municipality, body and year."""
	return f"{municipality}::{year}::{fold(body)}"


def following(numbers: Range) -> Iterator[tuple[int, str]]:
	"""Yield the numbers that come next, with the reference of each."""
	for number in range(numbers.last_number + 1, MAX_NUMBER + 1):
		yield number, numbers.reference(number)


def next_free(candidates: Iterable[tuple[int, str]], taken: Container[str]) -> tuple[int, str] | None:
	"""Return the first number whose reference nobody has typed by hand; None where all are taken."""
	return next((row for row in candidates if row[1] not in taken), None)
