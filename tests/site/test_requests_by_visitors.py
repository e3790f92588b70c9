"""A nonprofit of Saarbrücken asks from outside: the whole way in the browser, and what forged posts come to."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
import snapshots
from bad_values import FORMULA, SCRIPT
from browsing import barriers
from factories import ensure_area, ensure_field_of_action, ensure_municipality, ensure_outgoing_mail, ensure_user
from frappe.utils import add_days, getdate
from frappe.utils.password import get_encryption_key
from test_portal import PDF, mails_to, together, words_of
from valid_records import make_valid

from upj_kooperation import tasks
from upj_kooperation.api import requests
from upj_kooperation.challenge_brokering import request_steps
from upj_kooperation.challenge_brokering.request_todos import todo_name

REQUEST = "Support Request"
API = "/api/method/upj_kooperation.api.requests."
SAARBRUECKEN = "10041100"
COORDINATOR = "koordination@saarbruecken.example"
TOUCHED = (*snapshots.MADE, "Deleted Document")
ANSWERS = {
	"request_title": "40 Stühle & Tische",
	"organisation_name": "Nachbarschaftsverein Malstatt (erfunden)",
	"kinds": ["Sachmittel", "Transport und Logistik"],
	"need": "Stühle für ein Fest im Hof.\nSie bleiben danach im Verein.",
	"quantity": "40 Stühle",
	"needed_by": "2099-06-01",
	"field_of_action": "Soziales",
	"public_benefit": "Nachbarn lernen sich kennen.",
	"partner_benefit": "Der Betrieb wird bekannt.",
	"otherwise": "Nein, es fehlen die Mittel.",
	"contact_person": "Erika Beispiel (erfunden)",
	"contact_email": "erika@verein.example",
}


@pytest.fixture(scope="module")
def group(test_site: str, on_site: Any) -> Iterator[dict[str, str]]:
	"""A group of Saarbrücken that takes requests, committed; what the tests of this file leave goes with it."""
	with on_site(test_site):
		before = snapshots.names_in(TOUCHED)
		ensure_outgoing_mail()
		# The first process that asks makes the site's key; from here on all of them read the same.
		get_encryption_key()
		ensure_municipality(SAARBRUECKEN, "Saarbrücken")
		ensure_user(COORDINATOR, "Cooperation Manager", municipalities=(SAARBRUECKEN,))
		ensure_area(SAARBRUECKEN, "Malstatt")
		ensure_field_of_action("Soziales")
		made = new_group("Die Herausforderung Saarbrücken", published=1)
		closed = new_group("Herausforderung in Planung", published=0)
		frappe.db.commit()
	try:
		yield {
			"name": made.name,
			"slug": made.slug,
			"closed": closed.name,
			"closed_slug": closed.slug,
		}
	finally:
		with on_site(test_site):
			snapshots.remove_new(before)
			frappe.db.commit()


def new_group(name: str, **values: Any) -> Any:
	"""Make a group of Saarbrücken with one criterion."""
	intro = "<h1>Anpacken</h1><p>Betriebe helfen Vereinen.</p><script>alert(1)</script>"
	return make_valid(
		"Challenge Group", SAARBRUECKEN, group_name=name, coordinator=COORDINATOR, public_intro=intro, **values
	)


@pytest.fixture
def guest(web_server: Any) -> Any:
	"""Somebody without a login."""
	return web_server.session(None)


def post(client: Any, method: str, **body: Any) -> Any:
	"""Post as the page does."""
	return client.post(API + method, json=body)


def fresh_address() -> str:
	"""Return a mail address that nobody has used."""
	return f"{frappe.generate_hash(length=8)}@verein.example"


def first_post(group: Any, website: str = "", once: Any = None, **values: Any) -> dict[str, Any]:
	"""Return what the first page sends."""
	answers = {
		"organisation_name": ANSWERS["organisation_name"],
		"request_title": ANSWERS["request_title"],
		"contact_person": ANSWERS["contact_person"],
		"contact_email": fresh_address(),
	}
	once = frappe.generate_hash(length=32) if once is None else once
	return {"group": group, "once": once, "website": website, "answers": {**answers, **values}}


def begin(client: Any, group: dict[str, str], **values: Any) -> str:
	"""Begin a draft and return its token."""
	answer = post(client, "start", **first_post(group["name"], **values))
	assert answer.status_code == 200, answer.text
	return answer.json()["message"]["link"].rpartition("/")[2]


def send_in(client: Any, group: dict[str, str], **values: Any) -> tuple[str, Any]:
	"""Begin a draft, send it in and return its token and the record."""
	address = fresh_address()
	token = begin(client, group, contact_email=address)
	answer = post(client, "submit", token=token, answers={**ANSWERS, "contact_email": address, **values})
	assert answer.status_code == 200, answer.text
	return token, by_address(address)


def by_address(address: str) -> Any:
	"""Return the request of an address as it stands in the database."""
	frappe.db.rollback()
	return frappe.get_doc(REQUEST, {"contact_email": address})


def upload(client: Any, token: str, name: str = "lageplan.pdf", content: bytes = PDF) -> Any:
	"""Send a file as the page does."""
	return client.post(API + "add_file", data={"token": token}, files={"file": (name, content)})


def state_of_tables() -> dict[str, int]:
	"""Count what a refused post must not leave."""
	frappe.db.rollback()
	return {doctype: frappe.db.count(doctype) for doctype in (REQUEST, "File", "Email Queue", "Version", "ToDo")}


# The whole way in the browser.


@pytest.mark.commits
def test_a_nonprofit_asks_is_asked_back_answers_and_says_how_it_went(
	group: dict[str, str], open_page: Callable[..., Any], tmp_path: Path
):
	address = fresh_address()
	page = open_page()
	asked: list[str] = []
	page.on("request", lambda request: asked.append(request.url))
	page.on("dialog", lambda dialog: dialog.accept())
	page.goto("/herausforderung")
	assert not barriers(page)
	page.get_by_role("link", name="Die Herausforderung Saarbrücken").click()
	page.get_by_role("heading", name="Worum Sie bitten können").wait_for()
	assert not barriers(page)
	assert "Geld" not in page.locator("article ul").first.inner_text()
	assert page.locator("article h2", has_text="Anpacken").count() == 1 and "<script>alert" not in page.content()
	page.get_by_role("link", name="Anfrage beginnen").click()
	assert not barriers(page)
	page.get_by_role("button", name="Entwurf beginnen").click()
	assert page.evaluate("document.activeElement.id") == "organisation_name"
	for field in ("organisation_name", "request_title", "contact_person"):
		page.locator(f"#{field}").fill(ANSWERS[field])
	page.locator("#contact_email").fill(address)
	page.get_by_role("button", name="Entwurf beginnen").click()
	page.wait_for_url("**/anfrage/*")
	link = page.url
	mail = mails_to(address)[-1]
	assert "Ihr Entwurf" in mail and link.rpartition("/")[2] in mail

	page.locator("#need").fill(ANSWERS["need"])
	page.get_by_label("Sachmittel").check()
	page.get_by_role("button", name="Entwurf speichern").click()
	page.get_by_text("Gespeichert um").wait_for()
	page.reload()
	assert page.locator("#need").input_value() == ANSWERS["need"] and page.get_by_label("Sachmittel").is_checked()
	page.get_by_label("Sachmittel").uncheck()
	page.get_by_role("button", name="Anfrage absenden").click()
	assert page.locator("#problem").inner_text() == "Einige Felder sind noch nicht ausgefüllt."
	assert page.evaluate("document.activeElement.id") == "kinds-1"
	assert not barriers(page)
	for width in (390, 1280):
		page.set_viewport_size({"width": width, "height": 900})
		assert page.evaluate("document.documentElement.scrollWidth") <= width
		assert not barriers(page)
	page.get_by_label("Sachmittel").check()
	for field in ("quantity", "needed_by", "public_benefit", "partner_benefit", "otherwise"):
		page.locator(f"#{field}").fill(ANSWERS[field])
	page.locator("#needed_by").fill("2016-05-09")
	page.locator("#field_of_action").select_option("Soziales")
	page.locator("#programme_area").select_option(label="Malstatt")
	file = tmp_path / "Lageplan (erfunden).pdf"
	file.write_bytes(PDF)
	page.locator("#file").set_input_files(str(file))
	page.locator("#files li").wait_for()
	page.get_by_role("button", name="Anfrage absenden").click()
	page.locator("#problem:not([hidden])").wait_for()
	assert "09.05.2016" in page.locator("#problem").inner_text()
	page.locator("#needed_by").fill(ANSWERS["needed_by"])
	page.get_by_role("button", name="Anfrage absenden").click()
	page.get_by_role("heading", name="Ihre Anfrage ist eingegangen").wait_for()
	assert page.url == link and not barriers(page)
	assert "Eingangsbestätigung" in mails_to(address)[-1]
	words = page.inner_text("main")
	assert all(word in words for word in ("Lageplan (erfunden)", ANSWERS["otherwise"], "Malstatt", "01.06.2099"))

	request = by_address(address)
	assert (request.workflow_state, len(request.checks)) == ("Received", 1) and request.received_on
	tasks.follow_up_requests()
	assert frappe.db.get_value("ToDo", todo_name(request.name), "allocated_to") == COORDINATOR
	requests.ask(request.name, "Wer baut auf & ab?")
	frappe.db.commit()
	assert "Wer baut auf &amp; ab?" in mails_to(address)[-1]
	page.reload()
	page.get_by_role("heading", name="Wir haben eine Rückfrage zu Ihrer Anfrage").wait_for()
	assert not barriers(page)
	page.get_by_role("button", name="Antworten absenden").click()
	assert page.evaluate("document.activeElement.id") == "question-1"
	page.locator("#question-1").fill("Wir selbst.")
	page.get_by_role("button", name="Antworten absenden").click()
	page.get_by_role("heading", name="Ihre Anfrage ist eingegangen").wait_for()
	page.locator("#file").set_input_files(str(file))
	page.locator("#files li").nth(1).wait_for()

	request = by_address(address)
	assert request.questions[0].answer == "Wir selbst." and request.questions[0].answered_on
	request.checks[0].answer = "Yes"
	request.save()
	requests.link_organisation(request.name)
	request.reload().step_to("Accepted").save()
	request_steps.mark_brokered(request.name)
	request_steps.mark_done(request.name)
	frappe.db.commit()
	assert "Wie war es" in mails_to(address)[-1] and "angenommen" in mails_to(address)[-2]
	page.reload()
	page.get_by_role("heading", name="Die Unterstützung hat stattgefunden").wait_for()
	page.set_viewport_size({"width": 390, "height": 900})
	assert page.evaluate("document.documentElement.scrollWidth") <= 390 and not barriers(page)
	assert page.get_by_role("button", name="Zurückziehen").count() == 0
	page.locator("#feedback").fill("Sehr gut, danke!")
	page.get_by_role("button", name="Rückmeldung absenden").click()
	page.get_by_text("Vielen Dank für Ihre Rückmeldung").wait_for()
	assert by_address(address).feedback == "Sehr gut, danke!"
	here = link.split("/anfrage")[0]
	assert not [url for url in asked if not url.startswith(here)]


def test_a_nonprofit_withdraws_on_its_page(group: dict[str, str], guest: Any, open_page: Callable[..., Any]):
	token, request = send_in(guest, group)
	page = open_page()
	page.on("dialog", lambda dialog: dialog.accept())
	page.goto(f"/anfrage/{token}")
	page.get_by_label("Grund").fill("Wir haben Stühle geliehen.")
	page.get_by_role("button", name="Zurückziehen").click()
	page.get_by_role("heading", name="Ihre Anfrage ist zurückgezogen").wait_for()
	assert "zurückgezogen" in mails_to(request.contact_email)[-1]
	assert by_address(request.contact_email).withdrawal_reason == "Wir haben Stühle geliehen."
	assert post(guest, "take_back", token=token, reason="Noch einmal").status_code == 200
	assert by_address(request.contact_email).withdrawal_reason == "Wir haben Stühle geliehen."


# What is open, and what is not.


def test_only_published_groups_take_requests(group: dict[str, str], guest: Any):
	assert guest.get(f"/herausforderung/{group['slug']}").status_code == 200
	for path in (group["closed_slug"], f"{group['closed_slug']}/anfragen", "gibt-es-nicht", "%00", "<script>"):
		answer = guest.get(f"/herausforderung/{path}")
		assert answer.status_code == 404 and "in Planung" not in answer.text, path
	assert "in Planung" not in guest.get("/herausforderung").text
	before = state_of_tables()
	closed, unknown = (post(guest, "start", **first_post(name)) for name in (group["closed"], "CG-99999"))
	assert (closed.status_code, words_of(closed)) == (unknown.status_code, words_of(unknown))
	assert closed.status_code == 417 and "keine neuen Anfragen" in words_of(closed)
	assert state_of_tables() == before


@pytest.mark.commits
def test_a_group_that_closes_takes_no_draft_any_more(group: dict[str, str], guest: Any):
	closing = new_group("Schließt gleich", published=1)
	frappe.db.commit()
	token = begin(guest, {"name": closing.name})
	closing.reload().update({"published": 0}).save()
	frappe.db.commit()
	answer = post(guest, "submit", token=token, answers=ANSWERS)
	assert answer.status_code == 417 and "keine neuen Anfragen" in words_of(answer)


def test_a_link_opens_one_request_and_a_wrong_one_none(group: dict[str, str], guest: Any):
	token, other = begin(guest, group), begin(guest, group)
	page = guest.get(f"/anfrage/{token}")
	assert page.status_code == 200 and 'content="no-referrer"' in page.text and "noindex" in page.text
	wrong = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-1], "", "x" * 43, "%00", token + "/x"]
	for text in wrong:
		assert guest.get(f"/anfrage/{text}").status_code == 404, text
	assert guest.get(f"/bewerbung/{token}").status_code == 404
	for text in (wrong[0], "", "x" * 43, ["a"], {"like": "%"}, None, 5):
		for method in ("save", "submit", "answer", "add_file", "remove_file", "take_back", "give_feedback"):
			answer = post(guest, method, token=text, answers={}, file="x", reason="x", feedback="x")
			assert 400 <= answer.status_code < 500, (method, text, answer.status_code, answer.text[:300])
	file = upload(guest, other).json()["message"]["name"]
	assert post(guest, "remove_file", token=token, file=file).status_code == 404
	assert post(guest, "remove_file", token=other, file=file).status_code == 200


@pytest.mark.commits
def test_an_expired_link_opens_nothing(group: dict[str, str], guest: Any):
	token, request = send_in(guest, group)
	frappe.db.set_value(REQUEST, request.name, "link_expires_on", add_days(getdate(), -1))
	frappe.db.commit()
	page = guest.get(f"/anfrage/{token}")
	assert page.status_code == 404 and "Dieser Link war bis" in page.text and ANSWERS["otherwise"] not in page.text
	answer = post(guest, "take_back", token=token, reason="Zu spät")
	assert answer.status_code == 417 and "Dieser Link war bis" in words_of(answer)


@pytest.mark.commits
def test_drafts_whose_link_has_expired_are_deleted_with_their_files(group: dict[str, str], guest: Any):
	address = fresh_address()
	token = begin(guest, group, contact_email=address)
	upload(guest, token)
	request = by_address(address)
	frappe.db.set_value(REQUEST, request.name, "link_expires_on", add_days(getdate(), -1))
	tasks.forget_expired_drafts()
	frappe.db.commit()
	assert not frappe.db.exists(REQUEST, request.name)
	assert not frappe.db.exists("File", {"attached_to_name": request.name})
	assert not frappe.db.exists("Deleted Document", {"deleted_name": request.name})


def test_without_the_link_nobody_reads_or_writes_a_request(group: dict[str, str], guest: Any):
	_token, request = send_in(guest, group)
	before = state_of_tables()
	values = {"challenge_group": group["name"], "request_title": "Niemand", "organisation_name": "Niemand"}
	tries = [
		guest.get(f"/api/resource/{REQUEST}"),
		guest.get(f"/api/resource/{REQUEST}/{request.name}"),
		guest.post(f"/api/resource/{REQUEST}", json=values),
		guest.put(f"/api/resource/{REQUEST}/{request.name}", json={"request_title": "Geändert"}),
		guest.delete(f"/api/resource/{REQUEST}/{request.name}"),
		guest.post("/api/method/frappe.client.insert", json={"doc": {"doctype": REQUEST, **values}}),
		guest.get("/api/method/frappe.client.get_list", params={"doctype": REQUEST}),
		guest.get("/api/method/frappe.client.get_list", params={"doctype": f"{REQUEST} Question", "parent": REQUEST}),
		guest.post(
			"/api/method/frappe.model.workflow.apply_workflow", json={"doc": {"doctype": REQUEST, "name": request.name}}
		),
		post(guest, "decline", request=request.name, reason="Nein"),
	]
	assert [answer.status_code for answer in tries if answer.status_code not in (401, 403, 404, 417)] == []
	assert state_of_tables() == before
	assert by_address(request.contact_email).request_title == ANSWERS["request_title"]


def test_fields_of_the_server_and_states_are_not_the_visitors(group: dict[str, str], guest: Any):
	address = fresh_address()
	token = begin(guest, group)
	forged = {
		**ANSWERS,
		"contact_email": address,
		"workflow_state": "Accepted",
		"received_on": "2016-01-12 00:00:00",
		"municipality": "03256022",
		"challenge_group": group["closed"],
		"stakeholder": "SH-00001",
		"checks": [{"criterion": "Erfunden", "answer": "Yes"}],
		"decision_reason": "Nein",
		"link_expires_on": "2199-01-01",
		"link_hash": "0" * 64,
		"owner": "Administrator",
		"docstatus": 1,
		"flags": {"ignore_permissions": True},
	}
	assert post(guest, "save", token=token, answers=forged).status_code == 200
	row = by_address(address)
	assert (row.workflow_state, row.received_on, row.challenge_group) == ("Draft", None, group["name"])
	assert (row.municipality, row.stakeholder, row.checks, row.decision_reason) == (SAARBRUECKEN, None, [], None)
	assert row.link_expires_on == add_days(getdate(), 30) and row.docstatus == 0


# Bad input.

WRONG_FIRST: dict[str, dict[str, Any]] = {
	"the trap": {"website": "https://boese.example"},
	"a group that is an object": {"group": {"like": "%"}},
	"no mail address": {"contact_email": "erika"},
	"two mail addresses": {"contact_email": "a@verein.example, b@verein.example"},
	"a mail header": {"contact_email": "a@verein.example\nBcc: b@verein.example"},
	"no name": {"contact_person": ""},
	"no organisation": {"organisation_name": "  "},
	"an object": {"organisation_name": {"a": 1}},
	"a script": {"organisation_name": SCRIPT},
	"a formula": {"request_title": FORMULA},
	"too long": {"request_title": "x" * 5000},
	"characters that cannot be stored": {"request_title": "a\x00b"},
	"no key": {"once": ""},
	"a key that is an object": {"once": {"a": 1}},
}
WRONG_ANSWERS: dict[str, Any] = {
	"no object": "text",
	"a script": {"need": SCRIPT},
	"a formula": {"quantity": FORMULA},
	"a picture from elsewhere": {"public_benefit": '<img src="https://boese.example/x.png">'},
	"too long": {"need": "x" * 10_001},
	"an object": {"otherwise": {"a": 1}},
	"a German date": {"needed_by": "31.12.2099"},
	"half a character": {"contact_person": "\ud800"},
	"money": {"kinds": ["Geld"]},
	"a kind that there is not": {"kinds": ["Gold"]},
	"kinds in one text": {"kinds": "Sachmittel"},
	"kinds of objects": {"kinds": [{"kind": "Sachmittel"}]},
	"a field that there is not": {"field_of_action": "Raumfahrt"},
	"an area that there is not": {"programme_area": "AREA-99999"},
	"an area that is an object": {"programme_area": {"like": "%"}},
	"no mail address": {"contact_email": "erika@"},
}
WRONG_SUBMISSIONS: dict[str, dict[str, Any]] = {
	"no kind": {"kinds": []},
	"nothing needed": {"need": "  "},
	"no field": {"field_of_action": ""},
	"no day": {"needed_by": ""},
	"a day that is over": {"needed_by": "2016-05-09"},
}


@pytest.mark.parametrize("kind", ["first", "save", "submit"])
def test_wrong_requests_are_refused_in_words_and_nothing_is_written(group: dict[str, str], guest: Any, kind: str):
	if kind == "first":
		method, tries = "start", {what: first_post(**{"group": group["name"], **v}) for what, v in WRONG_FIRST.items()}
	else:
		method, token = {"save": "save", "submit": "submit"}[kind], begin(guest, group)
		wrong = WRONG_ANSWERS if kind == "save" else {what: {**ANSWERS, **v} for what, v in WRONG_SUBMISSIONS.items()}
		tries = {what: {"token": token, "answers": answers} for what, answers in wrong.items()}
	before, faults = state_of_tables(), []
	for what, body in tries.items():
		answer = post(guest, method, **body)
		if not 400 <= answer.status_code < 500:
			faults.append(f"{what}: {answer.status_code} {answer.text[:300]}")
		elif answer.status_code != 417 or "_server_messages" in answer.text:
			words = words_of(answer)
			if len(words) < 15 or "Traceback" in words:
				faults.append(f"{what}: {answer.status_code} says {words!r}")
	assert not faults
	assert state_of_tables() == before


@pytest.mark.parametrize(
	("name", "content"),
	[
		("boese.html", b"<script>"),
		("boese.pdf", b"<script>"),
		("leer.pdf", b""),
		("gross.pdf", PDF + b"x" * 10**7 * 2),
	],
)
def test_files_that_are_not_what_they_say_are_refused(group: dict[str, str], guest: Any, name: str, content: bytes):
	token = begin(guest, group)
	before = state_of_tables()
	answer = upload(guest, token, name, content)
	assert answer.status_code in (413, 417), answer.text[:200]
	assert state_of_tables() == before


@pytest.mark.commits
def test_what_is_decided_takes_neither_answers_nor_files_nor_feedback(group: dict[str, str], guest: Any):
	token, request = send_in(guest, group)
	requests.decline(request.name, "Das vermitteln wir nicht.")
	frappe.db.commit()
	assert "Das vermitteln wir nicht." in guest.get(f"/anfrage/{token}").text
	assert "Das vermitteln wir nicht." in mails_to(request.contact_email)[-1]
	before = state_of_tables()
	for answer in (
		post(guest, "save", token=token, answers={"need": "Anders"}),
		post(guest, "submit", token=token, answers=ANSWERS),
		post(guest, "answer", token=token, answers={}),
		post(guest, "take_back", token=token, reason="Doch nicht"),
		post(guest, "give_feedback", token=token, feedback="Schlecht"),
		upload(guest, token),
	):
		assert answer.status_code == 417 and len(words_of(answer)) > 20, answer.text[:300]
	assert state_of_tables() == before


# Twice, at once, too often.


def test_the_first_page_sent_twice_at_once_begins_one_request(group: dict[str, str], web_server: Any):
	body = first_post(group["name"])
	send = functools.partial(lambda sent: post(web_server.session(None), "start", **sent), body)
	answers = together(send, send, send)
	assert [answer.status_code for answer in answers] == [200] * 3, [answer.text[:200] for answer in answers]
	assert len({answer.json()["message"]["link"] for answer in answers}) == 1
	frappe.db.rollback()
	assert frappe.db.count(REQUEST, {"once": body["once"]}) == 1
	assert len(mails_to(body["answers"]["contact_email"])) == 1


def test_sent_in_twice_at_once_it_comes_in_once(group: dict[str, str], guest: Any, web_server: Any):
	address = fresh_address()
	token = begin(guest, group)
	answers = {**ANSWERS, "contact_email": address}
	results = together(*[lambda: post(web_server.session(None), "submit", token=token, answers=answers)] * 3)
	assert [answer.status_code for answer in results] == [200] * 3, [answer.text[:300] for answer in results]
	assert len(by_address(address).checks) == 1 and len(mails_to(address)) == 1


@pytest.mark.commits
@pytest.mark.parametrize("_round", range(3))
def test_an_answer_and_a_decline_at_the_same_second_leave_one_truth(
	group: dict[str, str], guest: Any, web_server: Any, _round: int
):
	token, request = send_in(guest, group)
	requests.ask(request.name, "Wer baut auf?")
	frappe.db.commit()
	row = by_address(request.contact_email).questions[0].name
	office = web_server.session()
	answered, declined = together(
		lambda: post(web_server.session(None), "answer", token=token, answers={row: "Wir."}),
		lambda: post(office, "decline", request=request.name, reason="Keine Antwort."),
	)
	request = by_address(request.contact_email)
	assert declined.status_code == 200, declined.text[:300]
	assert request.workflow_state == "Declined" and request.decision_reason == "Keine Antwort."
	if answered.status_code == 200:
		assert request.questions[0].answer == "Wir."
	else:
		assert "keine offene Rückfrage mehr" in words_of(answered) and not request.questions[0].answer


def test_too_many_requests_are_refused_whatever_the_header_says(group: dict[str, str], web_server: Any):
	address = fresh_address()
	codes = []
	for number in range(7):
		client = web_server.session(None)
		client.headers["X-Forwarded-For"] = f"203.0.113.{number}"
		codes.append(post(client, "start", **first_post(group["name"], contact_email=address)).status_code)
	assert codes == [200] * 5 + [429] * 2


def test_a_lost_link_of_a_request_is_sent_anew_and_the_old_one_ends(group: dict[str, str], guest: Any):
	old, request = send_in(guest, group)
	known = post(guest, "send_link", group=group["name"], contact_email=request.contact_email)
	unknown = post(guest, "send_link", group=group["name"], contact_email="niemand@verein.example")
	assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
	new = by_address(request.contact_email).link()
	assert new in mails_to(request.contact_email)[-1]
	assert guest.get(f"/anfrage/{old}").status_code == 404
	assert guest.get(new).status_code == 200
