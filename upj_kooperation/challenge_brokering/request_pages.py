"""The public pages of challenge groups: the list, a group, the start of a request, and its page (F31)."""

import secrets
from collections.abc import Collection
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_datetime, formatdate

from upj_kooperation import guests
from upj_kooperation.domain import challenge_group as group_rules
from upj_kooperation.domain import support_request as rules
from upj_kooperation.domain.programme_area import ACTIVE
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.guest_files import files_of, form_limits
from upj_kooperation.public_pages import begin, csrf_token, not_found, rich_text, speak_the_sites_language

REQUEST, GROUP = "Support Request", "Challenge Group"
SHOWN_ANSWERS = (
	*("need", "quantity", "needed_by", "field_of_action", "programme_area"),
	*("public_benefit", "partner_benefit", "otherwise"),
)
LONGEST_LIST = 200
# Headings of the group's text stand below the page's own heading.
ABOVE_INTRO = 1


def show_groups(context: frappe._dict) -> None:
	"""Fill the page that lists the groups which take requests."""
	speak_the_sites_language()
	_begin(context, _("Ask for Support"))
	context.nav_home["is_here"] = True
	groups = frappe.get_all(
		GROUP,
		filters={"published": 1, "status": group_rules.ACTIVE},
		fields=["group_name", "slug", "municipality"],
		order_by="group_name asc, name asc",
		limit=LONGEST_LIST,
	)
	towns = frappe.get_all(
		"Municipality",
		filters={"name": ["in", sorted({group.municipality for group in groups})]},
		fields=["name", "municipality_name"],
		order_by="name asc",
	)
	names = {town.name: town.municipality_name for town in towns}
	context.groups = [{**group, "town": names[group.municipality]} for group in groups]


def show_group(context: frappe._dict) -> None:
	"""Fill the page of the group that the address names; 404 in words for what is not public.

	Whoever may change the group sees the page before it is public, marked as a preview.
	"""
	speak_the_sites_language()
	group = public_group(frappe.form_dict.get("slug"), preview=True)
	if not group:
		_not_found(context)
		return
	_begin(context, group.group_name)
	context.update(
		{
			"group": group,
			"preview": not _takes_requests(group),
			"intro": rich_text(group.public_intro, ABOVE_INTRO),
			"kinds": kinds_of(bool(cint(group.money_allowed))),
			"criteria": [{"criterion": row.criterion, "question": row.question} for row in group.criteria],
			**_office(group),
		}
	)


def show_start(context: frappe._dict) -> None:
	"""Fill the page on which a request is begun; 404 in words unless the group takes requests."""
	speak_the_sites_language()
	group = public_group(frappe.form_dict.get("slug"))
	if not group:
		_not_found(context)
		return
	_begin(context, _("Begin a Request"))
	context.update({"group": group, "once": secrets.token_urlsafe(24), "csrf": csrf_token()})


def show_request(context: frappe._dict) -> None:
	"""Fill the page behind the secret link: the form of a draft, or how a request stands and what it waits for."""
	speak_the_sites_language()
	doc = guests.open_for_page(REQUEST, context)
	if not doc:
		context.nav_home = _home()
		return
	group = frappe.get_cached_doc(GROUP, doc.challenge_group)
	_begin(context, _("Your Request"), secret=True)
	is_draft = doc.workflow_state == RequestState.DRAFT
	context.update(
		{
			"group": group,
			"entry": doc,
			"token": frappe.form_dict.token,
			"csrf": csrf_token(),
			"files": files_of(doc),
			"takes_files": doc.workflow_state in rules.TAKES_FILES,
			"is_draft": is_draft,
			**form_limits(),
			**_office(group),
			**(_choices(doc, group) if is_draft else _standing(doc)),
		}
	)


def public_group(slug: Any, preview: bool = False) -> Document | None:
	"""Return the group with this address if it takes requests, or, for a preview, if the user may change it."""
	name = frappe.db.get_value(GROUP, {"slug": slug}, "name") if isinstance(slug, str) and slug else None
	if not name:
		return None
	group = frappe.get_doc(GROUP, name)
	if _takes_requests(group):
		return group
	may_preview = preview and frappe.session.user != "Guest" and group.has_permission("write")
	return group if may_preview else None


def kinds_of(money_allowed: bool) -> list[dict[str, str]]:
	"""Return the kinds of support that are brokered, as choices of a form."""
	filters: dict[str, int] = {"enabled": 1}
	if not money_allowed:
		filters["is_money"] = 0
	rows = frappe.get_all(
		"Support Kind", filters=filters, fields=["name", "description"], order_by="creation asc, name asc"
	)
	return [{"value": row.name, "label": row.name, "hint": row.description or ""} for row in rows]


def areas_of(municipalities: Collection[str]) -> dict[str, str]:
	"""Return the areas that can be chosen in these towns, by key: those that are active."""
	rows = frappe.get_all(
		"Programme Area",
		filters={"municipality": ["in", sorted(municipalities)], "status": ACTIVE},
		fields=["name", "area_name"],
		order_by="area_name asc, name asc",
	)
	return {row.name: row.area_name for row in rows}


def _choices(doc: Document, group: Document) -> dict[str, Any]:
	fields = frappe.get_all("Field of Action", pluck="name", order_by="name asc")
	areas = areas_of([doc.municipality])
	return {
		"kinds": kinds_of(bool(cint(group.money_allowed))),
		"chosen_kinds": [row.kind for row in doc.kinds],
		"fields": [{"value": name, "label": name} for name in fields],
		"areas": [{"value": key, "label": name} for key, name in areas.items()],
	}


def answers_of(doc: Document) -> list[dict[str, Any]]:
	"""Return what a request says, part by part: label and value."""
	parts = [(doc.label("kinds"), ", ".join(row.kind for row in doc.kinds))]
	for field in SHOWN_ANSWERS:
		value = doc.get(field)
		if field == "programme_area" and value:
			value = frappe.db.get_value("Programme Area", value, "area_name")
		parts.append((doc.label(field), formatdate(value) if field == "needed_by" else value))
	return [{"label": label, "value": value} for label, value in parts if value]


def _standing(doc: Document) -> dict[str, Any]:
	return {
		"state": _in_the_visitors_words(doc),
		"received": format_datetime(doc.received_on, "d. MMMM y, HH:mm") if doc.received_on else "",
		"link_ends": formatdate(doc.link_expires_on),
		"parts": answers_of(doc),
		"open_questions": _open_questions(doc) if doc.workflow_state == RequestState.RETURNED else [],
		"answered": [row for row in doc.questions if row.answer],
		"wants_feedback": doc.workflow_state in rules.AFTER_DONE and not doc.feedback,
		"can_withdraw": doc.workflow_state in rules.WITHDRAWABLE,
	}


def _open_questions(doc: Document) -> list[Document]:
	return [row for row in doc.questions if not row.answer]


def _in_the_visitors_words(doc: Document) -> dict[str, Any]:
	call = _("Please write to the coordinator if you have questions.")
	words = {
		RequestState.RECEIVED: (
			_("Your request has been received"),
			"good",
			[_("The group checks it. You hear from us by mail.")],
		),
		RequestState.RETURNED: (
			_("We have a question about your request"),
			"",
			[_("Please answer it below. Your request then goes back to the group.")],
		),
		RequestState.ACCEPTED: (
			_("Your request is accepted"),
			"good",
			[_("The group is looking for a partner who can help. This can take a few weeks.")],
		),
		RequestState.DECLINED: (_("Your request was declined"), "bad", [doc.decision_reason, call]),
		RequestState.BROKERED: (
			_("There is a partner for your request"),
			"good",
			[_("The coordinator brings you together and will be in touch.")],
		),
		RequestState.DONE: (_("The support has taken place"), "good", [_("Please tell us below how it went.")]),
		RequestState.VALUED: (_("Your request is completed"), "good", [_("Thank you for asking.")]),
		RequestState.WITHDRAWN: (_("Your request is withdrawn"), "", [_("Nobody works on it any more.")]),
	}
	heading, tone, lines = words[doc.workflow_state]
	if doc.workflow_state == RequestState.DONE and doc.feedback:
		lines = [_("Thank you for your feedback.")]
	return {"heading": heading, "tone": tone, "lines": [line for line in lines if line]}


def _takes_requests(group: Document) -> bool:
	return group_rules.takes_requests(group.status, bool(cint(group.published)))


def _office(group: Document) -> dict[str, str]:
	person = frappe.db.get_value("User", group.coordinator, ["full_name", "email"], as_dict=True) or frappe._dict()
	return {"coordinator": person.full_name or "", "coordinator_email": person.email or ""}


def _home() -> dict[str, Any]:
	return {"url": "/herausforderung", "label": _("Ask for Support")}


def _begin(context: frappe._dict, title: str, *, secret: bool = False) -> None:
	begin(context, title, secret=secret)
	context.nav_home = _home()


def _not_found(context: frappe._dict) -> None:
	not_found(context, _("There is no group here that takes requests, or it takes none at the moment."))
	context.nav_home = _home()
