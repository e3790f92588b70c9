"""Script Report: what should have been done before today, or is due until a chosen day, and by whom (F3)."""

from typing import Any

from frappe import _
from frappe.utils import add_days, date_diff, getdate

from upj_kooperation.domain.digest import last_day
from upj_kooperation.stakeholder_relations.due_steps import due_steps

# How far the list looks ahead; without a choice it names what is overdue.
PERIODS = ("Overdue", "Today", "This Week", "Next Four Weeks")


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows for Frappe's report view."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns. `actions` is filled by the script of the report."""
	return [
		{"fieldname": "next_step_date", "label": _("Due on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "days_overdue", "label": _("Days Overdue"), "fieldtype": "Int", "width": 80},
		{"fieldname": "stakeholder_name", "label": _("Stakeholder"), "fieldtype": "Data", "width": 220},
		{"fieldname": "next_step", "label": _("What is to be Done"), "fieldtype": "Data", "width": 300},
		{"fieldname": "actions", "label": _("Actions"), "fieldtype": "Data", "width": 190},
		{"fieldname": "name", "label": _("Key"), "fieldtype": "Link", "options": "Stakeholder", "width": 110},
		{"fieldname": "engagement_stage", "label": _("Engagement Stage"), "fieldtype": "Data", "width": 120},
		{
			"fieldname": "relationship_manager",
			"label": _("Who"),
			"fieldtype": "Link",
			"options": "User",
			"width": 200,
		},
		{
			"fieldname": "plan",
			"label": _("Follow-up Plan"),
			"fieldtype": "Link",
			"options": "Follow-up Plan",
			"width": 180,
		},
		{
			"fieldname": "municipality",
			"label": _("Municipality"),
			"fieldtype": "Link",
			"options": "Municipality",
			"width": 140,
		},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each step in the user's scope, the oldest first. Three queries at most.

	Each row holds `todo`, the to-do of a plan's step; empty for a stakeholder's own next step.
	"""
	today = getdate()
	until = {
		"Today": today,
		"This Week": last_day(today),
		"Next Four Weeks": getdate(add_days(today, 28)),
	}.get(filters.get("period"), getdate(add_days(today, -1)))
	conditions = [
		["Stakeholder", field, "=", filters[field]]
		for field in ("municipality", "engagement_stage")
		if filters.get(field)
	]
	return [
		{
			"name": row.stakeholder,
			"stakeholder_name": row.stakeholder_name,
			"engagement_stage": _(row.engagement_stage),
			"relationship_manager": row.responsible,
			"next_step": row.step,
			"next_step_date": row.day,
			"days_overdue": max(date_diff(today, row.day), 0),
			"plan": row.plan,
			"todo": row.todo,
			"municipality": row.municipality,
		}
		for row in due_steps(until, filters=conditions, responsible=filters.get("relationship_manager"))
	]
