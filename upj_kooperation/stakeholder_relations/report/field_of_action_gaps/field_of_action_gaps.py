"""Script Report: how each field of action is covered in one programme area, the gaps first (F7)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.domain.gap_view import COVERED, GAP, PARTLY_COVERED
from upj_kooperation.stakeholder_relations import gaps

COLOURS = {GAP: "red", PARTLY_COVERED: "orange", COVERED: "green"}


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict], str | None]:
	"""Return columns, rows and a hint for Frappe's report view."""
	area = (filters or {}).get("programme_area")
	if not area:
		return get_columns(), [], _("Choose a programme area.")
	return get_columns(), get_data(area), None


def get_columns() -> list[dict]:
	"""Return the columns."""
	return [
		{
			"fieldname": "field_of_action",
			"label": _("Field of Action"),
			"fieldtype": "Link",
			"options": "Field of Action",
			"width": 220,
		},
		{"fieldname": "status", "label": _("Coverage"), "fieldtype": "Data", "width": 190},
		{"fieldname": "missing", "label": _("What is Missing"), "fieldtype": "Data", "width": 300},
		{"fieldname": "working_groups", "label": _("Active Working Groups"), "fieldtype": "Int", "width": 130},
		{"fieldname": "projects", "label": _("Projects"), "fieldtype": "Int", "width": 80},
		{"fieldname": "partners", "label": _("Partners"), "fieldtype": "Int", "width": 80},
		{"fieldname": "stakeholders", "label": _("Interested Stakeholders"), "fieldtype": "Int", "width": 130},
		{"fieldname": "last_activity", "label": _("Last Activity"), "fieldtype": "Date", "width": 120},
		{"fieldname": "last_kind", "label": _("Kind of Activity"), "fieldtype": "Data", "width": 140},
	]


def get_data(programme_area: str) -> list[dict]:
	"""Return one row for each field of action; `urls` has the list behind each cell.

	The status stands there as symbol and word, for those who see no colours and on paper. Raises PermissionError for
	an area outside the user's scope.
	"""
	frappe.get_doc("Programme Area", programme_area).check_permission("read")
	return [
		{
			**row,
			"indicator": COLOURS[row["status"]],
			"status": f"{row['symbol']} {_(row['status'])}",
			"last_kind": _(row["last_kind"]) if row["last_kind"] else "",
			"missing": ", ".join(_(what) for what in row["missing"]),
		}
		for row in gaps.as_rows(programme_area)
	]
