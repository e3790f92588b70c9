"""Rules of a town that takes the method over: stages, and what each needs before the next begins (F43, seed 002)."""

import datetime
from collections.abc import Collection, Sequence
from typing import NamedTuple

from upj_kooperation.domain.challenge_group import EXPERIENCED, YOUNGER
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem

EXPLORATION, SET_UP, PILOT, REGULAR, ENDED = "Exploration", "Set-up", "Pilot", "Regular Work", "Ended"
STAGES = (EXPLORATION, SET_UP, PILOT, REGULAR)

OPEN_STEPS = "Before {0} begins, these steps of {1} must be done: {2}. Date them, or take the tick “Required” away."
NO_GROUP = "Before {0} begins, enter the challenge group that was founded."
NO_MEMBERS = "Before {0} begins, the group needs at least one experienced and one younger member of today."
FOREIGN_GROUP = "The group {0} belongs to another municipality. Choose one of this municipality."
ONE_SITE = "{0} has a site that has not ended. Work on in that one, or end it first."
NO_END_REASON = "Say why the site ends. Other towns learn from it."
DONE_IN_THE_FUTURE = "Steps, row {0}: {1} lies in the future. Date a step when it is done."
STEP_TWICE = "Steps, rows {0} and {1} are the same step of the same stage. Remove one of them."

# What the method asks of a town in each stage: stage, step, required.
EXPLORATION_STEPS = (
	"Talk with five companies and five nonprofits: is there a need, is there a will?",
	"Find the organisation that runs the office",
	"Win the mayor and two entrepreneurs as supporters",
)
SET_UP_STEPS = (
	"Settle who pays for the office for two years",
	"Found the group with experienced and younger members",
	"Agree on criteria for requests",
	"Publish the page for requests",
)
PILOT_STEPS = (
	"Broker the first five requests",
	"Ask nonprofits and partners what they gained",
	"Report to the council on the pilot",
)
REGULAR_STEPS = ("Settle the co-financing of the coming year", "Win new members before terms end")
STANDARD_STEPS: dict[str, tuple[str, ...]] = {
	EXPLORATION: EXPLORATION_STEPS,
	SET_UP: SET_UP_STEPS,
	PILOT: PILOT_STEPS,
	REGULAR: REGULAR_STEPS,
}

MESSAGES = (
	OPEN_STEPS,
	NO_GROUP,
	NO_MEMBERS,
	FOREIGN_GROUP,
	ONE_SITE,
	NO_END_REASON,
	DONE_IN_THE_FUTURE,
	STEP_TWICE,
	*EXPLORATION_STEPS,
	*SET_UP_STEPS,
	*PILOT_STEPS,
	*REGULAR_STEPS,
)


class Step(NamedTuple):
	"""A step of a stage; done: None while it is open."""

	stage: str
	step: str
	required: bool
	done: datetime.date | None


def check_steps(steps: Sequence[Step], today: datetime.date) -> Problem | None:
	"""Return what is wrong with the steps, or None. Rows are counted from 1."""
	seen: dict[tuple[str, str], int] = {}
	for row, step in enumerate(steps, start=1):
		if step.done and step.done > today:
			return Problem(DONE_IN_THE_FUTURE, (str(row), step.done))
		key = step.stage, " ".join(step.step.split()).casefold()
		if key in seen:
			return Problem(STEP_TWICE, (str(seen[key]), str(row)))
		seen[key] = row
	return None


def open_steps(steps: Sequence[Step], stage: str) -> list[str]:
	"""Return the required steps of a stage and of those before it that nobody has dated."""
	until = STAGES[: STAGES.index(stage) + 1]
	return [step.step for step in steps if step.required and not step.done and step.stage in until]


def check_move(
	before: str, after: str, steps: Sequence[Step], *, has_group: bool, generations: Collection[str], reason: str | None
) -> Problem | None:
	"""Return why a site cannot go from one stage to another, or None.

	generations: of the group's members of today.
	"""
	if before == after:
		return None
	if after == ENDED:
		return Problem(NO_END_REASON) if is_blank(reason) else None
	if missing := open_steps(steps, before):
		return Problem(OPEN_STEPS, (after, before, tuple(missing)))
	if after == SET_UP:
		return None
	if not has_group:
		return Problem(NO_GROUP, (after,))
	return None if {EXPERIENCED, YOUNGER} <= set(generations) else Problem(NO_MEMBERS, (after,))
