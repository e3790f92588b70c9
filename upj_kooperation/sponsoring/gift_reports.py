"""What the reports on accepted gifts read, inside the user's fence (F27)."""

from collections.abc import Iterable
from typing import Any

import frappe
from frappe.utils import cint

from upj_kooperation.domain import contribution
from upj_kooperation.domain.gift_report import Duty, Gift
from upj_kooperation.domain.values import parse_amount

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


def to_gift(row: frappe._dict) -> Gift:
	"""Return an accepted gift as the rules need it."""
	return Gift(row.sponsorship, row.giver, row.kind, parse_amount(row.amount), row.acceptance_rule or "")


def column(fieldname: str, label: str, fieldtype: str, width: int, **more: Any) -> dict:
	"""Return a column of a report."""
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width, **more}
