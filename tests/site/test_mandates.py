"""What a mandate covers: extended with a reason that stays, announced once before it runs out, and reported."""

import datetime
import email
import json
from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from advice_people import COLLEAGUE, CONSULTANT, KIRA, OFFICE, OFFICE_OF_COLOGNE, committed_people
from factories import make_mandate, make_session
from frappe.desk.query_report import run as run_report
from frappe.model.document import Document
from freezegun import freeze_time
from valid_records import COLOGNE

from upj_kooperation import tasks
from upj_kooperation.api import advisory

SUMMER = datetime.datetime(2016, 7, 1, 8, 0, 0, 1)
REASON = "Zwei weitere Betriebe im Nordertor (erfunden)"


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


def hold(mandate: Document, hours: float, **values) -> Document:
	"""Log a session that was held."""
	return make_session(mandate.name, status="Held", hours=hours, **values)


def test_the_office_extends_with_a_reason_and_the_history_stays(mandate: Document):
	hold(mandate, 9)
	frappe.set_user(OFFICE)
	advisory.extend_mandate(mandate.name, REASON, quota_sessions=8, quota_hours="24", end_date="2017-12-31")
	mandate.reload()
	assert (mandate.quota_sessions, mandate.quota_hours, str(mandate.end_date)) == (8, 24, "2017-12-31")
	assert (mandate.sessions_remaining, mandate.hours_remaining) == (7, 15)
	(row,) = mandate.extensions
	assert (row.reason, row.changed_by, str(row.changed_on)) == (REASON, OFFICE, "2016-07-01")
	assert (row.sessions_before, row.sessions_after, row.hours_before, row.hours_after) == (5, 8, 10, 24)
	assert (str(row.end_before), str(row.end_after)) == ("2017-09-30", "2017-12-31")
	advisory.extend_mandate(mandate.name, "Ein Termin weniger (erfunden)", quota_sessions=7)
	mandate.reload()
	# What is sent for the rows of the past, and left out of them, changes nothing.
	rewritten = {**mandate.extensions[0].as_dict(), "reason": "anders", "sessions_after": 99}
	mandate.update({"extensions": [rewritten]})
	mandate.save()
	mandate.reload()
	assert [(row.reason, row.sessions_after) for row in mandate.extensions] == [
		(REASON, 8),
		("Ein Termin weniger (erfunden)", 7),
	]


@pytest.mark.parametrize(
	("values", "word"),
	[
		({"quota_sessions": 1}, "2"),
		({"quota_hours": 8.99}, "9"),
		({"end_date": "2016-06-13"}, r"14\.06\.2016"),
		({"quota_sessions": 0, "quota_hours": 0}, "Mindestens"),
		({}, "Ende"),
		({"quota_sessions": 5, "quota_hours": 10}, "Ende"),
		({"reason": "  ", "quota_sessions": 9}, ""),
		({"quota_sessions": -1}, ""),
		({"quota_hours": "zwölf"}, "Stunden"),
		({"end_date": "2017-02-30"}, ""),
	],
)
def test_an_extension_that_cannot_be_is_refused(mandate: Document, values: dict, word: str):
	frappe.local.lang = "de"
	for _number in range(2):
		hold(mandate, 4.5)
	with pytest.raises(frappe.ValidationError, match=word):
		advisory.extend_mandate(mandate.name, **{"reason": REASON, **values})
	assert not frappe.db.count("Mandate Extension", {"parent": mandate.name})


@pytest.mark.parametrize("user", [KIRA, CONSULTANT])
def test_only_the_office_extends(mandate: Document, user: str):
	frappe.set_user(user)
	with pytest.raises(frappe.PermissionError):
		advisory.extend_mandate(mandate.name, REASON, quota_sessions=9)


def test_after_the_first_session_the_agreement_needs_a_reason_on_every_way(mandate: Document):
	frappe.set_user(OFFICE)
	mandate.reload()
	mandate.update({"quota_sessions": 6}).save()
	hold_as = frappe.session.user
	frappe.set_user(CONSULTANT)
	hold(mandate, 2)
	frappe.set_user(hold_as)
	for values in ({"quota_sessions": 9}, {"quota_hours": 30}, {"end_date": "2018-01-31"}):
		with pytest.raises(frappe.ValidationError, match="Extend Mandate"):
			frappe.client.set_value("Advisory Mandate", mandate.name, json.dumps(values))
	mandate.reload()
	mandate.update({"quota_sessions": 9}).append("extensions", {"reason": REASON, "changed_by": "Administrator"})
	mandate.save()
	assert mandate.extensions[0].changed_by == OFFICE


def mails(mandate: Document) -> list[tuple[str, email.message.Message]]:
	"""Return recipient and message of the mails that wait about a mandate."""
	rows = frappe.get_all("Email Queue", filters={"reference_name": mandate.name}, order_by="creation asc, name asc")
	queued = [frappe.get_doc("Email Queue", row.name) for row in rows]
	return [(mail.recipients[0].recipient, email.message_from_string(mail.message)) for mail in queued]


def notes(user: str, mandate: Document) -> int:
	"""Return how many notes about a mandate a user finds under the bell."""
	return frappe.db.count("Notification Log", {"for_user": user, "document_name": mandate.name})


def test_each_threshold_is_announced_once_to_consultant_and_office(mandate: Document):
	hold(mandate, 7.99)
	tasks.announce_mandates()
	assert not mails(mandate)
	hold(mandate, 0.01)
	tasks.announce_mandates()
	tasks.announce_mandates()
	sent = mails(mandate)
	assert sorted(recipient for recipient, _mail in sent) == [CONSULTANT, OFFICE]
	subject = str(email.header.make_header(email.header.decode_header(sent[0][1]["Subject"])))
	assert "80 Prozent" in subject and "Nienburg/Weser" in subject
	body = sent[0][1].get_payload()[0].get_payload()[0].get_payload(decode=True).decode()
	assert "8 von 10" in body and "2 von 5" in body
	assert [notes(user, mandate) for user in (CONSULTANT, OFFICE, OFFICE_OF_COLOGNE, KIRA)] == [1, 1, 0, 0]
	mandate.reload()
	assert str(mandate.quota_warned_on) == "2016-07-01"

	hold(mandate, 2)
	tasks.announce_mandates()
	assert len(mails(mandate)) == 4
	with freeze_time("2017-08-31 08:00:00"):
		tasks.announce_mandates()
		tasks.announce_mandates()
	assert len(mails(mandate)) == 6
	advisory.extend_mandate(mandate.name, REASON, quota_hours=40, end_date="2017-12-31", quota_sessions=20)
	mandate.reload()
	assert not any((mandate.quota_warned_on, mandate.used_up_warned_on, mandate.end_warned_on))
	tasks.announce_mandates()
	assert len(mails(mandate)) == 6


def test_a_quota_used_up_at_once_is_one_mail_and_a_changed_text_is_the_offices(mandate: Document):
	template = frappe.get_doc("Email Template", "Beratungsauftrag läuft aus")
	template.update({"subject": "Achtung {{ auftrag }}", "response_html": "<p>{{ warnung }} {{ kommune }}</p>"}).save()
	mandate.db_set("mandate_title", "<b>Fett</b>")
	hold(mandate, 10)
	tasks.announce_mandates()
	sent = mails(mandate)
	assert len(sent) == 2
	assert "Achtung" in sent[0][1]["Subject"]
	assert notes(CONSULTANT, mandate) == 1
	note = frappe.db.get_value("Notification Log", {"document_name": mandate.name}, "subject")
	assert "<b>Fett</b>" not in note


def test_without_a_mail_account_the_note_under_the_bell_remains(mandate: Document):
	frappe.db.delete("Email Account")
	hold(mandate, 10)
	tasks.announce_mandates()
	assert notes(CONSULTANT, mandate) == 1
	assert not mails(mandate)
	assert not frappe.db.count("Error Log", {"reference_name": mandate.name})


@pytest.mark.parametrize("status", ["Completed", "Terminated"])
def test_an_ended_mandate_is_not_announced(mandate: Document, status: str):
	hold(mandate, 10)
	mandate.reload()
	mandate.update({"status": status}).save()
	tasks.announce_mandates()
	assert not notes(CONSULTANT, mandate)


def test_the_form_says_what_was_reached(mandate: Document):
	hold(mandate, 9)
	mandate.reload()
	mandate.run_method("onload")
	assert len(mandate.get_onload("reached")) == 1
	mandate.update({"warn_percent": 95}).save()
	mandate.run_method("onload")
	assert not mandate.get_onload("reached")
	for wrong in (-1, 101):
		mandate.warn_percent = wrong
		with pytest.raises(frappe.ValidationError):
			mandate.save()


def rows_of(user: str, **filters) -> list[dict]:
	"""Return the report's rows as a user sees them."""
	frappe.set_user(user)
	answer = run_report("Mandate Quotas", filters=filters, ignore_prepared_report=True)
	return [row for row in answer["result"] if isinstance(row, dict)]


def test_the_report_sums_by_municipality_and_consultant_within_the_fence(mandate: Document):
	second = make_mandate(COLLEAGUE, quota_sessions=0, quota_hours=20)
	foreign = make_mandate(CONSULTANT, municipality=COLOGNE, quota_hours=30)
	hold(mandate, 9)
	hold(second, 1)
	advisory.extend_mandate(mandate.name, REASON, quota_sessions=8)
	by_name = {row["name"]: row for row in rows_of(OFFICE)}
	row = by_name[mandate.name]
	assert (row["extensions"], row["percent_used"], row["hours_remaining"], str(row["end_date"])) == (
		1,
		90,
		1,
		"2017-09-30",
	)
	assert by_name[second.name]["percent_used"] == 5
	towns = {row["municipality_name"]: row for row in rows_of(OFFICE, group_by="Municipality")}
	assert (towns["Nienburg/Weser"]["mandates"], towns["Nienburg/Weser"]["hours_used"]) == (2, 10)
	people = {row["consultant"]: row for row in rows_of(OFFICE, group_by="Consultant")}
	assert (people[CONSULTANT]["mandates"], people[CONSULTANT]["quota_hours"]) == (2, 40)
	assert {row["name"] for row in rows_of(KIRA)} == {mandate.name, second.name}
	assert {row["name"] for row in rows_of(CONSULTANT)} == {mandate.name, foreign.name}
	assert [row["mandates"] for row in rows_of(COLLEAGUE, group_by="Municipality")] == [1]
