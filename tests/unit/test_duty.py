"""Duties and their to-dos: open while owed, closed when done, dropped when the agreement ends before its term."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import agreement
from upj_kooperation.domain import duty as rules

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
	assert rules.wanted(state, DAY, None) is (rules.Todo.OPEN if owed else ended)
	assert rules.wanted(state, None, None) is (rules.Todo.CANCELLED if owed else ended)
	assert rules.wanted(state, DAY, DAY) is rules.Todo.CLOSED


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
