"""Script Report: what was agreed in sessions and is still to be done, by whom and until when (F15)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import date_diff, getdate

from upj_kooperation.advisory_services.figures import open_next_steps


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the earliest due date first."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "step", "label": _("Next Step"), "fieldtype": "Small Text", "width": 320},
		{
			"fieldname": "responsible",
			"label": _("Responsible", context="Session Next Step"),
			"fieldtype": "Link",
			"options": "User",
			"width": 200,
		},
		{"fieldname": "due_date", "label": _("Due on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "overdue_days", "label": _("Days Overdue"), "fieldtype": "Int", "width": 110},
		{
			"fieldname": "session",
			"label": _("Advisory Session"),
			"fieldtype": "Link",
			"options": "Advisory Session",
			"width": 140,
		},
		{"fieldname": "session_date", "label": _("Date"), "fieldtype": "Date", "width": 110},
		{
			"fieldname": "municipality",
			"label": _("Municipality"),
			"fieldtype": "Link",
			"options": "Municipality",
			"width": 150,
		},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each open next step of a session that the user may see. One query."""
	today = getdate()
	rows = open_next_steps(filters)
	for row in rows:
		row.overdue_days = max(date_diff(today, row.due_date), 0) if row.due_date else 0
	return rows
