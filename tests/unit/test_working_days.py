"""Working days: weekends, the holidays of each Land, and what holds in single municipalities only."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import working_days as rules
from upj_kooperation.domain.municipality import LANDS

NIENBURG = rules.calendar_of("03256022")
DAYS = st.dates(date(1990, 1, 1), date(2098, 12, 31))
CALENDARS = st.builds(
	rules.calendar_of,
	st.sampled_from([*(key + "000000" for key in LANDS), rules.AUGSBURG, "", None]),
	assumption_day=st.booleans(),
	corpus_christi=st.booleans(),
)


def test_every_land_has_its_code():
	assert set(rules.CODES) == set(LANDS.values())
	assert len(set(rules.CODES.values())) == 16


@pytest.mark.parametrize(
	("day", "ags", "name"),
	[
		(date(2016, 10, 3), "03256022", "Tag der Deutschen Einheit"),
		# Reformationstag: 2017 everywhere, in Lower Saxony each year from 2018 on.
		(date(2016, 10, 31), "03256022", None),
		(date(2017, 10, 31), "03256022", "Reformationstag"),
		(date(2018, 10, 31), "03256022", "Reformationstag"),
		(date(2018, 10, 31), "09162000", None),
		(date(2016, 10, 31), "14713000", "Reformationstag"),
		# Fronleichnam: in six Länder as a whole.
		(date(2016, 5, 26), "03256022", None),
		(date(2016, 5, 26), "05315000", "Fronleichnam"),
		(date(2016, 5, 26), "09162000", "Fronleichnam"),
		(date(2016, 5, 26), "16051000", None),
		(date(2016, 1, 6), "08111000", "Heilige Drei Könige"),
		(date(2016, 1, 6), "05315000", None),
		(date(2016, 11, 16), "14713000", "Buß- und Bettag"),
		(date(2016, 8, 15), "10041100", "Mariä Himmelfahrt"),
		(date(2016, 8, 15), "09162000", None),
		(date(2016, 8, 8), "09761000", "Augsburger Hohes Friedensfest"),
		(date(2016, 8, 8), "09162000", None),
		(date(2016, 6, 4), "03256022", "Samstag"),
		(date(2016, 6, 5), "03256022", "Sonntag"),
		(date(2016, 6, 6), "03256022", None),
		(date(2016, 12, 24), "03256022", "Samstag"),
		(date(2019, 12, 24), "03256022", None),
	],
)
def test_holidays_are_those_of_the_land(day, ags, name):
	assert rules.day_off(day, rules.calendar_of(ags)) == name


@pytest.mark.parametrize(
	("ags", "settings", "day", "free"),
	[
		("09162000", {"assumption_day": True}, date(2016, 8, 15), True),
		("03256022", {"assumption_day": True}, date(2016, 8, 15), False),
		("14713000", {"corpus_christi": True}, date(2016, 5, 26), True),
		("16051000", {"corpus_christi": True}, date(2017, 6, 15), True),
		("03256022", {"corpus_christi": True}, date(2016, 5, 26), False),
	],
)
def test_settings_of_a_municipality_count_where_the_land_leaves_it_to_them(ags, settings, day, free):
	assert (not rules.is_working_day(day, rules.calendar_of(ags, **settings))) == free


@pytest.mark.parametrize(
	("start", "days", "expected"),
	[
		(date(2016, 6, 20), 0, date(2016, 6, 20)),
		# A Saturday and Sunday, then Monday.
		(date(2016, 6, 20), 5, date(2016, 6, 27)),
		# Good Friday to Easter Monday.
		(date(2016, 3, 22), 3, date(2016, 3, 29)),
		# 1 May 2016 was a Sunday; in 2017 a Monday after a weekend.
		(date(2017, 4, 22), 7, date(2017, 5, 2)),
		# Christmas and New Year: 25 and 26 December 2020 lay on Friday and Saturday.
		(date(2020, 12, 18), 7, date(2020, 12, 28)),
		(date(2021, 12, 31), 1, date(2022, 1, 3)),
	],
)
def test_a_step_moves_to_the_next_working_day_in_nienburg(start, days, expected):
	assert rules.due_day(start, days, NIENBURG) == expected


def test_a_step_may_keep_its_calendar_day():
	assert rules.due_day(date(2016, 6, 20), 5, NIENBURG, working_days_only=False) == date(2016, 6, 25)


def test_without_a_land_only_weekends_are_free():
	assert rules.is_working_day(date(2016, 10, 3), rules.calendar_of(None))
	assert not rules.is_working_day(date(2016, 10, 2), rules.calendar_of("99000000"))


@given(DAYS, st.integers(0, 400), CALENDARS)
def test_a_step_never_lands_on_a_weekend_or_holiday_and_never_early(start, days, calendar):
	day = rules.due_day(start, days, calendar)
	assert day.weekday() < 5
	assert day not in rules.public_holidays(calendar, day.year)
	# Easter and Christmas with the weekends around them are the longest break.
	assert timedelta(days) <= day - start <= timedelta(days + 5)


@given(DAYS, st.integers(0, 400), st.integers(0, 60), CALENDARS)
def test_later_steps_are_never_due_before_earlier_ones(start, days, more, calendar):
	assert rules.due_day(start, days, calendar) <= rules.due_day(start, days + more, calendar)
	assert rules.due_day(start, days, calendar) <= rules.due_day(start + timedelta(more), days, calendar)


@given(DAYS, CALENDARS)
def test_moving_again_changes_nothing(day, calendar):
	moved = rules.working_day_from(day, calendar)
	assert rules.working_day_from(moved, calendar) == moved
	assert (moved == day) == rules.is_working_day(day, calendar)


@given(st.integers(1991, 2100), CALENDARS)
def test_holidays_of_a_year_lie_in_it_and_have_names(year, calendar):
	days = rules.public_holidays(calendar, year)
	assert all(day.year == year and name for day, name in days.items())
	# Nine, and eight where the Ascension falls on the first of May, as in 2008.
	assert len(days) >= 8 if calendar.land else not days
