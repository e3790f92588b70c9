"""The daily overview: overdue, today, this week, on working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import digest as rules
from upj_kooperation.domain.working_days import Calendar, calendar_of

TUESDAY = date(2016, 6, 21)
NIENBURG, COLOGNE = calendar_of("03256022"), calendar_of("05315000")


def due(day):
	"""Return a step that is due on a day."""
	return rules.Due(day, "Anrufen", "Bäckerei (erfunden)", "/app/stakeholder/STK-00001")


@pytest.mark.parametrize(
	("day", "part"),
	[
		(TUESDAY - timedelta(400), "overdue"),
		(TUESDAY - timedelta(1), "overdue"),
		(TUESDAY, "today"),
		(TUESDAY + timedelta(1), "this_week"),
		(date(2016, 6, 26), "this_week"),
		(date(2016, 6, 27), None),
	],
)
def test_each_step_stands_where_it_belongs(day, part):
	overview = rules.overview([due(day)], TUESDAY)
	assert [name for name in ("overdue", "today", "this_week") if getattr(overview, name)] == ([part] if part else [])
	assert overview.total == bool(part)


@given(st.lists(st.dates(date(2016, 5, 1), date(2016, 8, 1))), st.dates(date(2016, 6, 1), date(2016, 7, 1)))
def test_nothing_is_lost_doubled_or_out_of_order(days, today):
	overview = rules.overview([due(day) for day in days], today)
	shown = [step.day for part in (overview.overdue, overview.today, overview.this_week) for step in part]
	assert shown == sorted(day for day in days if day <= rules.last_day(today))
	assert overview.total == len(shown)


@given(st.dates())
def test_a_week_ends_on_its_sunday(day):
	if day < date.max - timedelta(7):
		assert rules.last_day(day).weekday() == 6
		assert timedelta(0) <= rules.last_day(day) - day <= timedelta(6)


@pytest.mark.parametrize(
	("day", "calendars", "comes"),
	[
		(TUESDAY, [NIENBURG], True),
		(date(2016, 6, 25), [NIENBURG], False),
		(date(2016, 10, 3), [NIENBURG, COLOGNE], False),
		# Fronleichnam: Cologne is closed, Nienburg works.
		(date(2016, 5, 26), [COLOGNE], False),
		(date(2016, 5, 26), [COLOGNE, NIENBURG], True),
		(date(2016, 10, 3), [Calendar()], True),
		(TUESDAY, [], False),
	],
)
def test_it_comes_on_working_days(day, calendars, comes):
	assert rules.comes_on(day, calendars) == comes


def test_one_a_day_for_each_user():
	assert rules.digest_key("a@x.example", TUESDAY) == rules.digest_key("a@x.example", TUESDAY)
	assert rules.digest_key("a@x.example", TUESDAY) != rules.digest_key("a@x.example", TUESDAY + timedelta(1))
	assert rules.digest_key("a@x.example", TUESDAY) != rules.digest_key("b@x.example", TUESDAY)
