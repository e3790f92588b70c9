"""The gifts of a budget year that were accepted: giver, gift, purpose, organ and date (F25, F27)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate

from upj_kooperation.domain import contribution


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the earliest offer first."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		{"fieldname": "giver_name", "label": _("Giver"), "fieldtype": "Data", "width": 220},
		{"fieldname": "kind_label", "label": _("Kind"), "fieldtype": "Data", "width": 150},
		{
			"fieldname": "amount",
			"label": _("Amount or Value in Euro"),
			"fieldtype": "Currency",
			"options": "currency",
			"width": 140,
		},
		{"fieldname": "purpose", "label": _("Purpose"), "fieldtype": "Small Text", "width": 280},
		{"fieldname": "receiver_label", "label": _("Receiver"), "fieldtype": "Data", "width": 180},
		{"fieldname": "offered_on", "label": _("Offered on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "organ_label", "label": _("Deciding Organ"), "fieldtype": "Data", "width": 170},
		{"fieldname": "decided_on", "label": _("Accepted on"), "fieldtype": "Date", "width": 110},
		{"fieldname": "received_on", "label": _("Received on"), "fieldtype": "Date", "width": 110},
		{
			"fieldname": "received_amount",
			"label": _("Received in Euro"),
			"fieldtype": "Currency",
			"options": "currency",
			"width": 130,
		},
		{
			"fieldname": "sponsorship",
			"label": _("Sponsorship or Donation"),
			"fieldtype": "Link",
			"options": "Sponsorship",
			"width": 200,
		},
	]


def get_data(filters: frappe._dict) -> list[dict[str, Any]]:
	"""Return one row for each accepted contribution that the user may see.

	Three queries at most, whatever the number of gifts. The day is that of the meeting where a body decided.
	"""
	conditions: dict[str, Any] = {"decision": "Accepted", "workflow_state": ["in", sorted(contribution.DECIDED)]}
	if filters.budget_year:
		conditions["budget_year"] = cint(filters.budget_year)
	for field in ("municipality", "giver", "deciding_organ", "kind"):
		if filters.get(field):
			conditions[field] = filters[field]
	rows = frappe.get_list(
		"Sponsorship",
		filters=conditions,
		fields=[
			"name as sponsorship",
			"giver_name",
			"kind",
			"amount",
			"purpose",
			"receiver_type",
			"receiver",
			"offered_on",
			"deciding_organ",
			"decided_on",
			"council_paper",
			"received_on",
			"received_amount",
		],
		order_by="offered_on asc, name asc",
		limit_page_length=0,
	)
	meetings = _values("Council Paper", "meeting_date", {row.council_paper for row in rows})
	receivers = _values("Stakeholder", "stakeholder_name", {row.receiver for row in rows})
	for row in rows:
		row.decided_on = meetings.get(row.council_paper) or getdate(row.decided_on)
		row.kind_label, row.organ_label = _(row.kind), _(row.deciding_organ)
		row.receiver_label = receivers.get(row.receiver) or _(row.receiver_type)
		row.currency = "EUR"
	return rows


def _values(doctype: str, field: str, names: set[str | None]) -> dict[str, Any]:
	names = sorted(filter(None, names))
	if not names:
		return {}
	rows = frappe.get_list(
		doctype, filters={"name": ["in", names]}, fields=["name", field], order_by="name asc", limit_page_length=0
	)
	return {row.name: row[field] for row in rows}
