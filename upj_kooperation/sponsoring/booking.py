"""Books a donation or a cost share in ERPNext as a Journal Entry: the bank in debit, its income in credit (F28).

Not a Payment Entry: that settles what a Customer owes, and a donation is nobody's debt before it comes in; it would
need a Customer for each giver and leave an advance that nothing ever settles.
"""

import datetime
from decimal import Decimal

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html

from upj_kooperation.domain import money_in as rules
from upj_kooperation.domain.contribution import COST_SHARE, MONEY_DONATION
from upj_kooperation.domain.money_in import Account, Books
from upj_kooperation.refusals import refuse_all
from upj_kooperation.sponsoring.invoicing import project_in_books
from upj_kooperation.sponsoring.ties import MADE_BY_US

ENTRY = "Journal Entry"
SAVEPOINT = "upj_gift_booking"
# The municipality's field with the account that what comes in of a kind is credited to.
INCOME_ACCOUNTS = {MONEY_DONATION: "donation_income_account", COST_SHARE: "cost_share_account"}


def is_booked(kind: str, municipality: str) -> bool:
	"""Say whether what comes in of this kind is booked in ERPNext by the municipality."""
	return rules.is_booked(kind, bool(cint(frappe.db.get_value("Municipality", municipality, "books_donations"))))


def may_book() -> bool:
	"""Say whether the user may book in ERPNext."""
	return all(frappe.has_permission(ENTRY, right) for right in ("create", "submit"))


def require_may_book(municipality: str) -> None:
	"""Refuse who has no right to book, and name who has."""
	if may_book():
		return
	treasurer = frappe.db.get_value("Municipality", municipality, "treasurer")
	who = frappe.db.get_value("User", treasurer, "full_name") if treasurer else _("the treasurer's office")
	frappe.throw(
		_("You have no right to book in ERPNext, so {0} records what came in. Use Hand Over to the Treasurer.").format(
			escape_html(who)
		),
		frappe.PermissionError,
		title=_("Not Permitted"),
	)


def books_of(municipality: str, kind: str) -> Books:
	"""Return where a municipality books money of a kind. Four queries at most."""
	income = INCOME_ACCOUNTS[kind]
	town = frappe.db.get_value(
		"Municipality",
		municipality,
		["company", "donation_bank_account", income, "donation_cost_center"],
		as_dict=True,
	)
	currency = frappe.db.get_value("Company", town.company, "default_currency") if town.company else ""
	return Books(
		company=town.company,
		currency=currency,
		bank=_account(town.donation_bank_account),
		income=_account(town[income]),
		cost_center=_cost_center(town.donation_cost_center),
		kind=kind,
	)


def _account(name: str | None) -> Account | None:
	fields = ["name", "company", "account_currency", "root_type", "is_group", "disabled"]
	row = frappe.db.get_value("Account", name, fields, as_dict=True) if name else None
	if not row:
		return None
	return Account(
		row.name, row.company, row.account_currency, row.root_type, bool(cint(row.is_group)), bool(cint(row.disabled))
	)


def _cost_center(name: str | None) -> Account | None:
	fields = ["name", "company", "is_group", "disabled"]
	row = frappe.db.get_value("Cost Center", name, fields, as_dict=True) if name else None
	if not row:
		return None
	return Account(row.name, row.company, is_group=bool(cint(row.is_group)), disabled=bool(cint(row.disabled)))


def book(sponsorship: Document, received_on: datetime.date, booked_on: datetime.date, euros: Decimal) -> str:
	"""Book money that came in and return the name of the Journal Entry.

	Raises ValidationError in words where something is missing at the municipality, and where ERPNext refuses; then
	nothing is written.
	"""
	books = books_of(sponsorship.municipality, sponsorship.kind)
	refuse_all(rules.books_problems(books), title=_("Not Booked"))
	row = {"cost_center": books.cost_center.name, "project": project_in_books(sponsorship.cooperation_project)}
	entry = frappe.new_doc(ENTRY)
	entry.update(
		{
			"voucher_type": "Bank Entry",
			"company": books.company,
			"posting_date": booked_on,
			# ERPNext wants a reference for each bank entry; a day other than that of the booking stays readable there.
			"cheque_no": sponsorship.name,
			"cheque_date": received_on,
			"pay_to_recd_from": sponsorship.giver_name,
			"user_remark": sponsorship.sponsorship_title,
			"upj_sponsorship": sponsorship.name,
			"accounts": [
				{**row, "account": books.bank.name, "debit_in_account_currency": float(euros)},
				{**row, "account": books.income.name, "credit_in_account_currency": float(euros)},
			],
		}
	)
	entry.flags[MADE_BY_US] = True
	frappe.db.savepoint(SAVEPOINT)
	try:
		entry.insert().submit()
	except frappe.PermissionError:
		raise
	except frappe.ValidationError as error:
		frappe.db.rollback(save_point=SAVEPOINT)
		# ERPNext has shown its own message already; ours repeats it and says what to do.
		frappe.clear_last_message()
		frappe.throw(
			_(
				"ERPNext refused the booking: {0} Nothing was recorded. If the period is closed, choose a booking date "
				"in an open period; the day on which it came in stays."
			).format(error),
			title=_("Not Booked"),
		)
	return entry.name
