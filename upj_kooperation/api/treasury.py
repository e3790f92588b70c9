"""What the treasurer's page counts: overdue invoices, what the town still owes its sponsors, pledged and received."""

from typing import Any

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Sum
from frappe.utils import getdate

from upj_kooperation.domain import contribution
from upj_kooperation.permissions import fenced

GIFT = "Sponsorship"


@frappe.whitelist(methods=["GET", "POST"])
def overdue_invoices() -> dict[str, Any]:
	"""Return what is overdue of invoices of sponsorings that the user may see, in Euro, for the number card."""
	gift, invoice = DocType(GIFT), DocType("Sales Invoice")
	query = (
		frappe.qb.from_(gift)
		.join(invoice)
		.on(gift.sales_invoice == invoice.name)
		.select(Sum(gift.open_amount))
		.where((invoice.docstatus == 1) & (invoice.due_date < getdate()) & (gift.open_amount > 0))
	)
	value = fenced(query, GIFT).run()[0][0]
	return {
		"value": float(value or 0),
		"fieldtype": "Currency",
		"options": "EUR",
		"route": ["query-report", "Overdue Sponsoring Invoices"],
	}


@frappe.whitelist(methods=["GET", "POST"])
def open_counter_performances() -> dict[str, Any]:
	"""Return how many counter-performances of accepted gifts are not delivered yet, for the number card."""
	gift, row = DocType(GIFT), DocType("Sponsorship Counter Performance")
	query = (
		frappe.qb.from_(gift)
		.join(row)
		.on((row.parent == gift.name) & (row.parenttype == GIFT))
		.select(Count("*"))
		.where(gift.workflow_state.isin(sorted(contribution.DECIDED)) & row.delivered_on.isnull())
	)
	return {
		"value": fenced(query, GIFT).run()[0][0],
		"fieldtype": "Int",
		"route": ["List", GIFT],
		"route_options": {
			"decision": contribution.ACCEPTED,
			"Sponsorship Counter Performance.delivered_on": ["is", "not set"],
			"Sponsorship Counter Performance.description": ["is", "set"],
		},
	}


@frappe.whitelist(methods=["GET", "POST"])
def pledged_and_received() -> dict:
	"""Return the chart of what was pledged and what came in by budget year, in Euro, inside the user's fence."""
	gift = DocType(GIFT)
	query = (
		frappe.qb.from_(gift)
		.select(gift.budget_year, Sum(gift.amount), Sum(gift.received_amount))
		.where((gift.decision == contribution.ACCEPTED) & gift.workflow_state.isin(sorted(contribution.DECIDED)))
		.where(gift.kind.notin(sorted(contribution.TIME_GIFTS)))
		.groupby(gift.budget_year)
		.orderby(gift.budget_year)
	)
	rows = fenced(query, GIFT).run()
	return {
		"labels": [str(year or _("Not Said")) for year, _pledged, _received in rows],
		"datasets": [
			{"name": _("Pledged in Euro"), "values": [float(pledged or 0) for _year, pledged, _received in rows]},
			{"name": _("Received in Euro"), "values": [float(received or 0) for _year, _pledged, received in rows]},
		],
	}
