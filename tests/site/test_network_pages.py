"""Browser stories: the network around Nordertor's bakery, and the map that says whom to engage how."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
import snapshots
from axe_playwright_python.sync_playwright import Axe
from factories import ensure_area, ensure_municipality, ensure_user, make_relationship, make_stakeholder
from frappe.utils.password import update_password
from test_network import relate_person
from worlds import TOUCHED

PASSWORD = "Netz-2016!"
PERSON = "netzbild@nienburg.example"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}

pytestmark = [pytest.mark.commits, pytest.mark.usefixtures("bundles")]


@pytest.fixture(scope="module")
def town(test_site, on_site) -> Iterator[dict[str, str]]:
	"""Bakery, school and club with dated relationships and assessments, and a manager with a German desk."""
	with on_site(test_site):
		before = snapshots.names_in((*TOUCHED, "Dynamic Link"))
		ensure_municipality()
		area = ensure_area()
		here = {"programme_areas": [{"programme_area": area.name}]}
		judged = [
			{"assessed_on": "2016-05-01", "influence": "2", "interest": "4"},
			{"assessed_on": "2017-05-01", "influence": "5", "interest": "5"},
		]
		bakery = make_stakeholder(assessments=judged, **here)
		school = make_stakeholder("Schule (erfunden)", actor_type="School", **here)
		club = make_stakeholder("Verein (erfunden)", actor_type="Nonprofit")
		make_relationship(bakery, school, strength="Strong", from_date="2016-01-01")
		make_relationship(school, club, from_date="2016-02-01", to_date="2016-12-31")
		erika = frappe.get_doc({"doctype": "Contact", "first_name": "Erika"}).insert()
		relate_person(erika, bakery)
		ensure_user(PERSON, "Cooperation Manager", "Sales User")
		frappe.db.set_value("User", PERSON, "language", "de")
		update_password(PERSON, PASSWORD)
		frappe.db.commit()
		names = {"area": area.name, "bakery": bakery.name, "erika": erika.name}
	yield names
	with on_site(test_site):
		snapshots.remove_new(before)
		frappe.db.commit()
		frappe.clear_cache()


@pytest.fixture
def page(open_page, town) -> Any:
	"""The manager's browser."""
	page = open_page(PERSON, PASSWORD)
	page.set_default_timeout(60_000)
	return page


def accessible(page: Any, part: str) -> None:
	"""Let axe look at a part of the page."""
	found = Axe().run(page, context=part, options=RULES).response["violations"]
	assert not [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def test_the_network_around_the_bakery_is_filtered_dated_read_and_left_by_keyboard(page, town):
	page.goto(f"/app/stakeholder/{town['bakery']}")
	page.get_by_role("button", name="Netzwerk", exact=True).click()
	page.wait_for_selector(".upj-network-canvas[data-drawn]")
	assert f"stakeholder={town['bakery']}" in page.url
	note = page.locator(".upj-network-note")
	# The school's work with the club ended in 2016.
	note.get_by_text("Akteure: 4, Beziehungen: 2.").wait_for()
	page.get_by_label("Leitung").uncheck()
	note.get_by_text("Beziehungen: 1.").wait_for()
	page.locator("#upj-network-day").fill("2016-06-01")
	note.get_by_text("Beziehungen: 2.").wait_for()
	slider = page.locator("#upj-network-slider")
	slider.press("Home")
	note.get_by_text("Beziehungen: 1.").wait_for()
	assert slider.get_attribute("aria-valuetext").startswith("01")
	accessible(page, ".upj-network")

	canvas, said = page.locator(".upj-network-canvas"), page.locator(".upj-network-said")
	canvas.press("Home")
	said.get_by_text("Bäckerei Nordlicht (erfunden), Unternehmen").wait_for()
	for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
		canvas.press(key)
	canvas.press("Home")
	canvas.press("Enter")
	page.wait_for_url(f"**/app/stakeholder/{town['bakery']}")

	page.go_back()
	page.get_by_role("button", name="Als Tabelle").click()
	row = page.locator(".upj-network-table tbody tr").first
	assert row.inner_text().split("\t")[:3] == ["Bäckerei Nordlicht (erfunden)", "unterstützt", "Schule (erfunden)"]
	accessible(page, ".upj-network")
	row.get_by_role("link", name="Schule (erfunden)").click()
	page.wait_for_url("**/app/stakeholder/STK-*")


def test_an_empty_network_says_what_to_do(page, town):
	page.goto("/app/stakeholder-network?municipality=03256022&depth=2")
	page.wait_for_selector(".upj-network-canvas[data-drawn]")
	page.locator(".upj-check", has_text="Auch Akteure ohne Beziehung").get_by_role("checkbox").uncheck()
	for box in page.locator("[name=kind]").all():
		box.uncheck()
	page.locator(".upj-network-note").get_by_text("Akteure: 0, Beziehungen: 0.").wait_for()


def test_a_contact_shows_the_person_s_relationships(page, town):
	page.goto(f"/app/contact/{town['erika']}")
	line = page.locator(".form-dashboard-section", has_text="Beziehungen").get_by_role("listitem")
	assert line.inner_text().split() == ["leitet", "Bäckerei", "Nordlicht", "(erfunden)"]


def test_the_map_says_what_to_do_on_a_day_and_opens_the_form(page, town):
	page.goto(f"/app/stakeholder-map?programme_area={town['area']}&day=2016-06-01")
	chart = page.locator(".upj-map-chart")
	chart.get_by_text("eng einbinden").wait_for()
	page.locator(".upj-map-note").get_by_text("Noch nicht eingeschätzt: 1.").wait_for()
	switch = page.get_by_role("button", name="Als Tabelle")
	switch.click()
	cells = page.locator(".upj-map-table tbody tr").inner_text().split("\t")
	assert (cells[0], cells[-1]) == ("Bäckerei Nordlicht (erfunden)", "informieren")
	accessible(page, ".upj-map")
	switch.click()
	page.goto(f"/app/stakeholder-map?programme_area={town['area']}")
	page.locator(".upj-map-table td", has_text="eng einbinden").wait_for(state="attached")
	accessible(page, ".upj-map")
	chart.get_by_role("link", name="Bäckerei Nordlicht (erfunden), Unternehmen").press("Enter")
	page.wait_for_url(f"**/app/stakeholder/{town['bakery']}")
	page.locator("[data-fieldname=assessments_html] svg.frappe-chart").wait_for(state="attached")
