"""A match that becomes a cooperation project, an agreement or a sponsorship, carrying its data, once (F33)."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, flt, getdate

from upj_kooperation.domain import partner_match as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse

TARGETS = {"project": "Cooperation Project", "agreement": "Cooperation Agreement", "sponsorship": "Sponsorship"}


def become(match: Document, target: str) -> str:
	"""Make the record of this kind, link it in the match, and return its name. The match is locked.

	Raises ValidationError in words before the confirmation and where there is one already.
	"""
	doctype = TARGETS[target]
	refuse(None if match.state in rules.BOUND else Problem(rules.NOT_CONFIRMED))
	refuse(Problem(rules.DONE_ALREADY, (doctype,)) if match.get(target) else None)
	request, offer = frappe.get_doc("Support Request", match.request), frappe.get_doc("Support Offer", match.offer)
	values = {"project": _project, "agreement": _agreement, "sponsorship": _sponsorship}[target](match, request, offer)
	doc = frappe.get_doc({"doctype": doctype, "municipality": match.municipality, **values}).insert()
	match.record(**{target: doc.name}).save()
	return doc.name


def _project(match: Document, request: Document, offer: Document) -> dict:
	support = {"contribution": offer.offer_title, "contribution_quantity": match.amount}
	partners = [
		{
			"stakeholder": match.stakeholder,
			"partner_role": "Supporter",
			**support,
			"contribution_unit": offer.capacity_unit,
			"contribution_hours": flt(match.hours),
			"contribution_value": flt(match.value),
			"benefit": request.partner_benefit,
		}
	]
	if request.stakeholder and request.stakeholder != match.stakeholder:
		partners.insert(0, {"stakeholder": request.stakeholder, "partner_role": "Lead Partner"})
	return {
		"project_title": request.request_title,
		"field_of_action": request.field_of_action,
		"programme_area": request.programme_area,
		"partners": partners,
	}


def _agreement(match: Document, request: Document, offer: Document) -> dict:
	names = [match.stakeholder, request.stakeholder]
	# Who signs is agreed on later; a party without a name cannot be entered.
	unknown = _("to be named")
	parties = [{"party_type": "Municipality", "signatory": unknown}]
	parties += [
		{"party_type": "Stakeholder", "stakeholder": name, "signatory": unknown}
		for name in dict.fromkeys(filter(None, names))
	]
	return {
		"agreement_title": match.match_title,
		"cooperation_project": match.project,
		"start_date": min(getdate(match.needed_on), getdate()),
		"end_date": add_days(max(getdate(match.needed_on), getdate()), 1),
		"parties": parties,
		"duties": [{"party_name": match.partner_name, "duty": offer.offer_title, "due_date": match.needed_on}],
	}


def _sponsorship(match: Document, request: Document, offer: Document) -> dict:
	kinds = {row.kind for row in offer.kinds}
	money = frappe.db.exists("Support Kind", {"name": ["in", sorted(kinds)], "is_money": 1})
	receiver = {"receiver_type": "Third Party", "receiver": request.stakeholder} if request.stakeholder else {}
	return {
		"sponsorship_title": match.match_title,
		"giver": match.stakeholder,
		"offered_on": getdate(),
		"purpose": request.request_title,
		"programme_area": request.programme_area,
		"cooperation_project": match.project,
		"contribution_form": "Money" if money else "Working Time" if flt(match.hours) else "Goods",
		"return_expected": "No",
		"giver_aim": "Support the Purpose",
		"amount": flt(match.value),
		"hours": flt(match.hours),
		**receiver,
	}
