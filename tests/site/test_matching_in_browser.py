"""The coordinator in a German desk: best partners with their reasons, a proposal, a call, on screen and phone."""

import re
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from challenge_people import SAARBRUECKEN, TRANSPORT, kinds, make_group, make_offer, make_partner
from factories import accept_request, ensure_login, ensure_municipality
from valid_records import make_valid

pytestmark = pytest.mark.commits

PASSWORD, VERA = "Nordertor-2016!", "vera@saarbruecken.example"


def press(page: Any, label: str) -> None:
	"""Press a button of the form, which a phone keeps in a menu."""
	page.wait_for_function("label => cur_frm.custom_buttons[__(label)]", arg=label)
	page.evaluate("label => cur_frm.custom_buttons[__(label)].click()", label)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_best_partner_is_proposed_and_called_from_the_request(width: int, open_page: Callable):
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	ensure_login(VERA, PASSWORD, "Cooperation Manager", municipalities=(SAARBRUECKEN,))
	group = make_group(coordinator=VERA)
	values = {"challenge_group": group.name, "kinds": kinds(TRANSPORT), "programme_area": None}
	request = accept_request(make_valid("Support Request", SAARBRUECKEN, **values))
	make_offer(make_partner("Spedition Saar (erfunden)", engagement_stage="Engaged"))
	offer = make_offer(make_partner("Autohaus an der Brücke (erfunden)"), available_from="2098-01-01", capacity=1)
	frappe.db.commit()
	errors: list[str] = []
	page = open_page(VERA, PASSWORD)
	page.set_default_timeout(30_000)
	page.on("pageerror", lambda error: errors.append(str(error)))
	page.set_viewport_size({"width": width, "height": 900})
	page.goto(f"/app/support-request/{request}")
	page.wait_for_function("() => window.cur_frm?.doc?.workflow_state === 'Accepted' && !frappe.dom.freeze_count")
	press(page, "Best Partners")
	dialog = page.locator(".modal.show").filter(has_text="Passende Partner")
	dialog.get_by_text("1. Spedition Saar").wait_for()
	assert "Bietet an: Transport und Logistik" in dialog.inner_text()
	assert dialog.locator(".modal-body").evaluate("box => box.scrollWidth <= box.clientWidth")
	dialog.get_by_role("button", name="Vorschlagen").first.click()
	dialog.get_by_role("button", name="Anruf vermerken").click()
	call = page.locator(".modal.show").filter(has_text="Bemerkung")
	call.locator("select[data-fieldname=outcome]").select_option("Interested")
	call.get_by_role("button", name="Anruf vermerken").click()
	dialog.get_by_text(re.compile("Angesprochen")).wait_for()
	frappe.db.rollback()
	[match] = frappe.get_all("Partner Match", filters={"request": request}, fields=["workflow_state", "asked_on"])
	assert match.workflow_state == "Contacted" and match.asked_on
	page.goto(f"/app/support-offer/{offer.name}")
	page.wait_for_function("() => window.cur_frm?.doctype === 'Support Offer' && !frappe.dom.freeze_count")
	press(page, "Best Requests")
	page.locator(".modal.show").get_by_text("Stühle für das Nachbarschaftsfest").wait_for()
	assert errors == []
