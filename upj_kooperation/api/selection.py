"""What the forms of selection rounds, waitlists and notices do (F13)."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import validate_email_address

from upj_kooperation.advisory_services import notices, waitlist
from upj_kooperation.advisory_services.doctype.project_call.project_call import lock_call
from upj_kooperation.domain import selection as rules
from upj_kooperation.domain.selection import NoticeStatus
from upj_kooperation.permissions import require_roles
from upj_kooperation.refusals import names_in, refuse, refuse_all

OFFICE = ("Programme Office", "System Manager")


@frappe.whitelist(methods=["POST"])
def freeze_ranking(selection_round: str) -> None:
	"""Bring the ranking of a round that is a draft up to date; decisions and reasons stay."""
	doc = frappe.get_doc("Selection Round", selection_round)
	doc.check_permission("write")
	doc.freeze_again()


@frappe.whitelist(methods=["POST"])
def fill_by_rank(selection_round: str, waitlist_length: int) -> None:
	"""Fill in the decisions of a draft by rank: the free places, then `waitlist_length` on the waitlist."""
	doc = frappe.get_doc("Selection Round", selection_round)
	doc.check_permission("write")
	terms = doc.call_terms()
	plain = doc.plain_candidates()
	decisions = rules.proposed_decisions(plain, max(terms.places - terms.places_taken, 0), max(waitlist_length, 0))
	for row, candidate in zip(doc.candidates, plain, strict=True):
		row.decision = decisions[candidate.name]
	doc.save()


@frappe.whitelist(methods=["GET"])
def spread(selection_round: str) -> dict[str, Any]:
	"""Return how applications and decisions are spread: {"land": rows, "size_class": rows, "order": who leaves it}.

	Rows are {"value", "applied", "selected", "waitlisted"}.
	"""
	doc = frappe.get_doc("Selection Round", selection_round)
	doc.check_permission("read")
	plain = doc.plain_candidates()
	found: dict[str, Any] = {field: doc.spread_by(field) for field in ("land", "size_class")}
	found["order"] = [row.rank for row in rules.leaving_the_order(plain)] if all(row.decision for row in plain) else []
	return found


@frappe.whitelist(methods=["GET"])
def next_on_waitlist(call: str) -> dict[str, Any]:
	"""Return {"free": places, "application", "title"} of who moves up next; without a name where nobody does."""
	require_roles(*OFFICE)
	frappe.get_doc("Project Call", call).check_permission("read")
	terms = frappe.db.get_value("Project Call", call, ["places", "places_taken"], as_dict=True)
	following = rules.moving_up(waitlist.waiting(call), terms.places, terms.places_taken)
	answer: dict[str, Any] = {"free": max(terms.places - terms.places_taken, 0), "application": None, "title": None}
	if following:
		doc = frappe.get_doc("Call Application", following[0].name)
		doc.check_permission("read")
		answer.update(application=doc.name, title=doc.application_title)
	return answer


@frappe.whitelist(methods=["POST"])
def move_up(call: str, application: str) -> str:
	"""Select the next on the waitlist for a place that is free again, and return the application's name.

	application: who was shown as next; somebody else has moved up meanwhile where it is not. The places are never
	exceeded, however many do this at the same second.
	"""
	require_roles(*OFFICE)
	terms = lock_call(call) or frappe.throw(_("Choose the call."), frappe.MandatoryError)
	following = rules.next_in_line(waitlist.waiting(call, lock=True))
	if not following:
		refuse(rules.Problem(rules.NOBODY_WAITS))
	if terms.places_taken >= terms.places:
		refuse(rules.Problem(rules.NO_FREE_PLACE, (terms.places,)))
	doc = frappe.get_doc("Call Application", application, for_update=True)
	if following.name != doc.name:
		title = frappe.db.get_value("Call Application", following.name, "application_title")
		refuse(rules.Problem(rules.NOT_NEXT, (title,)))
	doc.check_permission("write")
	doc.workflow_state = rules.SELECTED
	doc.save()
	return doc.name


@frappe.whitelist(methods=["POST"])
def compose_notice(notice: str) -> None:
	"""Write a prepared notice anew from its template, as the office has it now."""
	doc = frappe.get_doc("Call Notice", notice)
	doc.check_permission("write")
	doc.compose().save()


@frappe.whitelist(methods=["POST"])
def send_notices(notices_to_send: list | str) -> dict[str, int]:
	"""Send prepared notices and return {"sent": handed to the mail queue, "waiting": taken up by the next run}.

	Each is sent once: what was sent before is passed over. Raises ValidationError where one has no address or text.
	"""
	require_roles(*OFFICE)
	# In one order, so that two who send at once do not block each other.
	docs = [frappe.get_doc("Call Notice", name, for_update=True) for name in sorted(names_in(notices_to_send))]
	due = [doc for doc in docs if doc.status == NoticeStatus.PREPARED]
	for doc in due:
		doc.check_permission("write")
		doc.record(recipient=frappe.db.get_value("Call Application", doc.application, "contact_email"))
	refuse_all(
		rules.Problem(rules.NO_ADDRESS, (doc.notice_title,))
		for doc in due
		if not validate_email_address(doc.recipient or "") or not doc.subject or not doc.message
	)
	# What must happen is written down first; where the queue is down, the scheduled run makes up for it.
	for doc in due:
		doc.record(status=NoticeStatus.TO_BE_SENT, requested_by=frappe.session.user).save()
	sent = sum(notices.try_to_hand_over(doc.name) for doc in due)
	return {"sent": sent, "waiting": len(due) - sent}
