"""A meeting's acceptance list in the German desk: collected, decided row by row, taken over into the gifts, printed."""

import io
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import (
	BAKERY,
	DECIDES,
	NIENBURG,
	TAKES_OFFERS,
	decided_paper,
	ensure_gift_desk,
	ensure_login,
	ensure_municipality,
	ensure_stakeholder,
	make_gift,
	put_up_for_decision,
)
from pypdf import PdfReader

PASSWORD = "Nordertor-2016"
GIVERS = (BAKERY, "Nachbarschaftstreff Weser (erfunden)", "Wohnungsbau Weserufer (erfunden)")
RESULTS = ("Accepted", "Declined", "Postponed")


@pytest.fixture
def gifts() -> dict[str, str]:
	"""Gifts that the council decides on, by giver, and who works with them; committed."""
	ensure_municipality()
	ensure_login(TAKES_OFFERS, PASSWORD, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_login(DECIDES, PASSWORD, "Cooperation Approver", municipalities=(NIENBURG,))
	ensure_gift_desk()
	found = {giver: put_up_for_decision(make_gift(2500, giver=ensure_stakeholder(giver).name)).name for giver in GIVERS}
	frappe.db.commit()
	return found


def press(page: Any, label: str, group: str | None = None) -> None:
	"""Press one of the form's own buttons, in a menu if one is named."""
	if group:
		page.locator(".inner-group-button:visible", has_text=group).locator("button").first.click()
		page.locator(".dropdown-menu.show a", has_text=label).click()
	else:
		page.locator(".page-head button:visible", has_text=label).first.click()


@pytest.mark.commits
def test_a_list_from_the_collection_to_the_results(gifts: dict[str, str], open_page: Callable):
	paper = decided_paper().name
	frappe.db.commit()
	page = open_page(TAKES_OFFERS, PASSWORD)
	errors: list[str] = []
	page.on("pageerror", lambda error: errors.append(str(error)))
	page.goto("/app/acceptance-list/new")
	page.wait_for_function("() => window.cur_frm?.doctype === 'Acceptance List' && cur_frm.is_new()")
	page.evaluate(
		"""([municipality, council_paper]) => cur_frm.set_value({ municipality, organ: "Council",
			meeting_date: "2016-06-01", council_paper })""",
		[NIENBURG, paper],
	)
	page.keyboard.press("Control+s")
	page.wait_for_function("() => !cur_frm.is_new() && !cur_frm.is_dirty()")
	press(page, "Offene Zuwendungen sammeln")
	page.wait_for_function("() => cur_frm.doc.items.length === 3 && !cur_frm.is_dirty()")
	name = page.evaluate("() => cur_frm.doc.name")
	page.evaluate(
		"""async (results) => {
			for (const row of cur_frm.doc.items) {
				await frappe.model.set_value(row.doctype, row.name, "result", results[row.giver_name]);
			}
		}""",
		dict(zip(GIVERS, RESULTS, strict=True)),
	)
	page.keyboard.press("Control+s")
	page.wait_for_function("() => !cur_frm.is_dirty() && !cur_frm.saving")
	assert page.locator(".inner-group-button:visible", has_text="Ergebnisse").count() == 0

	decider = open_page(DECIDES, PASSWORD)
	decider.on("pageerror", lambda error: errors.append(str(error)))
	decider.goto(f"/app/acceptance-list/{name}")
	decider.wait_for_function("() => window.cur_frm?.doc?.items?.length === 3")
	press(decider, "Zeile für Zeile", "Ergebnisse")
	decider.get_by_text("3 Ergebnisse").wait_for()
	decider.wait_for_function("() => cur_frm.doc.status === 'Decided'")
	decider.evaluate("() => (window.open = (address) => (window.opened_address = address))")
	press(decider, "Anlage als PDF")
	answer = decider.request.get(decider.evaluate("() => window.opened_address"))
	assert answer.ok, answer.text()
	text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages).split())
	for words in (*GIVERS, "2.500,00", "Angenommen", "Abgelehnt", "01.06.2016"):
		assert words in text
	assert not errors
	frappe.db.rollback()
	states = [frappe.db.get_value("Sponsorship", gifts[giver], "workflow_state") for giver in GIVERS]
	assert states == ["Accepted", "Declined", "To Be Accepted"]
	assert frappe.db.get_value("Sponsorship", gifts[BAKERY], ["council_paper", "decided_by"]) == (paper, DECIDES)
