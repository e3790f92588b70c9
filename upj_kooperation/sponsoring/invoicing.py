"""Makes the Sales Invoice draft of a sponsoring in ERPNext, where a person checks and submits it (F24)."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, flt, getdate

from upj_kooperation.domain.contribution import TAXABLE, invoice_readiness
from upj_kooperation.domain.money_in import EURO, OTHER_CURRENCY
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse
from upj_kooperation.sponsoring.deciding import lock_givers
from upj_kooperation.sponsoring.ties import MADE_BY_US

ITEM_NAME = "Sponsoring"
SAVEPOINT = "upj_sponsorship_invoice"


def make_invoice(name: str) -> str:
	"""Return the Sales Invoice of a sponsorship; make it as a draft if there is none.

	Raises ValidationError in words where the kind or the state allows none, where the giver has no Customer, and where
	ERPNext refuses; then nothing is written.
	"""
	sponsorship = frappe.get_doc("Sponsorship", name)
	sponsorship.check_permission("write")
	frappe.has_permission("Sales Invoice", "create", throw=True)
	lock_givers([sponsorship.giver])
	# What was read before the lock may be older than the lock.
	sponsorship = frappe.get_doc("Sponsorship", name, for_update=True)
	if sponsorship.sales_invoice:
		return sponsorship.sales_invoice
	ready, reason = invoice_readiness(sponsorship.kind, sponsorship.state)
	refuse(None if ready else reason, title=_("No Invoice"))
	invoice = _insert(build(sponsorship))
	sponsorship.record(sales_invoice=invoice.name).save()
	return invoice.name


def build(sponsorship: Document) -> Document:
	"""Return the invoice of a sponsorship, not yet inserted."""
	company = _company(sponsorship.municipality)
	# ERPNext chooses the tax template for a new document only, which `frappe.get_doc` of a dict is not yet.
	invoice = frappe.new_doc("Sales Invoice")
	invoice.update(
		{
			"company": company.name,
			"customer": _customer(sponsorship.giver),
			"posting_date": getdate(),
			"set_posting_time": 1,
			"currency": company.default_currency,
			"project": project_in_books(sponsorship.cooperation_project),
			"upj_sponsorship": sponsorship.name,
			"remarks": sponsorship.sponsorship_title,
			"items": [_item(row, company) for row in sponsorship.counter_performances],
		}
	)
	invoice.flags[MADE_BY_US] = True
	invoice.set_missing_values()
	invoice.set_taxes()
	_set_tax_rates(invoice, [row.vat_outcome for row in sponsorship.counter_performances])
	return invoice


def _insert(invoice: Document) -> Document:
	frappe.db.savepoint(SAVEPOINT)
	try:
		return invoice.insert()
	except frappe.PermissionError:
		raise
	except frappe.ValidationError as error:
		frappe.db.rollback(save_point=SAVEPOINT)
		# ERPNext has shown its own message already; ours repeats it and says what it means here.
		frappe.clear_last_message()
		frappe.throw(
			_("ERPNext refused the invoice: {0} The sponsorship stays as it was. Correct this and try again.").format(
				error
			),
			title=_("No Invoice"),
		)


def _company(municipality: str) -> frappe._dict:
	name = frappe.db.get_value("Municipality", municipality, "company")
	if not name:
		frappe.throw(
			_("Enter the company in ERPNext at the municipality first; the invoice is issued there."),
			title=_("No Invoice"),
		)
	company = frappe.db.get_value(
		"Company", name, ["name", "default_currency", "default_income_account", "cost_center"], as_dict=True
	)
	if company.default_currency != EURO:
		refuse(Problem(OTHER_CURRENCY, (name, company.default_currency)), title=_("No Invoice"))
	if not company.default_income_account or not company.cost_center:
		frappe.throw(
			_("Enter the default income account and the cost centre at the company {0} in ERPNext first.").format(
				escape_html(name)
			),
			title=_("No Invoice"),
		)
	return company


def _customer(giver: str) -> str:
	row = frappe.db.get_value("Stakeholder", giver, ["party_type", "party", "stakeholder_name"], as_dict=True)
	if row.party_type != "Customer" or not row.party:
		frappe.throw(
			_(
				"{0} has no customer in ERPNext yet. Open the stakeholder and press Create, Customer; "
				"or choose the customer there as business partner."
			).format(escape_html(row.stakeholder_name)),
			title=_("No Invoice"),
		)
	return row.party


def project_in_books(cooperation_project: str | None) -> str | None:
	"""Return ERPNext's Project of a cooperation project, if it has one."""
	if not cooperation_project:
		return None
	return frappe.db.get_value("Cooperation Project", cooperation_project, "project")


def _item(row: Document, company: frappe._dict) -> dict:
	return {
		"item_name": _(ITEM_NAME),
		"description": escape_html(row.description),
		"qty": 1,
		"uom": _unit(),
		"conversion_factor": 1,
		"rate": flt(row.value, 2),
		"income_account": company.default_income_account,
		"cost_center": company.cost_center,
	}


def _unit() -> str:
	unit = frappe.db.get_single_value("Stock Settings", "stock_uom")
	return unit or frappe.db.get_value("UOM", {"enabled": 1}, "name", order_by="creation asc")


def _set_tax_rates(invoice: Document, outcomes: list[str]) -> None:
	accounts = [tax.account_head for tax in invoice.taxes]
	rates_stand_in_template = any(flt(tax.rate) for tax in invoice.taxes)
	standard = None
	if TAXABLE in outcomes and not rates_stand_in_template:
		standard = _standard_rates(invoice.company, accounts)
		if not any(standard.values()):
			frappe.msgprint(
				_(
					"The company {0} has no sales tax template with a rate. The draft shows no VAT although "
					"a counter-performance is taxable: enter the tax before you submit the invoice."
				).format(escape_html(invoice.company)),
				title=_("Check the Tax"),
			)
	for item, outcome in zip(invoice.items, outcomes, strict=True):
		if outcome != TAXABLE:
			item.item_tax_rate = json.dumps(dict.fromkeys(accounts, 0))
		elif standard:
			item.item_tax_rate = json.dumps(standard)


def _standard_rates(company: str, accounts: list[str]) -> dict[str, float]:
	"""Return the rate of each tax account in the company's item tax template with the highest rate.

	Germany's charts keep the rates in item tax templates, the sales template has only the accounts. Advertising is
	taxed at the standard rate (§ 12 Abs. 1 UStG), which is the highest one.
	"""
	templates = frappe.get_all(
		"Item Tax Template", filters={"company": company, "disabled": 0}, pluck="name", order_by="name asc"
	)
	rows = frappe.get_all(
		"Item Tax Template Detail",
		filters={"parent": ["in", templates], "parenttype": "Item Tax Template", "tax_type": ["in", accounts]},
		fields=["parent", "tax_type", "tax_rate"],
		order_by="tax_rate desc, parent asc, name asc",
	)
	if not rows:
		return dict.fromkeys(accounts, 0.0)
	rates = {row.tax_type: flt(row.tax_rate) for row in rows if row.parent == rows[0].parent}
	return {account: rates.get(account, 0.0) for account in accounts}
