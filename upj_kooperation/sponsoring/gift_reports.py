"""What the reports on accepted gifts read, inside the user's fence (F27)."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.utils import cint

from upj_kooperation.domain import contribution
from upj_kooperation.domain.acceptance import budget_period
from upj_kooperation.domain.gift_report import Duty, Gift
from upj_kooperation.domain.giver_group import heads
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.sponsoring.linked_givers import ORGANISATION, ties_of

FIELDS = [
	"name as sponsorship",
	"giver",
	"giver_name",
	"kind",
	"amount",
	"purpose",
	"deciding_organ",
	"decided_on",
	"acceptance_rule",
	"offered_on",
	"received_amount",
	"notified_on",
	"naming_consent",
]


def accepted_gifts(filters: frappe._dict) -> list[frappe._dict]:
	"""Return the accepted gifts of a municipality's budget year that the user may see, by giver. One query."""
	return frappe.get_list(
		"Sponsorship",
		filters={
			"municipality": filters.municipality or "",
			"budget_year": cint(filters.budget_year),
			"decision": contribution.ACCEPTED,
			"workflow_state": ["in", sorted(contribution.DECIDED)],
		},
		fields=FIELDS,
		order_by="giver_name asc, offered_on asc, name asc",
		limit_page_length=0,
	)


def duties_of(rules: Iterable[str | None]) -> dict[str, Duty]:
	"""Return what these acceptance rules owe the supervisory authority. One query."""
	names = sorted({rule for rule in rules if rule})
	if not names:
		return {}
	rows = frappe.get_all(
		"Acceptance Rule",
		filters={"name": ["in", names]},
		fields=["name", "report_required", "report_above", "sum_per_giver", "covers_sponsoring", "immediate_notice"],
		order_by="name asc",
	)
	return {
		row.name: Duty(
			yearly=bool(cint(row.report_required)),
			above=parse_amount(row.report_above),
			sum_per_giver=bool(cint(row.sum_per_giver)),
			covers_sponsoring=bool(cint(row.covers_sponsoring)),
			at_once=bool(cint(row.immediate_notice)),
		)
		for row in rows
	}


def to_gifts(rows: Iterable[frappe._dict], municipality: str, year: int) -> list[Gift]:
	"""Return accepted gifts of a budget year as the rules need them; those who count as one giver have one name.

	Three queries, whatever the number of gifts.
	"""
	first_month = cint(frappe.db.get_value("Municipality", municipality, "budget_year_start")) or 1
	one = heads(ties_of([municipality]), budget_period(year, first_month))
	return [
		Gift(
			row.sponsorship,
			one.get((ORGANISATION, row.giver), (ORGANISATION, row.giver))[1],
			row.kind,
			parse_amount(row.amount),
			row.acceptance_rule or "",
		)
		for row in rows
	]


def column(fieldname: str, label: str, fieldtype: str, width: int, **more: Any) -> dict:
	"""Return a column of a report."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}
