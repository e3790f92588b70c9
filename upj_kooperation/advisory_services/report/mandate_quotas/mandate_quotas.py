"""Script Report: what each mandate covers, what is used and what remains, by municipality and consultant (F14)."""

from typing import Any

import frappe
from frappe import _

from upj_kooperation.domain.quota import MandateStatus

FIELDS = (
	"name",
	"mandate_title",
	"municipality",
	"consultant",
	"status",
	"start_date",
	"end_date",
	"quota_sessions",
	"sessions_used",
	"sessions_remaining",
	"quota_hours",
	"hours_used",
	"hours_remaining",
)


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict]:
	"""Return columns, rows and the chart."""
	data = get_data(frappe._dict(filters or {}))
	return get_columns(), data, None, get_chart(data)


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{
			"fieldname": "name",
			"label": _("Advisory Mandate"),
			"fieldtype": "Link",
			"options": "Advisory Mandate",
			"width": 130,
		},
		{"fieldname": "municipality_name", "label": _("Municipality"), "fieldtype": "Data", "width": 160},
		{
			"fieldname": "consultant",
			"label": _("Consultant", context="Advisory Mandate"),
			"fieldtype": "Link",
			"options": "User",
			"width": 190,
		},
		{"fieldname": "status_label", "label": _("Status"), "fieldtype": "Data", "width": 100},
		{"fieldname": "end_date", "label": _("Until"), "fieldtype": "Date", "width": 100},
		{"fieldname": "quota_sessions", "label": _("Sessions Agreed"), "fieldtype": "Int", "width": 110},
		{"fieldname": "sessions_used", "label": _("Sessions Held"), "fieldtype": "Int", "width": 110},
		{"fieldname": "sessions_remaining", "label": _("Sessions Remaining"), "fieldtype": "Int", "width": 110},
		{"fieldname": "quota_hours", "label": _("Hours Agreed"), "fieldtype": "Float", "precision": 2, "width": 110},
		{"fieldname": "hours_used", "label": _("Hours Used"), "fieldtype": "Float", "precision": 2, "width": 110},
		{
			"fieldname": "hours_remaining",
			"label": _("Hours Remaining"),
			"fieldtype": "Float",
			"precision": 2,
			"width": 110,
		},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each mandate that the user may see. Two queries, whatever the number of mandates."""
	conditions = {
		field: filters[field] for field in ("municipality", "consultant", "call", "status") if filters.get(field)
	}
	rows = frappe.get_list(
		"Advisory Mandate",
		filters=conditions,
		fields=list(FIELDS),
		order_by="municipality asc, consultant asc, end_date asc, name asc",
		limit_page_length=0,
	)
	names = dict(
		frappe.get_all(
			"Municipality",
			filters={"name": ["in", sorted({row.municipality for row in rows})]},
			fields=["name", "municipality_name"],
			order_by="name asc",
			as_list=True,
		)
	)
	for row in rows:
		row.municipality_name = names.get(row.municipality)
		row.status_label = _(row.status)
	return rows


def get_chart(data: list[dict[str, Any]]) -> dict | None:
	"""Return used and remaining hours of the active mandates as a chart, None without any."""
	active = [row for row in data if row.status == MandateStatus.ACTIVE]
	if not active:
		return None
	return {
		"data": {
			"labels": [row.municipality_name for row in active],
			"datasets": [
				{"name": _("Hours Used"), "values": [row.hours_used for row in active]},
				{"name": _("Hours Remaining"), "values": [row.hours_remaining for row in active]},
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
	}
