"""Rules of a cooperation project: what each state needs, partners, milestones, roles, indicators (F8, F18, F21, F22).

Every check returns problems (empty: nothing is wrong) and changes nothing. Days are dates; `today` is always given.
What partners bring in stands in project_partner.py, the milestones' tasks in milestone.py.
"""

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

IDEA = "Idea"
CONCEPT = "Concept"
AGREED = "Agreed"
RUNNING = "Running"
COMPLETED = "Completed"
TRANSFERRED = "Transferred"
ABANDONED = "Abandoned"
STATES = (IDEA, CONCEPT, AGREED, RUNNING, COMPLETED, TRANSFERRED, ABANDONED)

POINTS = ("Start", "Middle", "End")
QUESTIONS = ("Concrete?", "Tangible Benefit for the Partner?", "Own Competences Named?")
YES = "Yes"

# What was reached there is history; a task that changes later changes nothing any more.
ENDED = frozenset({COMPLETED, TRANSFERRED, ABANDONED})

_WITH_PARTNERS = frozenset({AGREED, RUNNING, COMPLETED, TRANSFERRED})
_WITH_PLAN = frozenset({RUNNING, COMPLETED, TRANSFERRED})
_WITH_RESULT = frozenset({COMPLETED, TRANSFERRED})

NO_PARTNER = "Enter at least one partner first. A project is agreed with somebody."
NO_RESPONSIBLE = "Enter the relationship manager who is responsible for the project."
NO_START = "Enter the day on which the project starts."
START_IN_FUTURE = "The project starts on {0}. Set it to Running on that day, or correct the start."
NO_MILESTONE = "Enter at least one milestone, so that progress can be seen."
NO_RESULT = "Write down the result of the project first."
MILESTONE_OPEN = (
	"Milestones, row {0}: {1} was not reached. Enter the day on which it was reached, or say in the remarks why not."
)
NO_END_REASON = "Say why the project is abandoned in the field Reason."
NO_SUCH_STEP = "From the state {0} a project can go to: {1}."
NO_STEP_LEFT = "A project in the state {0} has come to its end and takes no further step."

CROSSED_DATES = "The project ends on {1}, before it starts on {0}. Correct one of the two days."
REACHED_IN_FUTURE = "Milestones, row {0}: {1} lies in the future and cannot have been reached on that day."
ROLE_CROSSED = (
	"Roles of the Municipality, row {0}: the role ends on {2}, before it begins on {1}. Correct one of the days."
)
ROLE_OVERLAP = (
	"Roles of the Municipality, row {0}: the role {1} is already recorded in row {2} for some of these days. "
	"End it there first."
)
POINT_TWICE = (
	"Success Indicators, row {0}: the point in time {1} is already assessed in row {2}. Change that row instead."
)
ASSESSED_IN_FUTURE = "Success Indicators, row {0}: {1} lies in the future and cannot be the day of an assessment."
POINTS_CROSSED = "Success Indicators, row {0}: {1} was assessed on {2}, before {3} on {4}. Correct one of the days."
NO_EVIDENCE = "Success Indicators, row {0}: an answer Yes needs evidence. Say by what one can see it."
PARTICIPATION_IN_FUTURE = (
	"Participation of Residents, row {0}: {1} lies in the future. Record it when it has taken place."
)
AREA_ELSEWHERE = "The programme area {0} belongs to another municipality. Choose one of {1}."

ABANDONED_WITHOUT_BOOKS = "This project was abandoned. It gets no project in ERPNext any more."
NO_BOOKS = "Make the project in ERPNext first. The tasks of the milestones stand there."
NO_COMPANY = "{0} has no company in ERPNext. Enter it in the record of the municipality first."

MESSAGES = (
	NO_PARTNER,
	NO_RESPONSIBLE,
	NO_START,
	START_IN_FUTURE,
	NO_MILESTONE,
	NO_RESULT,
	MILESTONE_OPEN,
	NO_END_REASON,
	NO_SUCH_STEP,
	NO_STEP_LEFT,
	CROSSED_DATES,
	REACHED_IN_FUTURE,
	ROLE_CROSSED,
	ROLE_OVERLAP,
	POINT_TWICE,
	ASSESSED_IN_FUTURE,
	POINTS_CROSSED,
	NO_EVIDENCE,
	PARTICIPATION_IN_FUTURE,
	AREA_ELSEWHERE,
	ABANDONED_WITHOUT_BOOKS,
	NO_BOOKS,
	NO_COMPANY,
)


@dataclass(frozen=True)
class Milestone:
	"""A milestone, the day on which it was reached, and the remarks on it."""

	name: str
	reached_on: datetime.date | None = None
	remarks: str | None = None


@dataclass(frozen=True)
class Role:
	"""A role of the municipality as enabler for a time."""

	name: str
	period: Period


@dataclass(frozen=True)
class Indicator:
	"""The three answers at one point in time, and by what one can see them."""

	point: str
	assessed_on: datetime.date | None
	answers: tuple[str, ...]
	evidence: str | None = None


@dataclass(frozen=True)
class Plan:
	"""What the states of a project ask for."""

	responsible: str | None = None
	partners: int = 0
	start: datetime.date | None = None
	end: datetime.date | None = None
	milestones: tuple[Milestone, ...] = ()
	has_result: bool = False
	end_reason: str | None = None


def check_state(state: str, plan: Plan, today: datetime.date) -> list[Problem]:
	"""Return what a project lacks to be in `state`. Holds for the step into the state and for every later change."""
	problems = []
	if state in _WITH_PARTNERS:
		if not plan.partners:
			problems.append(Problem(NO_PARTNER))
		if not plan.responsible:
			problems.append(Problem(NO_RESPONSIBLE))
	if state in _WITH_PLAN:
		if not plan.start:
			problems.append(Problem(NO_START))
		elif plan.start > today:
			problems.append(Problem(START_IN_FUTURE, (plan.start,)))
		if not plan.milestones:
			problems.append(Problem(NO_MILESTONE))
	if state in _WITH_RESULT:
		if not plan.has_result:
			problems.append(Problem(NO_RESULT))
		problems += [
			Problem(MILESTONE_OPEN, (row, milestone.name))
			for row, milestone in enumerate(plan.milestones, start=1)
			if not milestone.reached_on and not (milestone.remarks or "").strip()
		]
	if state == ABANDONED and not (plan.end_reason or "").strip():
		problems.append(Problem(NO_END_REASON))
	return problems


def check_step(state: str, wanted: str, ways: Sequence[str]) -> Problem | None:
	"""Return why a project cannot go from `state` to `wanted`, or None. ways: where the procedure lets it go."""
	if wanted == state or wanted in ways:
		return None
	return Problem(NO_SUCH_STEP, (state, tuple(ways))) if ways else Problem(NO_STEP_LEFT, (state,))


def check_dates(plan: Plan, today: datetime.date) -> list[Problem]:
	"""Return crossed days of the project and milestones that were reached in the future."""
	problems = []
	if Period(plan.start, plan.end).crossed:
		problems.append(Problem(CROSSED_DATES, (plan.start, plan.end)))
	problems += [
		Problem(REACHED_IN_FUTURE, (row, milestone.reached_on))
		for row, milestone in enumerate(plan.milestones, start=1)
		if milestone.reached_on and milestone.reached_on > today
	]
	return problems


def check_roles(roles: Sequence[Role]) -> list[Problem]:
	"""Return crossed periods, and rows that record a role a second time for the same days."""
	problems = []
	for row, role in enumerate(roles, start=1):
		if role.period.crossed:
			problems.append(Problem(ROLE_CROSSED, (row, *role.period)))
			continue
		for earlier, other in enumerate(roles[: row - 1], start=1):
			if other.name == role.name and not other.period.crossed and other.period.overlaps(role.period):
				problems.append(Problem(ROLE_OVERLAP, (row, role.name, earlier)))
				break
	return problems


def check_indicators(indicators: Sequence[Indicator], today: datetime.date) -> list[Problem]:
	"""Return what is wrong with the assessments: one for each point, in order, a Yes with evidence (F21)."""
	problems = []
	seen: dict[str, int] = {}
	for row, indicator in enumerate(indicators, start=1):
		if indicator.point in seen:
			problems.append(Problem(POINT_TWICE, (row, indicator.point, seen[indicator.point])))
		seen.setdefault(indicator.point, row)
		if indicator.assessed_on and indicator.assessed_on > today:
			problems.append(Problem(ASSESSED_IN_FUTURE, (row, indicator.assessed_on)))
		if YES in indicator.answers and not (indicator.evidence or "").strip():
			problems.append(Problem(NO_EVIDENCE, (row,)))
	return problems or _check_order(indicators)


def shares_of_yes(counted: Iterable[tuple[str, int, tuple[int, ...]]]) -> list[list[float]]:
	"""Return for each question the share of Yes in percent at each point in time, 0 where nothing was assessed.

	counted: point in time, number of assessments, and how many of them said Yes to each question.
	"""
	found = {point: (number, yes) for point, number, yes in counted}
	return [
		[round(100 * found[point][1][question] / found[point][0], 1) if point in found else 0.0 for point in POINTS]
		for question in range(len(QUESTIONS))
	]


def check_participation(days: Iterable[datetime.date | None], today: datetime.date) -> list[Problem]:
	"""Return which participations lie in the future."""
	return [
		Problem(PARTICIPATION_IN_FUTURE, (row, day)) for row, day in enumerate(days, start=1) if day and day > today
	]


def _check_order(indicators: Sequence[Indicator]) -> list[Problem]:
	rows = sorted(
		((POINTS.index(one.point), row, one) for row, one in enumerate(indicators, start=1) if one.assessed_on),
		key=lambda item: item[0],
	)
	return [
		Problem(POINTS_CROSSED, (row, later.point, later.assessed_on, earlier.point, earlier.assessed_on))
		for (_first, _row, earlier), (_second, row, later) in itertools.pairwise(rows)
		if later.assessed_on < earlier.assessed_on
	]
