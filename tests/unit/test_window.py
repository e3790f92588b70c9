"""A window by the clock on the wall: exact to the second, in every zone, also on the days when the clock is set."""

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import window as rules
from upj_kooperation.domain.window import Phase, Window

SECOND = timedelta(seconds=1)
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
clocks = st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1)).map(lambda clock: clock.replace(microsecond=0))


def utc(*parts: int) -> datetime:
	"""Return a moment in UTC."""
	return datetime(*parts, tzinfo=timezone.utc)


@given(clocks, st.timedeltas(SECOND, timedelta(days=90)), st.sampled_from(ZONES))
def test_first_and_last_second_belong_to_it_and_their_neighbours_do_not(opens: datetime, length: timedelta, zone: str):
	window = Window(opens, opens + timedelta(seconds=int(length.total_seconds())), zone)
	first, last = window.first_moment(), window.last_moment()
	assert [window.phase(moment) for moment in (first - SECOND, first, last, last + SECOND)] == [
		Phase.BEFORE,
		Phase.OPEN if first <= last else Phase.AFTER,
		Phase.OPEN if first <= last else Phase.BEFORE,
		Phase.AFTER,
	]
	assert window.phase(last + SECOND - timedelta(microseconds=1)) == window.phase(last)


@given(
	st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1), timezones=st.just(timezone.utc)), st.sampled_from(ZONES)
)
def test_every_moment_is_one_that_its_own_clock_may_mean(moment: datetime, zone: str):
	moment = moment.replace(microsecond=0)
	clock = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
	assert moment in rules.moments_of(clock, zone)
	assert rules.check_clock(clock, zone) is None


def test_the_same_clock_is_another_moment_in_winter_and_in_summer():
	assert Window(datetime(2016, 1, 11), datetime(2016, 7, 11, 23, 59, 59)).first_moment() == utc(2016, 1, 10, 23)
	assert Window(datetime(2016, 1, 11), datetime(2016, 7, 11, 23, 59, 59)).last_moment() == utc(
		2016, 7, 11, 21, 59, 59
	)


def test_in_autumn_the_earlier_hour_opens_and_the_later_one_closes():
	"""On 30 October 2016 the clock in Berlin went from 3:00 back to 2:00: 2:30 was there twice."""
	twice = datetime(2016, 10, 30, 2, 30)
	assert Window(twice, datetime(2016, 11, 1)).first_moment() == utc(2016, 10, 30, 0, 30)
	assert Window(datetime(2016, 10, 1), twice).last_moment() == utc(2016, 10, 30, 1, 30)


def test_an_hour_that_spring_leaves_out_is_refused():
	"""On 27 March 2016 the clock in Berlin went from 2:00 on to 3:00."""
	assert rules.check_clock(datetime(2016, 3, 27, 2, 30), "Europe/Berlin").message == rules.NO_SUCH_TIME
	assert rules.check_clock(datetime(2016, 3, 27, 1, 59, 59), "Europe/Berlin") is None
	assert rules.check_clock(datetime(2016, 3, 27, 3, 0), "Europe/Berlin") is None
	assert rules.check_clock(datetime(2016, 3, 27, 2, 30), "UTC") is None
	assert rules.check_clock(None, "Europe/Berlin") is None


@pytest.mark.parametrize("name", ["", None, "Berlin", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Berlin\x00"])
def test_what_is_no_time_zone_is_refused(name: str | None):
	assert rules.check_zone(name).message == rules.UNKNOWN_ZONE
	assert rules.check_zone("Europe/Berlin") is None
