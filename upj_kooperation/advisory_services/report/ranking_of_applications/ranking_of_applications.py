"""Script Report: the ranking of a call's applications with mean, spread, missing reviews and conflicts (F12, F13)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.advisory_services.ranking import ranked_applications
from upj_kooperation.domain.ranking import TIE_RULE
from upj_kooperation.domain.text import neutralised


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], str | None]:
	"""Return columns, rows, and the rule for equal means."""
	data = get_data(frappe._dict(filters or {}))
	return get_columns(), data, _(TIE_RULE) if data else None


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "rank", "label": _("Rank"), "fieldtype": "Int", "width": 70},
		{
			"fieldname": "application",
			"label": _("Call Application"),
			"fieldtype": "Link",
			"options": "Call Application",
			"width": 120,
		},
		{"fieldname": "municipality_name", "label": _("Municipality"), "fieldtype": "Data", "width": 180},
		{"fieldname": "land", "label": _("Land"), "fieldtype": "Data", "width": 150},
		{"fieldname": "size_class", "label": _("Size Class"), "fieldtype": "Data", "width": 130},
		{"fieldname": "mean", "label": _("Mean in Percent"), "fieldtype": "Float", "precision": 2, "width": 110},
		{
			"fieldname": "deviation",
			"label": _("Standard Deviation"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 120,
		},
		{"fieldname": "lowest", "label": _("Lowest"), "fieldtype": "Float", "precision": 2, "width": 90},
		{"fieldname": "highest", "label": _("Highest"), "fieldtype": "Float", "precision": 2, "width": 90},
		{"fieldname": "reviews", "label": _("Reviews Received"), "fieldtype": "Int", "width": 80},
		{"fieldname": "missing", "label": _("Missing Reviews"), "fieldtype": "Int", "width": 110},
		{"fieldname": "conflicts", "label": _("Conflicts of Interest"), "fieldtype": "Int", "width": 120},
		{"fieldname": "state_label", "label": _("State"), "fieldtype": "Data", "width": 120},
		{"fieldname": "note", "label": _("Note"), "fieldtype": "Data", "width": 260},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return the rows, best first; the rank is the one among all of the call. The number of queries is constant."""
	if not filters.call:
		return []
	rows = ranked_applications(filters.call)
	wanted = {key: filters[key] for key in ("land", "size_class") if filters.get(key)}
	return [
		{key: neutralised(value) for key, value in row.items()} | {"size_class": _(row["size_class"] or "")}
		for row in rows
		if all(row[key] == value for key, value in wanted.items())
	]
