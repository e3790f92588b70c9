"""The public pages of calls over HTTP and in the browser: who reads what, without a login and without barriers."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import snapshots
from browsing import barriers
from factories import THEMES, ensure_field_of_action, ensure_user, make_call
from test_calls import at

from upj_kooperation.patches import give_calls_their_page

OFFICE = "pola@agentur.example"
PASSWORD = "Programmbuero-2016!"
TOUCHED = ("Project Call", "Call Field", "Call Update", "User", "Has Role", "Field of Action", "Version", "Contact")
FACTS = ("Kooperationen im Quartier", "Soziale Stadt", "Bundesinstitut (erfunden)", "Bildung", "Auftakt in Berlin")


@pytest.fixture(scope="module")
def calls(test_site: str, on_site: Any) -> Iterator[dict[str, str]]:
	"""The addresses of five calls: open, coming, past, draft, and one that the office took off the website."""
	with on_site(test_site):
		before = snapshots.names_in(TOUCHED)
		ensure_user(OFFICE, "Programme Office")
		user = frappe.get_doc("User", OFFICE)
		user.new_password = PASSWORD
		user.save()
		for theme in THEMES:
			ensure_field_of_action(theme)
		open_window = {"opens_on": "2016-01-11 00:00:00", "closes_on": "2099-03-18 23:59:59"}
		period = {"period_start": "2099-04-01", "period_end": "2099-09-30"}
		made = {
			"open": make_call(
				call_title="Kooperationen im Quartier <2099>",
				published_by="Bundesinstitut (erfunden)",
				purpose="Unternehmen und Kommunen arbeiten zusammen.",
				eligibility_notes="Ein Ratsbeschluss ist nicht nötig.",
				description="<h1>Worum es geht</h1><p>Um Kooperationen.</p><ul><li>erstens</li></ul>",
				updates=[
					{"update_date": "2016-02-01", "update_text": "Erste Fragen beantwortet"},
					{"update_date": "2016-03-01", "update_text": "Auftakt in Berlin"},
				],
				contact_person="Erika Beispiel (erfunden)",
				contact_email="aufruf@agentur.example",
				**open_window,
				**period,
			),
			"coming": make_call(
				call_title="Nächster Aufruf", **{**open_window, "opens_on": "2098-01-01 00:00:00"}, **period
			),
			"past": make_call(call_title="Früherer Aufruf", status="Closed"),
			"draft": make_call(call_title="Geheimer Entwurf", status="Draft", **open_window, **period),
			"hidden": make_call(call_title="Abgeschalteter Aufruf", on_website=0, **open_window, **period),
		}
		addresses = {key: f"/projektaufrufe/{doc.slug}" for key, doc in made.items()}
		frappe.db.commit()
	try:
		yield addresses
	finally:
		with on_site(test_site):
			snapshots.remove_new(before)
			frappe.db.commit()


def visible(page: str) -> str:
	"""Return the words of a page."""
	return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_everybody_reads_a_published_call(web_server: Any, calls: dict[str, str]):
	answer = web_server.session(None).get(calls["open"])
	assert answer.status_code == 200
	assert '<html lang="de">' in answer.text
	words = visible(answer.text)
	for fact in (*FACTS, "Ein Ratsbeschluss", "Erika Beispiel", "18. März 2099, 23:59:59"):
		assert fact in words, fact
	assert words.index("Auftakt in Berlin") < words.index("Erste Fragen")
	assert "&lt;2099&gt;" in answer.text and "<2099>" not in answer.text
	assert answer.text.count("<h1") == 1 and "<h3>Worum es geht" in answer.text


def test_the_list_sorts_calls_by_what_a_reader_can_do(web_server: Any, calls: dict[str, str]):
	words = visible(web_server.session(None).get("/projektaufrufe").text)
	order = [
		"Jetzt bewerben",
		"Kooperationen im Quartier",
		"Demnächst",
		"Nächster Aufruf",
		"Abgelaufene",
		"Früherer Aufruf",
	]
	assert [words.index(part) for part in order] == sorted(words.index(part) for part in order)
	assert "Geheimer Entwurf" not in words and "Abgeschalteter" not in words


@pytest.mark.parametrize("which", ["draft", "hidden", "nowhere"])
def test_what_is_not_public_answers_404_in_words(web_server: Any, calls: dict[str, str], which: str):
	address = calls.get(which, "/projektaufrufe/gibt-es-nicht")
	answer = web_server.session(None).get(address)
	assert answer.status_code == 404
	words = visible(answer.text)
	assert "gibt es keinen Projektaufruf" in words and "Alle Projektaufrufe" in words
	assert "Geheimer" not in words and "Abgeschalteter" not in words


@pytest.mark.parametrize(
	"slug", ["%00", "..%2f..%2fsite_config", "'%20or%201=1--", "a" * 3000, "%F0%9F%98%80", "<script>"]
)
def test_forged_addresses_are_404_too(web_server: Any, calls: dict[str, str], slug: str):
	answer = web_server.session(None).get(f"/projektaufrufe/{slug}")
	assert answer.status_code == 404
	assert slug not in answer.text


def test_the_office_previews_what_others_do_not_see(web_server: Any, calls: dict[str, str]):
	office = web_server.session(OFFICE, PASSWORD)
	for which, marked in (("draft", True), ("hidden", True), ("open", False)):
		answer = office.get(calls[which])
		assert answer.status_code == 200
		assert ("Diese Seite sieht nur das Programmbüro" in answer.text) is marked


def test_the_address_stays_when_the_title_changes_and_is_nobody_elses():
	with at("2016-01-11 09:00"):
		first, second = make_call(), make_call()
		assert first.slug == "kooperationen-von-kommunen-und-privaten-in-der-sozialen"
		assert second.slug == f"{first.slug}-2"
		first.update({"call_title": "Ein anderer Titel", "slug": "gewuenscht"}).save()
		assert first.slug == "kooperationen-von-kommunen-und-privaten-in-der-sozialen"


def test_calls_from_before_get_their_address_once():
	with at("2016-01-11 09:00"):
		call = make_call()
		frappe.db.set_value("Project Call", call.name, "slug", None)
		for _time in (1, 2):
			give_calls_their_page.execute()
			assert frappe.db.get_value("Project Call", call.name, "slug") == call.slug


def test_the_window_is_meant_by_the_calls_own_clock():
	with at("2016-01-11 09:00"):
		call = make_call(time_zone="America/New_York")
		assert call.terms().zone == "America/New_York"
		with pytest.raises(frappe.ValidationError, match="Europe/Berlin"):
			make_call(time_zone="Mitteleuropa")
		with pytest.raises(frappe.ValidationError, match="Europe/Berlin"):
			make_call(closes_on="2016-03-27 02:30:00")


def test_the_pages_have_no_barriers_and_load_nothing_from_elsewhere(
	calls: dict[str, str], open_page: Callable[..., Any]
):
	page = open_page()
	asked: list[str] = []
	faults: list[str] = []
	page.on("request", lambda request: asked.append(request.url))
	page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
	for address in ("/projektaufrufe", calls["open"], calls["past"]):
		page.goto(address)
		assert not barriers(page)
	page.set_viewport_size({"width": 320, "height": 800})
	page.goto(calls["open"])
	assert page.evaluate("document.documentElement.scrollWidth") <= 320, "1.4.10: no scrolling in two directions"
	page.keyboard.press("Tab")
	assert page.evaluate("document.activeElement.className") == "skip"
	page.keyboard.press("Enter")
	assert page.evaluate("document.activeElement.id") == "content"
	here = page.url.split("/projektaufrufe")[0]
	assert asked and not [url for url in asked if not url.startswith(here)]
	assert not faults
