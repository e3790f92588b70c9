"""Script Report: who takes part in cooperation projects, one row for each partner, with what it brings in (F7, F18)."""

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count, Sum
from frappe.utils import flt

from upj_kooperation.domain.cooperation_project import ABANDONED
from upj_kooperation.permissions import fenced

PROJECT = "Cooperation Project"
FILTERS = ("municipality", "programme_area", "field_of_action")


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows for Frappe's report view."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns."""
	return [
		{"fieldname": "stakeholder", "label": _("Key"), "fieldtype": "Link", "options": "Stakeholder", "width": 110},
		{"fieldname": "stakeholder_name", "label": _("Partner"), "fieldtype": "Data", "width": 260},
		{"fieldname": "actor_type", "label": _("Actor Type"), "fieldtype": "Data", "width": 160},
		{"fieldname": "projects", "label": _("Projects"), "fieldtype": "Int", "width": 100},
		{
			"fieldname": "value",
			"label": _("Value in Euro"),
			"fieldtype": "Currency",
			"options": "currency",
			"width": 140,
		},
		{
			"fieldname": "hours",
			"label": _("Hours", context="Project Partner"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 100,
		},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each partner of projects that were not abandoned, the largest value first. One query."""
	project, partner, stakeholder = (frappe.qb.DocType(name) for name in (PROJECT, "Project Partner", "Stakeholder"))
	query = (
		frappe.qb.from_(project)
		.join(partner)
		.on((partner.parent == project.name) & (partner.parenttype == PROJECT))
		.join(stakeholder)
		.on(stakeholder.name == partner.stakeholder)
		.where(project.workflow_state != ABANDONED)
		.groupby(partner.stakeholder, stakeholder.stakeholder_name, stakeholder.actor_type)
		.orderby(partner.stakeholder)
		.select(
			partner.stakeholder,
			stakeholder.stakeholder_name,
			stakeholder.actor_type,
			Count(project.name).distinct().as_("projects"),
			Sum(partner.contribution_value).as_("value"),
			Sum(partner.contribution_hours).as_("hours"),
		)
	)
	for field in FILTERS:
		if filters.get(field):
			query = query.where(project[field] == filters[field])
	rows = fenced(query, PROJECT).run(as_dict=True)
	for row in rows:
		row.update(actor_type=_(row.actor_type), value=flt(row.value, 2), hours=flt(row.hours, 2), currency="EUR")
	return sorted(rows, key=lambda row: -row.value)
