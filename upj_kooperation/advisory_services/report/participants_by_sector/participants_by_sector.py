"""Script Report: from which sectors people came to the sessions that were held (F15)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.advisory_services.figures import participants_by_sector


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict | None]:
	"""Return columns, rows and the chart."""
	data = get_data(frappe._dict(filters or {}))
	return get_columns(), data, None, get_chart(data)


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "sector", "label": _("Sector"), "fieldtype": "Data", "width": 180},
		{
			"fieldname": "participants",
			"label": _("Participants", context="Advisory Session"),
			"fieldtype": "Int",
			"width": 140,
		},
		{"fieldname": "sessions", "label": _("Sessions Held"), "fieldtype": "Int", "width": 140},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each sector that came to a session that the user may see. One query."""
	return [{**row, "sector": _(row.sector)} for row in participants_by_sector(filters)]


def get_chart(data: list[dict[str, Any]]) -> dict | None:
	"""Return the participants of each sector as a chart, None without any."""
	if not data:
		return None
	return {
		"data": {
			"labels": [row["sector"] for row in data],
			"datasets": [
				{"name": _("Participants", context="Advisory Session"), "values": [row["participants"] for row in data]}
			],
		},
		"type": "donut",
	}
