"""Periods of days with open ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain.periods import Period

DAYS = st.dates(date(2010, 1, 1), date(2011, 1, 1))
ENDS = st.none() | DAYS
PERIODS = st.builds(Period, ENDS, ENDS).filter(lambda period: not period.crossed)
D = date(2016, 4, 1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
	("start", "end", "crossed"),
	[(D, D - DAY, True), (D, D, False), (D, D + DAY, False), (None, D, False), (D, None, False), (None, None, False)],
)
def test_crossed(start, end, crossed):
	assert Period(start, end).crossed is crossed


@pytest.mark.parametrize(
	("day", "inside"), [(D - DAY, False), (D, True), (D + DAY, True), (D + 2 * DAY, True), (D + 3 * DAY, False)]
)
def test_both_ends_belong_to_a_period(day, inside):
	assert Period(D, D + 2 * DAY).contains(day) is inside


def test_periods_that_touch_on_a_day_overlap_and_neighbours_do_not():
	assert Period(None, D).overlaps(Period(D, None))
	assert not Period(None, D).overlaps(Period(D + DAY, None))


@given(PERIODS, PERIODS, DAYS)
def test_a_common_day_means_overlap(one, other, day):
	if one.contains(day) and other.contains(day):
		assert one.overlaps(other)


@given(PERIODS, PERIODS)
def test_overlap_is_mutual_and_has_a_common_day(one, other):
	assert one.overlaps(other) is other.overlaps(one)
	if one.overlaps(other):
		starts = [day for day in (one.start, other.start) if day] or [
			min(day for day in (one.end, other.end, date.max) if day)
		]
		assert one.contains(max(starts)) and other.contains(max(starts))
