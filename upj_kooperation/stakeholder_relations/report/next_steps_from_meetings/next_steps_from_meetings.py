"""Script Report: what was agreed in meetings of working groups and is still to be done, by whom and until when (F7)."""

from typing import Any

from frappe import _
from frappe.utils import date_diff, getdate

from upj_kooperation.stakeholder_relations.meetings import MEETING, open_next_steps


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the earliest due date first."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns."""
	return [
		{"fieldname": "step", "label": _("Next Step"), "fieldtype": "Small Text", "width": 320},
		{
			"fieldname": "responsible",
			"label": _("Responsible", context="Meeting Next Step"),
			"fieldtype": "Link",
			"options": "User",
			"width": 200,
		},
		{"fieldname": "due_date", "label": _("Due on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "overdue_days", "label": _("Days Overdue"), "fieldtype": "Int", "width": 110},
		{"fieldname": "meeting", "label": _("Key"), "fieldtype": "Link", "options": MEETING, "width": 120},
		{"fieldname": "subject", "label": _("Working Group Meeting"), "fieldtype": "Data", "width": 240},
		{"fieldname": "meeting_date", "label": _("Date"), "fieldtype": "Date", "width": 110},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each open next step of a meeting that the user may see. One query."""
	today = getdate()
	rows = open_next_steps(filters)
	for row in rows:
		row.overdue_days = max(date_diff(today, row.due_date), 0) if row.due_date else 0
	return rows
