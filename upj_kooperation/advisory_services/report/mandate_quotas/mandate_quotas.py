"""Script Report: what mandates cover, what is used and what remains: each, by municipality, by consultant (F14)."""

from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Count

from upj_kooperation.advisory_services.doctype.advisory_mandate.advisory_mandate import agreed, used
from upj_kooperation.domain.mandate_terms import percent_used
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
SUMMED = (
	"extensions",
	"quota_sessions",
	"sessions_used",
	"sessions_remaining",
	"quota_hours",
	"hours_used",
	"hours_remaining",
)
# By which field the rows are summed, and the columns that then say nothing.
GROUPS = {"Municipality": "municipality", "Consultant": "consultant"}
OF_ONE_MANDATE = {"name", "status_label", "end_date"}


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict], None, dict]:
	"""Return columns, rows and the chart."""
	filters = frappe._dict(filters or {})
	data = get_data(filters)
	return get_columns(filters.group_by), data, None, get_chart(data, filters.group_by)


def get_columns(group_by: str | None = None) -> list[dict]:
	"""Return the report's columns; those of one mandate are left out where mandates are summed up."""
	hidden = {
		"Municipality": {*OF_ONE_MANDATE, "consultant"},
		"Consultant": {*OF_ONE_MANDATE, "municipality_name"},
	}.get(group_by, {"mandates"})
	return [column for column in _columns() if column["fieldname"] not in hidden]


def _columns() -> list[dict]:
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
		{"fieldname": "mandates", "label": _("Mandates"), "fieldtype": "Int", "width": 90},
		{"fieldname": "status_label", "label": _("Status"), "fieldtype": "Data", "width": 100},
		{"fieldname": "end_date", "label": _("Until"), "fieldtype": "Date", "width": 100},
		{"fieldname": "extensions", "label": _("Extensions"), "fieldtype": "Int", "width": 110},
		{"fieldname": "percent_used", "label": _("Used in Percent"), "fieldtype": "Percent", "width": 110},
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
	"""Return a row for each mandate that the user may see, or for each group. Three queries, however many mandates."""
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
			filters={"name": ["in", sorted({row.municipality for row in rows} - {None})]},
			fields=["name", "municipality_name"],
			order_by="name asc",
			as_list=True,
		)
	)
	extended = _count_extensions([row.name for row in rows])
	for row in rows:
		row.update(
			municipality_name=names.get(row.municipality),
			status_label=_(row.status),
			extensions=extended.get(row.name, 0),
			mandates=1,
		)
	if filters.get("group_by") in GROUPS:
		rows = _summed(rows, GROUPS[filters.group_by])
	for row in rows:
		row.percent_used = float(percent_used(agreed(row), used(row)))
	return rows


def _count_extensions(mandates: list[str]) -> dict[str, int]:
	if not mandates:
		return {}
	table = frappe.qb.DocType("Mandate Extension")
	query = frappe.qb.from_(table).select(table.parent, Count("*")).where(table.parent.isin(mandates))
	return dict(query.groupby(table.parent).run())


def _summed(rows: list[dict[str, Any]], field: str) -> list[dict[str, Any]]:
	groups: dict[str, frappe._dict] = {}
	for row in rows:
		group = groups.get(row[field])
		if not group:
			groups[row[field]] = frappe._dict(row, name=None)
			continue
		group.mandates += 1
		for column in SUMMED:
			group[column] += row[column] or 0
	return sorted(groups.values(), key=lambda row: (row.municipality_name or "", row.consultant or ""))


def get_chart(data: list[dict[str, Any]], group_by: str | None = None) -> dict | None:
	"""Return used and remaining hours of the active mandates as a chart, None without any."""
	shown = data if group_by in GROUPS else [row for row in data if row.status == MandateStatus.ACTIVE]
	if not shown:
		return None
	label = "consultant" if group_by == "Consultant" else "municipality_name"
	return {
		"data": {
			"labels": [row[label] for row in shown],
			"datasets": [
				{"name": _("Hours Used"), "values": [row.hours_used for row in shown]},
				{"name": _("Hours Remaining"), "values": [row.hours_remaining for row in shown]},
			],
		},
		"type": "bar",
		"barOptions": {"stacked": 1},
	}
