"""The organ that approves an agreement: which rule holds, and what it says about this agreement (F20)."""

import datetime

import frappe
from frappe.model.document import Document
from frappe.utils import cint, getdate

from upj_kooperation.cooperation.doctype.approval_rule.approval_rule import on_file
from upj_kooperation.domain import agreement_approval as rules
from upj_kooperation.domain.acceptance import choose_rule
from upj_kooperation.domain.values import parse_amount
from upj_kooperation.stakeholder_relations.lookups import as_date


def decision_for(agreement: Document, end: datetime.date | None = None) -> rules.Decision:
	"""Return the organ that approves an agreement today, with its reasons. end: that of a renewed term."""
	start, end = as_date(agreement.start_date), as_date(end or agreement.end_date)
	months = rules.binding_months(start, end, agreement.renewal, cint(agreement.notice_months)) if start else None
	return rules.approving_organ(
		_rules_today(agreement.municipality),
		parse_amount(agreement.agreement_value),
		months,
		agreement.higher_organ or None,
	)


def _rules_today(municipality: str) -> list[rules.Rule]:
	# None of this municipality and none for all: the query must not read a condition "in (x, '')" past NULL.
	rows = frappe.get_all(
		"Approval Rule",
		filters={"enabled": 1},
		or_filters=[["municipality", "=", municipality], ["municipality", "is", "not set"]],
		fields=["name", "municipality", "valid_from", "valid_to"],
		order_by="name asc",
	)
	chosen = choose_rule(map(on_file, rows), municipality, getdate())
	return [frappe.get_cached_doc("Approval Rule", rule.name).to_rule() for rule in chosen]
