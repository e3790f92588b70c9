"""The relationship manager's morning with an area, in the browser: boundary, gaps, and a meeting with its minutes."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import NIENBURG, ensure_area, ensure_login, ensure_municipality, make_working_group

MANAGER, PASSWORD = "karte@nienburg.example", "Nordertor-2016"
RING = [[9.2071, 52.648], [9.2188, 52.6502], [9.211, 52.6552], [9.2071, 52.648]]
TURNED = [point[::-1] for point in RING]


@pytest.fixture
def area() -> str:
	"""Nordertor with a group for social matters and no boundary, committed; and somebody who looks after it."""
	ensure_municipality()
	ensure_login(MANAGER, PASSWORD, "Cooperation Manager", municipalities=(NIENBURG,))
	name = ensure_area().name
	make_working_group("Soziales", founded_on="2015-09-01", members=[{"member_name": "Erika Beispiel (erfunden)"}])
	frappe.db.commit()
	return name


def upload(page: Any, ring: list) -> None:
	"""Choose a file with this outline in the menu of the form."""
	content = json.dumps({"type": "Polygon", "coordinates": [ring]}).encode()
	page.locator(".inner-group-button", has_text="Grenze").click()
	with page.expect_file_chooser() as chooser:
		page.locator(".dropdown-menu.show a", has_text="GeoJSON hochladen").click()
	chooser.value.set_files({"name": "grenze.geojson", "mimeType": "application/json", "buffer": content})


def save(page: Any) -> None:
	"""Save the form and wait until it is stored."""
	page.keyboard.press("Control+s")
	page.wait_for_function("() => !cur_frm.is_dirty() && !cur_frm.is_new() && !cur_frm.saving")


@pytest.mark.commits
def test_a_morning_with_the_area(area: str, open_page: Callable, web_server: Any):
	page = open_page(MANAGER, PASSWORD)
	foreign: list[str] = []
	own = (web_server.url, "data:", "blob:")
	page.on("request", lambda request: None if request.url.startswith(own) else foreign.append(request.url))
	page.goto(f"/app/programme-area/{area}")
	page.wait_for_selector(".upj-gaps")
	page.locator(".form-tabs .nav-link", has_text="Karte").click()

	upload(page, TURNED)
	page.wait_for_selector(".msgprint:visible")
	assert "vertauscht" in page.locator(".msgprint").inner_text()
	page.locator(".modal.show .btn-modal-close:visible").click()
	page.wait_for_selector(".modal-backdrop", state="detached")
	assert not page.evaluate("() => cur_frm.doc.geometry")

	draw(page)
	page.wait_for_function("() => cur_frm.is_dirty()")
	save(page)
	assert page.evaluate("() => cur_frm.doc.boundary_hectares") > 1000

	upload(page, RING)
	page.wait_for_function("() => (cur_frm.doc.geometry || '').includes('9.2188')")
	save(page)
	page.locator(".inner-group-button", has_text="Grenze").click()
	page.locator(".dropdown-menu.show a", has_text="Hektar übernehmen").click()
	save(page)
	frappe.db.rollback()
	stored = frappe.get_doc("Programme Area", area)
	assert stored.hectares == stored.boundary_hectares == pytest.approx(28.5, abs=0.2)

	page.goto("/app/programme-area/view/map")
	page.wait_for_selector(".map-view-container path[role=link]")
	page.locator(".map-view-container path[role=link]").first.press("Enter")
	page.wait_for_selector(".upj-gaps")
	row = page.locator(".upj-gaps tbody tr", has=page.locator("th", has_text="Soziales"))
	assert "◐ Teilweise abgedeckt" in row.inner_text() and "○ fehlt" in row.inner_text()
	row.locator("td a").first.click()
	page.wait_for_function("() => cur_list && cur_list.doctype === 'Working Group' && cur_list.data.length === 1")

	page.locator(".list-row .list-subject a").last.click()
	page.locator(".page-actions button", has_text="Sitzung planen").click()
	page.wait_for_url("**/working-group-meeting/new*")
	page.evaluate("async () => await cur_frm.set_value('meeting_date', '2016-06-27')")
	page.locator(".page-actions button", has_text="Mitglieder übernehmen").click()
	page.wait_for_function("() => cur_frm.doc.attendance && cur_frm.doc.attendance.length === 1")
	page.evaluate("async () => await cur_frm.set_value({minutes: '<p>Fest geplant.</p>', status: 'Held'})")
	save(page)
	name = page.evaluate("() => cur_frm.doc.name")
	answer = page.request.get(f"/api/method/upj_kooperation.api.groups.print_minutes?meeting={name}")
	assert answer.ok and answer.body().startswith(b"%PDF")
	assert not foreign


def draw(page: Any) -> None:
	"""Draw a triangle on the map with the mouse."""
	page.locator(".leaflet-draw-draw-polygon").click()
	box = page.locator(".leaflet-container").bounding_box()
	x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
	for right, down in ((0, 0), (40, 0), (20, 40), (0, 0)):
		page.mouse.move(x + right, y + down, steps=3)
		page.mouse.down()
		page.mouse.up()
		page.wait_for_timeout(300)
