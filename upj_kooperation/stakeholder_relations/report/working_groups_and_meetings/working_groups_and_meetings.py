"""Script Report: working groups, how many belong to them today, when they met and meet, and which should pause (F7)."""

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count
from frappe.utils import cint, getdate

from upj_kooperation.domain.meeting import suggest_dormant
from upj_kooperation.refusals import in_words
from upj_kooperation.stakeholder_relations import meetings

FILTERS = ("municipality", "programme_area", "field_of_action", "workflow_state")


def execute(filters: dict[str, Any] | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows for Frappe's report view."""
	return get_columns(), get_data(filters or {})


def get_columns() -> list[dict]:
	"""Return the columns."""
	return [
		{"fieldname": "name", "label": _("Key"), "fieldtype": "Link", "options": "Working Group", "width": 110},
		{"fieldname": "group_name", "label": _("Working Group"), "fieldtype": "Data", "width": 220},
		{"fieldname": "area_name", "label": _("Programme Area"), "fieldtype": "Data", "width": 150},
		{
			"fieldname": "field_of_action",
			"label": _("Field of Action"),
			"fieldtype": "Link",
			"options": "Field of Action",
			"width": 160,
		},
		{"fieldname": "state", "label": _("State", context="Working Group"), "fieldtype": "Data", "width": 100},
		{"fieldname": "suggestion", "label": _("Suggestion"), "fieldtype": "Small Text", "width": 360},
		{"fieldname": "members", "label": _("Members Today"), "fieldtype": "Int", "width": 120},
		{"fieldname": "held_in_a_year", "label": _("Meetings in 12 Months"), "fieldtype": "Int", "width": 140},
		{"fieldname": "last", "label": _("Last Meeting"), "fieldtype": "Date", "width": 120},
		{"fieldname": "next", "label": _("Next Meeting"), "fieldtype": "Date", "width": 120},
	]


def get_data(filters: dict[str, Any]) -> list[dict]:
	"""Return one row for each group in the user's scope, by name. Three queries."""
	rows = frappe.get_list(
		"Working Group",
		filters={field: filters[field] for field in FILTERS if filters.get(field)},
		fields=[
			"name",
			"group_name",
			"programme_area.area_name as area_name",
			"field_of_action",
			"workflow_state",
			"founded_on",
			"dormant_after_months",
		],
		order_by="`tabWorking Group`.`group_name` asc, `tabWorking Group`.`name` asc",
		limit=0,
	)
	names = [row.name for row in rows]
	days, members, today = meetings.days_of(names), _members_today(names), getdate()
	found = []
	for row in rows:
		met = days.get(row.name, meetings.NO_DAYS)
		problem = suggest_dormant(
			row.workflow_state, row.founded_on, met.last, met.next, cint(row.dormant_after_months), today
		)
		found.append(
			{
				**row,
				**met._asdict(),
				"state": _(row.workflow_state),
				"members": members.get(row.name, 0),
				"suggestion": in_words(problem) if problem else "",
			}
		)
	return found


def _members_today(groups: list[str]) -> dict[str, int]:
	if not groups:
		return {}
	member, today = frappe.qb.DocType("Working Group Member"), getdate()
	query = (
		frappe.qb.from_(member)
		.where(member.parent.isin(groups) & (member.parenttype == "Working Group"))
		.where(member.from_date.isnull() | (member.from_date <= today))
		.where(member.to_date.isnull() | (member.to_date >= today))
		.groupby(member.parent)
		.select(member.parent, Count("*"))
	)
	return dict(query.run())
