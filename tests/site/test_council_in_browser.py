"""Nienburg's status report in the browser: drafted, edited, compared with the records, released, counted, printed."""

import io
from collections.abc import Callable
from typing import Any

import docx
import frappe
import pytest
from factories import NIENBURG, ensure_area, ensure_login, ensure_municipality, make, make_working_group
from pypdf import PdfReader

MANAGER, APPROVER, PASSWORD = "bericht@nienburg.example", "bericht-freigabe@nienburg.example", "Nordertor-2016"
BY_HAND = "Die Stadt hat mit den Betrieben am Nordertor gesprochen."


@pytest.fixture
def area() -> str:
	"""Nordertor with a working group, Nienburg's count of this year, who drafts and who releases; committed."""
	ensure_municipality()
	ensure_login(MANAGER, PASSWORD, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_login(APPROVER, PASSWORD, "Cooperation Approver", municipalities=(NIENBURG,))
	name = ensure_area().name
	make_working_group("Soziales")
	count = {"pattern": "{WP}/{NR:3}/{JAHR}", "legislative_period": "5", "last_number": 13}
	make("Paper Number Range", municipality=NIENBURG, year=frappe.utils.getdate().year, **count)
	frappe.db.commit()
	return name


def dialog_of(page: Any) -> Any:
	"""Wait for a dialog that can be filled in."""
	page.wait_for_function("() => window.cur_dialog && cur_dialog.display")
	return page.locator(".modal.show")


def text_in_pdf(content: bytes) -> str:
	"""The words of a PDF, with single blanks."""
	return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def text_in_docx(content: bytes) -> str:
	"""The words of a DOCX file, of paragraphs and tables."""
	file = docx.Document(io.BytesIO(content))
	cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
	return " ".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


@pytest.mark.commits
def test_a_report_from_the_draft_to_the_number(area: str, open_page: Callable):
	page = open_page(MANAGER, PASSWORD)
	page.set_default_timeout(60_000)
	errors: list[str] = []
	page.on("pageerror", lambda error: errors.append(str(error)))
	page.goto("/app/council-paper")
	page.locator(".page-actions button:visible", has_text="Sachstandsbericht entwerfen").first.click()
	dialog = dialog_of(page)
	values = {
		"municipality": NIENBURG,
		"programme_area": area,
		"period_start": "2016-01-01",
		"period_end": "2016-03-21",
		"subject": "Sachstand Nordertor",
	}
	page.evaluate("(values) => cur_dialog.set_values(values)", values)
	# The area asks for the last paper, and links are looked up: all of it is there before the draft begins.
	page.wait_for_load_state("networkidle")
	page.wait_for_function(
		"(values) => Object.entries(values).every(([field, value]) => cur_dialog.get_value(field) === value)",
		arg=values,
	)
	dialog.locator(".btn-modal-primary").click()
	page.wait_for_url("**/council-paper/CP-*")
	page.get_by_text("Die Akten geben noch den Stand wieder").wait_for()
	name = page.evaluate("() => cur_frm.doc.name")
	assert "Nordertor" in page.evaluate("() => cur_frm.doc.body")

	page.locator(".form-tabs .nav-link:visible", has_text="Text der Vorlage").click()
	page.locator("[data-fieldname='body'] .ql-editor[contenteditable='true']").fill(BY_HAND)
	page.wait_for_function("(text) => cur_frm.doc.body.includes(text)", arg=BY_HAND)
	page.keyboard.press("Control+s")
	page.wait_for_function("() => !cur_frm.is_dirty() && !cur_frm.saving")
	make_working_group("Verkehr")
	frappe.db.commit()
	page.reload()
	table = page.locator(".upj-changes")
	table.wait_for()
	assert "Neu" in table.inner_text() and "Verkehr" in table.inner_text()
	assert BY_HAND in page.evaluate("() => cur_frm.doc.body")

	approver = open_page(APPROVER, PASSWORD)
	approver.on("pageerror", lambda error: errors.append(str(error)))
	approver.goto(f"/app/council-paper/{name}")
	approver.wait_for_function("() => window.cur_frm?.doc?.workflow_state === 'Draft'")
	approver.locator(".actions-btn-group button:visible").first.click()
	approver.locator(".actions-btn-group .dropdown-menu a:visible", has_text="Freigeben").click()
	approver.wait_for_function("() => cur_frm.doc.workflow_state === 'Released'")
	number = approver.evaluate("() => cur_frm.doc.reference")
	assert number == f"5/014/{frappe.utils.getdate().year}"
	approver.evaluate("() => (window.open = (address) => (window.opened_address = address))")
	for label, text_in in (("Als PDF drucken", text_in_pdf), ("Als Word-Datei speichern", text_in_docx)):
		approver.locator(".page-head button:visible", has_text=label).first.click()
		answer = approver.request.get(approver.evaluate("() => window.opened_address"))
		assert answer.ok, answer.text()
		text = text_in(answer.body())
		assert number in text and BY_HAND in text
	assert not errors
