"""What a member of a challenge group sees on the web: the own groups, their requests and meetings, own matches (F32).

Members have no right in the desk. Everything here is read for groups that `members.py` has found open to the user.
"""

from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, format_time, formatdate, getdate

from upj_kooperation.challenge_brokering import match_todos, members
from upj_kooperation.challenge_brokering.request_pages import answers_of
from upj_kooperation.domain import capacity, partner_match
from upj_kooperation.domain import challenge_portal as rules
from upj_kooperation.domain import meeting as meetings
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.support_request import Reminder
from upj_kooperation.domain.values import Problem
from upj_kooperation.pdf import answer_with_print
from upj_kooperation.public_pages import begin_portal, not_found, rich_text
from upj_kooperation.refusals import for_the_record, refuse
from upj_kooperation.stakeholder_relations.lookups import as_date

GROUP, REQUEST, MATCH, MEETING = "Challenge Group", "Support Request", "Partner Match", "Challenge Group Meeting"
HOME = "/gruppe"
MATCH_FIELDS = (
	*("name", "match_title", "request", "workflow_state", "partner_name"),
	*("needed_on", "carried_out_on", "creation"),
)
LONGEST_LIST = 200
# Headings of the minutes stand below this one.
ABOVE_MINUTES = 2


def path_of(what: str, name: str) -> str:
	"""Return the address of a page: what is "anfrage", "treffen" or "vermittlung"."""
	return f"{HOME}/{what}/{name}"


def show_groups(context: frappe._dict) -> None:
	"""Fill the overview: own matches, then each own group. Nine queries for any number."""
	groups = _begin(context, _("Our Group"))
	if not groups:
		return
	rows = frappe.get_all(
		GROUP,
		filters={"name": ["in", list(groups)]},
		fields=["name", "group_name", "coordinator"],
		order_by="group_name asc, name asc",
	)
	people = _people([row.coordinator for row in rows])
	of_group: dict[str, dict[str, list]] = {
		"members": _members(groups),
		"requests": _requests(groups),
		"meetings": _meetings(groups),
	}
	for row in rows:
		row.update({part: found.get(row.name, []) for part, found in of_group.items()})
		row.coordinator = people.get(row.coordinator)
	context.update({"groups": rows, "matches": _matches(groups)})


def show_request(context: frappe._dict) -> None:
	"""Fill the page of a request of an own group, without contact data; 404 in words for any other."""
	groups = _begin(context, _("Request"))
	if not groups:
		return
	name = _named(
		REQUEST,
		"request",
		{"challenge_group": ["in", list(groups)], "workflow_state": ["in", list(rules.SHOWN_REQUESTS)]},
	)
	if not name:
		not_found(context, _(rules.NOTHING_THERE))
		return
	doc = frappe.get_doc(REQUEST, name)
	context.update(
		{
			"title": doc.request_title,
			"request": doc,
			"state": _(doc.workflow_state),
			"received": formatdate(doc.received_on) if doc.received_on else "",
			"parts": answers_of(doc),
			"checks": [{"criterion": row.criterion, "answer": _(row.answer)} for row in doc.checks],
			"matches": [row for row in _matches(groups) if row.request == doc.name],
		}
	)


def show_meeting(context: frappe._dict) -> None:
	"""Fill the page of a meeting of an own group: agenda, later votes and minutes; 404 in words for any other."""
	groups = _begin(context, _("Meeting of the Group"))
	if not groups:
		return
	name = _named(MEETING, "meeting", {"challenge_group": ["in", list(groups)]})
	if not name:
		not_found(context, _(rules.NOTHING_THERE))
		return
	doc = frappe.get_doc(MEETING, name)
	held = rules.has_minutes(doc.status)
	people = doc.full_names() if held else {}
	context.update(
		{
			"title": doc.subject,
			"meeting": doc,
			"state": _(doc.status),
			"day": formatdate(doc.meeting_date),
			"time": format_time(doc.start_time, "HH:mm") if doc.start_time else "",
			"agenda": [_item(row, held) for row in doc.agenda],
			"held": held,
			"present": [row.person_name for row in doc.attendance if row.presence == meetings.PRESENT] if held else [],
			"minutes": rich_text(doc.minutes, ABOVE_MINUTES) if held else "",
			"steps": [
				{"step": row.step, "person": people.get(row.responsible), "due": formatdate(row.due_date)}
				for row in (doc.next_steps if held else ())
			],
			"cancelled": doc.cancel_reason if doc.status == meetings.CANCELLED else "",
		}
	)


def show_match(context: frappe._dict) -> None:
	"""Fill the page of an own match: whom to call, what was tried, the next call; 404 in words for any other."""
	groups = _begin(context, _("Match"))
	if not groups:
		return
	found = members.own_match(str(frappe.form_dict.get("match") or ""), groups)
	if not found:
		not_found(context, _(rules.NOTHING_THERE))
		return
	doc = frappe.get_doc(MATCH, found.name)
	request, offer = frappe.get_doc(REQUEST, doc.request), frappe.get_doc("Support Offer", doc.offer)
	brokers = (doc.experienced_broker, doc.younger_broker)
	people = _people([*brokers, *(row.attempted_by for row in doc.attempts)])
	in_touch = rules.sees_contacts(frappe.session.user, brokers, doc.state)
	attempt = frappe.get_meta("Partner Match Attempt")
	context.update(
		{
			"title": doc.match_title,
			"match": doc,
			"state": _(doc.state),
			"amount": capacity.counted(doc.amount, offer.capacity_unit),
			"needed": formatdate(doc.needed_on),
			"waits": _waits(match_todos.waits_for(doc, doc.attempts), doc.partner_name),
			"pair": [people[user].full_name for user in brokers if user in people],
			"request": request,
			"parts": answers_of(request),
			"offer": offer,
			"partner_contact": _contact(offer.contact) if in_touch else None,
			"in_touch": in_touch,
			"attempts": [_attempt(row, people) for row in doc.attempts],
			"may_log": doc.state in rules.CALLED,
			"outcomes": _options(attempt, "outcome"),
			"ways": _options(attempt, "way"),
			"goes_on": "outcome=" + "|".join(partner_match.GOES_ON),
			"csrf": frappe.sessions.get_csrf_token(),
		}
	)


def answer_with_minutes(name: str) -> None:
	"""Answer with the released minutes of a meeting of an own group as PDF. Raises PermissionError in words else."""
	terms = members.own_terms()
	refuse(rules.why_closed(terms, getdate()), title=_("Not Permitted"), exc=frappe.PermissionError)
	wanted = {"name": name, "challenge_group": ["in", list(rules.open_groups(terms, getdate()))]}
	status = frappe.db.get_value(MEETING, wanted, "status")
	if not status or not rules.has_minutes(status):
		refuse(Problem(rules.NOTHING_THERE), title=_("Not Permitted"), exc=frappe.PermissionError)
	# Whose meeting it is was checked here; the platform would ask for a right in the desk.
	frappe.flags.ignore_print_permissions = True
	try:
		answer_with_print(frappe.get_doc(MEETING, name), MEETING)
	finally:
		frappe.flags.ignore_print_permissions = False


def _begin(context: frappe._dict, title: str) -> tuple[str, ...]:
	"""Prepare a page for members and return the groups that are open to the user; others are told why there is none."""
	begin_portal(context, title)
	terms = members.own_terms()
	if problem := rules.why_closed(terms, getdate()):
		not_found(context, for_the_record(problem))
		context.update({"title": _("No Access"), "http_status_code": 403})
	return rules.open_groups(terms, getdate())


def _named(doctype: str, key: str, filters: dict[str, Any]) -> str | None:
	return frappe.db.get_value(doctype, {"name": str(frappe.form_dict.get(key) or ""), **filters}, "name")


def _people(users: list[str | None]) -> dict[str, frappe._dict]:
	rows = frappe.get_all(
		"User",
		filters={"name": ["in", sorted(set(filter(None, users)))]},
		fields=["name", "full_name", "email"],
		order_by="name asc",
	)
	return {row.name: row for row in rows}


def _members(groups: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
	today, found = getdate(), {}
	for row in frappe.get_all(
		"Challenge Group Member",
		filters={"parent": ["in", list(groups)], "parenttype": GROUP},
		fields=["parent", "member_name", "generation", "network_fields", "from_date", "to_date"],
		order_by="parent asc, idx asc, name asc",
	):
		period = Period(as_date(row.from_date), as_date(row.to_date))
		if period.contains(today):
			one = {"name": row.member_name, "generation": _(row.generation), "network": row.network_fields}
			found.setdefault(row.parent, []).append({**one, "term": _term(period)})
	return found


def _term(period: Period) -> str:
	if period.start and period.end:
		return _("{0} to {1}").format(formatdate(period.start), formatdate(period.end))
	if period.start:
		return _("since {0}").format(formatdate(period.start))
	return _("until {0}").format(formatdate(period.end)) if period.end else ""


def _requests(groups: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
	found: dict[str, list[dict[str, Any]]] = {}
	for row in frappe.get_all(
		REQUEST,
		filters={"challenge_group": ["in", list(groups)], "workflow_state": ["in", list(rules.SHOWN_REQUESTS)]},
		fields=["name", "challenge_group", "request_title", "organisation_name", "workflow_state", "needed_by"],
		order_by="needed_by asc, name asc",
		limit=LONGEST_LIST,
	):
		found.setdefault(row.challenge_group, []).append(
			{
				"title": row.request_title,
				"organisation": row.organisation_name,
				"state": _(row.workflow_state),
				"needed": formatdate(row.needed_by) if row.needed_by else "",
				"link": path_of("anfrage", row.name),
			}
		)
	return found


def _meetings(groups: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
	found: dict[str, list[dict[str, Any]]] = {}
	for row in frappe.get_all(
		MEETING,
		filters={"challenge_group": ["in", list(groups)]},
		fields=["name", "challenge_group", "subject", "status", "meeting_date", "place"],
		order_by="meeting_date desc, name asc",
		limit=LONGEST_LIST,
	):
		found.setdefault(row.challenge_group, []).append(
			{
				"subject": row.subject,
				"words": " · ".join(filter(None, (formatdate(row.meeting_date), row.place, _(row.status)))),
				"link": path_of("treffen", row.name),
			}
		)
	return found


def _matches(groups: tuple[str, ...]) -> list[frappe._dict]:
	"""Return the own matches, those first that wait longest; what is over comes last. Two queries."""
	user = frappe.session.user
	rows = frappe.get_all(
		MATCH,
		filters={"challenge_group": ["in", list(groups)]},
		or_filters={"experienced_broker": user, "younger_broker": user},
		fields=list(MATCH_FIELDS),
		order_by="modified desc, name asc",
		limit=LONGEST_LIST,
	)
	attempts = _attempts([row.name for row in rows])
	for row in rows:
		reminder = match_todos.waits_for(row, attempts.get(row.name, ()))
		row.update(
			state=_(row.workflow_state),
			waits=_waits(reminder, row.partner_name),
			is_late=bool(reminder and reminder.day < getdate()),
			day=str(reminder.day) if reminder else "9999",
			link=path_of("vermittlung", row.name),
		)
	return sorted(rows, key=lambda row: row.day)


def _attempts(matches: list[str]) -> dict[str, list[frappe._dict]]:
	found: dict[str, list[frappe._dict]] = {}
	for row in frappe.get_all(
		"Partner Match Attempt",
		filters={"parent": ["in", matches], "parenttype": MATCH},
		fields=["parent", "attempted_on", "outcome", "next_on"],
		order_by="parent asc, idx asc, name asc",
	):
		found.setdefault(row.parent, []).append(row)
	return found


def _waits(reminder: Reminder | None, partner: str) -> str:
	return _("{0}, until {1}").format(_(reminder.text).format(partner), formatdate(reminder.day)) if reminder else ""


def _item(row: Document, held: bool) -> dict[str, Any]:
	votes = tuple(cint(row.get(field)) for field in ("votes_for", "votes_against", "abstentions"))
	return {
		"topic": row.topic,
		"kind": _(row.kind),
		"result": _(row.result) if held and row.result else "",
		"votes": _("{0} for, {1} against, {2} abstentions").format(*votes) if held and any(votes) else "",
		"note": row.note if held else "",
	}


def _attempt(row: Document, people: dict[str, frappe._dict]) -> dict[str, Any]:
	return {
		"day": formatdate(row.attempted_on),
		"by": people[row.attempted_by].full_name if row.attempted_by in people else "",
		"way": _(row.way),
		"outcome": _(row.outcome),
		"next": formatdate(row.next_on) if row.next_on else "",
		"note": row.note,
	}


def _contact(contact: str | None) -> frappe._dict | None:
	fields = ["full_name", "phone", "mobile_no", "email_id"]
	return frappe.db.get_value("Contact", contact, fields, as_dict=True) if contact else None


def _options(meta: Any, field: str) -> list[dict[str, str]]:
	return [{"value": option, "label": _(option)} for option in meta.get_options(field).split("\n")]
