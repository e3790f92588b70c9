"""Cooperation projects: what each state needs, and what the tables may say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import cooperation_project as rules
from upj_kooperation.domain.periods import Period

TODAY = date(2016, 9, 1)
TOMORROW = TODAY + timedelta(days=1)
FULL = rules.Plan(
	responsible="a@b.example",
	partners=2,
	start=date(2016, 5, 1),
	end=date(2017, 9, 30),
	milestones=(rules.Milestone("Recipe", date(2016, 6, 1)), rules.Milestone("Sale", TODAY)),
	has_result=True,
	end_reason="No flour.",
)


def messages(problems):
	return [problem.message for problem in problems]


@pytest.mark.parametrize("state", rules.STATES)
def test_a_full_plan_may_be_in_every_state(state):
	assert rules.check_state(state, FULL, TODAY) == []


@pytest.mark.parametrize(
	("lacking", "message", "states"),
	[
		({"partners": 0}, rules.NO_PARTNER, {"Agreed", "Running", "Completed", "Transferred"}),
		({"responsible": None}, rules.NO_RESPONSIBLE, {"Agreed", "Running", "Completed", "Transferred"}),
		({"start": None}, rules.NO_START, {"Running", "Completed", "Transferred"}),
		({"start": TOMORROW}, rules.START_IN_FUTURE, {"Running", "Completed", "Transferred"}),
		({"milestones": ()}, rules.NO_MILESTONE, {"Running", "Completed", "Transferred"}),
		({"has_result": False}, rules.NO_RESULT, {"Completed", "Transferred"}),
		({"milestones": (rules.Milestone("Sale"),)}, rules.MILESTONE_OPEN, {"Completed", "Transferred"}),
		({"milestones": (rules.Milestone("Sale", None, "  "),)}, rules.MILESTONE_OPEN, {"Completed", "Transferred"}),
		({"milestones": (rules.Milestone("Sale", None, "Rain."),)}, None, set()),
		({"start": TODAY}, None, set()),
		({"end_reason": " "}, rules.NO_END_REASON, {"Abandoned"}),
	],
)
def test_what_each_state_needs(lacking, message, states):
	plan = replace(FULL, **lacking)
	refused = {state for state in rules.STATES if rules.check_state(state, plan, TODAY)}
	assert refused == states
	for state in states:
		assert messages(rules.check_state(state, plan, TODAY)) == [message]


def test_an_idea_needs_nothing():
	assert rules.check_state(rules.IDEA, rules.Plan(), TODAY) == []
	assert rules.check_state(rules.CONCEPT, rules.Plan(), TODAY) == []


@pytest.mark.parametrize(
	("change", "expected"),
	[
		({}, []),
		({"end": FULL.start}, []),
		({"end": FULL.start - timedelta(days=1)}, [rules.CROSSED_DATES]),
		({"milestones": (rules.Milestone("Sale", TODAY),)}, []),
		({"milestones": (rules.Milestone("Sale", TOMORROW),)}, [rules.REACHED_IN_FUTURE]),
	],
)
def test_dates(change, expected):
	assert messages(rules.check_dates(replace(FULL, **change), TODAY)) == expected


def role(name, start, end):
	return rules.Role(name, Period(start, end))


@pytest.mark.parametrize(
	("roles", "expected"),
	[
		([role("Initiator", TODAY, None), role("Coordinator", TODAY, None)], []),
		([role("Initiator", date(2016, 1, 1), TODAY), role("Initiator", TOMORROW, None)], []),
		([role("Initiator", date(2016, 1, 1), TODAY), role("Initiator", TODAY, None)], [rules.ROLE_OVERLAP]),
		([role("Initiator", TODAY, None), role("Initiator", date(2015, 1, 1), None)], [rules.ROLE_OVERLAP]),
		([role("Initiator", TODAY, TODAY)], []),
		([role("Initiator", TOMORROW, TODAY)], [rules.ROLE_CROSSED]),
		([role("Initiator", TOMORROW, TODAY), role("Initiator", TODAY, None)], [rules.ROLE_CROSSED]),
	],
)
def test_a_role_is_recorded_once_for_a_time(roles, expected):
	assert messages(rules.check_roles(roles)) == expected


@given(
	st.lists(
		st.tuples(st.sampled_from(["A", "B"]), st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30))), max_size=6
	)
)
def test_roles_without_a_problem_share_no_day(rows):
	roles = [
		role(name, TODAY + timedelta(days=first), None if last is None else TODAY + timedelta(days=last))
		for name, first, last in rows
	]
	days = [
		(one.name, day)
		for one in roles
		for day in (TODAY + timedelta(days=number) for number in range(31))
		if one.period.contains(day)
	]
	doubled = len(days) != len(set(days))
	crossed = any(one.period.crossed for one in roles)
	assert bool(rules.check_roles(roles)) is (doubled or crossed)


def indicator(point, day=TODAY, answers=("Yes", "Partly", "No"), evidence="Minutes of 1 June"):
	return rules.Indicator(point, day, answers, evidence)


@pytest.mark.parametrize(
	("indicators", "expected"),
	[
		([indicator("Start", date(2016, 5, 1)), indicator("End")], []),
		([indicator("Start"), indicator("Middle"), indicator("End")], []),
		([indicator("Start", date(2016, 5, 1)), indicator("Start")], [rules.POINT_TWICE]),
		([indicator("Start", TOMORROW)], [rules.ASSESSED_IN_FUTURE]),
		([indicator("Start", evidence=None)], [rules.NO_EVIDENCE]),
		([indicator("Start", evidence=" ", answers=("No", "Partly", "No"))], []),
		([indicator("End", date(2016, 5, 1)), indicator("Start", TODAY)], [rules.POINTS_CROSSED]),
	],
)
def test_indicators(indicators, expected):
	assert messages(rules.check_indicators(indicators, TODAY)) == expected


def test_the_crossed_point_is_named():
	(problem,) = rules.check_indicators([indicator("End", date(2016, 5, 1)), indicator("Start", TODAY)], TODAY)
	assert problem.values == (1, "End", date(2016, 5, 1), "Start", TODAY)


def test_participation_has_taken_place():
	assert rules.check_participation([TODAY, None], TODAY) == []
	(problem,) = rules.check_participation([TODAY, TOMORROW], TODAY)
	assert problem.values == (2, TOMORROW)


def test_a_step_leads_where_the_procedure_leads():
	assert rules.check_step("Idea", "Idea", ("Concept",)) is None
	assert rules.check_step("Idea", "Concept", ("Concept", "Abandoned")) is None
	problem = rules.check_step("Idea", "Running", ("Concept", "Abandoned"))
	assert (problem.message, problem.values) == (rules.NO_SUCH_STEP, ("Idea", ("Concept", "Abandoned")))
	assert rules.check_step("Abandoned", "Idea", ()).message == rules.NO_STEP_LEFT


def test_the_shares_of_yes_stand_in_the_order_of_the_points():
	counted = [("End", 3, (3, 1, 0)), ("Start", 4, (1, 0, 4))]
	assert rules.shares_of_yes(counted) == [[25.0, 0.0, 100.0], [0.0, 0.0, 33.3], [100.0, 0.0, 0.0]]
	assert rules.shares_of_yes([]) == [[0.0] * 3] * 3
