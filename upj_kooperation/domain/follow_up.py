"""Rules of follow-up plans and their runs: steps, days, persons in charge, when a run ends (F3)."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from upj_kooperation.domain.stakeholder import ENDED, NEEDS_REASON
from upj_kooperation.domain.values import Problem
from upj_kooperation.domain.working_days import Calendar, due_day, working_day_from

# Who does a step.
RELATIONSHIP_MANAGER = "Relationship Manager"
USER = "User"
ROLE = "Role"

RUNNING = "Running"
PAUSED = "Paused"
COMPLETED = "Completed"
STOPPED = "Discontinued"
ACTIVE = (RUNNING, PAUSED)

OPEN = "Open"
DONE = "Done"
ON_HOLD = "Paused"
DROPPED = "Dropped"
WAITING = (OPEN, ON_HOLD)

NEXT_STATUSES: dict[str, tuple[str, ...]] = {
	RUNNING: (PAUSED, STOPPED),
	PAUSED: (RUNNING, STOPPED),
	COMPLETED: (),
	STOPPED: (),
}

# Statuses of Frappe's ToDo and what they mean for the step behind it.
STEP_STATUS: dict[str, str] = {"Open": OPEN, "Closed": DONE, "Cancelled": DROPPED}

MAX_DAYS = 1_096

NO_STEPS = "A follow-up plan needs at least one step."
DAYS_OUT_OF_RANGE = "Steps, row {0}: a step is due 0 to {1} days after the start, not {2}."
USER_MISSING = "Steps, row {0}: choose the user who does this step."
ROLE_MISSING = "Steps, row {0}: choose the role that does this step."
NO_PLAN_FOR_ENDED = "No plan can start when a relationship ends. Choose another stage."
PLAN_NOT_IN_USE = "The follow-up plan {0} is no longer in use. Choose another one."
STAKEHOLDER_ENDED = "The relationship has ended. Choose another engagement stage before a follow-up plan starts."
STARTS_IN_THE_PAST = "A follow-up plan starts today or later, not on {0}."
STATUS_NOT_ALLOWED = "A follow-up that is {0} cannot become {1}."
REASON_MISSING = "Say why the follow-up ends."
POSTPONED_INTO_THE_PAST = "A step can be postponed to today or a later day, not to {0}."

MESSAGES = (
	NO_STEPS,
	DAYS_OUT_OF_RANGE,
	USER_MISSING,
	ROLE_MISSING,
	NO_PLAN_FOR_ENDED,
	PLAN_NOT_IN_USE,
	STAKEHOLDER_ENDED,
	STARTS_IN_THE_PAST,
	STATUS_NOT_ALLOWED,
	REASON_MISSING,
	POSTPONED_INTO_THE_PAST,
)


@dataclass(frozen=True)
class Step:
	"""A step of a plan. days_after: calendar days after the start; user, role: who, where `assign_to` asks for one."""

	days_after: int
	assign_to: str = RELATIONSHIP_MANAGER
	user: str | None = None
	role: str | None = None
	skip_free_days: bool = True


@dataclass(frozen=True)
class People:
	"""Who can take a step of one stakeholder: enabled users who may see it.

	manager: its relationship manager; starter: who starts the plan; able: of the users that the plan names;
	by_role: for each role its users with the number of their open to-dos.
	"""

	manager: str | None
	starter: str
	able: frozenset[str] = frozenset()
	by_role: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()


def check_plan(steps: Sequence[Step], start_on_stage: str | None) -> Problem | None:
	"""Return what is wrong with a plan, or None."""
	if not steps:
		return Problem(NO_STEPS)
	if start_on_stage == ENDED:
		return Problem(NO_PLAN_FOR_ENDED)
	for row, step in enumerate(steps, start=1):
		if not 0 <= step.days_after <= MAX_DAYS:
			return Problem(DAYS_OUT_OF_RANGE, (str(row), str(MAX_DAYS), str(step.days_after)))
		if step.assign_to == USER and not step.user:
			return Problem(USER_MISSING, (str(row),))
		if step.assign_to == ROLE and not step.role:
			return Problem(ROLE_MISSING, (str(row),))
	return None


def check_start(plan: str, enabled: bool, stage: str, start: datetime.date, today: datetime.date) -> Problem | None:
	"""Return why a plan cannot start on a stakeholder in this stage on this day, or None."""
	if not enabled:
		return Problem(PLAN_NOT_IN_USE, (plan,))
	if stage == ENDED:
		return Problem(STAKEHOLDER_ENDED)
	return Problem(STARTS_IN_THE_PAST, (start,)) if start < today else None


def check_status(before: str, after: str, reason: str | None = None) -> Problem | None:
	"""Return why a run cannot go from one status to another by hand, or None."""
	if after not in NEXT_STATUSES[before]:
		return Problem(STATUS_NOT_ALLOWED, (before, after))
	return Problem(REASON_MISSING) if after == STOPPED and not (reason or "").strip() else None


def check_postponement(day: datetime.date, today: datetime.date) -> Problem | None:
	"""Return why a step cannot be postponed to a day, or None."""
	return Problem(POSTPONED_INTO_THE_PAST, (day,)) if day < today else None


def due_days(steps: Iterable[Step], start: datetime.date, calendar: Calendar) -> list[datetime.date]:
	"""Return the day of each step, in the order of the steps."""
	return [due_day(start, step.days_after, calendar, working_days_only=step.skip_free_days) for step in steps]


def person_for(step: Step, people: People) -> str:
	"""Return who does a step.

	A named user who is able, or the user of the role with the fewest open to-dos (the relationship manager first, then
	by name). Where there is none, and for every other step, the relationship manager; without one, who starts the plan.
	"""
	standby = people.manager or people.starter
	if step.assign_to == USER:
		return step.user if step.user in people.able else standby
	if step.assign_to == ROLE:
		holders = dict(dict(people.by_role).get(step.role, ()))
		if people.manager in holders:
			return people.manager
		return min(holders, key=lambda user: (holders[user], user), default=standby)
	return standby


def ends_with_stage(before: str, after: str, stage_at_start: str, bound_to_stage: bool) -> bool:
	"""Say whether a run ends when its stakeholder goes from one stage to another.

	Dormant and Ended end every run; other stages end those that are bound to the stage that they started in.
	"""
	if before == after:
		return False
	return after in NEEDS_REASON or (bound_to_stage and after != stage_at_start)


def resumed_day(
	day: datetime.date, paused_on: datetime.date, today: datetime.date, calendar: Calendar, skip_free_days: bool
) -> datetime.date:
	"""Return the new day of a step that was on hold: later by as many days as the pause took."""
	day += max(today - paused_on, datetime.timedelta(0))
	return working_day_from(day, calendar) if skip_free_days else day


def active_key(stakeholder: str, plan: str, status: str) -> str | None:
	"""Return the unique key by which a plan runs once on a stakeholder; None for a run that is over."""
	return f"{stakeholder}::{plan}" if status in ACTIVE else None


def is_over(statuses: Iterable[str]) -> bool:
	"""Say whether no step of a run is waiting any more."""
	return not any(status in WAITING for status in statuses)
