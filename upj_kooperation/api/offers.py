"""Own offers of partners, entered, changed, paused and ended on the web by the partner's contact (F4)."""

import frappe
from frappe import _

from upj_kooperation import guests, permissions
from upj_kooperation.challenge_brokering import offer_pages
from upj_kooperation.domain import support_offer as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.public_pages import speak_the_sites_language
from upj_kooperation.refusals import refuse

# Posts an hour for one partner's contact.
SAVES_AN_HOUR = 60


@frappe.whitelist(methods=["POST"])
def enter(once: str, answers: dict) -> dict[str, str]:
	"""Enter an offer of an own partner, active at once; return {"link": path of its page}.

	once: a random key of the page, so that the same page sent twice makes one offer. answers: stakeholder, unless the
	user is the contact of one partner alone, and what the page has. Raises PermissionError for another's partner,
	ValidationError in words for what cannot be offered.
	"""
	_begin()
	guests.check_first_post(once, "")
	partners = offer_pages.own_partners()
	chosen = answers.get("stakeholder") or (partners[0] if len(partners) == 1 else "")
	if chosen not in partners:
		refuse(Problem(rules.NOT_YOURS), title=_("Not Permitted"), exc=frappe.PermissionError)
	doc = frappe.get_doc(
		{
			"doctype": offer_pages.OFFER,
			"stakeholder": chosen,
			"status": rules.ACTIVE,
			"contact": offer_pages.own_contact(chosen),
		}
	)
	doc, _is_new = guests.insert_first(offer_pages.write(doc, answers), once)
	return {"link": offer_pages.path_of(doc.name)}


@frappe.whitelist(methods=["POST"])
def save(token: str, answers: dict) -> dict[str, str]:
	"""Change an own offer; return {"link": path of the list}. token: the offer and as of when, as the page says it."""
	_begin()
	doc = offer_pages.locked_offer(token)
	refuse(rules.check_change(doc.status))
	offer_pages.write(doc, answers).save()
	return {"link": offer_pages.LIST}


@frappe.whitelist(methods=["POST"])
def change_status(token: str, answers: dict) -> dict[str, str]:
	"""Let an own offer be active, paused or ended; return {"link": path of its page}.

	token: the offer, as of when, and the status, as the page says it; answers: none.
	"""
	_begin()
	known, _bar, status = token.rpartition("|")
	doc = offer_pages.locked_offer(known)
	doc.status = status
	doc.save()
	return {"link": offer_pages.path_of(doc.name)}


def _begin() -> None:
	speak_the_sites_language()
	permissions.require_roles(permissions.PARTNER)
	guests.limit("offer", frappe.session.user, SAVES_AN_HOUR)
