"""Script Report: in how many cooperations the municipality played which enabler role, by area and year (F8)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.cooperation.roles import PROJECT, roles_played, years_of
from upj_kooperation.domain.enabler_roles import ROLES, count_roles
from upj_kooperation.stakeholder_relations.links import report_url

BEHIND = "Enabler Roles by Project"


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict], None, dict | None]:
	"""Return columns, rows and chart for Frappe's report view."""
	filters = filters or {}
	rows = get_data(filters)
	return get_columns(filters), rows, None, get_chart(filters, rows)


def get_columns(filters: dict[str, Any]) -> list[dict]:
	"""Return the columns: area, role, and one for each year."""
	return [
		{"fieldname": "area_name", "label": _("Programme Area"), "fieldtype": "Data", "width": 200},
		{"fieldname": "role_name", "label": _("Role"), "fieldtype": "Data", "width": 200},
		*(
			{"fieldname": f"year_{year}", "label": str(year), "fieldtype": "Int", "width": 90}
			for year in years_of(filters)
		),
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each area and role that was played, within the user's fence; `urls` has the lists behind."""
	frappe.has_permission(PROJECT, "read", throw=True)
	years = years_of(filters)
	found = roles_played(filters)
	played, names = [role for role, _row in found], {role.area: row.area_name for role, row in found}
	counted = count_roles(played, years)
	places = sorted({(cell.area, ROLES.index(cell.role)) for cell in counted})
	return [
		{
			"programme_area": area or None,
			"area_name": names.get(area),
			"role": ROLES[position],
			"role_name": _(ROLES[position]),
			**{f"year_{year}": counted.get((area, ROLES[position], year), 0) for year in years},
			"urls": {f"year_{year}": _url(filters, area, ROLES[position], year) for year in years},
		}
		for area, position in places
	]


def get_chart(filters: dict[str, Any], rows: list[dict]) -> dict | None:
	"""Return a stacked bar for each year, with a part for each role; None where nothing is to be drawn."""
	if not rows:
		return None
	years = years_of(filters)
	datasets = []
	for role in ROLES:
		own = [row for row in rows if row["role"] == role]
		if own:
			values = [sum(row[f"year_{year}"] for row in own) for year in years]
			datasets.append({"name": _(role), "values": values})
	return {
		"data": {"labels": [str(year) for year in years], "datasets": datasets},
		"type": "bar",
		"barOptions": {"stacked": 1},
		"fieldtype": "Int",
	}


def _url(filters: dict[str, Any], area: str, role: str, year: int) -> str | None:
	behind = {
		"municipality": filters.get("municipality") or "",
		"programme_area": area,
		"without_area": int(not area),
		"role": role,
		"year": year,
	}
	return report_url(BEHIND, PROJECT, behind)
