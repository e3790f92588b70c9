"""The relationship manager's first list, in the browser: dry run, good rows only, who is there already, and a merge."""

from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import NIENBURG, ensure_login, ensure_municipality

MANAGER, PASSWORD = "liste@nienburg.example", "Nordertor-2016"
LIST = """Name;Art;Straße;PLZ;Ort;Ansprechpartner;Telefon;E-Mail;Thema;Bemerkung
Tischlerei Weserholz (erfunden);Unternehmen;Hafenstr. 1;31582;Nienburg;Wanda Span;05021 1234;info@weserholz.example;;
Stiftung Heimatgrund (erfunden);Stiftung;Lange Str. 3;31582;Nienburg;;;post@heimatgrund.example;;
Blumenladen Tulpe (erfunden);Raumschiff;Markt 4;31582;Nienburg;;;keine-mail;;
"""


@pytest.fixture
def manager() -> None:
	"""Somebody who looks after Nienburg's companies, committed."""
	ensure_municipality()
	ensure_login(MANAGER, PASSWORD, "Cooperation Manager", municipalities=(NIENBURG,))
	frappe.db.commit()


@pytest.mark.commits
def test_a_list_is_checked_imported_and_a_double_is_seen_and_merged(
	manager: None, open_page: Callable, run_jobs: Callable
):
	page = open_page(MANAGER, PASSWORD)
	import_the_good_rows(page, run_jobs)
	enter_a_double(page)
	merge_it(page)
	names = frappe.get_all(
		"Stakeholder", filters={"municipality": NIENBURG}, pluck="stakeholder_name", order_by="stakeholder_name asc"
	)
	assert names == ["Stiftung Heimatgrund (erfunden)", "Tischlerei Weserholz (erfunden)"]
	assert frappe.db.get_value("Contact", {"email_id": "info@weserholz.example"}, "phone") == "05021 1234"


def import_the_good_rows(page: Any, run_jobs: Callable) -> None:
	"""Upload the list, read what is wrong with row 4, and take the two others."""
	page.goto("/app/stakeholder-import/new")
	page.wait_for_function("() => window.cur_frm && cur_frm.doc.municipality")
	page.get_by_role("button", name="Anhängen").click()
	page.set_input_files(
		".file-uploader input[type=file]",
		files=[{"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1252")}],
	)
	page.locator(".modal.show .btn-modal-primary").click()
	page.wait_for_function("() => cur_frm.doc.import_file && !$('.modal.show').length")
	page.keyboard.press("Control+s")
	table = page.locator("[data-fieldname=findings_html] tbody")
	table.get_by_text("Raumschiff ist keine Art").wait_for()
	assert "keine-mail ist keine Mailadresse" in table.inner_text()
	assert page.locator(".form-message").get_by_text("1 von 3 Zeilen haben Probleme").count() == 1
	assert not frappe.db.count("Stakeholder", {"municipality": NIENBURG})
	page.get_by_role("button", name="Nur die 2 guten Zeilen übernehmen").click()
	page.locator(".modal.show .btn-primary").click()
	page.wait_for_function("() => ['Queued', 'Running'].includes(cur_frm.doc.status)")
	run_jobs()
	page.get_by_text("2 Akteure wurden übernommen.").wait_for()
	frappe.db.rollback()


def enter_a_double(page: Any) -> None:
	"""Type a name that is there in another spelling: the form says so, asks, and saves it when told to."""
	page.goto("/app/stakeholder/new")
	page.wait_for_function("() => window.cur_frm && cur_frm.doctype === 'Stakeholder' && cur_frm.doc.municipality")
	page.locator("[data-fieldname=stakeholder_name] input").first.press_sequentially("Tischlerei Weserhols", delay=20)
	page.get_by_role("status").get_by_text("ein ähnlicher Name in derselben Kommune").wait_for()
	page.locator("[data-fieldname=actor_type] select").first.select_option("Company")
	page.keyboard.press("Control+s")
	question = page.locator(".modal.show", has_text="Als eigenen Akteur speichern?")
	question.locator(".btn-modal-secondary").click()
	assert page.evaluate("cur_frm.is_new()")
	page.keyboard.press("Control+s")
	question.locator(".btn-modal-primary").click()
	page.wait_for_function("() => !cur_frm.is_new() && !cur_frm.saving")


def merge_it(page: Any) -> None:
	"""Open the record that came with the list and take the double into it."""
	frappe.db.rollback()
	kept = frappe.db.get_value("Stakeholder", {"stakeholder_name": "Tischlerei Weserholz (erfunden)"})
	double = frappe.db.get_value("Stakeholder", {"stakeholder_name": "Tischlerei Weserhols"})
	page.goto(f"/app/stakeholder/{kept}")
	page.wait_for_function(f"() => window.cur_frm && cur_frm.doc.name === '{kept}'")
	page.locator(".menu-btn-group button:visible").click()
	page.get_by_role("link", name="Mit anderem Akteur zusammenführen").click()
	field = page.locator(".modal.show [data-fieldname=merged] input")
	field.fill(double)
	page.locator(".modal.show .awesomplete [role=option]", has_text="Weserhols").first.click()
	page.get_by_text("Das lässt sich nicht rückgängig machen.").wait_for()
	page.locator(".modal.show .btn-modal-primary").click()
	page.get_by_text("Die Datensätze sind jetzt einer.").wait_for()
	frappe.db.rollback()
	assert not frappe.db.exists("Stakeholder", double)
