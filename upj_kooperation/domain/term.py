"""Months of a contract: end of a term, renewal and notice, over month ends and leap days (F20).

Source: §§ 187, 188 BGB. A term that begins on a day counts that day; where a month lacks the day that decides, its last
day takes its place (§ 188 Abs. 3). Dates are days of the calendar; months are whole numbers, at most `MAX_MONTHS`.
"""

import calendar
import datetime

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

NO_RENEWAL = "No Renewal"
AUTOMATIC = "Automatic"
BY_DECISION = "By Decision"
RENEWALS = (NO_RENEWAL, AUTOMATIC, BY_DECISION)

MAX_MONTHS = 600
LAST_DAY = datetime.date(2199, 12, 31)

CROSSED_TERM = "The term ends on {1}, before it begins on {0}. Correct one of the two days."
RENEWAL_WITHOUT_END = (
	"An agreement without an end runs on by itself. Enter the end of the term, or set the renewal to No Renewal."
)
RENEWAL_WITHOUT_MONTHS = "Say by how many months the agreement is renewed, at least one."
MONTHS_WITHOUT_RENEWAL = "Say how the agreement is renewed by {0} months, or remove the months."
TOO_MANY_MONTHS = "{0} months are too many. Enter at most {1}."
NOTICE_LONGER_THAN_TERM = "A notice of {0} months does not fit into the term from {1} to {2}. Shorten the notice."

MESSAGES = (
	CROSSED_TERM,
	RENEWAL_WITHOUT_END,
	RENEWAL_WITHOUT_MONTHS,
	MONTHS_WITHOUT_RENEWAL,
	TOO_MANY_MONTHS,
	NOTICE_LONGER_THAN_TERM,
)


def add_months(day: datetime.date, months: int) -> datetime.date:
	"""Return the day with the same number `months` later (negative: earlier), or the last day of a shorter month."""
	return _day_of(*_shift(day, months), day.day)


def end_after(start: datetime.date, months: int) -> datetime.date:
	"""Return the last day of a term of `months` that begins with `start` (§ 188 Abs. 2, second case).

	Raises ValueError for less than one month.
	"""
	if months < 1:
		raise ValueError("a term lasts at least one month")
	if start.day == 1:
		return _last_day_of(*_shift(start, months - 1))
	return _day_of(*_shift(start, months), start.day - 1)


def months_of(start: datetime.date, end: datetime.date) -> int:
	"""Return how many months a term from `start` to `end` lasts, a part of a month counted whole; at least one."""
	months = max((end.year - start.year) * 12 + end.month - start.month, 1)
	while end_after(start, months) < end:
		months += 1
	return months


def renewed_end(end: datetime.date, months: int) -> datetime.date:
	"""Return the last day of the term that follows a term up to `end`, `months` long."""
	return end_after(end + datetime.timedelta(days=1), months)


def running_end(end: datetime.date | None, renewal: str, months: int, today: datetime.date) -> datetime.date | None:
	"""Return the end of the term that runs `today`; None if it never ends.

	Only an automatic renewal moves the agreed `end`; it stops at the last day that the calendar of this program knows.
	"""
	if not end or renewal != AUTOMATIC or months < 1:
		return end
	while end < today and end < LAST_DAY:
		end = min(renewed_end(end, months), LAST_DAY)
	return end


def notice_deadline(end: datetime.date, months: int) -> datetime.date:
	"""Return the last day on which a notice of `months` still ends with `end`.

	Counted from the day of the notice, which itself does not count (§ 187 Abs. 1): on the last day of a month any
	longer month before it may be used up to its own last day.
	"""
	year, month = _shift(end, -months)
	if end.day == calendar.monthrange(end.year, end.month)[1]:
		return _last_day_of(year, month)
	return _day_of(year, month, end.day)


def has_ended(end: datetime.date | None, renewal: str, today: datetime.date) -> bool:
	"""Say whether the term is over `today`. An automatic renewal never lets it run out: it needs a notice."""
	return bool(end) and renewal != AUTOMATIC and end < today


def check_term(
	start: datetime.date | None, end: datetime.date | None, notice_months: int, renewal: str, renewal_months: int
) -> list[Problem]:
	"""Return everything that is wrong with an agreed term; empty if it holds. Months of 0 mean: not agreed."""
	too_many = [
		Problem(TOO_MANY_MONTHS, (months, MAX_MONTHS))
		for months in (notice_months, renewal_months)
		if months > MAX_MONTHS
	]
	if too_many:
		return too_many
	problems = []
	if Period(start, end).crossed:
		problems.append(Problem(CROSSED_TERM, (start, end)))
	elif start and end and notice_months and notice_deadline(end, notice_months) < start:
		problems.append(Problem(NOTICE_LONGER_THAN_TERM, (notice_months, start, end)))
	if renewal == NO_RENEWAL:
		if renewal_months:
			problems.append(Problem(MONTHS_WITHOUT_RENEWAL, (renewal_months,)))
	else:
		if not end:
			problems.append(Problem(RENEWAL_WITHOUT_END))
		if renewal_months < 1:
			problems.append(Problem(RENEWAL_WITHOUT_MONTHS))
	return problems


def _shift(day: datetime.date, months: int) -> tuple[int, int]:
	index = day.year * 12 + day.month - 1 + months
	return index // 12, index % 12 + 1


def _last_day_of(year: int, month: int) -> datetime.date:
	return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _day_of(year: int, month: int, number: int) -> datetime.date:
	return datetime.date(year, month, min(number, calendar.monthrange(year, month)[1]))
