"""What a partner's contact sees and writes of the partner's own offers on the web (F4).

Offers are read and saved with the contact's own rights (fences.py, `partner`). What was confirmed from them is read
past these, for offers that were found that way alone.
"""

import secrets
from collections.abc import Iterable
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, formatdate, getdate

from upj_kooperation.challenge_brokering import bookings, offer_tags
from upj_kooperation.challenge_brokering.request_pages import areas_of, kinds_of
from upj_kooperation.cooperation.partner_pages import begin_for_partner, own_partners
from upj_kooperation.domain import capacity, challenge_group, partner_match, partner_portal
from upj_kooperation.domain import support_offer as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.public_pages import not_found
from upj_kooperation.refusals import refuse

OFFER, MATCH = "Support Offer", "Partner Match"
LIST = "/partner/angebote"
# What a partner writes, besides tables and status.
ANSWERS = (
	*("offer_title", "capacity", "capacity_unit", "capacity_period"),
	*("available_from", "available_until", "conditions", "sought"),
)
# Table of an offer to the field of its rows.
TABLES = {"kinds": "kind", "fields_of_action": "field_of_action", "areas": "programme_area"}
LIST_FIELDS = (
	*("name", "offer_title", "partner_name", "status", "capacity", "capacity_unit", "capacity_period"),
	*("available_from", "available_until", "modified"),
)
LONGEST_LIST = 200


def path_of(offer: str) -> str:
	"""Return the address of an offer's page."""
	return f"{LIST}/{offer}"


def token_of(offer: Document | frappe._dict) -> str:
	"""Return what a form says of the offer that it changes: its name, and as of when."""
	return f"{offer.name}|{offer.modified}"


def show_offers(context: frappe._dict) -> None:
	"""Fill the list of own offers with what is left of each. Four queries for any number."""
	if not begin_for_partner(context, _("Our Offers")):
		return
	partners = own_partners()
	offers = _own_offers()
	used = bookings.used_of([row.name for row in offers])
	confirmed = _confirmed({row.name: row.capacity_unit for row in offers})
	for row in offers:
		row.update(
			link=path_of(row.name),
			state=_(row.status),
			amount=_amount(row),
			left=_left(row, used.get(row.name, {})) if row.status == rules.ACTIVE else None,
			confirmed=len(confirmed.get(row.name, ())),
		)
	context.update({"offers": offers, "several": len(partners) > 1, "may_enter": bool(partners)})


def show_offer(context: frappe._dict) -> None:
	"""Fill the page of an own offer: form, status, and what was confirmed; 404 in words for any other."""
	if not begin_for_partner(context, _("Our Offer")):
		return
	found = _own_offers(str(frappe.form_dict.get("offer") or ""))
	if not found:
		not_found(context, _(rules.NOT_YOURS))
		return
	doc = frappe.get_doc(OFFER, found[0].name)
	used = bookings.used_of([doc.name]).get(doc.name, {})
	context.update(
		{
			"title": doc.offer_title,
			"offer": doc,
			"token": token_of(doc),
			"state": _(doc.status),
			"amount": _amount(doc),
			"left": _left(doc, used),
			"may_change": rules.check_change(doc.status) is None,
			"steps": _steps(doc),
			"confirmed": _confirmed({doc.name: doc.capacity_unit}).get(doc.name, []),
			"chosen": {table: [row.get(field) for row in doc.get(table)] for table, field in TABLES.items()},
			"csrf": frappe.sessions.get_csrf_token(),
			**_choices([doc.municipality]),
		}
	)


def show_new_offer(context: frappe._dict) -> None:
	"""Fill the page on which an offer is entered."""
	if not begin_for_partner(context, _("Enter an Offer")):
		return
	partners = frappe.get_all(
		"Stakeholder",
		filters={"name": ["in", list(own_partners())]},
		fields=["name", "stakeholder_name", "municipality"],
		order_by="stakeholder_name asc, name asc",
	)
	if not partners:
		not_found(context, _("Your access has ended. Please write to the town if you want to offer something."))
		return
	context.update(
		{
			"offer": frappe._dict(capacity=1, capacity_period=capacity.ONCE),
			"token": "",
			"once": secrets.token_urlsafe(24),
			"partners": [{"value": row.name, "label": row.stakeholder_name} for row in partners],
			"chosen": dict.fromkeys(TABLES, ()),
			"csrf": frappe.sessions.get_csrf_token(),
			**_choices({row.municipality for row in partners}),
		}
	)


def write(doc: Document, answers: dict[str, Any]) -> Document:
	"""Take over what a partner wrote; what a page does not send stays as it is."""
	doc.update({field: answers[field] or None for field in ANSWERS if field in answers})
	for table, field in TABLES.items():
		if table in answers:
			values = answers[table] if isinstance(answers[table], list) else [answers[table]]
			doc.set(table, [{field: value} for value in values])
	return doc


def own_contact(partner: str) -> str | None:
	"""Return the user's contact at an own partner."""
	access = {"user": frappe.session.user, "stakeholder": partner, "status": partner_portal.ACTIVE}
	return frappe.db.get_value("Partner Access", access, "contact")


def locked_offer(token: str) -> Document:
	"""Return an own offer under a lock, as the page had it, so that of two savers at once the second one is told.

	Raises PermissionError in words for an offer of others, ValidationError where it was changed meanwhile.
	"""
	name, _bar, modified = token.partition("|")
	if not _own_offers(name):
		refuse(Problem(rules.NOT_YOURS), title=_("Not Permitted"), exc=frappe.PermissionError)
	offer_tags.hold([frappe.db.get_value(OFFER, name, "municipality")])
	doc = frappe.get_doc(OFFER, name, for_update=True)
	refuse(None if str(doc.modified) == modified else Problem(rules.CHANGED_MEANWHILE))
	return doc


def _own_offers(name: str | None = None) -> list[frappe._dict]:
	"""Return the offers of the user's partners, or the one of this name. One query besides that of the fence."""
	filters = {"stakeholder": ["in", list(own_partners()) or [""]]}
	if name is not None:
		filters["name"] = name
	return frappe.get_list(
		OFFER, filters=filters, fields=list(LIST_FIELDS), order_by="offer_title asc, name asc", limit=LONGEST_LIST
	)


def _confirmed(offers: dict[str, str | None]) -> dict[str, list[dict[str, Any]]]:
	"""Return what was confirmed from offers, the latest day first: for whom, what, how much, when. Two queries.

	offers: name to unit.
	"""
	rows = frappe.get_all(
		MATCH,
		filters={"offer": ["in", list(offers)], "workflow_state": ["in", list(partner_match.BOUND)]},
		fields=["offer", "request", "amount", "needed_on", "workflow_state"],
		order_by="needed_on desc, name asc",
	)
	requests = {
		row.name: row
		for row in frappe.get_all(
			"Support Request",
			filters={"name": ["in", sorted({row.request for row in rows})]},
			fields=["name", "request_title", "organisation_name"],
			order_by="name asc",
		)
	}
	found: dict[str, list[dict[str, Any]]] = {}
	for row in rows:
		request = requests[row.request]
		found.setdefault(row.offer, []).append(
			{
				"title": request.request_title,
				"organisation": request.organisation_name,
				"amount": capacity.counted(row.amount, offers[row.offer]),
				"day": formatdate(row.needed_on),
				"state": _(row.workflow_state),
			}
		)
	return found


def _amount(offer: Document | frappe._dict) -> str:
	many = capacity.counted(cint(offer.capacity), offer.capacity_unit)
	words = {
		capacity.ONCE: _("{0}, once"),
		capacity.MONTH: _("{0} each month"),
		capacity.QUARTER: _("{0} each quarter"),
		capacity.YEAR: _("{0} each year"),
	}
	return words[offer.capacity_period].format(many)


def _left(offer: Document | frappe._dict, used: dict) -> str:
	left = capacity.left_on(cint(offer.capacity), offer.capacity_period, used, getdate())
	many = capacity.counted(left, offer.capacity_unit)
	return _("{0} left").format(many) if offer.capacity_period == capacity.ONCE else _("{0} left now").format(many)


def _steps(doc: Document) -> list[dict[str, str]]:
	words = {
		rules.ACTIVE: (_("Offer it Now"), ""),
		rules.PAUSED: (_("Pause the Offer"), ""),
		rules.ENDED: (_("End the Offer"), _("End the offer for good? What was confirmed stays so.")),
	}
	return [
		{"status": status, "label": words[status][0], "sure": words[status][1], "token": f"{token_of(doc)}|{status}"}
		for status in rules.NEXT_STATUSES[doc.status]
	]


def _choices(municipalities: Iterable[str]) -> dict[str, Any]:
	towns = sorted(municipalities)
	taking = {"municipality": ["in", towns], "status": challenge_group.ACTIVE, "money_allowed": 1}
	fields = frappe.get_all("Field of Action", pluck="name", order_by="name asc")
	return {
		"kinds": kinds_of(bool(frappe.db.exists("Challenge Group", taking))),
		"fields": [{"value": name, "label": name} for name in fields],
		"areas": [{"value": key, "label": name} for key, name in areas_of(towns).items()],
		"periods": [{"value": period, "label": _(period)} for period in capacity.PERIODS],
	}
