"""The invoices of sponsorings that are due and not paid in full, as ERPNext has them (F24)."""

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.utils import date_diff, getdate

from upj_kooperation.permissions import fenced
from upj_kooperation.sponsoring.gift_reports import column


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the longest overdue first."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		column("sales_invoice", _("Sales Invoice"), "Link", 180, options="Sales Invoice"),
		column("giver_name", _("Giver"), "Data", 220),
		column("sponsorship_title", _("Sponsorship or Donation"), "Data", 240),
		column("due_date", _("Due Date"), "Date", 110),
		column("days", _("Days Overdue"), "Int", 100),
		column("invoiced", _("Invoiced in Euro"), "Currency", 130, options="currency"),
		column("open", _("Still Open in Euro"), "Currency", 130, options="currency"),
		column("sponsorship", _("Record"), "Link", 140, options="Sponsorship"),
	]


def get_data(filters: frappe._dict) -> list[dict]:
	"""Return one row for each overdue invoice of a sponsoring that the user may see. One query."""
	gift, invoice = DocType("Sponsorship"), DocType("Sales Invoice")
	query = (
		frappe.qb.from_(gift)
		.join(invoice)
		.on(gift.sales_invoice == invoice.name)
		.select(
			gift.name.as_("sponsorship"),
			gift.sponsorship_title,
			gift.giver_name,
			gift.sales_invoice,
			invoice.due_date,
			invoice.grand_total.as_("invoiced"),
			gift.open_amount.as_("open"),
		)
		.where((invoice.docstatus == 1) & (invoice.due_date < getdate()) & (gift.open_amount > 0))
	)
	if filters.municipality:
		query = query.where(gift.municipality == filters.municipality)
	rows = fenced(query, "Sponsorship").orderby(invoice.due_date, gift.name).run(as_dict=True)
	for row in rows:
		row.days = date_diff(getdate(), row.due_date)
		row.currency = "EUR"
	return rows
