"""Programmes over time of an area, and whether it was active on a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import programme_area as rules
from upj_kooperation.domain.programme_area import ProgrammePeriod

SOZIALE_STADT = ProgrammePeriod("Soziale Stadt", date(2015, 1, 1), date(2019, 12, 31))
ZUSAMMENHALT = ProgrammePeriod("Sozialer Zusammenhalt", date(2020, 1, 1), None)
NORDERTOR = [SOZIALE_STADT, ZUSAMMENHALT]
START = date(2015, 1, 1)
TODAY = date(2016, 4, 1)


def test_one_programme_after_the_other_is_right():
	assert rules.check_programmes(NORDERTOR) is None


def test_programmes_that_share_a_day_are_refused():
	late = ProgrammePeriod("Sozialer Zusammenhalt", date(2019, 12, 31), None)
	problem = rules.check_programmes([SOZIALE_STADT, late])
	assert problem.message == rules.PROGRAMMES_OVERLAP
	assert problem.values == ("Soziale Stadt", "Sozialer Zusammenhalt")


def test_a_programme_that_ends_before_it_starts_is_refused():
	crossed = ProgrammePeriod("Soziale Stadt", date(2016, 1, 2), date(2016, 1, 1))
	assert rules.check_programmes([crossed]).message == rules.CROSSED_PROGRAMME


@pytest.mark.parametrize(
	("start", "end", "wrong"),
	[
		(date(2016, 1, 2), date(2016, 1, 1), True),
		(date(2016, 1, 1), date(2016, 1, 1), False),
		(None, date(2016, 1, 1), False),
		(date(2016, 1, 1), None, False),
	],
)
def test_start_and_end_must_not_cross(start, end, wrong):
	assert bool(rules.check_dates(start, end)) is wrong


@pytest.mark.parametrize(
	("status", "start", "end", "message"),
	[
		(rules.PLANNED, None, None, None),
		(rules.PLANNED, date(2030, 1, 1), None, None),
		(rules.ACTIVE, None, None, rules.START_MISSING),
		(rules.ACTIVE, TODAY, None, None),
		(rules.ACTIVE, date(2016, 4, 2), None, rules.NOT_STARTED),
		(rules.ACTIVE, START, TODAY, None),
		(rules.ACTIVE, START, date(2016, 3, 31), rules.END_IN_PAST),
		(rules.CONSOLIDATED, None, TODAY, rules.START_MISSING),
		(rules.CONSOLIDATED, START, None, rules.END_MISSING),
		(rules.CONSOLIDATED, START, TODAY, None),
		(rules.ENDED, START, None, rules.END_MISSING),
		(rules.ENDED, START, TODAY, None),
		(rules.ENDED, START, date(2016, 4, 2), rules.END_IN_FUTURE),
	],
)
def test_status_and_dates_agree(status, start, end, message):
	problem = rules.check_status(status, start, end, TODAY)
	assert (problem and problem.message) == message


@pytest.mark.parametrize(
	("day", "programme"),
	[
		(date(2015, 1, 1), "Soziale Stadt"),
		(date(2019, 12, 31), "Soziale Stadt"),
		(date(2020, 1, 1), "Sozialer Zusammenhalt"),
	],
)
def test_the_area_was_active_under_the_programme_of_the_day(day, programme):
	activity = rules.active_programme_on(NORDERTOR, rules.ACTIVE, START, None, day)
	assert activity.active
	assert activity.programme == programme
	assert activity.reason.message == rules.WAS_ACTIVE


@pytest.mark.parametrize(
	("periods", "status", "start", "end", "day", "message"),
	[
		(NORDERTOR, rules.PLANNED, START, None, TODAY, rules.ONLY_PLANNED),
		(NORDERTOR, rules.ACTIVE, START, None, date(2014, 12, 31), rules.BEFORE_START),
		(NORDERTOR, rules.ENDED, START, date(2016, 3, 31), TODAY, rules.AFTER_END),
		([], rules.ACTIVE, START, None, TODAY, rules.NO_PROGRAMME),
		([ZUSAMMENHALT], rules.ACTIVE, START, None, date(2019, 12, 31), rules.NO_PROGRAMME),
	],
)
def test_the_area_was_not_active_and_the_reason_says_why(periods, status, start, end, day, message):
	activity = rules.active_programme_on(periods, status, start, end, day)
	assert not activity.active
	assert activity.programme == ""
	assert activity.reason.message == message


def test_an_area_that_has_ended_since_was_active_before():
	assert rules.active_programme_on(NORDERTOR, rules.ENDED, START, date(2017, 9, 30), TODAY).active


@pytest.mark.parametrize(
	("asked", "active"),
	[("Soziale Stadt", True), ("soziale  stadt ", True), (None, True), ("", True), ("Sozialer Zusammenhalt", False)],
)
def test_a_programme_that_is_asked_for_must_be_the_one(asked, active):
	activity = rules.active_programme_on(NORDERTOR, rules.ACTIVE, START, None, TODAY)
	answer = rules.was_active_on(activity, TODAY, asked)
	assert answer.active is active
	assert answer.reason.message == (rules.WAS_ACTIVE if active else rules.OTHER_PROGRAMME)


def test_the_reason_of_an_inactive_area_is_kept_when_a_programme_is_asked_for():
	activity = rules.active_programme_on(NORDERTOR, rules.PLANNED, START, None, TODAY)
	assert rules.was_active_on(activity, TODAY, "Soziale Stadt") == activity


@given(st.dates(date(2010, 1, 1), date(2030, 1, 1)), st.sampled_from([rules.ACTIVE, rules.ENDED, rules.CONSOLIDATED]))
def test_every_answer_has_a_reason_and_only_active_ones_a_programme(day, status):
	activity = rules.active_programme_on(NORDERTOR, status, START, date(2021, 6, 30), day)
	assert activity.reason.message in rules.MESSAGES
	assert activity.active == bool(activity.programme) == (START <= day <= date(2021, 6, 30))


def test_the_line_of_programmes_names_the_days_between_them():
	line = rules.programme_line(
		[
			rules.ProgrammePeriod("Sozialer Zusammenhalt", date(2020, 1, 1), None),
			rules.ProgrammePeriod("Urban II", date(2008, 1, 1), date(2013, 12, 31)),
			rules.ProgrammePeriod("Soziale Stadt", date(2015, 1, 1), date(2019, 12, 31)),
		],
		date(2014, 12, 31),
	)
	assert [(part.programme, part.start, part.end) for part in line] == [
		("Urban II", date(2008, 1, 1), date(2013, 12, 31)),
		("", date(2014, 1, 1), date(2014, 12, 31)),
		("Soziale Stadt", date(2015, 1, 1), date(2019, 12, 31)),
		("Sozialer Zusammenhalt", date(2020, 1, 1), None),
	]
	assert [part.current for part in line] == [False, True, False, False]
