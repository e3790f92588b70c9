"""A session in the desk: who comes, invitations as iCalendar, the calendar, the trace of a correction, the minutes."""

import datetime
import email
import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from advice_people import COLLEAGUE, CONSULTANT, KIRA, STRANGER, committed_people
from entry_points import acting_as, call, is_allowed
from factories import (
	NIENBURG,
	ensure_stakeholder,
	make_contact,
	make_mandate,
	make_session,
)
from frappe.model.document import Document
from freezegun import freeze_time
from icalendar import Calendar
from valid_records import COLOGNE

from upj_kooperation.api import advisory, sessions

SUMMER = datetime.datetime(2016, 7, 1, 8, 0, 0, 1)
REASON = "Zahlendreher bei den Stunden (erfunden)"
BAKER, HEAD = "ada@backstube.example", "bo@schule.example"


@pytest.fixture(scope="module", autouse=True)
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


@pytest.fixture(autouse=True)
def summer_of_2016():
	with freeze_time(SUMMER):
		yield


@pytest.fixture
def mandate() -> Document:
	return make_mandate(CONSULTANT, quota_sessions=5, quota_hours=10)


def plan(mandate: Document, **values) -> Document:
	"""Plan a session with a baker and a headmaster as the consultant, and stay that user."""
	people = [
		{"participant_name": "Ada (erfunden)", "sector": "Company", "email": BAKER},
		{"participant_name": "Bo (erfunden)", "sector": "School", "email": f" {HEAD.upper()} "},
		{"participant_name": "Cem (erfunden)", "sector": "Residents"},
	]
	frappe.set_user(CONSULTANT)
	values = {"session_date": "2016-08-01", "start_time": "09:30:00", "hours": 1.5, "participants": people, **values}
	return make_session(mandate.name, **values)


def sent(session: Document) -> list[tuple[str, Any, Any]]:
	"""Return recipient, part and iCalendar object of each mail that waits about a session, in the order of sending."""
	found = []
	for row in frappe.get_all("Email Queue", filters={"reference_name": session.name}, order_by="creation asc"):
		queued = frappe.get_doc("Email Queue", row.name)
		(part,) = [
			part
			for part in email.message_from_string(queued.message).walk()
			if part.get_content_type() == "text/calendar"
		]
		found.append((queued.recipients[0].recipient, part, Calendar.from_ical(part.get_payload(decode=True))))
	return found


def newest(session: Document) -> dict[str, tuple[str, int, str]]:
	"""Return {recipient: (method, sequence, uid)} of the mails since the last call."""
	found = {}
	for to, _part, entry in sent(session):
		event = entry.walk("VEVENT")[0]
		found[to] = (str(entry["METHOD"]), event["SEQUENCE"], str(event["UID"]))
	frappe.db.delete("Email Queue", {"reference_name": session.name})
	return found


def test_an_invitation_is_a_valid_icalendar_mail_for_each_person_alone(mandate: Document):
	session = plan(mandate, subject="Auftakt; Bäckerei, Schule " + "und Quartier " * 8, location="Rathaus, Zimmer 3")
	assert sessions.send_invitations(session.name) == 2
	mails = sent(session)
	assert sorted(to for to, _part, _entry in mails) == [BAKER, HEAD]
	to, part, entry = mails[0]
	assert part.get_param("method") == "REQUEST" and part.get_param("charset") == "utf-8"
	raw = part.get_payload(decode=True)
	assert all(len(line) <= 75 for line in raw.split(b"\r\n")) and b"\n" not in raw.replace(b"\r\n", b"")
	(event,), (zone,) = entry.walk("VEVENT"), entry.walk("VTIMEZONE")
	assert (entry["VERSION"], entry["METHOD"], str(zone["TZID"])) == ("2.0", "REQUEST", "Europe/Berlin")
	for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "ATTENDEE", "SUMMARY"):
		assert event.get(name)
	assert event.decoded("DTSTART").isoformat() == "2016-08-01T09:30:00+02:00"
	assert event.decoded("DTEND").isoformat() == "2016-08-01T11:00:00+02:00"
	assert event.decoded("DTSTAMP").utcoffset() == datetime.timedelta(0)
	assert str(event["SUMMARY"]) == session.subject
	assert str(event["LOCATION"]) == "Rathaus, Zimmer 3"
	assert str(event["ORGANIZER"]) == f"mailto:{CONSULTANT}"
	assert str(event["ATTENDEE"]) == f"mailto:{to}" and event["ATTENDEE"].params["RSVP"] == "TRUE"
	others = {BAKER, HEAD, "Cem"} - {to}
	assert not [other for other in others if other in part.get_payload(decode=True).decode()]


def test_a_version_goes_to_each_person_once_and_a_change_raises_the_sequence(mandate: Document):
	session = plan(mandate)
	sessions.send_invitations(session.name)
	first = newest(session)
	uid = first[BAKER][2]
	assert first == {BAKER: ("REQUEST", 0, uid), HEAD: ("REQUEST", 0, uid)}
	with pytest.raises(frappe.ValidationError, match="already"):
		sessions.send_invitations(session.name)
	session.reload()
	assert not outstanding(session)
	# The minutes are no part of it.
	session.update({"minutes": "<p>Vorbereitung</p>"}).save()
	assert not outstanding(session)
	session.update({"start_time": "10:00:00"}).save()
	assert outstanding(session)
	assert sessions.send_invitations(session.name) == 2
	assert newest(session) == {BAKER: ("REQUEST", 1, uid), HEAD: ("REQUEST", 1, uid)}
	session.reload()
	session.participants[1].email = None
	session.append("participants", {"participant_name": "Dua", "sector": "Other", "email": "dua@verein.example"})
	session.save()
	assert sessions.send_invitations(session.name) == 2
	assert newest(session) == {HEAD: ("CANCEL", 1, uid), "dua@verein.example": ("REQUEST", 1, uid)}


def outstanding(session: Document) -> bool:
	"""Return what the form says about the invitations."""
	session.run_method("onload")
	return session.get_onload("invitations_outstanding")


def test_cancelling_withdraws_what_was_sent_once(mandate: Document):
	session = plan(mandate)
	sessions.send_invitations(session.name)
	uid = newest(session)[BAKER][2]
	session.reload()
	session.update({"status": "Cancelled", "cancel_reason": "Krankheit & Streik"}).save()
	event = sent(session)[-1][2].walk("VEVENT")[0]
	assert str(event["STATUS"]) == "CANCELLED"
	assert newest(session) == {BAKER: ("CANCEL", 1, uid), HEAD: ("CANCEL", 1, uid)}
	session.save()
	assert not newest(session)
	with pytest.raises(frappe.ValidationError):
		sessions.send_invitations(session.name)
	session.reload()
	session.update({"status": "Planned", "session_date": "2016-08-08"}).save()
	sessions.send_invitations(session.name)
	assert newest(session) == {BAKER: ("REQUEST", 2, uid), HEAD: ("REQUEST", 2, uid)}


def test_a_session_without_a_time_is_an_entry_for_the_day(mandate: Document):
	session = plan(mandate, start_time=None)
	sessions.send_invitations(session.name)
	event = sent(session)[0][2].walk("VEVENT")[0]
	assert (str(event.decoded("DTSTART")), str(event.decoded("DTEND"))) == ("2016-08-01", "2016-08-02")


@pytest.mark.parametrize(
	("values", "word"),
	[
		({"participants": [{"participant_name": "Cem", "sector": "Other"}]}, "mail address"),
		({"session_date": "2016-06-30"}, "past"),
		({"status": "Held", "session_date": "2016-06-30", "minutes": "<p>Notiz</p>"}, "planned"),
	],
)
def test_who_cannot_be_invited_gets_no_mail(mandate: Document, values: dict, word: str):
	session = plan(mandate, **values)
	with pytest.raises(frappe.ValidationError, match=word):
		sessions.send_invitations(session.name)
	assert not sent(session)


def test_without_a_mail_account_nobody_counts_as_invited(mandate: Document):
	session = plan(mandate)
	frappe.db.delete("Email Account")
	frappe.db.savepoint("invite")
	with pytest.raises(frappe.ValidationError, match="mail account"):
		sessions.send_invitations(session.name)
	frappe.db.rollback(save_point="invite")
	session.reload()
	assert not session.invitations and not session.invitation_version


def test_a_client_cannot_write_who_was_invited_or_what_was_corrected(mandate: Document):
	session = plan(mandate, invitations=[{"email": BAKER, "version": 9}], invitation_version=9, invitation_uid="x")
	assert not session.invitations and not session.invitation_version and not session.invitation_uid
	sessions.send_invitations(session.name)
	session.reload()
	forged = [{"reason": "erfunden", "corrected_by": KIRA}]
	session.update({"invitations": [], "corrections": forged}).save()
	session.reload()
	assert len(session.invitations) == 2 and not session.corrections


WAYS = {
	"form": lambda doc, values: call(
		"frappe.desk.form.save.savedocs",
		doc=frappe.as_json({**doc.as_dict(convert_dates_to_str=True), **values}),
		action="Save",
	),
	"set_value": lambda doc, values: call(
		"frappe.client.set_value", doctype=doc.doctype, name=doc.name, fieldname=json.dumps(values)
	),
	"save": lambda doc, values: call(
		"frappe.client.save", doc=frappe.as_json({**doc.as_dict(convert_dates_to_str=True), **values})
	),
	"bulk update": lambda doc, values: call(
		"frappe.client.bulk_update", docs=json.dumps([{"doctype": doc.doctype, "docname": doc.name, **values}])
	),
	"calendar": lambda doc, values: sessions.move_session({"name": doc.name, "start": "2016-06-20 10:00:00"}),
}


def test_a_held_session_changes_by_a_managers_correction_alone_on_every_way(mandate: Document):
	frappe.set_user(CONSULTANT)
	name = make_session(mandate.name, status="Held").name
	stored = frappe.get_doc("Advisory Session", name).as_dict()
	for user, values in (
		(CONSULTANT, {"hours": 1, "correction_reason": REASON}),
		(KIRA, {"hours": 1}),
		(KIRA, {"minutes": "<p>anders</p>", "correction_reason": "  "}),
		(KIRA, {"status": "Planned"}),
	):
		for way, write in WAYS.items():
			with acting_as(user):
				frappe.local.message_log = []
				try:
					answer = write(frappe.get_doc("Advisory Session", name), values)
				except (frappe.ValidationError, frappe.PermissionError):
					pass
				else:
					assert way == "bulk update" and len(answer["failed_docs"]) == 1, (user, way, values)
				now = frappe.get_doc("Advisory Session", name).as_dict()
				assert (now.hours, now.status, now.minutes) == (stored.hours, stored.status, stored.minutes), way
	with acting_as(KIRA):
		WAYS["set_value"](frappe.get_doc("Advisory Session", name), {"hours": 1, "correction_reason": REASON})
		assert frappe.db.get_value("Advisory Session", name, "hours") == 1


def test_an_import_does_not_get_past_the_lock(mandate: Document):
	frappe.set_user(CONSULTANT)
	session = make_session(mandate.name, status="Held")
	frappe.flags.in_import = True
	try:
		with pytest.raises(frappe.ValidationError):
			session.update({"hours": 9}).save()
	finally:
		frappe.flags.in_import = False
	assert frappe.db.get_value("Advisory Session", session.name, "hours") == 2.5


def test_a_correction_leaves_who_when_what_and_why(mandate: Document):
	frappe.set_user(CONSULTANT)
	step = {"step": "Bäckerei anrufen", "responsible": KIRA, "due_date": "2016-07-15"}
	session = make_session(mandate.name, status="Held", next_steps=[step])
	with acting_as(KIRA):
		session = frappe.get_doc("Advisory Session", session.name)
		session.next_steps[0].due_date = "2016-07-20"
		session.update({"hours": 4, "minutes": "<p>Genauer</p>", "correction_reason": f" {REASON} "}).save()
		session.reload()
		(row,) = session.corrections
		assert (row.reason, row.corrected_by, str(row.corrected_on)[:10]) == (REASON, KIRA, "2016-07-01")
		assert "2,5" in row.changes and "→ 4" in row.changes
		assert session.correction_reason is None
		assert frappe.db.get_value("Advisory Mandate", mandate.name, "hours_used") == 4
		assert str(frappe.db.get_value("ToDo", session.next_steps[0].todo, "date")) == "2016-07-20"
		session.save()
		assert len(session.corrections) == 1
		session.update({"status": "Planned", "correction_reason": "Fand nicht statt", "corrections": []}).save()
		assert [row.reason for row in session.corrections] == [REASON, "Fand nicht statt"]
		assert frappe.db.get_value("Advisory Mandate", mandate.name, "hours_used") == 0


def events(user: str, **filters) -> dict[str, dict]:
	"""Return the calendar's entries of summer 2016 by name."""
	with acting_as(user):
		rows = sessions.session_events("2016-06-01 00:00:00", "2016-09-01 00:00:00", json.dumps([]))
		return {row["name"]: row for row in rows}


def test_the_calendar_is_fenced(mandate: Document):
	foreign = make_mandate(COLLEAGUE, municipality=COLOGNE)
	other = make_session(foreign.name, session_date="2016-08-02")
	own = plan(mandate)
	held = make_session(mandate.name, status="Held")
	assert set(events(CONSULTANT)) == {own.name, held.name}
	assert set(events(KIRA)) == {own.name, held.name}
	assert set(events(COLLEAGUE)) == {other.name}
	for user in (STRANGER, "Guest"):
		with acting_as(user):
			assert not is_allowed(
				lambda: call("upj_kooperation.api.sessions.session_events", start="2016-06-01", end="2016-09-01")
			)
	for user in (CONSULTANT, KIRA, STRANGER, "Guest"):
		with acting_as(user):
			args = json.dumps({"name": other.name, "start": "2016-08-03 10:00:00"})
			assert not is_allowed(lambda: call("upj_kooperation.api.sessions.move_session", args=args))  # noqa: B023
	# The platform's own way, which the calendar would take without ours.
	with acting_as(CONSULTANT):
		rows = call(
			"frappe.desk.calendar.get_events",
			doctype="Advisory Session",
			start="2016-06-01",
			end="2016-09-01",
			field_map=json.dumps({"start": "session_date", "end": "session_date", "title": "subject"}),
		)
		assert {row.name for row in rows} == {own.name, held.name}


def test_dragging_moves_a_planned_session_through_its_rules(mandate: Document):
	session, held = plan(mandate), make_session(mandate.name, status="Held")
	shown = events(CONSULTANT)
	assert shown[session.name]["start"] == "2016-08-01 09:30:00" and shown[session.name]["end"] == "2016-08-01 11:00:00"
	assert (shown[session.name]["docstatus"], shown[held.name]["docstatus"], shown[held.name]["all_day"]) == (0, 1, 1)
	move = {"name": session.name, "start": "2016-08-03 14:00:00", "end": "2016-08-03 16:00:00", "all_day": 0}
	sessions.move_session(json.dumps(move), "{}")
	session.reload()
	assert (str(session.session_date), str(session.start_time), session.hours) == ("2016-08-03", "14:00:00", 2)
	for values in (
		{"start": "2018-01-01 10:00:00", "end": None},
		{"start": "31.12.2016", "end": None},
		{"name": held.name},
	):
		with pytest.raises(frappe.ValidationError):
			sessions.move_session({**move, **values})


def test_contacts_are_found_within_the_fence(mandate: Document):
	town, cologne = (frappe.get_doc("Municipality", key) for key in (NIENBURG, COLOGNE))
	bakery = ensure_stakeholder("Backstube Abendrot (erfunden)")
	baker = make_contact("Ada Back", bakery, email=BAKER)
	clerk = make_contact("Cleo Amt", town)
	stranger = make_contact("Fremde Person", cologne)
	frappe.set_user(KIRA)
	found = {row["contact"]: row for row in sessions.find_contacts(mandate.name)}
	assert set(found) == {baker.name, clerk.name}
	assert (found[baker.name]["organisation"], found[baker.name]["sector"], found[baker.name]["email"]) == (
		"Backstube Abendrot (erfunden)",
		"Company",
		BAKER,
	)
	assert [row["contact"] for row in sessions.find_contacts(mandate.name, "back%")] == [baker.name]
	frappe.set_user(CONSULTANT)
	assert [row["contact"] for row in sessions.find_contacts(mandate.name)] == [clerk.name]
	person = {"participant_name": "Ada", "sector": "Company"}
	for contact in (baker, stranger):
		with pytest.raises(frappe.PermissionError):
			make_session(mandate.name, participants=[{**person, "contact": contact.name}])
	session = make_session(mandate.name, participants=[{**person, "contact": clerk.name}])
	frappe.set_user(KIRA)
	session = frappe.get_doc("Advisory Session", session.name)
	session.append("participants", {**person, "contact": baker.name})
	session.save()
	# Whom the session names the consultant knows from then on.
	frappe.set_user(CONSULTANT)
	assert {row["contact"] for row in sessions.find_contacts(mandate.name)} == {baker.name, clerk.name}


def test_the_minutes_are_a_german_pdf_with_the_letter_head(mandate: Document, tmp_path: Any):
	frappe.get_doc(
		{
			"doctype": "Letter Head",
			"letter_head_name": "Stadt",
			"content": "<b>Briefkopf der Stadt</b>",
			"is_default": 1,
		}
	).insert()
	frappe.set_user(CONSULTANT)
	person = {"participant_name": "Ada & Bo (erfunden)", "sector": "Company"}
	step = {"step": "Bäckerei anrufen", "responsible": KIRA, "due_date": "2016-07-15"}
	name = make_session(mandate.name, status="Held", participants=[person], next_steps=[step]).name
	# Outside of tests Frappe commits its note on the printing.
	frappe.flags.in_test = True
	try:
		sessions.print_minutes(name)
	finally:
		frappe.flags.in_test = False
	path = tmp_path / "protokoll.pdf"
	path.write_bytes(frappe.local.response.filecontent)
	assert path.read_bytes().startswith(b"%PDF")
	words = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
	for word in (
		"Briefkopf der Stadt",
		"Protokoll",
		"Auftakt mit der Verwaltung",
		"Ada & Bo",
		"Bäckerei anrufen",
		"14.06.2016",
	):
		assert word in words
	assert not re.search(r"\b(Participants|Minutes|Next Step)\b", words)
	with acting_as(COLLEAGUE):
		assert not is_allowed(lambda: call("upj_kooperation.api.sessions.print_minutes", "GET", session=name))


def test_logging_a_held_session_costs_an_adviser_no_more_than_a_lead(mandate: Document):
	from queries import queries_of

	frappe.db.set_single_value("CRM Settings", "auto_creation_of_contact", 0)
	numbers = iter(range(100))
	mandate.update({"quota_sessions": 0, "quota_hours": 100}).save()

	def lead() -> None:
		frappe.get_doc({"doctype": "Lead", "lead_name": f"Person {next(numbers)}"}).insert()

	def held() -> None:
		advisory.log_session(mandate.name, "Termin", "2016-06-14", 1, "Online", "<p>Notiz</p>", [], [])

	lead()
	expected = len(queries_of(lead))
	frappe.set_user(CONSULTANT)
	held()
	made = queries_of(held)
	assert len(made) <= expected, made
