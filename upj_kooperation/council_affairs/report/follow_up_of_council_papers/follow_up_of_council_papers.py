"""Papers that the council dealt with or will deal with, and what is still to be done about each."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.domain import council_paper as rules


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the oldest meeting first."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "reference", "label": _("Paper Number"), "fieldtype": "Data", "width": 130},
		{
			"fieldname": "name",
			"label": _("Council Paper"),
			"fieldtype": "Link",
			"options": "Council Paper",
			"width": 110,
		},
		{"fieldname": "subject", "label": _("Subject"), "fieldtype": "Data", "width": 300},
		{"fieldname": "state", "label": _("State", context="Council Paper"), "fieldtype": "Data", "width": 150},
		{"fieldname": "meeting_body", "label": _("Committee or Council"), "fieldtype": "Data", "width": 160},
		{"fieldname": "meeting_date", "label": _("Meeting on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "days", "label": _("Days since the Meeting"), "fieldtype": "Int", "width": 120},
		{"fieldname": "task", "label": _("To Be Done"), "fieldtype": "Data", "width": 300},
		{
			"fieldname": "successor",
			"label": _("Followed by"),
			"fieldtype": "Link",
			"options": "Council Paper",
			"width": 200,
		},
		{
			"fieldname": "programme_area",
			"label": _("Programme Area"),
			"fieldtype": "Link",
			"options": "Programme Area",
			"width": 150,
		},
		{
			"fieldname": "municipality",
			"label": _("Municipality"),
			"fieldtype": "Link",
			"options": "Municipality",
			"width": 150,
		},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each paper of an open chain that the user may see. Two queries, however many papers."""
	conditions: dict[str, Any] = {"workflow_state": ["in", rules.OPEN_CHAIN_STATES]}
	if cint(filters.get("with_closed")):
		conditions = {"workflow_state": ["!=", rules.DRAFT]}
	for field in ("municipality", "programme_area"):
		if filters.get(field):
			conditions[field] = filters[field]
	papers = frappe.get_list(
		"Council Paper",
		filters=conditions,
		fields=[
			"name",
			"reference",
			"subject",
			"workflow_state",
			"meeting_body",
			"meeting_date",
			"programme_area",
			"municipality",
		],
		order_by="meeting_date asc, name asc",
		limit_page_length=0,
	)
	successors = _successors([row.name for row in papers])
	today = getdate()
	for row in papers:
		row.successor = successors.get(row.name)
		row.state = _(row.workflow_state)
		row.days = max((today - row.meeting_date).days, 0) if row.meeting_date else None
		task = rules.next_task(row.workflow_state, row.meeting_date, bool(row.successor), today)
		row.task = _(task) if task else ""
	return papers


def _successors(papers: list[str]) -> dict[str, str]:
	if not papers:
		return {}
	rows = frappe.get_list(
		"Council Paper",
		filters={"predecessor": ["in", papers]},
		fields=["name", "predecessor"],
		order_by="creation asc",
		limit_page_length=0,
	)
	return {row.predecessor: row.name for row in rows}
