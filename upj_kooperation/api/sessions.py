"""Sessions in the desk: who comes, invitations, the calendar, and the minutes on paper (F15)."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.translate import print_language
from frappe.utils import cint, get_datetime, getdate, to_timedelta

from upj_kooperation.advisory_services import contacts, invitations
from upj_kooperation.domain.invitation import NOT_MOVABLE, USUAL_HOURS
from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.domain.values import Problem, check_value
from upj_kooperation.pdf import as_pdf
from upj_kooperation.refusals import refuse

PRINT_FORMAT = "Session Minutes"
# More than a calendar page can show.
MOST_EVENTS = 1000


@frappe.whitelist(methods=["GET", "POST"])
def find_contacts(mandate: str, text: str = "") -> list[dict[str, Any]]:
	"""Return contacts for the participants of a mandate's sessions, as far as the user may know them.

	Raises PermissionError where the mandate is not the user's.
	"""
	doc = frappe.get_doc("Advisory Mandate", mandate)
	doc.check_permission("read")
	return contacts.find_contacts(doc.municipality, text)


@frappe.whitelist(methods=["POST"])
def send_invitations(session: str) -> int:
	"""Send everybody the current invitation once, withdraw those of people taken out; return the number of mails.

	Raises ValidationError in words where nobody can be invited.
	"""
	doc = frappe.get_doc("Advisory Session", session, for_update=True)
	doc.check_permission("write")
	return invitations.send(doc)


@frappe.whitelist(methods=["GET", "POST"])
def session_events(start: str, end: str, filters: str | list | None = None) -> list[dict[str, Any]]:
	"""Return the sessions of a span of days for the calendar, within the user's fence."""
	for value in (start, end):
		refuse(check_value("Datetime", value))
	rows = frappe.get_list(
		"Advisory Session",
		filters=[
			*(frappe.parse_json(filters) or []),
			["Advisory Session", "session_date", "between", [getdate(start), getdate(end)]],
		],
		fields=["name", "subject", "status", "session_date", "start_time", "hours"],
		order_by="session_date asc, name asc",
		limit_page_length=MOST_EVENTS,
	)
	return [_event(row) for row in rows]


@frappe.whitelist(methods=["POST"])
def move_session(args: str | dict, field_map: str | dict | None = None) -> None:
	"""Move a planned session as it is dragged in the calendar, through all of its rules.

	args: {name, start, end, all_day} from the calendar; field_map is the calendar's and not needed. Raises
	ValidationError for a session that is not planned and a day that its mandate does not take.
	"""
	args = frappe._dict(frappe.parse_json(args))
	for value in (args.start, args.end):
		refuse(check_value("Datetime", value))
	doc = frappe.get_doc("Advisory Session", args.name)
	doc.check_permission("write")
	if doc.status != SessionStatus.PLANNED:
		refuse(Problem(NOT_MOVABLE))
	start, end = get_datetime(args.start), get_datetime(args.end or args.start)
	doc.session_date = start.date()
	if not cint(args.all_day):
		doc.start_time = start.time()
		if end > start and (doc.hours or end - start != _length(None)):
			doc.hours = (end - start).total_seconds() / 3600
	doc.save()


@frappe.whitelist(methods=["GET"])
def print_minutes(session: str) -> None:
	"""Answer with the session's minutes as PDF. Raises PermissionError where the user may not print them."""
	doc = frappe.get_doc("Advisory Session", session)
	doc.check_permission("print")
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		html = frappe.get_print(doc.doctype, doc.name, print_format=PRINT_FORMAT)
		frappe.local.response.filename = "{} {}.pdf".format(_("Minutes", context="Advisory Session"), doc.name)
		frappe.local.response.filecontent = as_pdf(html)
	frappe.local.response.type = "pdf"


def _event(row: frappe._dict) -> dict[str, Any]:
	day = getdate(row.session_date)
	event = {"name": row.name, "subject": row.subject, "status": row.status}
	if row.start_time is None:
		event |= {"start": str(day), "end": str(day), "all_day": 1}
	else:
		start = datetime.datetime.combine(day, datetime.time()) + to_timedelta(str(row.start_time))
		event |= {"start": str(start), "end": str(start + _length(row.hours)), "all_day": 0}
	# What the calendar takes for submitted it does not let anybody drag.
	return event | {"docstatus": int(row.status != SessionStatus.PLANNED)}


def _length(hours: float | None) -> datetime.timedelta:
	return datetime.timedelta(hours=float(hours or USUAL_HOURS))
