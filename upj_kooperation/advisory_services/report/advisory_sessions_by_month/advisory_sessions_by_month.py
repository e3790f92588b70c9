"""Script Report: how many sessions were held in each month, and how long they took (F15)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import flt

from upj_kooperation.advisory_services.figures import sessions_by_day


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict | None]:
	"""Return columns, rows and the chart."""
	data = get_data(frappe._dict(filters or {}))
	return get_columns(), data, None, get_chart(data)


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "month", "label": _("Month"), "fieldtype": "Data", "width": 140},
		{"fieldname": "sessions", "label": _("Sessions Held"), "fieldtype": "Int", "width": 140},
		{
			"fieldname": "hours",
			"label": _("Hours", context="Advisory Session"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 140,
		},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each month with a held session that the user may see. One query."""
	months: dict[str, dict[str, Any]] = {}
	for row in sessions_by_day(filters):
		month = months.setdefault(f"{row.day:%Y-%m}", {"month": f"{row.day:%m/%Y}", "sessions": 0, "hours": 0})
		month["sessions"] += row.sessions
		month["hours"] = flt(month["hours"] + flt(row.hours), 2)
	return [months[key] for key in sorted(months)]


def get_chart(data: list[dict[str, Any]]) -> dict | None:
	"""Return the sessions of each month as a chart, None without any."""
	if not data:
		return None
	return {
		"data": {
			"labels": [row["month"] for row in data],
			"datasets": [{"name": _("Sessions Held"), "values": [row["sessions"] for row in data]}],
		},
		"type": "bar",
	}
