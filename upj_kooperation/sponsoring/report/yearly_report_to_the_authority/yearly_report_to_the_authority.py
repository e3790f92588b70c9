"""The yearly report to the supervisory authority: giver, gift and purpose, as far as the rule asks for it (F27)."""

import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.domain.gift_report import to_report
from upj_kooperation.sponsoring.gift_reports import accepted_gifts, column, duties_of, to_gifts


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, by giver."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		column("giver_name", _("Giver"), "Data", 220),
		column("kind_label", _("Kind"), "Data", 150),
		column("amount", _("Amount or Value in Euro"), "Currency", 140, options="currency"),
		column("purpose", _("Purpose"), "Small Text", 280),
		column("organ_label", _("Deciding Organ"), "Data", 170),
		column("decided_on", _("Accepted on"), "Date", 110),
		column("acceptance_rule", _("Acceptance Rule"), "Link", 200, options="Acceptance Rule"),
		column("sponsorship", _("Sponsorship or Donation"), "Link", 200, options="Sponsorship"),
	]


def get_data(filters: frappe._dict) -> list[dict]:
	"""Return one row for each gift that is reported. Five queries at most, whatever the number of gifts."""
	rows = accepted_gifts(filters)
	if not rows:
		return []
	gifts = to_gifts(rows, filters.municipality, cint(filters.budget_year))
	reported = to_report(duties_of(row.acceptance_rule for row in rows), gifts)
	rows = [row for row in rows if row.sponsorship in reported]
	for row in rows:
		row.kind_label, row.organ_label, row.currency = _(row.kind), _(row.deciding_organ), "EUR"
	return rows
