"""The offers that the supervisory authority must hear of at once, and whether it has (F27)."""

import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.domain import contribution
from upj_kooperation.domain.gift_report import is_notified_at_once
from upj_kooperation.sponsoring.gift_reports import FIELDS, column, duties_of


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, the earliest offer first."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		column("offered_on", _("Offered on"), "Date", 110),
		column("giver_name", _("Giver"), "Data", 220),
		column("kind_label", _("Kind"), "Data", 150),
		column("amount", _("Amount or Value in Euro"), "Currency", 140, options="currency"),
		column("purpose", _("Purpose"), "Small Text", 280),
		column("organ_label", _("Deciding Organ"), "Data", 170),
		column("notified_on", _("Authority Notified on"), "Date", 130),
		column("sponsorship", _("Sponsorship or Donation"), "Link", 200, options="Sponsorship"),
	]


def get_data(filters: frappe._dict) -> list[dict]:
	"""Return one row for each offer that must be, or was, reported at once. Two queries at most."""
	conditions: dict = {
		"municipality": filters.municipality or "",
		"acceptance_rule": ["is", "set"],
		"workflow_state": ["in", [contribution.TO_BE_ACCEPTED, *sorted(contribution.DECIDED)]],
	}
	if cint(filters.only_open):
		conditions["notified_on"] = ["is", "not set"]
	rows = frappe.get_list(
		"Sponsorship", filters=conditions, fields=FIELDS, order_by="offered_on asc, name asc", limit_page_length=0
	)
	duties = duties_of(row.acceptance_rule for row in rows)
	rows = [row for row in rows if is_notified_at_once(duties[row.acceptance_rule], row.kind, row.deciding_organ)]
	for row in rows:
		row.kind_label, row.organ_label, row.currency = _(row.kind), _(row.deciding_organ), "EUR"
	return rows
