"""Duties and their to-dos: in time until a working day, open while owed, dropped when agreement or party is gone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import agreement
from upj_kooperation.domain import duty as rules
from upj_kooperation.domain.working_days import calendar_of, is_working_day

NIENBURG = calendar_of("03256022")
DAY, LATER = date(2016, 7, 31), date(2016, 8, 15)
ENTRY = rules.Entry("kira@nienburg.example", DAY, "Backstube: Das Rezept entwickeln")
ENTRIES = st.builds(
	rules.Entry,
	st.sampled_from((None, "kira@nienburg.example", "ana@nienburg.example")),
	st.sampled_from((None, DAY, LATER)),
	st.sampled_from(("Rezept", "Verkauf")),
	st.sampled_from([todo.value for todo in rules.Todo]),
)


@pytest.mark.parametrize("state", agreement.STATES)
def test_a_duty_is_watched_while_it_is_owed(state):
	owed = state in agreement.OPEN_DUTY_STATES
	ended = rules.Todo.CANCELLED if state in (agreement.TERMINATED, agreement.REPLACED) else None
	assert rules.wanted(rules.Duty(state, DAY), DAY) is (rules.Todo.OPEN if owed else ended)
	assert rules.wanted(rules.Duty(state), DAY) is (rules.Todo.CANCELLED if owed else ended)
	assert rules.wanted(rules.Duty(state, DAY, DAY), DAY) is rules.Todo.CLOSED


@pytest.mark.parametrize(
	("due", "last_day"),
	[
		(date(2016, 7, 29), date(2016, 7, 29)),
		# A Saturday, a Sunday, Whit Monday, and the day of German unity on a Monday after a weekend.
		(date(2016, 7, 30), date(2016, 8, 1)),
		(date(2016, 7, 31), date(2016, 8, 1)),
		(date(2016, 5, 16), date(2016, 5, 17)),
		(date(2016, 10, 1), date(2016, 10, 4)),
		# Reformation Day: in Lower Saxony since 2018, and once for all in 2017.
		(date(2016, 10, 31), date(2016, 10, 31)),
		(date(2018, 10, 31), date(2018, 11, 1)),
		(None, None),
	],
)
def test_what_is_due_on_a_free_day_is_in_time_on_the_next_working_day(due, last_day):
	duty = rules.Duty(agreement.IN_FORCE, due, calendar=NIENBURG)
	assert duty.last_day == last_day
	if last_day:
		assert rules.standing(duty, last_day) == (rules.OPEN, 0)
		assert rules.standing(duty, last_day + timedelta(days=1)) == (rules.OVERDUE, 1)


def test_the_holidays_are_those_of_the_land():
	corpus_christi = date(2016, 5, 26)
	calendars = map(calendar_of, ("03256022", "05315000"))
	late = [rules.Duty(agreement.IN_FORCE, corpus_christi, calendar=calendar) for calendar in calendars]
	assert [duty.last_day for duty in late] == [corpus_christi, date(2016, 5, 27)]


@given(st.dates(date(1991, 1, 1), date(2090, 1, 1)), st.sampled_from(("03256022", "05315000", "09761000", None)))
def test_the_last_day_is_a_working_day_and_no_working_day_is_left_out(due, key):
	calendar = calendar_of(key)
	last = rules.Duty(agreement.IN_FORCE, due, calendar=calendar).last_day
	assert last >= due and is_working_day(last, calendar)
	assert not any(is_working_day(due + timedelta(days=n), calendar) for n in range((last - due).days))


@pytest.mark.parametrize(
	("due", "today", "owed"),
	[
		# The party's last day is 15 August.
		(DAY, date(2016, 8, 15), True),
		(DAY, date(2016, 8, 16), False),
		(LATER, date(2016, 8, 15), True),
		(date(2016, 8, 16), date(2016, 7, 1), False),
		(None, date(2016, 8, 15), True),
		(None, date(2016, 8, 16), False),
	],
)
def test_who_leaves_owes_what_falls_due_until_then_and_then_nothing(due, today, owed):
	duty = rules.Duty(agreement.IN_FORCE, due, leaves_on=LATER)
	assert duty.is_owed(today) is owed
	assert (rules.standing(duty, today)[0] == rules.NO_LONGER_OWED) is not owed
	assert rules.wanted(duty, today) is (rules.Todo.OPEN if owed and due else rules.Todo.CANCELLED)


@given(
	st.sampled_from(agreement.STATES),
	st.none() | st.dates(date(2016, 1, 1), date(2017, 1, 1)),
	st.none() | st.dates(date(2016, 1, 1), date(2017, 1, 1)),
	st.dates(date(2016, 1, 1), date(2017, 1, 1)),
)
def test_only_what_is_owed_is_open_or_overdue(state, due, leaves_on, today):
	duty = rules.Duty(state, due, leaves_on=leaves_on, calendar=NIENBURG)
	word, days = rules.standing(duty, today)
	assert (word in (rules.OPEN, rules.OVERDUE)) is duty.is_owed(today)
	assert (days > 0) is (word == rules.OVERDUE)
	if leaves_on and today > leaves_on:
		assert not duty.is_owed(today)


@pytest.mark.parametrize(
	("todo", "known", "expected"),
	[
		(rules.Todo.OPEN, None, ENTRY),
		(rules.Todo.OPEN, ENTRY, None),
		(rules.Todo.OPEN, replace(ENTRY, day=LATER), ENTRY),
		(rules.Todo.OPEN, replace(ENTRY, person="ana@nienburg.example"), ENTRY),
		(rules.Todo.OPEN, replace(ENTRY, status="Cancelled"), ENTRY),
		(rules.Todo.OPEN, replace(ENTRY, status="Closed", day=LATER), None),
		(rules.Todo.CLOSED, ENTRY, replace(ENTRY, status="Closed")),
		(rules.Todo.CLOSED, None, None),
		(rules.Todo.CANCELLED, ENTRY, replace(ENTRY, status="Cancelled")),
		(rules.Todo.CANCELLED, replace(ENTRY, status="Closed"), None),
		(None, ENTRY, None),
	],
)
def test_what_a_todo_says_from_now_on(todo, known, expected):
	assert rules.change(todo, ENTRY, known) == expected


def test_without_anybody_there_is_no_new_todo_and_an_old_one_stays_with_its_person():
	nobody = replace(ENTRY, person=None)
	assert rules.change(rules.Todo.OPEN, nobody, None) is None
	assert rules.change(rules.Todo.OPEN, nobody, ENTRY) is None
	assert rules.change(rules.Todo.OPEN, replace(nobody, day=LATER), ENTRY) == replace(ENTRY, day=LATER)


@given(st.none() | st.sampled_from(rules.Todo), ENTRIES.map(lambda one: replace(one, status="Open")), ENTRIES)
def test_saying_it_again_changes_nothing(todo, entry, known):
	changed = rules.change(todo, entry, known)
	assert changed is None or rules.change(todo, entry, changed) is None


def test_the_first_who_works_in_the_desk_looks_after_it():
	assert rules.first_able((None, "b", "a"), {"a", "b"}) == "b"
	assert rules.first_able((None, "gone", "a"), {"a"}) == "a"
	assert rules.first_able(("gone", None), set()) is None
