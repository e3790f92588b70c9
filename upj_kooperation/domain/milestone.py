"""Rules of milestones that stand in ERPNext as tasks too: what a task says about them, and how far a project is (F18).

Progress is a number of percent from 0 to 100, days are dates.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

DONE = 100.0

TASK_COMPLETED = "Completed"
TASK_CANCELLED = "Cancelled"
TASK_OPEN = "Open"


@dataclass(frozen=True)
class Standing:
	"""When a milestone is due, when it was reached, and how far it is."""

	due: datetime.date | None
	reached_on: datetime.date | None = None
	progress: float = 0.0


@dataclass(frozen=True)
class TaskState:
	"""What a task says: its state, the day on which it should end, the day on which it did, and its progress."""

	status: str
	due: datetime.date | None = None
	completed_on: datetime.date | None = None
	progress: float = 0.0


def read_task(standing: Standing, task: TaskState, today: datetime.date) -> Standing:
	"""Return the milestone as its task tells it. One that was given up says nothing; one without a day keeps ours."""
	if task.status == TASK_CANCELLED:
		return standing
	due = task.due or standing.due
	if task.status == TASK_COMPLETED:
		return Standing(due, task.completed_on or standing.reached_on or today, DONE)
	return Standing(due, None, min(max(task.progress, 0.0), DONE))


def write_task(standing: Standing, task: TaskState) -> TaskState:
	"""Return the task as its milestone wants it: the day, and whether it is completed; other states are the task's."""
	if standing.reached_on:
		return TaskState(TASK_COMPLETED, standing.due, standing.reached_on, DONE)
	if task.status == TASK_COMPLETED:
		return TaskState(TASK_OPEN, standing.due)
	return replace(task, due=standing.due)


def progress_of(reached_on: datetime.date | None, progress: float) -> float:
	"""Return how far a milestone is: all the way once it was reached, by its task's word until then."""
	return DONE if reached_on else min(progress, DONE)


def total_progress(standings: Sequence[Standing]) -> float:
	"""Return how far a project is: the mean of its milestones, without any 0, to a tenth."""
	if not standings:
		return 0.0
	return round(sum(progress_of(one.reached_on, one.progress) for one in standings) / len(standings), 1)
