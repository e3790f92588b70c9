"""Milestones and their tasks: each side says its part, and saying it again changes nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import milestone as rules

TODAY = date(2017, 2, 15)
DUE = date(2017, 3, 1)
DAYS = st.dates(date(2015, 1, 1), TODAY)
STANDINGS = st.builds(rules.Standing, DAYS, st.none() | DAYS, st.floats(0, 100))
TASKS = st.builds(
	rules.TaskState,
	st.sampled_from(("Open", "Working", "Overdue", "Completed", "Cancelled")),
	st.none() | DAYS,
	st.none() | DAYS,
	st.floats(0, 100),
)


@pytest.mark.parametrize(
	("task", "expected"),
	[
		(rules.TaskState("Working", DUE, None, 40.0), rules.Standing(DUE, None, 40.0)),
		(rules.TaskState("Working", None, None, 40.0), rules.Standing(TODAY, None, 40.0)),
		(rules.TaskState("Completed", DUE, date(2017, 2, 1), 100.0), rules.Standing(DUE, date(2017, 2, 1), 100.0)),
		(rules.TaskState("Completed", DUE), rules.Standing(DUE, TODAY, 100.0)),
		(rules.TaskState("Cancelled", DUE, None, 80.0), rules.Standing(TODAY)),
		(rules.TaskState("Open", DUE, None, 250.0), rules.Standing(DUE, None, 100.0)),
	],
)
def test_what_a_task_says(task, expected):
	assert rules.read_task(rules.Standing(TODAY), task, TODAY) == expected


def test_a_reopened_task_takes_the_day_back():
	reached = rules.Standing(DUE, date(2017, 2, 1), 100.0)
	assert rules.read_task(reached, rules.TaskState("Open", DUE), TODAY) == rules.Standing(DUE)
	assert rules.write_task(rules.Standing(DUE), rules.TaskState("Completed", DUE, TODAY, 100.0)) == (
		rules.TaskState("Open", DUE)
	)


def test_other_states_of_a_task_are_its_own():
	task = rules.TaskState("Working", TODAY, None, 30.0)
	assert rules.write_task(rules.Standing(DUE), task) == rules.TaskState("Working", DUE, None, 30.0)


@given(STANDINGS, TASKS)
def test_neither_side_answers_the_other(standing, task):
	"""What was written from here and is read back changes nothing; what was read and is written again neither."""
	written = rules.write_task(standing, task)
	assert rules.write_task(standing, written) == written
	if written.status != rules.TASK_CANCELLED:
		back = rules.read_task(standing, written, TODAY)
		assert (back.due, back.reached_on) == (standing.due, standing.reached_on)
	read = rules.read_task(standing, task, TODAY)
	assert rules.read_task(read, task, TODAY) == read


@given(st.lists(STANDINGS, max_size=9))
def test_a_project_is_as_far_as_its_milestones(standings):
	progress = rules.total_progress(standings)
	assert 0 <= progress <= 100
	if standings and all(one.reached_on for one in standings):
		assert progress == 100
	if not standings:
		assert progress == 0


def test_progress_is_the_mean():
	one, half, none = rules.Standing(DUE, TODAY), rules.Standing(DUE, None, 50.0), rules.Standing(DUE)
	assert rules.total_progress([one, half, none]) == 50.0
	assert rules.total_progress([one, none, none]) == 33.3
