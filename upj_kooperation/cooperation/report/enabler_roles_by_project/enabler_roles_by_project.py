"""Script Report: the cooperations behind the figures of Enabler Roles over Time, one row for each role in each (F8)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.cooperation.roles import PROJECT, plays_in, roles_played


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows for Frappe's report view."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns."""
	return [
		{"fieldname": "name", "label": _("Key"), "fieldtype": "Link", "options": PROJECT, "width": 110},
		{"fieldname": "project_title", "label": _("Cooperation Project"), "fieldtype": "Data", "width": 240},
		{"fieldname": "state", "label": _("State", context="Cooperation Project"), "fieldtype": "Data", "width": 120},
		{"fieldname": "area_name", "label": _("Programme Area"), "fieldtype": "Data", "width": 180},
		{"fieldname": "role_name", "label": _("Role"), "fieldtype": "Data", "width": 180},
		{"fieldname": "first_day", "label": _("From"), "fieldtype": "Date", "width": 110},
		{"fieldname": "last_day", "label": _("To"), "fieldtype": "Date", "width": 110},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each project and role; a role that was played several times stands once, from first to last.

	Filters: municipality, programme_area or without_area, role, year (0: every year).
	"""
	frappe.has_permission(PROJECT, "read", throw=True)
	year = cint(filters.get("year"))
	rows: dict[tuple[str, str], dict] = {}
	for played, row in roles_played(filters):
		if year and not plays_in(played.period, year):
			continue
		known = rows.setdefault(
			(played.project, played.role),
			{
				"name": row.name,
				"project_title": row.project_title,
				"state": _(row.workflow_state),
				"area_name": row.area_name,
				"role_name": _(row.role),
				"first_day": played.period.start,
				"last_day": played.period.end,
			},
		)
		known["first_day"] = min(known["first_day"], played.period.start)
		known["last_day"] = max(known["last_day"], played.period.end)
	return list(rows.values())
