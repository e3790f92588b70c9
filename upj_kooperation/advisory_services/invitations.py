"""Invitations to planned sessions as iCalendar mails: sent once per version, withdrawn when they no longer hold (F15).

Each person's entry names that person alone: who else comes is nothing that a mail has to spread.
"""

import datetime
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_time, formatdate, getdate, now_datetime, to_timedelta
from icalendar import Calendar, Event, vCalAddress, vText

from upj_kooperation import mails
from upj_kooperation.advisory_services.doctype.advisory_mandate.advisory_mandate import as_hours
from upj_kooperation.domain import invitation as rules
from upj_kooperation.domain.invitation import Mailing, Slot, normal
from upj_kooperation.refusals import refuse

INVITE, CANCEL = "Einladung zum Beratungstermin", "Absage eines Beratungstermins"
ZONE = ZoneInfo("Europe/Berlin")


def slot_of(session: Document) -> Slot:
	"""Return what an invitation to a session says."""
	start = to_timedelta(str(session.start_time)) if session.start_time else None
	return Slot(
		subject=session.subject,
		day=getdate(session.session_date),
		start=(datetime.datetime.min + start).time() if start is not None else None,
		hours=as_hours(session.hours),
		mode=session.mode,
		location=session.location or "",
	)


def mailing_of(session: Document) -> Mailing:
	"""Return what has to be sent so that everybody has the current invitation."""
	return rules.plan_mailing(
		slot_of(session),
		session.invitation_says,
		session.invitation_version or 0,
		{row.email: row.version for row in session.invitations if not row.withdrawn},
		[row.email for row in session.participants],
	)


def is_outstanding(session: Document) -> bool:
	"""Say whether somebody holds an invitation that is no longer right, or a new person has none yet."""
	mailing = mailing_of(session)
	return bool(session.invitation_version and (mailing.invite or mailing.withdraw))


def send(session: Document) -> int:
	"""Send what is outstanding, note it in the session and save it; return the number of mails.

	Raises ValidationError in words where nobody can be invited or the site cannot send mails.
	"""
	refuse(rules.check_invitable(session.status, getdate(session.session_date), getdate()))
	mailing = mailing_of(session)
	refuse(rules.check_mailing(mailing, [row.email for row in session.participants]))
	session.record(
		invitation_uid=session.invitation_uid or f"{frappe.generate_hash(length=20)}@{frappe.local.site}",
		invitation_version=mailing.version,
		invitation_says=slot_of(session).says,
	)
	names = {normal(row.email): row.participant_name for row in session.participants}
	known = {row.email: row for row in session.invitations}
	for address in mailing.invite:
		row = known.get(address) or session.append("invitations", {})
		session.record_row(
			row,
			email=address,
			participant_name=names[address],
			version=mailing.version,
			sent_on=now_datetime(),
			withdrawn=0,
		)
	for address in mailing.withdraw:
		session.record_row(known[address], version=mailing.version, withdrawn=1)
	session.save()
	if not (
		_mail(session, INVITE, "REQUEST", {address: names[address] for address in mailing.invite})
		and _mail(session, CANCEL, "CANCEL", {row: known[row].participant_name for row in mailing.withdraw})
	):
		mails.refuse_unsent()
	return len(mailing.invite) + len(mailing.withdraw)


def withdraw(session: Document) -> None:
	"""Withdraw what was sent for a session that is cancelled or deleted, in its own transaction's mail queue."""
	standing = {row.email: row.participant_name for row in session.invitations if not row.withdrawn}
	if not standing:
		return
	session.invitation_version = (session.invitation_version or 0) + 1
	session.invitation_says = None
	table, rows = frappe.qb.DocType("Advisory Session"), frappe.qb.DocType("Session Invitation")
	(
		frappe.qb.update(table)
		.set(table.invitation_version, session.invitation_version)
		.set(table.invitation_says, None)
		.where(table.name == session.name)
		.run()
	)
	frappe.qb.update(rows).set(rows.withdrawn, 1).where(rows.parent == session.name).run()
	for row in session.invitations:
		row.withdrawn = 1
	if not _mail(session, CANCEL, "CANCEL", standing):
		frappe.msgprint(
			_("This site cannot send mails. Please tell those who were invited that the session does not take place."),
			indicator="orange",
		)


def _mail(session: Document, template: str, method: str, people: dict[str, str]) -> bool:
	organiser = frappe.db.get_value("User", session.consultant, ["email", "full_name"], as_dict=True)
	town = frappe.db.get_value("Municipality", session.municipality, "municipality_name")
	return all(
		mails.send(
			template,
			[address],
			_words(session, name, town, organiser.full_name),
			reply_to=organiser.email,
			reference_doctype=session.doctype,
			reference_name=session.name,
			attachments=[
				{
					"fname": "termin.ics",
					"fcontent": entry(session, method, address, name, organiser).to_ical().decode(),
					"content_type": f"text/calendar; method={method}",
				}
			],
		)
		for address, name in people.items()
	)


def _words(session: Document, name: str, town: str, consultant: str) -> dict[str, str]:
	return {
		"name": name,
		"termin": session.subject,
		"tag": formatdate(session.session_date),
		"uhrzeit": format_time(session.start_time, "HH:mm") if session.start_time else "",
		"art": _(session.mode, lang="de"),
		"ort": session.location or "",
		"kommune": town,
		"beratung": consultant,
		"grund": session.cancel_reason or "",
	}


def entry(session: Document, method: str, address: str, name: str, organiser: frappe._dict) -> Calendar:
	"""Return the iCalendar object (RFC 5545, 5546) of a session for one person. method: REQUEST or CANCEL."""
	slot = slot_of(session)
	calendar = Calendar()
	calendar.add("prodid", "-//UPJ Kooperation//Beratungstermine//DE")
	calendar.add("version", "2.0")
	calendar.add("method", method)
	event = Event()
	event.add("uid", session.invitation_uid)
	event.add("sequence", session.invitation_version - 1)
	event.add("dtstamp", datetime.datetime.now(datetime.timezone.utc))
	event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
	event.add("summary", slot.subject)
	if slot.begin and slot.end:
		event.add("dtstart", slot.begin.replace(tzinfo=ZONE))
		event.add("dtend", slot.end.replace(tzinfo=ZONE))
	else:
		event.add("dtstart", slot.day)
		event.add("dtend", slot.day + datetime.timedelta(days=1))
	if slot.location:
		event.add("location", slot.location)
	event.add("organizer", _person(organiser.email, organiser.full_name))
	event.add("attendee", _person(address, name, ROLE="REQ-PARTICIPANT", PARTSTAT="NEEDS-ACTION", RSVP="TRUE"))
	calendar.add_component(event)
	calendar.add_missing_timezones()
	return calendar


def _person(address: str, name: str | None, **parameters: str) -> vCalAddress:
	person = vCalAddress(f"mailto:{address}")
	# A double quote may not stand in a parameter (RFC 5545, 3.2).
	for key, value in {"CN": (name or address).replace('"', "'"), **parameters}.items():
		person.params[key] = vText(value)
	return person
