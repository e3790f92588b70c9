"""Matches: proposed, called, confirmed, carried out, and carried on as something of its own (F33, F34).

A person decides each step; every one locks the match, so that of two at once the second sees what the first has done.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from upj_kooperation import permissions
from upj_kooperation.api.agreements import day_of
from upj_kooperation.challenge_brokering import carrying_on, match_mails, offer_tags
from upj_kooperation.challenge_brokering.doctype.partner_match.partner_match import PartnerMatch
from upj_kooperation.domain.partner_match import MatchState

MATCH, MANAGER = "Partner Match", "Cooperation Manager"


@frappe.whitelist(methods=["POST"])
def propose(request: str, offer: str, amount: int = 1) -> str:
	"""Propose an offer for a request, with the pair of brokers that has the fewest open matches; return the match.

	Raises ValidationError in words: request not accepted, offer not active, partner not to be asked;
	UniqueValidationError where there is an open match of the two.
	"""
	permissions.require_roles(MANAGER)
	doc = frappe.get_doc({"doctype": MATCH, "request": request, "offer": offer, "amount": amount})
	doc.choose_brokers()
	return doc.insert().name


@frappe.whitelist(methods=["POST"])
def log_attempt(match: str, outcome: str, way: str = "Phone", next_on: str | None = None, note: str = "") -> str:
	"""Log that the partner was called today, and what came of it; return the state of the match.

	A first attempt makes a proposed match contacted. Who declines lets it fail; the note is the reason then.
	"""
	doc = _locked(match)
	next_day = day_of(next_on, _("Next on")) if next_on else None
	return doc.log_attempt(outcome, way, next_day, note.strip()).save().state


@frappe.whitelist(methods=["POST"])
def confirm(match: str, amount: int | None = None, needed_on: str | None = None) -> None:
	"""Confirm a match: the amount is booked and the request brokered. Raises ValidationError where nothing is left."""
	doc = _locked(match)
	if amount is not None:
		doc.amount = amount
	if needed_on:
		doc.needed_on = day_of(needed_on, _("Needed on"))
	doc.step_to(MatchState.CONFIRMED).save()


@frappe.whitelist(methods=["POST"])
def carry_out(
	match: str, hours: float = 0, value: float = 0, feedback: str = "", quote: str = "", photo_consent: int = 0
) -> None:
	"""Record that the support has taken place, with hours, value in Euro, feedback, quote and consent to photos."""
	doc = _locked(match)
	doc.update(
		{
			"hours": hours,
			"value": value,
			"feedback": feedback,
			"quote": quote,
			"photo_consent": int(bool(photo_consent)),
		}
	)
	doc.step_to(MatchState.CARRIED_OUT).save()


@frappe.whitelist(methods=["POST"])
def close(match: str) -> None:
	"""Close a match that was carried out."""
	_locked(match).step_to(MatchState.CLOSED).save()


@frappe.whitelist(methods=["POST"])
def fail(match: str, reason: str, kind: str = "") -> None:
	"""Let a match fail: what was booked is given back, and the request is open again. Raises ValidationError in words
	without a reason.

	kind: what the balance of the year counts it as; empty: as far as the last attempt says it.
	"""
	doc = _locked(match)
	doc.update({"reason": reason.strip(), "failure_kind": kind})
	doc.step_to(MatchState.FAILED).save()


@frappe.whitelist(methods=["POST"])
def send_thanks(match: str) -> int:
	"""Thank the partner and ask the organisation how it was; return how many mails wait to be sent."""
	doc = _locked(match)
	sent = match_mails.send(doc)
	doc.record(thanked_on=getdate()).save()
	return sent


@frappe.whitelist(methods=["POST"])
def become_project(match: str) -> str:
	"""Carry a match on as a cooperation project with its data; return the project. Once."""
	return carrying_on.become(_locked(match), "project")


@frappe.whitelist(methods=["POST"])
def become_agreement(match: str) -> str:
	"""Carry a match on as an agreement of town, partner and organisation; return the agreement. Once."""
	return carrying_on.become(_locked(match), "agreement")


@frappe.whitelist(methods=["POST"])
def become_sponsorship(match: str) -> str:
	"""Carry a match on as a sponsorship, to be decided on like any other gift; return the sponsorship. Once."""
	return carrying_on.become(_locked(match), "sponsorship")


def _locked(match: str) -> PartnerMatch:
	offer_tags.hold([frappe.db.get_value(MATCH, match, "municipality")])
	return permissions.locked(MATCH, match, MANAGER)
