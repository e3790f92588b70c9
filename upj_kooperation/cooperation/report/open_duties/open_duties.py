"""What parties promised and have not done yet, in agreements that are or were in force."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.domain import agreement as rules
from upj_kooperation.domain import duty
from upj_kooperation.stakeholder_relations.lookups import as_date, working_calendar


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the most overdue first."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "duty", "label": _("Duty"), "fieldtype": "Small Text", "width": 320},
		{"fieldname": "party_name", "label": _("Party"), "fieldtype": "Data", "width": 220},
		{"fieldname": "due_date", "label": _("Due on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "last_day", "label": _("In Time until"), "fieldtype": "Date", "width": 110},
		{"fieldname": "overdue_days", "label": _("Days Overdue"), "fieldtype": "Int", "width": 110},
		{
			"fieldname": "name",
			"label": _("Cooperation Agreement"),
			"fieldtype": "Link",
			"options": "Cooperation Agreement",
			"width": 220,
		},
		{
			"fieldname": "cooperation_project",
			"label": _("Cooperation Project"),
			"fieldtype": "Link",
			"options": "Cooperation Project",
			"width": 200,
		},
		{
			"fieldname": "municipality",
			"label": _("Municipality"),
			"fieldtype": "Link",
			"options": "Municipality",
			"width": 140,
		},
		{"fieldname": "overdue", "label": _("Overdue Duties"), "fieldtype": "Int", "hidden": 1},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each duty that is owed and that the user may see. Two queries for any number of agreements."""
	today = getdate()
	conditions = [
		["Cooperation Agreement", "docstatus", "=", 1],
		["Cooperation Agreement", "workflow_state", "in", rules.OPEN_DUTY_STATES],
		["Agreement Duty", "fulfilled_on", "is", "not set"],
	]
	conditions += [
		["Cooperation Agreement", field, "=", filters[field]]
		for field in ("municipality", "cooperation_project")
		if filters.get(field)
	]
	if filters.get("party_name"):
		conditions.append(["Agreement Duty", "party_name", "=", filters.party_name])
	if cint(filters.get("only_overdue")):
		# Frappe reads a day that is not there as the first of all days.
		conditions += [["Agreement Duty", "due_date", "is", "set"], ["Agreement Duty", "due_date", "<", today]]
	rows = frappe.get_list(
		"Cooperation Agreement",
		filters=conditions,
		fields=[
			"name",
			"municipality",
			"workflow_state",
			"cooperation_project",
			"duties.party_name as party_name",
			"duties.duty as duty",
			"duties.due_date as due_date",
		],
		order_by="`tabCooperation Agreement`.`name` asc, `tabAgreement Duty`.`idx` asc",
		limit_page_length=0,
	)
	leaving = _last_days_of_parties({row.name for row in rows})
	owed = []
	for row in rows:
		one = duty.Duty(
			row.workflow_state,
			as_date(row.due_date),
			leaves_on=leaving.get((row.name, row.party_name)),
			calendar=working_calendar(row.municipality),
		)
		word, row.overdue_days = duty.standing(one, today)
		row.last_day, row.overdue = one.last_day, int(word == duty.OVERDUE)
		if word == duty.OVERDUE or (word == duty.OPEN and not cint(filters.get("only_overdue"))):
			owed.append(row)
	return sorted(owed, key=lambda row: (-row.overdue_days, row.due_date is None, str(row.due_date), row.name))


def _last_days_of_parties(agreements: set[str]) -> dict[tuple[str, str], Any]:
	rows = frappe.get_all(
		"Agreement Party",
		filters={
			"parent": ["in", sorted(agreements)],
			"parenttype": "Cooperation Agreement",
			"leaves_on": ["is", "set"],
		},
		fields=["parent", "party_name", "leaves_on"],
		order_by="name asc",
	)
	return {(row.parent, row.party_name): as_date(row.leaves_on) for row in rows}
