"""A municipality applies from outside: from the public page to the confirmation, and what forged posts come to."""

import datetime
import functools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
import snapshots
from bad_values import FORMULA, SCRIPT
from browsing import barriers
from factories import ensure_outgoing_mail, make_call

INTAKE = "Application Intake"
API = "/api/method/upj_kooperation.api.portal."
TOUCHED = (
	*(INTAKE, "Project Call", "Call Field", "Field of Action", "File", "Email Queue", "Email Queue Recipient"),
	*("Version", "Comment", "Error Log", "Email Account"),
)
ANSWERS = {
	"municipality_name": "Bayreuth",
	"ags": "09 4 62 000",
	"area_name": "Altstadt",
	"programme": "Soziale Stadt",
	"programme_from": "2014-01-01",
	"programme_to": "",
	"motivation": "Die Wirtschaft fehlt.\nWir wollen sie gewinnen.",
	"planned_project": "Betriebe für das Quartier gewinnen & halten.",
	"contact_person": "Erika Beispiel (erfunden)",
	"contact_email": "erika@bayreuth.example",
}
PDF = b"%PDF-1.4 Beschluss (erfunden)"


@pytest.fixture(scope="module")
def call(test_site: str, on_site: Any) -> Iterator[dict[str, str]]:
	"""An open call, committed; what the tests of this file leave goes with it."""
	with on_site(test_site):
		before = snapshots.names_in(TOUCHED)
		ensure_outgoing_mail()
		made = new_call("Kooperationen im Quartier")
		frappe.db.commit()
	try:
		yield {"name": made.name, "slug": made.slug}
	finally:
		with on_site(test_site):
			snapshots.remove_new(before)
			frappe.db.commit()


def new_call(title: str, **values: Any) -> Any:
	"""Make a call that takes applications now."""
	defaults = {
		"opens_on": "2016-01-11 00:00:00",
		"closes_on": "2099-03-18 23:59:59",
		"period_start": "2099-04-01",
		"period_end": "2099-09-30",
	}
	return make_call(call_title=title, **{**defaults, **values})


@pytest.fixture
def guest(web_server: Any) -> Any:
	"""Somebody without a login."""
	return web_server.session(None)


def post(client: Any, method: str, **body: Any) -> Any:
	"""Post to the portal as the page does."""
	return client.post(API + method, json=body)


def first_post(call: Any, website: str = "", once: Any = None, **values: Any) -> dict[str, Any]:
	"""Return what the first page sends."""
	answers = {
		"contact_person": "Erika Beispiel (erfunden)",
		"contact_email": f"{frappe.generate_hash(length=8)}@bayreuth.example",
		"municipality_name": "Bayreuth",
	}
	once = frappe.generate_hash(length=32) if once is None else once
	return {"call": call, "once": once, "website": website, "answers": {**answers, **values}}


def begin(client: Any, call: str, **values: Any) -> str:
	"""Begin a draft and return its token."""
	answer = post(client, "start_application", **first_post(call, **values))
	assert answer.status_code == 200, answer.text
	return answer.json()["message"]["link"].rpartition("/")[2]


def upload(client: Any, token: str, name: str = "beschluss.pdf", content: bytes = PDF) -> Any:
	"""Send a file as the page does."""
	return client.post(API + "add_file", data={"token": token}, files={"file": (name, content)})


def words_of(answer: Any) -> str:
	"""Return what a refused post says to the visitor."""
	messages = json.loads(answer.json().get("_server_messages", "[]"))
	return " ".join(json.loads(message)["message"] for message in messages)


def intakes(**filters: Any) -> list[Any]:
	"""Return the intakes as they stand in the database, read with a fresh connection."""
	frappe.db.rollback()
	return frappe.get_all(INTAKE, filters=filters, fields=["*"], order_by="creation asc")


def state_of_tables() -> dict[str, int]:
	"""Count what a refused post must not leave."""
	frappe.db.rollback()
	return {doctype: frappe.db.count(doctype) for doctype in (INTAKE, "File", "Email Queue", "Version", "Comment")}


# The whole way in the browser.


def test_from_the_public_page_to_the_withdrawal(call: dict[str, str], open_page: Callable[..., Any], tmp_path: Path):
	page = open_page()
	asked: list[str] = []
	page.on("request", lambda request: asked.append(request.url))
	page.goto(f"/projektaufrufe/{call['slug']}")
	page.get_by_role("link", name="Jetzt bewerben").click()
	assert not barriers(page)
	page.get_by_role("button", name="Entwurf beginnen").click()
	assert page.get_by_label("Kommune").get_attribute("aria-invalid") == "true"
	assert page.evaluate("document.activeElement.id") == "municipality_name"
	page.get_by_label("Kommune").fill("Bayreuth")
	page.locator("#contact_person").fill("Erika Beispiel (erfunden)")
	page.locator("#contact_email").fill("story@bayreuth.example")
	page.get_by_role("button", name="Entwurf beginnen").click()
	page.wait_for_url("**/bewerbung/*")
	link = page.url
	mail = mails_to("story@bayreuth.example")[-1]
	assert "Bewerbungsentwurf" in mail and link.rpartition("/")[2] in mail

	page.get_by_label("Amtlicher Gemeindeschlüssel").fill("09462000")
	page.locator("#motivation").fill("Die Wirtschaft fehlt in den Arbeitsgruppen.")
	page.get_by_role("button", name="Entwurf speichern").click()
	page.get_by_text("Gespeichert um").wait_for()
	page.reload()
	assert page.locator("#motivation").input_value() == "Die Wirtschaft fehlt in den Arbeitsgruppen."
	assert not barriers(page)

	file = tmp_path / "Beschluss (erfunden).pdf"
	file.write_bytes(PDF)
	page.locator("#file").set_input_files(str(file))
	page.locator("#files li").wait_for()
	page.get_by_role("button", name="Bewerbung einreichen").click()
	assert page.locator("#problem").inner_text() == "Einige Felder sind noch nicht ausgefüllt."
	for name in ("area_name", "programme", "programme_from", "planned_project"):
		page.locator(f"#{name}").fill(ANSWERS[name])
	page.locator("#programme").fill("Stadtumbau")
	page.get_by_role("button", name="Bewerbung einreichen").click()
	page.get_by_text("Soziale Stadt").nth(1).wait_for()
	page.locator("#problem:not([hidden])").wait_for()
	assert "Stadtumbau" in page.locator("#problem").inner_text()
	assert page.locator("#planned_project").input_value() == ANSWERS["planned_project"]
	page.locator("#programme").fill("Soziale Stadt")
	page.get_by_role("button", name="Bewerbung einreichen").click()
	page.get_by_role("heading", name="Ihre Bewerbung ist eingegangen").wait_for()
	assert page.url == link
	assert not barriers(page)
	assert "Eingangsbestätigung" in mails_to("story@bayreuth.example")[-1]
	assert "Beschluss (erfunden)" in page.inner_text("main") and ANSWERS["planned_project"] in page.inner_text("main")

	page.set_viewport_size({"width": 390, "height": 800})
	assert page.evaluate("document.documentElement.scrollWidth") <= 390
	page.on("dialog", lambda dialog: dialog.accept())
	page.get_by_label("Grund").fill("Der Rat hat anders entschieden.")
	page.get_by_role("button", name="Zurückziehen").click()
	page.get_by_role("heading", name="Ihre Bewerbung ist zurückgezogen").wait_for()
	assert "zurückgezogen" in mails_to("story@bayreuth.example")[-1]
	assert page.get_by_role("button", name="Zurückziehen").count() == 0
	here = link.split("/bewerbung")[0]
	assert not [url for url in asked if not url.startswith(here)]


def mails_to(address: str) -> list[str]:
	"""Return the mails in the queue to an address, decoded, oldest first."""
	from email import message_from_string, policy

	frappe.db.rollback()
	names = frappe.get_all("Email Queue Recipient", filters={"recipient": address}, pluck="parent", order_by="creation")
	found = []
	for name in names:
		mail = message_from_string(frappe.db.get_value("Email Queue", name, "message"), policy=policy.default)
		body = mail.get_body(("html",)) or mail.get_body(("plain",))
		found.append(f"{mail['subject']}\n{body.get_content()}")
	return found


# What the link opens, and what it does not.


def test_a_link_opens_one_record_and_a_wrong_one_none(call: dict[str, str], guest: Any):
	token, other = begin(guest, call["name"]), begin(guest, call["name"])
	page = guest.get(f"/bewerbung/{token}")
	assert page.status_code == 200
	assert 'content="no-referrer"' in page.text and "noindex" in page.text
	wrong = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[:-1], "", "x" * 43, "%00", token + "/x"]
	for text in wrong:
		assert guest.get(f"/bewerbung/{text}").status_code == 404, text
	before = state_of_tables()
	for text in (wrong[0], "", "x" * 43, ["a"], {"like": "%"}, None, 5):
		for method in ("save_application", "submit_application", "withdraw_application", "add_file", "remove_file"):
			answer = post(guest, method, token=text, answers={}, file="x")
			assert 400 <= answer.status_code < 500, (method, text, answer.status_code, answer.text[:300])
	file = upload(guest, other).json()["message"]["name"]
	assert post(guest, "remove_file", token=token, file=file).status_code == 404
	assert state_of_tables()["File"] == before["File"] + 1


def test_without_the_link_there_is_no_way_in(call: dict[str, str], guest: Any):
	token = begin(guest, call["name"])
	name = intakes()[-1].name
	before = state_of_tables()
	values = {"call": call["name"], "contact_person": "Niemand", "contact_email": "niemand@stadt.example"}
	tries = [
		guest.get(f"/api/resource/{INTAKE}"),
		guest.get(f"/api/resource/{INTAKE}/{name}"),
		guest.post(f"/api/resource/{INTAKE}", json=values),
		guest.put(f"/api/resource/{INTAKE}/{name}", json={"municipality_name": "Geändert"}),
		guest.delete(f"/api/resource/{INTAKE}/{name}"),
		guest.post("/api/method/frappe.client.insert", json={"doc": {"doctype": INTAKE, **values}}),
		guest.post(
			"/api/method/frappe.client.set_value",
			json={"doctype": INTAKE, "name": name, "fieldname": "municipality_name", "value": "Geändert"},
		),
		guest.get("/api/method/frappe.client.get_list", params={"doctype": INTAKE}),
		guest.get("/api/method/frappe.client.get_count", params={"doctype": INTAKE}),
		guest.get(upload_address(guest, token)),
	]
	assert [answer.status_code for answer in tries if answer.status_code not in (401, 403, 404, 417)] == []
	after = state_of_tables()
	assert {name: after[name] - before[name] for name in (INTAKE, "File", "Email Queue", "Version")} == {
		INTAKE: 0,
		"File": 1,
		"Email Queue": 0,
		"Version": 0,
	}
	assert not [row for row in intakes() if row.municipality_name in ("Geändert", "Niemand")]


def upload_address(guest: Any, token: str) -> str:
	"""Upload a file and return the address at which Frappe keeps it."""
	name = upload(guest, token).json()["message"]["name"]
	frappe.db.rollback()
	address = frappe.db.get_value("File", name, ["file_url", "is_private"])
	assert address[1] == 1
	return address[0]


def test_fields_of_the_server_are_not_the_visitors(call: dict[str, str], guest: Any):
	token = begin(guest, call["name"])
	address = f"{frappe.generate_hash(length=8)}@bayreuth.example"
	forged = {
		**ANSWERS,
		"contact_email": address,
		"status": "Taken Over",
		"submitted_on": "2016-01-12 00:00:00",
		"municipality": "03256022",
		"call": "CALL-99999",
		"link_expires_on": "2199-01-01",
		"link_hash": "0" * 64,
		"owner": "Administrator",
		"name": "INTAKE-00001",
		"docstatus": 1,
		"flags": {"ignore_permissions": True},
	}
	assert post(guest, "save_application", token=token, answers=forged).status_code == 200
	[row] = intakes(contact_email=address)
	assert (row.status, row.submitted_on, row.call, row.docstatus) == ("Draft", None, call["name"], 0)
	assert row.ags == "09462000" and str(row.link_expires_on) == "2099-04-17"


# Bad input.

WRONG_FIRST: dict[str, dict[str, Any]] = {
	"the trap": {"website": "https://boese.example"},
	"no such call": {"call": "CALL-99999"},
	"a call that is an object": {"call": {"like": "%"}},
	"no mail address": {"contact_email": "erika"},
	"two mail addresses": {"contact_email": "a@stadt.example, b@stadt.example"},
	"a mail header": {"contact_email": "a@stadt.example\nBcc: b@stadt.example"},
	"an address that is a list": {"contact_email": ["a@stadt.example"]},
	"no name": {"contact_person": ""},
	"a script": {"contact_person": SCRIPT},
	"a formula": {"municipality_name": FORMULA},
	"too long a name": {"municipality_name": "x" * 5000},
	"characters that cannot be stored": {"municipality_name": "a\x00b"},
	"no key": {"once": ""},
	"a short key": {"once": "1"},
	"a key that is an object": {"once": {"a": 1}},
}
WRONG_ANSWERS: dict[str, Any] = {
	"no object": "text",
	"a list": [["ags", "1"]],
	"a script": {"motivation": SCRIPT},
	"a formula": {"area_name": FORMULA},
	"a picture from elsewhere": {"planned_project": '<img src="https://boese.example/x.png">'},
	"too long": {"motivation": "x" * 10_001},
	"much too long": {"area_name": "x" * 200_000},
	"an object": {"motivation": {"a": 1}},
	"a German date": {"programme_from": "31.12.2014"},
	"no day of the calendar": {"programme_from": "2014-02-30"},
	"crossed": {"programme_from": "2016-01-01", "programme_to": "2015-01-01"},
	"characters that cannot be stored": {"contact_person": "a\x00b"},
	"half a character": {"contact_person": "\ud800"},
	"no mail address": {"contact_email": "erika@"},
	"no address at all": {"contact_email": ""},
}
WRONG_SUBMISSIONS: dict[str, dict[str, Any]] = {
	"a short AGS": {"ags": "0946"},
	"no such Land": {"ags": "99462000"},
	"no district": {"ags": "09400000"},
	"nothing planned": {"planned_project": "  "},
	"no start": {"programme_from": ""},
	"another programme": {"programme": "Stadtumbau"},
	"not yet in the programme": {"programme_from": "2098-01-01"},
	"no longer in the programme": {"programme_to": "2019-12-31"},
}


@pytest.mark.parametrize("kind", ["first", "save", "submit"])
def test_wrong_input_is_refused_in_words_and_nothing_is_written(call: dict[str, str], guest: Any, kind: str):
	tries: dict[str, Callable[[], Any]] = {}
	if kind == "first":
		tries = {
			what: lambda v=values: post(guest, "start_application", **first_post(**{"call": call["name"], **v}))
			for what, values in WRONG_FIRST.items()
		}
	elif kind == "save":
		token = begin(guest, call["name"])
		tries = {
			what: lambda v=values: post(guest, "save_application", token=token, answers=v)
			for what, values in WRONG_ANSWERS.items()
		}
	else:
		token = begin(guest, call["name"])
		tries = {
			what: lambda v=values: post(guest, "submit_application", token=token, answers={**ANSWERS, **v})
			for what, values in WRONG_SUBMISSIONS.items()
		}
	before, faults = state_of_tables(), []
	for what, act in tries.items():
		answer = act()
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
		("boese.html", b"<script>alert(1)</script>"),
		("boese.svg", b"<svg onload='x()'/>"),
		("boese.pdf", b"<script>alert(1)</script>"),
		("boese.exe", b"MZ\x90"),
		("leer.pdf", b""),
		("gross.pdf", b"%PDF-" + b"x" * (10 * 1024 * 1024)),
	],
)
def test_wrong_files_are_refused(call: dict[str, str], guest: Any, name: str, content: bytes):
	token = begin(guest, call["name"])
	before = state_of_tables()
	answer = upload(guest, token, name, content)
	assert 400 <= answer.status_code < 500 and len(words_of(answer)) > 15
	assert state_of_tables() == before


def test_a_draft_takes_five_files_and_gives_them_back(call: dict[str, str], guest: Any):
	token = begin(guest, call["name"])
	files = [upload(guest, token, f"../anlage {number}.pdf", PDF + bytes([number])) for number in range(6)]
	assert [answer.status_code for answer in files] == [200] * 5 + [417]
	assert files[0].json()["message"]["file_name"].startswith("anlage 0")
	assert post(guest, "remove_file", token=token, file=files[0].json()["message"]["name"]).status_code == 200
	assert upload(guest, token).status_code == 200


# Twice, too often, too late.


def together(*acts: Callable[[], Any]) -> list[Any]:
	"""Do several things at once and return what each came to."""
	results: list[Any] = [None] * len(acts)
	gate = threading.Barrier(len(acts))

	def run(index: int) -> None:
		gate.wait(30)
		results[index] = acts[index]()

	threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
	for thread in threads:
		thread.start()
	for thread in threads:
		thread.join()
	return results


def test_the_first_page_sent_twice_at_once_begins_one_draft(call: dict[str, str], guest: Any, web_server: Any):
	for _round in range(3):
		body = first_post(call["name"])
		send = functools.partial(lambda sent: post(web_server.session(None), "start_application", **sent), body)
		answers = together(send, send, send)
		assert [answer.status_code for answer in answers] == [200] * 3, [answer.text[:200] for answer in answers]
		assert len({answer.json()["message"]["link"] for answer in answers}) == 1
		assert len(intakes(once=body["once"])) == 1
		assert len(mails_to(body["answers"]["contact_email"])) == 1


def test_handed_in_twice_at_once_it_counts_once(call: dict[str, str], guest: Any, web_server: Any):
	token = begin(guest, call["name"])
	address = f"{frappe.generate_hash(length=8)}@bayreuth.example"
	answers = {**ANSWERS, "contact_email": address}
	results = together(
		*[lambda: post(web_server.session(None), "submit_application", token=token, answers=answers)] * 3
	)
	assert [answer.status_code for answer in results] == [200] * 3, [answer.text[:300] for answer in results]
	assert [row.status for row in intakes(contact_email=address)] == ["Handed In"]
	assert len(mails_to(address)) == 1
	assert post(guest, "save_application", token=token, answers={"motivation": "Anders"}).status_code == 417
	assert intakes(contact_email=address)[0].motivation == ANSWERS["motivation"]


def test_too_many_posts_are_refused_whatever_the_header_says(call: dict[str, str], web_server: Any):
	address = f"{frappe.generate_hash(length=8)}@bayreuth.example"
	codes = []
	for number in range(7):
		client = web_server.session(None)
		client.headers["X-Forwarded-For"] = f"203.0.113.{number}"
		answer = post(
			client,
			"start_application",
			**first_post(call["name"], contact_email=address.upper() if number % 2 else address),
		)
		codes.append(answer.status_code)
	assert codes == [200] * 5 + [429] * 2
	assert "in einer Stunde" in words_of(answer)


@pytest.fixture
def closing_call(call: dict[str, str]) -> Any:
	"""A call whose window ends in a few seconds of the real clock."""
	made = new_call("Schließt gleich", closes_on=local_now(3600))
	frappe.db.commit()
	return made


def local_now(seconds: float) -> datetime.datetime:
	"""Return a time of Berlin's clock, some seconds from now."""
	from zoneinfo import ZoneInfo

	moment = datetime.datetime.now(ZoneInfo("Europe/Berlin")) + datetime.timedelta(seconds=seconds)
	return moment.replace(tzinfo=None, microsecond=0)


def close_in(call: Any, seconds: float) -> datetime.datetime:
	"""Let a call's window end in so many seconds."""
	last = local_now(seconds)
	frappe.db.set_value("Project Call", call.name, "closes_on", last)
	frappe.db.commit()
	return last


@pytest.mark.commits
def test_who_opens_in_time_and_sends_too_late_is_late(closing_call: Any, guest: Any):
	early, late = begin(guest, closing_call.name), begin(guest, closing_call.name)
	last = close_in(closing_call, 6)
	assert "Bewerbung einreichen" in guest.get(f"/bewerbung/{late}").text
	assert post(guest, "submit_application", token=early, answers=ANSWERS).status_code == 200
	time.sleep(max(0, (last - local_now(0)).total_seconds()) + 1.1)
	answer = post(guest, "submit_application", token=late, answers=ANSWERS)
	assert answer.status_code == 417 and "Bewerbungen waren bis" in words_of(answer)
	assert "Die Bewerbungsfrist ist abgelaufen" in guest.get(f"/bewerbung/{late}").text
	assert post(guest, "start_application", **first_post(closing_call.name)).status_code == 417
	states = [row.status for row in intakes(call=closing_call.name)]
	assert sorted(states) == ["Draft", "Handed In"]


@pytest.mark.commits
def test_who_waits_for_a_lock_past_the_end_is_late(closing_call: Any, guest: Any, web_server: Any):
	token = begin(guest, closing_call.name)
	last = close_in(closing_call, 3)
	frappe.db.get_value("Project Call", closing_call.name, "name", for_update=True)
	results: list[Any] = []
	waiting = threading.Thread(
		target=lambda: results.append(
			post(web_server.session(None), "submit_application", token=token, answers=ANSWERS)
		)
	)
	waiting.start()
	time.sleep(max(0, (last - local_now(0)).total_seconds()) + 1.5)
	assert not results, "it waits for the lock"
	frappe.db.rollback()
	waiting.join(30)
	assert results[0].status_code == 417 and "Bewerbungen waren bis" in words_of(results[0])
	assert [row.status for row in intakes(call=closing_call.name)] == ["Draft"]


def test_a_lost_link_is_sent_anew_and_the_old_one_ends(call: dict[str, str], guest: Any):
	address = f"{frappe.generate_hash(length=8)}@bayreuth.example"
	old = begin(guest, call["name"], contact_email=address)
	known = post(guest, "send_link", call=call["name"], contact_email=address)
	unknown = post(guest, "send_link", call=call["name"], contact_email="niemand@stadt.example")
	assert (known.status_code, known.text) == (unknown.status_code, unknown.text)
	new = re.search(r"/bewerbung/([\w-]{43})", mails_to(address)[-1])[1]
	assert new != old
	assert guest.get(f"/bewerbung/{old}").status_code == 404
	assert guest.get(f"/bewerbung/{new}").status_code == 200
