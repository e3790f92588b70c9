"""Script Report: what each partner pledged and delivered in projects that were not abandoned, row by row (F18)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt

from upj_kooperation.domain.cooperation_project import ABANDONED
from upj_kooperation.domain.project_partner import is_open
from upj_kooperation.permissions import fenced

PROJECT = "Cooperation Project"
AMOUNTS = ("value", "hours", "quantity")


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows for Frappe's report view."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns."""
	money = {"fieldtype": "Currency", "options": "currency", "width": 130}
	number = {"fieldtype": "Float", "precision": 2, "width": 110}
	return [
		{"fieldname": "project", "label": _("Key"), "fieldtype": "Link", "options": PROJECT, "width": 110},
		{"fieldname": "project_title", "label": _("Cooperation Project"), "fieldtype": "Data", "width": 200},
		{"fieldname": "partner_name", "label": _("Partner"), "fieldtype": "Data", "width": 220},
		{"fieldname": "kind", "label": _("Kind of Contribution"), "fieldtype": "Data", "width": 130},
		{"fieldname": "contribution", "label": _("What is Contributed"), "fieldtype": "Small Text", "width": 220},
		{"fieldname": "pledged_value", "label": _("Value Pledged"), **money},
		{"fieldname": "delivered_value", "label": _("Value Delivered"), **money},
		{"fieldname": "pledged_hours", "label": _("Hours Pledged"), **number},
		{"fieldname": "delivered_hours", "label": _("Hours Delivered"), **number},
		{"fieldname": "pledged_quantity", "label": _("Quantity Pledged"), **number},
		{"fieldname": "delivered_quantity", "label": _("Quantity Delivered"), **number},
		{"fieldname": "unit", "label": _("Unit", context="Project Partner"), "fieldtype": "Data", "width": 90},
		{"fieldname": "delivered_on", "label": _("Delivered on"), "fieldtype": "Date", "width": 110},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each contribution, by project and place in its table. One query."""
	project, partner = frappe.qb.DocType(PROJECT), frappe.qb.DocType("Project Partner")
	query = (
		frappe.qb.from_(project)
		.join(partner)
		.on((partner.parent == project.name) & (partner.parenttype == PROJECT))
		.where(project.workflow_state != ABANDONED)
		.orderby(project.name)
		.orderby(partner.idx)
		.select(
			project.name.as_("project"),
			project.project_title,
			partner.partner_name,
			partner.contribution_kind.as_("kind"),
			partner.contribution,
			partner.contribution_value.as_("pledged_value"),
			partner.delivered_value,
			partner.contribution_hours.as_("pledged_hours"),
			partner.delivered_hours,
			partner.contribution_quantity.as_("pledged_quantity"),
			partner.delivered_quantity,
			partner.contribution_unit.as_("unit"),
			partner.delivered_on,
		)
	)
	for column, value in (
		(project.municipality, filters.get("municipality")),
		(project.name, filters.get("cooperation_project")),
		(partner.contribution_kind, filters.get("contribution_kind")),
	):
		if value:
			query = query.where(column == value)
	rows = fenced(query, PROJECT).run(as_dict=True)
	if cint(filters.get("only_open")):
		rows = [row for row in rows if is_open(_pairs(row), row.delivered_on)]
	for row in rows:
		row.update(kind=_(row.kind), currency="EUR")
	return rows


def _pairs(row: frappe._dict) -> tuple[tuple[float, float], ...]:
	return tuple((flt(row[f"pledged_{what}"], 2), flt(row[f"delivered_{what}"], 2)) for what in AMOUNTS)
