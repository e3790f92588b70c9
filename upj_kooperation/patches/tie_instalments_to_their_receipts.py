"""Say of each instalment in which donation receipt it stands, and of each receipt which calendar year it is for."""

import frappe
from frappe.query_builder.functions import Coalesce, Sum
from frappe.utils import getdate

from upj_kooperation.domain.contribution import DONATIONS
from upj_kooperation.sponsoring.instalments import ROW
from upj_kooperation.sponsoring.receipts import GIFT, RECEIPT


def execute() -> None:
	gift, row, receipt = (frappe.qb.DocType(name) for name in (GIFT, ROW, RECEIPT))
	still_out = (receipt.docstatus == 1) | ((receipt.docstatus == 2) & receipt.settled_on.isnull())
	ties = (
		frappe.qb.from_(gift)
		.join(receipt)
		.on(gift.donation_receipt == receipt.name)
		.join(row)
		.on((row.parent == gift.name) & (row.parenttype == GIFT))
		.select(receipt.name, row.name)
		.where(still_out & row.cancelled_on.isnull())
		.where(row.donation_receipt.isnull() | (row.donation_receipt == ""))
		.orderby(receipt.name, row.name)
		.run()
	)
	parts: dict[str, list[str]] = {}
	for name, part in ties:
		parts.setdefault(name, []).append(part)
	for name, of_receipt in parts.items():
		frappe.db.set_value(ROW, {"name": ["in", of_receipt]}, "donation_receipt", name, update_modified=False)
	_note_years()
	waiting = (
		frappe.qb.from_(row)
		.select(Sum(row.amount))
		.where((row.parent == gift.name) & (row.parenttype == GIFT) & row.cancelled_on.isnull())
		.where(row.donation_receipt.isnull() | (row.donation_receipt == ""))
	)
	frappe.qb.update(gift).set(gift.unconfirmed_amount, Coalesce(waiting, 0)).where(
		gift.kind.isin(sorted(DONATIONS)) & (gift.receiver_type != "Third Party")
	).run()


def _note_years() -> None:
	rows = frappe.get_all(
		"Donation Receipt Gift",
		filters={"received_on": ["is", "set"], "parenttype": RECEIPT},
		fields=["parent", "received_on"],
		order_by="parent asc, idx asc",
	)
	years: dict[int, list[str]] = {}
	for row in rows:
		years.setdefault(getdate(row.received_on).year, []).append(row.parent)
	for year, names in years.items():
		unsaid = {"name": ["in", names], "calendar_year": 0}
		frappe.db.set_value(RECEIPT, unsaid, "calendar_year", year, update_modified=False)
