"""Reads the instalments of contributions: what receipts, sums and reports rest on (F24, F28)."""

from collections.abc import Iterable

import frappe
from frappe.model.document import Document
from frappe.utils import getdate

from upj_kooperation.domain.money_in import Instalment
from upj_kooperation.domain.values import parse_amount

ROW = "Sponsorship Payment"


def instalments_of(gifts: list[str], *, lock: bool) -> list[frappe._dict]:
	"""Return all instalments of these gifts, also cancelled ones, by gift and place. One query."""
	return frappe.db.get_values(
		ROW,
		{"parent": ["in", gifts], "parenttype": "Sponsorship"},
		["name", "parent", "received_on", "amount", "cancelled_on", "donation_receipt"],
		as_dict=True,
		for_update=lock,
		order_by="parent asc, idx asc",
	)


def standing_rows(rows: Iterable[Document | frappe._dict]) -> list[Instalment]:
	"""Return the instalments that stand: whose booking, if any, was not cancelled."""
	return [
		Instalment(getdate(row.received_on), parse_amount(row.amount), bool(row.donation_receipt))
		for row in rows
		if row.received_on and not row.cancelled_on
	]
