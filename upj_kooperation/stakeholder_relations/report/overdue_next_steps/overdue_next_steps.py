"""Script Report: stakeholders whose next step should have been taken before today, by the person in charge (F3)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import date_diff, getdate

from upj_kooperation.domain.stakeholder import ENDED

FILTERS = ("municipality", "relationship_manager", "engagement_stage")


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows for Frappe's report view."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns."""
	return [
		{
			"fieldname": "relationship_manager",
			"label": _("Relationship Manager"),
			"fieldtype": "Link",
			"options": "User",
			"width": 200,
		},
		{"fieldname": "name", "label": _("Key"), "fieldtype": "Link", "options": "Stakeholder", "width": 110},
		{"fieldname": "stakeholder_name", "label": _("Stakeholder"), "fieldtype": "Data", "width": 220},
		{"fieldname": "engagement_stage", "label": _("Engagement Stage"), "fieldtype": "Data", "width": 120},
		{"fieldname": "next_step", "label": _("Next Step"), "fieldtype": "Data", "width": 260},
		{"fieldname": "next_step_date", "label": _("Next Step on"), "fieldtype": "Date", "width": 120},
		{"fieldname": "days_overdue", "label": _("Days Overdue"), "fieldtype": "Int", "width": 110},
		{
			"fieldname": "municipality",
			"label": _("Municipality"),
			"fieldtype": "Link",
			"options": "Municipality",
			"width": 140,
		},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each stakeholder in the user's scope, by person in charge, the oldest first. One query."""
	today = getdate()
	conditions = [[field, "=", filters[field]] for field in FILTERS if filters.get(field)]
	# Frappe counts an empty date as the earliest one.
	overdue = [["next_step_date", "is", "set"], ["next_step_date", "<", today], ["engagement_stage", "!=", ENDED]]
	rows = frappe.get_list(
		"Stakeholder",
		filters=conditions + overdue,
		fields=[
			"relationship_manager",
			"name",
			"stakeholder_name",
			"engagement_stage",
			"next_step",
			"next_step_date",
			"municipality",
		],
		order_by="relationship_manager asc, next_step_date asc, name asc",
		limit=0,
	)
	return [
		{
			**row,
			"engagement_stage": _(row.engagement_stage),
			"days_overdue": date_diff(today, row.next_step_date),
		}
		for row in rows
	]
