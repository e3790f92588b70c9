"""Who gains nothing that somebody wrote down, said on the project and before its agreement goes out (F21)."""

import frappe
from frappe.model.document import Document

from upj_kooperation.domain import agreement as agreement_rules
from upj_kooperation.domain import project_partner as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import in_words

PROJECT = "Cooperation Project"
# What comes after the signatures is settled.
BEFORE_SIGNING = (agreement_rules.DRAFT, agreement_rules.LEGAL_CHECK, agreement_rules.ORGAN_APPROVAL)


def show_on_agreement(doc: Document) -> None:
	"""Tell the form of an agreement which parties gain nothing that the project names."""
	if (doc.workflow_state or agreement_rules.DRAFT) in BEFORE_SIGNING and (hint := hint_for(doc)):
		doc.set_onload("benefit_hint", hint)


def warn_at_step(doc: Document) -> None:
	"""Warn at each step on the way to the signatures; the town may go on all the same."""
	before = doc.get_doc_before_save()
	if not before or before.workflow_state == doc.workflow_state or before.workflow_state not in BEFORE_SIGNING:
		return
	if hint := hint_for(doc):
		frappe.msgprint(hint, indicator="orange")


def hint_for(doc: Document) -> str | None:
	"""Return the warning for an agreement in words, safe as HTML, or None. Two queries, none without a project."""
	parties = [
		(row.stakeholder, row.party_name or row.stakeholder)
		for row in doc.parties
		if row.party_type == agreement_rules.STAKEHOLDER and row.stakeholder
	]
	if not doc.cooperation_project or not parties:
		return None
	rows = frappe.get_all(
		"Project Partner",
		filters={"parent": doc.cooperation_project, "parenttype": PROJECT},
		fields=["stakeholder", "benefit"],
		order_by="idx asc, name asc",
	)
	names = rules.parties_without_benefit(
		parties, [rules.Partner(row.stakeholder, "", benefit=row.benefit) for row in rows]
	)
	if not names:
		return None
	title = frappe.db.get_value(PROJECT, doc.cooperation_project, "project_title")
	return in_words(Problem(rules.NO_BENEFIT_FOR_PARTY, (names, title)))
