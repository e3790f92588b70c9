"""When working groups met and meet, and what is left to do from their meetings: counted in SQL."""

import datetime
from typing import Any, NamedTuple

import frappe
from frappe.query_builder.functions import Count, Max, Min
from frappe.utils import add_to_date, getdate
from pypika import Case
from pypika.queries import QueryBuilder

from upj_kooperation.domain.meeting import HELD, PLANNED
from upj_kooperation.permissions import fenced

MEETING = "Working Group Meeting"


class Days(NamedTuple):
	"""The last meeting that was held, the next one that is planned, and how many were held in the last 12 months."""

	last: datetime.date | None = None
	next: datetime.date | None = None
	held_in_a_year: int = 0


NO_DAYS = Days()


def days_of(groups: list[str]) -> dict[str, Days]:
	"""Return the days of these groups' meetings by group, in one query. The caller may read the groups."""
	if not groups:
		return {}
	meeting, today = frappe.qb.DocType(MEETING), getdate()
	held = meeting.status == HELD
	query = (
		frappe.qb.from_(meeting)
		.where(meeting.working_group.isin(groups))
		.groupby(meeting.working_group)
		.select(
			meeting.working_group,
			Max(Case().when(held, meeting.meeting_date)),
			Min(Case().when((meeting.status == PLANNED) & (meeting.meeting_date >= today), meeting.meeting_date)),
			Count(Case().when(held & (meeting.meeting_date > year_before(today)), meeting.name)),
		)
	)
	return {group: Days(*days) for group, *days in query.run()}


def year_before(day: datetime.date) -> datetime.date:
	"""Return the day twelve months earlier."""
	return getdate(add_to_date(day, years=-1))


def open_next_steps(filters: dict[str, Any]) -> list[frappe._dict]:
	"""Return the open to-dos from meetings that the user may see, the earliest due date first."""
	meeting, step, todo = (frappe.qb.DocType(name) for name in (MEETING, "Meeting Next Step", "ToDo"))
	query = _open_steps(meeting, step, todo, filters).select(
		step.step,
		todo.allocated_to.as_("responsible"),
		todo.date.as_("due_date"),
		meeting.name.as_("meeting"),
		meeting.meeting_date,
		meeting.subject,
	)
	return fenced(query.orderby(todo.date).orderby(todo.name), MEETING).run(as_dict=True)


def count_open_next_steps(filters: dict[str, Any]) -> int:
	"""Return how many to-dos from meetings that the user may see are open."""
	meeting, step, todo = (frappe.qb.DocType(name) for name in (MEETING, "Meeting Next Step", "ToDo"))
	return fenced(_open_steps(meeting, step, todo, filters).select(Count("*")), MEETING).run()[0][0]


def _open_steps(meeting: Any, step: Any, todo: Any, filters: dict[str, Any]) -> QueryBuilder:
	query = (
		frappe.qb.from_(meeting)
		.join(step)
		.on((step.parent == meeting.name) & (step.parenttype == MEETING))
		.join(todo)
		.on(todo.name == step.todo)
		.where(todo.status == "Open")
	)
	for field in ("municipality", "programme_area", "working_group"):
		if filters.get(field):
			query = query.where(meeting[field] == filters[field])
	return query
