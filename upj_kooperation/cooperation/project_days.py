"""Projects and their milestones on the calendar: what lies in a span of days, and what a drag changes (F18)."""

import datetime

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation.domain.cooperation_project import ENDED
from upj_kooperation.stakeholder_relations.lookups import as_date

PROJECT = "Cooperation Project"
FIELDS = ("name", "project_title", "start_date", "end_date", "workflow_state")


def events(start: datetime.date, end: datetime.date, filters: list) -> list[dict]:
	"""Return projects that share a day with the span, and milestones that are due in it, in two queries."""
	projects = frappe.get_list(
		PROJECT,
		filters=[*filters, [PROJECT, "start_date", "is", "set"], [PROJECT, "start_date", "<=", end]],
		or_filters=[[PROJECT, "end_date", ">=", start], [PROJECT, "end_date", "is", "not set"]],
		fields=list(FIELDS),
		order_by="start_date asc, name asc",
		limit=0,
	)
	milestones = frappe.get_list(
		PROJECT,
		filters=[*filters, ["Project Milestone", "due_date", "between", [start, end]]],
		fields=[
			"name",
			"project_title",
			"workflow_state",
			"milestones.name as row_name",
			"milestones.milestone as milestone",
			"milestones.due_date as due_date",
			"milestones.reached_on as reached_on",
		],
		order_by="`tabCooperation Project`.`name` asc",
		limit=0,
	)
	return [
		*(
			_event(row, "", row.project_title, row.start_date, row.end_date or row.start_date, "project")
			for row in projects
		),
		*(
			_event(
				row,
				row.row_name,
				f"{row.project_title}: {row.milestone}",
				row.due_date,
				row.due_date,
				"reached" if row.reached_on or row.workflow_state in ENDED else "milestone",
			)
			for row in sorted(milestones, key=lambda row: (row.due_date, row.name, row.row_name))
		),
	]


def move(doc: Document, row_name: str, start: datetime.date, end: datetime.date) -> None:
	"""Move a milestone, or without one the project, and save. Raises ValidationError in words for an unknown row."""
	if not row_name:
		doc.update({"start_date": start, "end_date": end if as_date(doc.end_date) else None}).save()
		return
	row = next((row for row in doc.milestones if row.name == row_name), None)
	if not row:
		frappe.throw(_("This milestone is not there any more. Reload the calendar."))
	row.due_date = start
	doc.save()


def _event(row: frappe._dict, row_name: str, title: str, start: datetime.date, end: datetime.date, kind: str) -> dict:
	return {
		"name": f"{row.name}|{row_name}" if row_name else row.name,
		"project": row.name,
		"project_title": title,
		"start_date": start,
		"end_date": end,
		"all_day": 1,
		"kind": kind,
	}
