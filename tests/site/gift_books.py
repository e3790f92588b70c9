"""What tests of gifts in the books have in common: a town that books, its treasurer, and what ERPNext has booked."""

from decimal import Decimal
from typing import Any

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from factories import (
	BAKERY,
	NIENBURG,
	accept_gift,
	ensure_gift_desk,
	ensure_stakeholder,
	ensure_user,
	make_customer,
	make_gift,
	put_up_for_decision,
)
from frappe.model.document import Document
from frappe.utils import getdate, today
from gift_receipts import as_user

from upj_kooperation.api import sponsoring as api
from upj_kooperation.demo.setup import ensure_fiscal_years
from upj_kooperation.domain.values import parse_amount

TREASURER = "kasse@nienburg.example"
CLERK = "buero@nienburg.example"


def ensure_books() -> Document:
	"""Let Nienburg book its donations in ERPNext; TREASURER books, CLERK has no right to."""
	ensure_gift_desk()
	ensure_fiscal_years(getdate().year - 1, getdate().year)
	for user, roles in ((TREASURER, ("Accounts User",)), (CLERK, ())):
		if not frappe.db.exists("User", user):
			ensure_user(user, "Cooperation Manager", *roles, municipalities=(NIENBURG,))
	town = frappe.get_doc("Municipality", NIENBURG)
	cost_center = frappe.db.get_value("Company", town.company, "cost_center")
	return town.update(
		{
			"books_donations": 1,
			"treasurer": TREASURER,
			"donation_bank_account": account("Asset", "Bank"),
			"donation_income_account": account("Income"),
			"cost_share_account": account("Income", name=["!=", account("Income")]),
			"donation_cost_center": cost_center,
		}
	).save()


def account(root_type: str, account_type: str | None = None, **more: Any) -> str:
	"""Return the first account of the town's company of this kind."""
	filters = {
		"company": frappe.db.get_value("Municipality", NIENBURG, "company"),
		"root_type": root_type,
		"is_group": 0,
		"disabled": 0,
		**({"account_type": account_type} if account_type else {}),
		**more,
	}
	return frappe.get_all("Account", filters=filters, pluck="name", order_by="name asc", limit=1)[0]


def accepted_gift(amount: float = 80, **values: Any) -> Document:
	"""Return a donation of the bakery that the mayor accepted today."""
	return accept_gift(put_up_for_decision(make_gift(amount, **values)))


def accepted_sponsoring(**values: Any) -> Document:
	"""Return a sponsoring of 500 Euro with a logo that the mayor accepted, of a giver with a Customer."""
	return accepted_gift(
		500,
		return_expected="Yes",
		giver_aim="Own Public Relations",
		sponsorship_title="Sponsoring Stadtteilfest",
		counter_performances=[{"description": "Logo auf dem Banner", "emphasised": 1, "value": 500}],
		**values,
	)


def booked(gift: Document) -> Decimal:
	"""Return what the general ledger has on the town's income account for a gift."""
	town = frappe.get_doc("Municipality", NIENBURG)
	entries = frappe.get_all("Journal Entry", {"upj_sponsorship": gift.name, "docstatus": 1}, pluck="name")
	rows = frappe.get_all(
		"GL Entry",
		{"voucher_no": ["in", entries], "account": town.donation_income_account, "is_cancelled": 0},
		["credit", "debit"],
	)
	return sum((parse_amount(row.credit) - parse_amount(row.debit) for row in rows), Decimal(0))


def stored(doc: Document) -> Document:
	"""Return the record as the database has it."""
	return frappe.get_doc(doc.doctype, doc.name)


def receive(gift: Document, amount: float, user: str = TREASURER, day: str | None = None, **more: Any) -> dict:
	"""Record what came in, as the form does, and book it."""
	with as_user(user):
		return api.record_receipt(gift.name, day or today(), amount, **more)


def with_customer() -> str:
	"""Return the bakery as a giver who has a Customer."""
	party = BAKERY if frappe.db.exists("Customer", BAKERY) else make_customer(BAKERY).name
	return ensure_stakeholder(BAKERY).update({"party_type": "Customer", "party": party}).save().name


def pay(invoice: Document, amount: float, surplus: float = 0) -> Document:
	"""Pay an invoice of ERPNext by bank, with so much on top."""
	payment = get_payment_entry("Sales Invoice", invoice.name, party_amount=amount)
	payment.update({"paid_to": account("Asset", "Bank"), "reference_no": "Auszug 7", "reference_date": today()})
	if surplus:
		payment.paid_amount = payment.received_amount = amount + surplus
	return payment.insert().submit()
