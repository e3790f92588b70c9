"""What the page for the phone asks for and sends: each entry counts once, whoever sends it how often."""

import io
import json
import uuid
from collections.abc import Iterator
from typing import Any

import frappe
import frappe.handler
import pytest
from entry_points import call
from factories import ensure_user, make_mandate, make_session
from frappe.model.document import Document
from phone_people import COLLEAGUE, CONSULTANT, MANAGER, TODAY, committed_people, mandate_for
from PIL import Image
from queries import queries_of
from werkzeug.datastructures import FileStorage, MultiDict

from upj_kooperation.advisory_services import phone
from upj_kooperation.api import phone as endpoint


def _picture(kind: str) -> bytes:
	content = io.BytesIO()
	Image.new("RGB", (1, 1)).save(content, kind)
	return content.getvalue()


# A whole picture of one dot.
JPEG, PNG = (_picture(kind) for kind in ("JPEG", "PNG"))


@pytest.fixture(scope="module")
def mandates(test_site: str, on_site: Any) -> Iterator[dict[str, str]]:
	"""A mandate for each of the two consultants."""
	with committed_people(test_site, on_site) as mandates:
		yield mandates


@pytest.fixture
def mandate(mandates: dict[str, str]) -> Document:
	"""The mandate of CONSULTANT."""
	return frappe.get_doc("Advisory Mandate", mandates[CONSULTANT])


def entry(mandate: str, **values: Any) -> dict[str, Any]:
	"""What the page sends for a session."""
	return {
		"token": str(uuid.uuid4()),
		"user": CONSULTANT,
		"mandate": mandate,
		"subject": "Rundgang im Nordertor",
		"session_date": str(TODAY),
		"hours": 1.5,
		"mode": "On Site",
		"minutes": "Betriebe <besucht> & begrüßt.\nEin Bäcker will backen.",
		"participants": json.dumps(
			[
				{"participant_name": "Ada (erfunden)", "sector": "Municipality", "persons": 1},
				{"participant_name": "ohne Namen", "sector": "Residents", "persons": 12},
			]
		),
		"next_steps": json.dumps(
			[{"step": "Bäckerei anrufen", "responsible": MANAGER, "due_date": str(frappe.utils.add_days(TODAY, 7))}]
		),
		**values,
	}


def send(values: dict[str, Any], *files: bytes) -> dict[str, str]:
	"""Send an entry as a request of the session's user."""
	command = "upj_kooperation.api.phone.send_session"
	frappe.utils.set_request(method="POST", path=f"/api/method/{command}")
	sent = [FileStorage(io.BytesIO(content), filename="IMG_1.jpg") for content in files]
	frappe.local.request.files = MultiDict(("files", file) for file in sent)
	frappe.local.form_dict = frappe._dict(values, cmd=command)
	return frappe.handler.execute_cmd(command)


def stored(mandate: Document) -> tuple[int, int, int, float]:
	"""Return sessions, their to-dos, and the mandate's counters of sessions and hours."""
	names = frappe.get_all("Advisory Session", filters={"mandate": mandate.name}, pluck="name", order_by="name asc")
	todos = frappe.db.count("ToDo", {"reference_type": "Advisory Session", "reference_name": ["in", names or [""]]})
	counters = frappe.db.get_value("Advisory Mandate", mandate.name, ["sessions_used", "hours_used"])
	return len(names), todos, *counters


def test_an_entry_becomes_a_held_session_with_its_people_steps_and_words(mandate: Document):
	frappe.set_user(CONSULTANT)
	answer = send(entry(mandate.name))
	session = frappe.get_doc("Advisory Session", answer["session"])
	assert (session.status, session.hours, session.consultant) == ("Held", 1.5, CONSULTANT)
	assert session.minutes == "Betriebe &lt;besucht&gt; &amp; begrüßt.<br>Ein Bäcker will backen."
	assert [(row.sector, row.persons) for row in session.participants] == [("Municipality", 1), ("Residents", 12)]
	assert answer["address"] == f"/app/advisory-session/{session.name}"
	assert stored(mandate) == (1, 1, 1, 1.5)


def test_the_same_entry_again_gets_the_same_answer_and_counts_once(mandate: Document):
	frappe.set_user(CONSULTANT)
	sent = entry(mandate.name)
	first = send(sent)
	assert send({**sent, "hours": "1.50"}) == first
	frappe.set_user("Administrator")
	# Even after the mandate has gone to a colleague, or is over.
	frappe.db.set_value("Advisory Mandate", mandate.name, {"consultant": COLLEAGUE, "status": "Completed"})
	frappe.set_user(CONSULTANT)
	assert send(sent) == first
	assert stored(mandate) == (1, 1, 1, 1.5)


def test_other_content_under_the_same_number_is_refused_with_the_session(mandate: Document):
	frappe.set_user(CONSULTANT)
	sent = entry(mandate.name)
	first = send(sent)
	for other in ({"minutes": "Etwas anderes."}, {"hours": 2}, {"next_steps": "[]"}):
		with pytest.raises(frappe.ValidationError, match=first["session"]):
			send({**sent, **other})
	with pytest.raises(frappe.ValidationError, match=first["session"]):
		send(sent, JPEG)
	assert stored(mandate) == (1, 1, 1, 1.5)


def test_the_number_of_another_user_is_unknown(mandate: Document, mandates: dict[str, str]):
	frappe.set_user(CONSULTANT)
	sent = entry(mandate.name)
	first = send(sent)
	frappe.set_user(COLLEAGUE)
	with pytest.raises(frappe.PermissionError) as refusal:
		send(sent)
	assert first["session"] not in str(refusal.value) + str(frappe.local.message_log)
	with pytest.raises(frappe.PermissionError) as refusal:
		send({**sent, "user": COLLEAGUE})
	assert first["session"] not in str(refusal.value) + str(frappe.local.message_log)
	# Under an own mandate it is an entry like any other.
	second = send({**sent, "user": COLLEAGUE, "mandate": mandates[COLLEAGUE]})
	assert second["session"] != first["session"]


def test_files_hang_privately_on_the_session(mandate: Document):
	frappe.set_user(CONSULTANT)
	sent = entry(mandate.name)
	answer = send(sent, JPEG, b"%PDF-1.7 erfunden")
	assert send(sent, JPEG, b"%PDF-1.7 erfunden") == answer
	files = frappe.get_all(
		"File",
		filters={"attached_to_doctype": "Advisory Session", "attached_to_name": answer["session"]},
		fields=["file_name", "is_private", "file_url"],
		order_by="file_name asc",
	)
	assert [row.is_private for row in files] == [1, 1]
	assert [row.file_name.rsplit(".")[-1] for row in files] == ["jpg", "pdf"]
	assert all(row.file_name.startswith(answer["session"]) for row in files)
	assert frappe.db.get_value("Advisory Session", answer["session"], "attachment") == files[0].file_url


def test_a_colleague_may_send_an_equal_photo(mandate: Document, mandates: dict[str, str]):
	frappe.set_user(CONSULTANT)
	send(entry(mandate.name), JPEG)
	frappe.set_user(COLLEAGUE)
	assert send(entry(mandates[COLLEAGUE], user=COLLEAGUE), JPEG)["session"]


BAD: list[dict[str, Any]] = [
	{"token": "1"},
	{"token": "' or 1=1 --"},
	{"user": "niemand@agentur.example"},
	{"user": ""},
	{"mandate": "MAN-99999"},
	{"mandate": "\x00"},
	{"mandate": "\ud800"},
	{"subject": ""},
	{"subject": "<b>fett</b>"},
	{"subject": "=HYPERLINK(1)"},
	{"subject": "x" * 70_000},
	{"session_date": "31.12.2024"},
	{"session_date": "2024-02-30"},
	{"session_date": str(frappe.utils.add_days(TODAY, 1))},
	{"session_date": str(frappe.utils.add_days(TODAY, -101))},
	{"hours": "zwölf"},
	{"hours": "1.234,56"},
	{"hours": "NaN"},
	{"hours": "-1"},
	{"hours": 0},
	{"hours": 25},
	{"hours": 11},
	{"mode": "Brieftaube"},
	{"minutes": " \n"},
	{"minutes": "\x00"},
	{"start_time": "25:00"},
	{"participants": "kein JSON"},
	{"participants": "{}"},
	{"participants": '["Ada"]'},
	{"participants": '[{"participant_name": "Ada", "sector": "Verein"}]'},
	{"participants": '[{"participant_name": "Ada", "sector": "Company", "persons": 0}]'},
	{"participants": '[{"participant_name": "Ada", "sector": "Company", "persons": "viele"}]'},
	{"participants": '[{"sector": "Company"}]'},
	{"next_steps": '[{"step": "Anrufen"}]'},
	{"next_steps": '[{"step": "Anrufen", "responsible": "niemand@x.example", "due_date": "2099-01-01"}]'},
	{"next_steps": f'[{{"step": "Anrufen", "responsible": "{CONSULTANT}", "due_date": "2016-01-01"}}]'},
]


def refusal_of(values: dict[str, Any], *files: bytes) -> str | None:
	"""Send an entry and undo it; return what is wrong with the refusal, if anything is."""
	frappe.db.savepoint("attempt")
	frappe.local.message_log = []
	try:
		send(values, *files)
	except Exception as refusal:
		if not 400 <= getattr(refusal, "http_status_code", 500) < 500:
			return repr(refusal)[:300]
		return None if len(str(refusal) + str(frappe.local.message_log)) > 10 else "no words"
	finally:
		frappe.db.rollback(save_point="attempt")
	return "taken"


def test_bad_entries_are_refused_in_words_and_leave_nothing(mandate: Document):
	frappe.set_user(CONSULTANT)
	faults = {str(bad)[:80]: refusal_of({**entry(mandate.name), **bad}) for bad in BAD}
	assert not {bad: fault for bad, fault in faults.items() if fault}
	assert stored(mandate) == (0, 0, 0, 0)


def test_files_of_other_kinds_or_sizes_are_refused(mandate: Document):
	frappe.set_user(CONSULTANT)
	bad = ([b""], [b"<svg/>"], [JPEG] * 4, [JPEG + b"x" * 5 * 1024 * 1024], [JPEG[:40]], [PNG[:40]], [b"%PDF-", b"MZ"])
	assert [refusal_of(entry(mandate.name), *files) for files in bad] == [None] * len(bad)
	assert stored(mandate) == (0, 0, 0, 0)


def test_what_is_missing_is_refused(mandate: Document):
	frappe.set_user(CONSULTANT)
	for name in ("token", "user", "mandate", "subject", "minutes", "participants"):
		sent = entry(mandate.name)
		del sent[name]
		with pytest.raises(Exception) as refusal:
			send(sent)
		assert isinstance(refusal.value, TypeError | frappe.ValidationError)
	assert stored(mandate)[0] == 0


def test_the_page_gets_own_active_mandates_with_quota_people_and_helpers(mandate: Document):
	frappe.set_user(CONSULTANT)
	send(entry(mandate.name))
	frappe.set_user("Administrator")
	make_mandate(CONSULTANT, status="Completed")
	frappe.set_user(CONSULTANT)
	# Outside of tests Frappe writes the token into the session, and commits with that.
	frappe.flags.in_test = True
	try:
		started = call("upj_kooperation.api.phone.start", method="GET")
	finally:
		frappe.flags.in_test = False
	(own,) = started["mandates"]
	assert (started["user"], own["name"], own["municipality"], own["area"]) == (
		CONSULTANT,
		mandate.name,
		"Nienburg/Weser",
		"Nordertor",
	)
	assert (own["sessions_remaining"], own["quota_sessions"], own["hours_remaining"]) == (2, 3, 8.5)
	assert own["participants"] == [{"name": "Ada (erfunden)", "organisation": "", "sector": "Municipality"}]
	assert [helper["user"] for helper in own["helpers"]] == [CONSULTANT, MANAGER]
	assert started["csrf_token"] and started["version"]


def test_the_last_used_mandate_comes_first_and_more_of_them_cost_no_query(mandate: Document):
	second = mandate_for(CONSULTANT)
	make_session(second, session_date=str(TODAY))
	frappe.set_user(CONSULTANT)
	assert [row["name"] for row in phone.own_mandates()] == [second, mandate.name]
	before = len(queries_of(phone.own_mandates))
	frappe.set_user("Administrator")
	for _number in range(3):
		make_session(mandate_for(CONSULTANT), session_date=str(TODAY))
	frappe.set_user(CONSULTANT)
	assert len(queries_of(phone.own_mandates)) == before <= 6


@pytest.mark.parametrize("role", ["Cooperation Manager", "Cooperation Auditor", "Accounts User"])
def test_others_get_neither_page_data_nor_an_entry(role: str, mandate: Document):
	frappe.set_user(ensure_user("andere@nienburg.example", role))
	with pytest.raises(frappe.PermissionError):
		endpoint.start()
	with pytest.raises(frappe.PermissionError):
		send(entry(mandate.name, user=frappe.session.user))


@pytest.mark.commits
def test_the_same_entry_from_two_devices_at_once_counts_once_and_both_hear_so(mandate: Document, in_parallel):
	frappe.db.set_value("Advisory Mandate", mandate.name, "quota_sessions", 1)
	frappe.db.commit()
	sent = entry(mandate.name)
	try:

		def run() -> str:
			frappe.set_user(CONSULTANT)
			# Read first, as a web request does: its snapshot is older than the lock.
			frappe.db.get_value("Advisory Mandate", mandate.name, "sessions_used")
			return send(sent)["session"]

		outcomes = in_parallel(run, run, run)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == [None] * 3
		assert len({outcome.value for outcome in outcomes}) == 1
		assert stored(mandate) == (1, 1, 1, 1.5)
	finally:
		frappe.db.rollback()
		for name in frappe.get_all("Advisory Session", {"mandate": mandate.name}, pluck="name", order_by="name asc"):
			frappe.delete_doc("Advisory Session", name)
		frappe.db.set_value("Advisory Mandate", mandate.name, "quota_sessions", 3)
		frappe.db.commit()
