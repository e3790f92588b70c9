"""Figures of advisory sessions for reports, cards and charts: counted in SQL, within the fence of the user."""

from typing import Any

import frappe
from frappe.query_builder.functions import Count, Sum
from frappe.utils import getdate
from pypika.queries import QueryBuilder

from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.permissions import fenced

SESSION = "Advisory Session"


def sessions_by_day(filters: frappe._dict) -> list[frappe._dict]:
	"""Return day, number and hours of the held sessions, one row for each day."""
	sessions = frappe.qb.DocType(SESSION)
	query = (
		frappe.qb.from_(sessions)
		.select(sessions.session_date.as_("day"), Count("*").as_("sessions"), Sum(sessions.hours).as_("hours"))
		.where(sessions.status == SessionStatus.HELD)
		.groupby(sessions.session_date)
		.orderby(sessions.session_date)
	)
	return fenced(_filtered(query, sessions, filters), SESSION).run(as_dict=True)


def participants_by_sector(filters: frappe._dict) -> list[frappe._dict]:
	"""Return sector, participants and the number of sessions they came to, the largest sector first."""
	sessions, participants = frappe.qb.DocType(SESSION), frappe.qb.DocType("Session Participant")
	query = (
		frappe.qb.from_(sessions)
		.join(participants)
		.on((participants.parent == sessions.name) & (participants.parenttype == SESSION))
		.select(
			participants.sector,
			Sum(participants.persons).as_("participants"),
			Count(sessions.name).distinct().as_("sessions"),
		)
		.where(sessions.status == SessionStatus.HELD)
		.groupby(participants.sector)
		.orderby(participants.sector)
	)
	rows = fenced(_filtered(query, sessions, filters), SESSION).run(as_dict=True)
	return sorted(rows, key=lambda row: -row.participants)


def open_next_steps(filters: frappe._dict) -> list[frappe._dict]:
	"""Return the open to-dos that follow from sessions, the earliest due date first."""
	sessions, steps, todos = (frappe.qb.DocType(name) for name in (SESSION, "Session Next Step", "ToDo"))
	query = (
		_open_steps(sessions, steps, todos)
		.select(
			steps.step,
			todos.allocated_to.as_("responsible"),
			todos.date.as_("due_date"),
			sessions.name.as_("session"),
			sessions.subject,
			sessions.session_date,
			sessions.municipality,
			todos.name.as_("todo"),
		)
		.orderby(todos.date)
		.orderby(todos.name)
	)
	return fenced(_filtered(query, sessions, filters), SESSION).run(as_dict=True)


def count_open_next_steps(filters: frappe._dict | None = None) -> int:
	"""Return the number of open to-dos that follow from sessions."""
	sessions, steps, todos = (frappe.qb.DocType(name) for name in (SESSION, "Session Next Step", "ToDo"))
	query = _open_steps(sessions, steps, todos).select(Count("*"))
	return fenced(_filtered(query, sessions, filters or frappe._dict()), SESSION).run()[0][0]


def _open_steps(sessions: Any, steps: Any, todos: Any) -> QueryBuilder:
	return (
		frappe.qb.from_(sessions)
		.join(steps)
		.on((steps.parent == sessions.name) & (steps.parenttype == SESSION))
		.join(todos)
		.on(todos.name == steps.todo)
		.where(todos.status == "Open")
	)


def _filtered(query: QueryBuilder, sessions: Any, filters: frappe._dict) -> QueryBuilder:
	for field in ("municipality", "programme_area", "consultant", "mandate"):
		if filters.get(field):
			query = query.where(sessions[field] == filters[field])
	if filters.get("from_date"):
		query = query.where(sessions.session_date >= getdate(filters.from_date))
	if filters.get("to_date"):
		query = query.where(sessions.session_date <= getdate(filters.to_date))
	return query
