"""What the public pages of requests send, and what the coordinator does with requests in the desk (F31).

Visitors come without a login. Each post is counted (guests.py), carries a trap field where it makes something new, and
writes the one record whose secret link it holds. Nothing here skips a check of permissions.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from upj_kooperation import guest_files, guests, permissions
from upj_kooperation.challenge_brokering import organisations, request_mails, request_pages
from upj_kooperation.challenge_brokering.doctype.support_request.support_request import ANSWERS
from upj_kooperation.domain import support_request as rules
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.values import Problem
from upj_kooperation.public_pages import speak_the_sites_language
from upj_kooperation.refusals import refuse

REQUEST = "Support Request"
MANAGER = "Cooperation Manager"
# What the first page asks for.
FIRST_ANSWERS = ("organisation_name", "request_title", "contact_person")
# Posts an hour about one mail address, and about one record.
MAILS_AN_HOUR, SAVES_AN_HOUR, FILES_AN_HOUR = 5, 240, 60


@frappe.whitelist(allow_guest=True, methods=["POST"])
def start(group: str, answers: dict, once: str, website: str = "") -> dict[str, str]:
	"""Begin a draft for a group and mail its secret link; return {"link": path}.

	answers: contact_email and FIRST_ANSWERS. once: a random key of the page that was filled in; the same page sent
	twice begins one draft. website: the trap, which stays empty. Raises ValidationError in words where the group takes
	no requests.
	"""
	guests.check_first_post(once, website)
	address = guests.mail_address(answers.get("contact_email"))
	_require_open_group(group)
	guests.limit("start_request", address, MAILS_AN_HOUR)
	doc = frappe.get_doc({"doctype": REQUEST, "challenge_group": group})
	refuse(rules.check_complete({doc.label(field): _text(answers.get(field)) for field in FIRST_ANSWERS}))
	_write(doc, {"contact_email": address, **{field: answers[field] for field in FIRST_ANSWERS}})
	doc, is_new = guests.insert_once(doc, once)
	if is_new:
		request_mails.tell(doc, request_mails.LINK)
		if doc.mails_due:
			doc.save()
	return {"link": doc.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def save(token: str, answers: dict) -> dict[str, str]:
	"""Save a draft and return {"saved": time of the day}. answers: fieldname to text; kinds: a list of names."""
	doc = _draft(token, "save_request", SAVES_AN_HOUR)
	_write(doc, answers)
	doc.save()
	return {"saved": frappe.utils.nowtime()[:5]}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def submit(token: str, answers: dict) -> dict[str, str]:
	"""Save the draft and send it in; return {"link": path of the status page}. Sent twice, it comes in once.

	Raises ValidationError in words for missing answers, a day that is over, and a group that takes no requests.
	"""
	doc = guests.opened(REQUEST, token, "save_request", SAVES_AN_HOUR)
	if doc.workflow_state != RequestState.RECEIVED:
		_require_draft(doc)
		_require_open_group(doc.challenge_group)
		_write(doc, answers)
		doc.step_to(RequestState.RECEIVED).save()
	return {"link": doc.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def answer(token: str, answers: dict) -> dict[str, str]:
	"""Answer all open questions to a request, which then goes back to the group; return {"link": path}.

	answers: name of a question's row to text. Raises ValidationError in words where one stays open, and where the
	request is not open any more.
	"""
	doc = guests.opened(REQUEST, token, "save_request", SAVES_AN_HOUR)
	refuse(None if doc.workflow_state == RequestState.RETURNED else Problem(rules.NOTHING_TO_ANSWER))
	for row in doc.questions:
		if not row.answer:
			row.answer = answers.get(row.name)
	doc.step_to(RequestState.RECEIVED).save()
	return {"link": doc.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def add_file(token: str) -> dict[str, str]:
	"""Attach the posted file ("file") to a draft or to a request that is open, and return {"name", "file_name"}."""
	doc = guests.opened(REQUEST, token, "file_of_request", FILES_AN_HOUR)
	refuse(None if doc.workflow_state in rules.TAKES_FILES else Problem(rules.NO_MORE_FILES))
	return guest_files.add_posted(doc)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def remove_file(token: str, file: str) -> None:
	"""Take a file off a draft again."""
	guest_files.remove(_draft(token, "file_of_request", FILES_AN_HOUR), file)


@frappe.whitelist(allow_guest=True, methods=["POST"])
def take_back(token: str, reason: str) -> dict[str, str]:
	"""Withdraw a request that no partner was found for yet; return {"link": path}. Sent twice, it is withdrawn once."""
	doc = guests.opened(REQUEST, token, "save_request", SAVES_AN_HOUR)
	if doc.workflow_state != RequestState.WITHDRAWN:
		refuse(None if doc.workflow_state in rules.WITHDRAWABLE else Problem(rules.TOO_LATE_TO_WITHDRAW))
		doc.withdrawal_reason = reason
		doc.step_to(RequestState.WITHDRAWN).save()
	return {"link": doc.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def give_feedback(token: str, feedback: str) -> dict[str, str]:
	"""Keep what the organisation says about a support that has taken place; return {"link": path}."""
	doc = guests.opened(REQUEST, token, "save_request", SAVES_AN_HOUR)
	refuse(None if doc.workflow_state in rules.AFTER_DONE else Problem(rules.NO_FEEDBACK_YET))
	refuse(rules.check_complete({doc.label("feedback"): feedback}))
	doc.record(feedback=feedback).save()
	return {"link": doc.link()}


@frappe.whitelist(allow_guest=True, methods=["POST"])
def send_link(group: str, contact_email: str, website: str = "") -> None:
	"""Mail the links of a person's drafts and requests anew. Says nothing about whether there are any."""
	speak_the_sites_language()
	guests.refuse_trapped(website)
	address = guests.mail_address(contact_email)
	guests.limit("send_request_link", address, MAILS_AN_HOUR)
	names = frappe.get_all(
		REQUEST,
		filters={"challenge_group": group, "contact_email": address},
		pluck="name",
		order_by="modified desc, name desc",
		limit=MAILS_AN_HOUR,
	)
	for name in names:
		doc = frappe.get_doc(REQUEST, name, for_update=True)
		guests.mark_as_opened(doc)
		doc.new_link()
		request_mails.tell(doc, request_mails.CONFIRMATION if doc.received_on else request_mails.LINK)
		doc.save()


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


def _draft(token: str, action: str, most: int) -> Document:
	doc = guests.opened(REQUEST, token, action, most)
	_require_draft(doc)
	return doc


def _require_draft(doc: Document) -> None:
	refuse(None if doc.workflow_state == RequestState.DRAFT else Problem(rules.NO_LONGER_DRAFT))


def _require_open_group(name: str) -> None:
	# The same words for a group that there is not, so that nobody finds out which there are.
	found = frappe.db.get_value("Challenge Group", {"name": name}, ["status", "published"], as_dict=True)
	status, published = (found.status, bool(cint(found.published))) if found else ("", False)
	refuse(rules.check_group(status, published, by_visitor=True))


def _write(doc: Document, answers: dict) -> None:
	if "contact_email" in answers:
		answers = {**answers, "contact_email": guests.mail_address(answers["contact_email"])}
	if area := answers.get("programme_area"):
		municipality = frappe.db.get_value("Challenge Group", doc.challenge_group, "municipality")
		if not isinstance(area, str) or area not in request_pages.areas_of([municipality]):
			frappe.throw(_("Choose one of the neighbourhoods in the list."), title=_("Please Correct"))
	if "kinds" in answers:
		doc.set("kinds", [{"kind": kind} for kind in dict.fromkeys(_names(answers["kinds"]))])
	doc.update({field: answers[field] or None for field in ANSWERS if field in answers})


def _names(value: Any) -> list[str]:
	if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
		frappe.throw(_("Choose the kinds of support from the list."), title=_("Please Correct"))
	return value


def _text(value: Any) -> str | None:
	# What is no text is refused with the field's own words when it is written.
	return value if isinstance(value, str) or value is None else str(value)
