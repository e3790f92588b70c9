"""A town takes the method over: the stages, what each needs, and what is refused in words."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upj_kooperation.domain import challenge_site as rules
from upj_kooperation.domain.values import Problem

TODAY = datetime.date(2016, 5, 10)
DONE, OPEN = TODAY, None
BOTH = ("Experienced", "Younger")


def step(stage: str, done: datetime.date | None = OPEN, *, required: bool = True, name: str = "Reden") -> rules.Step:
	return rules.Step(stage, name, required, done)


def move(
	before: str, after: str, steps: list, has_group: bool = True, generations: tuple = BOTH, reason: str = ""
) -> Problem | None:
	return rules.check_move(before, after, steps, has_group=has_group, generations=generations, reason=reason)


@pytest.mark.parametrize(
	("before", "after", "steps", "has_group", "generations", "message"),
	[
		("Exploration", "Set-up", [], False, (), None),
		("Exploration", "Set-up", [step("Exploration")], False, (), rules.OPEN_STEPS),
		("Exploration", "Set-up", [step("Exploration", DONE), step("Set-up")], False, (), None),
		("Exploration", "Set-up", [step("Exploration", required=False)], False, (), None),
		("Set-up", "Pilot", [step("Set-up", DONE)], False, (), rules.NO_GROUP),
		("Set-up", "Pilot", [step("Set-up", DONE)], True, ("Experienced",), rules.NO_MEMBERS),
		("Set-up", "Pilot", [step("Set-up", DONE)], True, BOTH, None),
		("Set-up", "Pilot", [step("Exploration"), step("Set-up", DONE)], True, BOTH, rules.OPEN_STEPS),
		("Pilot", "Regular Work", [step("Pilot")], True, BOTH, rules.OPEN_STEPS),
		("Pilot", "Regular Work", [step("Regular Work")], True, BOTH, None),
	],
)
def test_a_stage_begins_when_the_one_before_has_what_it_needs(before, after, steps, has_group, generations, message):
	problem = move(before, after, steps, has_group, generations)
	assert (problem.message if problem else None) == message


def test_the_refusal_names_the_steps():
	steps = [step("Exploration", name="Mit Betrieben reden"), step("Exploration", name="Träger finden")]
	problem = move("Exploration", "Set-up", steps)
	assert problem == Problem(rules.OPEN_STEPS, ("Set-up", "Exploration", ("Mit Betrieben reden", "Träger finden")))


@pytest.mark.parametrize("before", rules.STAGES)
def test_an_end_needs_its_reason_and_nothing_else(before: str):
	assert move(before, "Ended", [step(before)], reason=" ") == Problem(rules.NO_END_REASON)
	assert move(before, "Ended", [step(before)], has_group=False, reason="Kein Träger") is None


@given(
	st.lists(
		st.builds(rules.Step, st.sampled_from(rules.STAGES), st.text(max_size=5), st.booleans(), st.none() | st.dates())
	),
	st.sampled_from(rules.STAGES),
)
def test_open_are_the_required_steps_of_the_stage_and_before_it(steps: list, stage: str):
	missing = rules.open_steps(steps, stage)
	everywhere = rules.open_steps(steps, rules.REGULAR)
	assert len(missing) <= len(everywhere) <= sum(one.required and one.done is None for one in steps)
	assert rules.open_steps([one._replace(done=TODAY) for one in steps], stage) == []


def test_steps_are_dated_when_they_are_done_and_stand_there_once():
	tomorrow = TODAY + datetime.timedelta(days=1)
	assert rules.check_steps([step("Pilot", TODAY)], TODAY) is None
	assert rules.check_steps([step("Pilot", tomorrow)], TODAY) == Problem(rules.DONE_IN_THE_FUTURE, ("1", tomorrow))
	assert rules.check_steps([step("Pilot"), step("Regular Work")], TODAY) is None
	assert rules.check_steps([step("Pilot"), step("Pilot", name=" reden")], TODAY) == Problem(
		rules.STEP_TWICE, ("1", "2")
	)


def test_the_method_s_own_steps_are_in_order():
	assert tuple(rules.STANDARD_STEPS) == rules.STAGES
	steps = [step(stage, name=name) for stage, names in rules.STANDARD_STEPS.items() for name in names]
	assert rules.check_steps(steps, TODAY) is None
