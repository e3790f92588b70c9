"""What the coordinator does with requests in the desk (F31)."""

import frappe
from frappe import _
from frappe.model.document import Document

from upj_kooperation import permissions
from upj_kooperation.challenge_brokering import organisations
from upj_kooperation.domain.support_request import RequestState

REQUEST = "Support Request"
MANAGER = "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def ask(request: str, question: str) -> None:
	"""Return a request with a question, which its organisation reads by mail and on its page.

	Raises ValidationError in words without a question, and in a state in which nothing is asked any more.
	"""
	doc = permissions.locked(REQUEST, request, MANAGER)
	if question.strip():
		doc.append("questions", {"question": question.strip()})
	_take_step(doc, RequestState.RETURNED)


@frappe.whitelist(methods=["GET", "POST"])
def similar_organisations(request: str) -> list[dict]:
	"""Return stakeholders of the municipality that may be the organisation, the surest first, with the reasons.

	Each: {name, stakeholder_name, reasons}. Only what the user may see is found.
	"""
	doc = frappe.get_doc(REQUEST, request)
	doc.check_permission("read")
	return organisations.similar(doc)


@frappe.whitelist(methods=["POST"])
def link_organisation(request: str, stakeholder: str = "") -> str:
	"""Link a request to a stakeholder, or to a new one made of its answers; return the stakeholder's name.

	Needs the right to make stakeholders and contacts where there is none yet.
	"""
	doc = permissions.locked(REQUEST, request, MANAGER)
	doc.stakeholder = stakeholder or organisations.make(doc)
	doc.save()
	return doc.stakeholder


@frappe.whitelist(methods=["POST"])
def decline(request: str, reason: str) -> None:
	"""Decline a request and tell its organisation why. Raises ValidationError in words without a reason."""
	doc = permissions.locked(REQUEST, request, MANAGER)
	doc.decision_reason = reason.strip()
	_take_step(doc, RequestState.DECLINED)


@frappe.whitelist(methods=["POST"])
def withdraw(request: str, reason: str) -> None:
	"""Withdraw a request for its organisation, which has said so. Raises ValidationError in words without a reason."""
	doc = permissions.locked(REQUEST, request, MANAGER)
	doc.withdrawal_reason = reason.strip()
	_take_step(doc, RequestState.WITHDRAWN)


@frappe.whitelist(methods=["POST"])
def value(request: str, valuation: str) -> None:
	"""Note what came of a request. Raises ValidationError in words without a valuation."""
	doc = permissions.locked(REQUEST, request, MANAGER)
	doc.valuation = valuation.strip()
	_take_step(doc, RequestState.VALUED)


def _take_step(doc: Document, state: str) -> None:
	# One save for the words and the step; Frappe checks the transition in it as it does for the action.
	doc.workflow_state = state
	doc.save()
	doc.add_comment("Workflow", _(state))
