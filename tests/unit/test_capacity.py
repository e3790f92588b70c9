"""What an offer can still give: periods of days, bookings that fit, and changes that what is booked forbids."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import capacity as rules
from upj_kooperation.domain.values import Problem

DAY = datetime.date(2016, 5, 17)


@pytest.mark.parametrize(
	("period", "start"),
	[
		(rules.MONTH, datetime.date(2016, 5, 1)),
		(rules.QUARTER, datetime.date(2016, 4, 1)),
		(rules.YEAR, datetime.date(2016, 1, 1)),
		(rules.ONCE, rules.WHOLE_LIFE),
	],
)
def test_a_day_lies_in_its_period(period: str, start: datetime.date):
	assert rules.period_start(period, DAY) == start


@given(st.sampled_from(rules.PERIODS), st.dates(min_value=datetime.date(1900, 1, 1)))
def test_a_period_begins_before_its_days_and_with_itself(period: str, day: datetime.date):
	start = rules.period_start(period, day)
	assert start <= day and start.day == 1
	assert rules.period_start(period, start) == start


def test_an_unknown_period_is_an_error():
	with pytest.raises(ValueError, match="no period"):
		rules.period_start("Week", DAY)


@pytest.mark.parametrize(
	("amount", "used", "problem"),
	[
		(1, 0, None),
		(3, 0, None),
		(1, 2, None),
		(2, 2, Problem(rules.TOO_LITTLE_LEFT, ("1", "3", DAY))),
		(1, 3, Problem(rules.NOTHING_LEFT, (DAY,))),
		(1, 4, Problem(rules.NOTHING_LEFT, (DAY,))),
		(0, 0, Problem(rules.NOTHING_ASKED)),
		(-1, 0, Problem(rules.NOTHING_ASKED)),
	],
)
def test_only_what_is_left_can_be_booked(amount: int, used: int, problem: Problem | None):
	assert rules.check_booking(amount, 3, used, DAY) == problem


@given(st.integers(1, 20), st.lists(st.integers(1, 8), max_size=30))
def test_bookings_never_pass_the_capacity(capacity: int, amounts: list[int]):
	used = 0
	for amount in amounts:
		fits = rules.check_booking(amount, capacity, used, DAY) is None
		assert fits == (used + amount <= capacity)
		used += amount if fits else 0
	assert used <= capacity


@pytest.mark.parametrize(
	("capacity", "most_used", "problem"),
	[
		(1, 0, None),
		(0, 0, Problem(rules.NO_CAPACITY)),
		(2, 2, None),
		(1, 2, Problem(rules.BELOW_BOOKED, ("2",))),
	],
)
def test_capacity_covers_what_is_booked(capacity: int, most_used: int, problem: Problem | None):
	assert rules.check_capacity(capacity, most_used) == problem


@pytest.mark.parametrize(
	("before", "after", "most_used", "fits"),
	[
		(None, rules.MONTH, 0, True),
		(rules.MONTH, rules.MONTH, 2, True),
		(rules.MONTH, rules.YEAR, 0, True),
		(rules.MONTH, rules.YEAR, 1, False),
	],
)
def test_the_period_stays_while_something_is_booked(before: str | None, after: str, most_used: int, fits: bool):
	assert rules.check_period(before, after, most_used) == (None if fits else Problem(rules.PERIOD_FIXED))


@given(st.integers(1, 50), st.sampled_from(rules.PERIODS), st.dates(), st.integers(0, 60))
def test_what_is_left_is_what_can_still_be_booked(capacity: int, period: str, day: datetime.date, used: int):
	left = rules.left_on(capacity, period, {rules.period_start(period, day): used}, day)
	assert rules.left_on(capacity, period, {}, day) == capacity
	assert left == 0 or rules.check_booking(left, capacity, used, day) is None
	assert rules.check_booking(left + 1, capacity, used, day)


@given(
	st.sampled_from(rules.PERIODS),
	st.dates(min_value=datetime.date(1901, 1, 1), max_value=datetime.date(2999, 1, 1)),
	st.integers(-400, 400),
)
def test_a_period_ends_with_its_last_day(period: str, day: datetime.date, later: int):
	start, other = rules.period_start(period, day), day + datetime.timedelta(days=later)
	end = rules.period_end(period, start)
	assert (start <= other <= (end or other)) == (rules.period_start(period, other) == start)


@pytest.mark.parametrize(
	("amount", "unit", "says"),
	[
		(0, "Fahrten", "0 Fahrten"),
		(1, "Fahrten", "1 (Fahrten)"),
		(2, "Fahrten", "2 Fahrten"),
		(1, "", "1"),
		(3, None, "3"),
	],
)
def test_an_amount_is_said_with_its_unit(amount: int, unit: str | None, says: str):
	assert rules.counted(amount, unit) == says
