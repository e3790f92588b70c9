"""The list of givers that a municipality publishes: businesses, and whoever agreed to be named (F27)."""

from collections import defaultdict
from decimal import Decimal

import frappe
from frappe import _

from upj_kooperation.domain.contribution import NO, YES
from upj_kooperation.domain.gift_report import is_named
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.sponsoring.gift_reports import accepted_gifts, column


def execute(filters: dict | None = None) -> tuple[list[dict], list[dict]]:
	"""Return columns and rows, by giver."""
	return get_columns(), get_data(frappe._dict(filters or {}))


def get_columns() -> list[dict]:
	"""Return the report's columns."""
	return [
		column("giver_name", _("Giver"), "Data", 260),
		column("kinds", _("Kind"), "Data", 220),
		column("purposes", _("Purpose"), "Small Text", 320),
		column("given", _("Amount or Value in Euro"), "Currency", 140, options="currency"),
		column("records", _("Records"), "Small Text", 220),
	]


def get_data(filters: frappe._dict) -> list[dict]:
	"""Return one row for each giver who is named, with the records behind the sum. Three queries."""
	gifts: dict[str, list[frappe._dict]] = defaultdict(list)
	for row in accepted_gifts(filters):
		gifts[row.giver].append(row)
	limit = parse_amount(frappe.db.get_value("Municipality", filters.municipality, "naming_limit"))
	actors = _actor_types(sorted(gifts))
	rows = []
	for giver, given in gifts.items():
		total = sum((parse_amount(row.amount) for row in given), Decimal(0))
		if is_named(actors.get(giver, ""), _consent(given), total, limit):
			rows.append(_row(given, total))
	return rows


def _row(gifts: list[frappe._dict], total: Decimal) -> dict:
	return {
		"giver_name": gifts[-1].giver_name,
		"kinds": ", ".join(dict.fromkeys(_(row.kind) for row in gifts)),
		"purposes": ", ".join(dict.fromkeys(row.purpose for row in gifts)),
		"given": float(total),
		"currency": "EUR",
		"records": ", ".join(row.sponsorship for row in gifts),
	}


def _consent(gifts: list[frappe._dict]) -> str | None:
	# Who objects once is not named for the rest either.
	answers = {row.naming_consent for row in gifts}
	return NO if NO in answers else YES if YES in answers else None


def _actor_types(givers: list[str]) -> dict[str, str]:
	if not givers:
		return {}
	rows = frappe.get_list(
		"Stakeholder",
		filters={"name": ["in", givers]},
		fields=["name", "actor_type"],
		order_by="name asc",
		limit_page_length=0,
	)
	return {row.name: row.actor_type for row in rows}
