"""What the forms of mandates and sessions do."""

import datetime
from typing import Any

import frappe
from frappe import _
from frappe.query_builder.functions import Max
from frappe.utils import add_to_date, escape_html, get_datetime, getdate

from upj_kooperation.advisory_services.figures import count_open_next_steps
from upj_kooperation.advisory_services.held import new_held_session
from upj_kooperation.domain.session import check_timesheet
from upj_kooperation.refusals import refuse

ACTIVITY_TYPE = "Beratung"
# A timesheet needs a clock time. Sessions without one are put one after the other from here on.
DAY_STARTS_AT = "08:00:00"


@frappe.whitelist(methods=["POST"])
def log_session(
	mandate: str,
	subject: str,
	session_date: str | datetime.date,
	hours: float | str,
	mode: str,
	minutes: str,
	participants: list | str,
	next_steps: list | str,
	start_time: str | None = None,
) -> str:
	"""Record a session that was held, in one step, and return its name (F15).

	mode: On Site, Online or Phone. participants: rows of {participant_name, organisation, sector, persons}; next_steps:
	rows of {step, responsible, due_date}; each becomes a to-do. Raises ValidationError in words where a rule is broken.
	"""
	session = new_held_session(
		mandate=mandate,
		subject=subject,
		session_date=session_date,
		start_time=start_time,
		hours=hours,
		mode=mode,
		minutes=minutes,
		participants=participants,
		next_steps=next_steps,
	)
	return session.insert().name


@frappe.whitelist(methods=["POST"])
def extend_mandate(
	mandate: str,
	reason: str,
	quota_sessions: int | str | None = None,
	quota_hours: float | str | None = None,
	end_date: str | datetime.date | None = None,
) -> None:
	"""Change what a mandate covers, with the reason that its history keeps (F14).

	quota_sessions, quota_hours: the new totals, 0 for no limit; end_date: the new last day; what is left out stays.
	Raises ValidationError where less than what is used would remain, PermissionError for all but the programme office.
	"""
	doc = frappe.get_doc("Advisory Mandate", mandate, for_update=True)
	doc.check_permission("write")
	given = {"quota_sessions": quota_sessions, "quota_hours": quota_hours, "end_date": end_date}
	doc.update({field: value for field, value in given.items() if value not in (None, "")})
	doc.append("extensions", {"reason": reason})
	doc.save()


@frappe.whitelist(methods=["POST"])
def make_timesheet(session: str) -> str:
	"""Make ERPNext's timesheet draft of a held session and return its name; a second call returns the first one.

	Raises ValidationError where the session is not held, PermissionError where the user may not make timesheets.
	"""
	doc = frappe.get_doc("Advisory Session", session, for_update=True)
	doc.check_permission("write")
	if doc.timesheet:
		return doc.timesheet
	refuse(check_timesheet(doc.status))
	if not frappe.has_permission("Timesheet", "create"):
		frappe.throw(
			_("You may not make timesheets. Ask the administration for an ERPNext role that may, such as {0}.").format(
				"Projects User"
			),
			frappe.PermissionError,
		)
	timesheet = frappe.get_doc(_timesheet_of(doc)).insert()
	doc.db_set("timesheet", timesheet.name)
	return timesheet.name


@frappe.whitelist(methods=["GET", "POST"])
def open_next_steps() -> dict[str, Any]:
	"""Return the number of open next steps from the sessions that the user may see, for the number card."""
	return {
		"value": count_open_next_steps(),
		"fieldtype": "Int",
		"route": ["query-report", "Next Steps from Sessions"],
	}


def _timesheet_of(session: Any) -> dict[str, Any]:
	employee = frappe.db.get_value(
		"Employee", {"user_id": session.consultant, "status": "Active"}, ["name", "company"], as_dict=True
	)
	start = _start_of(session, employee.name if employee else None)
	municipality = frappe.db.get_value(
		"Municipality", session.municipality, ["municipality_name", "company"], as_dict=True
	)
	return {
		"doctype": "Timesheet",
		"upj_advisory_session": session.name,
		"employee": employee.name if employee else None,
		"company": employee.company if employee else municipality.company,
		"note": escape_html(f"{municipality.municipality_name}: {session.subject}"),
		"time_logs": [
			{
				"activity_type": ACTIVITY_TYPE if frappe.db.exists("Activity Type", ACTIVITY_TYPE) else None,
				"from_time": start,
				"to_time": add_to_date(start, hours=session.hours),
				"hours": session.hours,
				"description": session.subject,
			}
		],
	}


def _start_of(session: Any, employee: str | None) -> datetime.datetime:
	day = getdate(session.session_date)
	earliest = get_datetime(f"{day} {session.start_time or DAY_STARTS_AT}")
	if session.start_time or not employee:
		return earliest
	timesheets, logs = frappe.qb.DocType("Timesheet"), frappe.qb.DocType("Timesheet Detail")
	busy_until = (
		frappe.qb.from_(logs)
		.join(timesheets)
		.on(logs.parent == timesheets.name)
		.select(Max(logs.to_time))
		.where(timesheets.employee == employee)
		.where(timesheets.docstatus < 2)
		.where(logs.from_time[day : add_to_date(day, days=1)])
		.run()[0][0]
	)
	return max(earliest, get_datetime(busy_until)) if busy_until else earliest
