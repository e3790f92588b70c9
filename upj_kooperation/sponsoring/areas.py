"""What this module brings to the overview of a programme area (hook of Stakeholder Relations)."""

import frappe
from frappe import _
from frappe.query_builder.functions import Sum
from frappe.utils import flt

from upj_kooperation.permissions import fenced
from upj_kooperation.stakeholder_relations.figures import MONEY, Figure
from upj_kooperation.stakeholder_relations.links import list_url

GIFT = "Sponsorship"
ACCEPTED = "Accepted"


def area_figures(programme_area: str) -> list[Figure]:
	"""Return what was accepted for an area, what of it arrived, and given hours. One query."""
	if not frappe.has_permission(GIFT, "read"):
		return []
	gift = frappe.qb.DocType(GIFT)
	query = (
		frappe.qb.from_(gift)
		.where((gift.programme_area == programme_area) & (gift.decision == ACCEPTED) & (gift.docstatus < 2))
		.select(Sum(gift.amount), Sum(gift.received_amount), Sum(gift.hours))
	)
	amount, received, hours = fenced(query, GIFT).run()[0]
	filters = {"programme_area": programme_area, "decision": ACCEPTED, "docstatus": ["!=", 2]}
	return [
		Figure(MONEY, _("Gifts and Sponsoring Accepted"), flt(amount), list_url(GIFT, filters), "Currency"),
		Figure(
			MONEY,
			_("Of it Received"),
			flt(received),
			list_url(GIFT, {**filters, "received_on": ["is", "set"]}),
			"Currency",
		),
		Figure(MONEY, _("Given Hours"), flt(hours), list_url(GIFT, {**filters, "hours": [">", 0]}), "Float"),
	]
