"""The treasurer's year in the browser: what is to be booked, two instalments, a report and the receipt (F24, F28)."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from factories import BAKERY, NIENBURG, ensure_login, ensure_municipality
from gift_books import TREASURER, accepted_gift, booked, ensure_books, stored
from gift_receipts import ADDRESS, PURPOSE, ensure_issuer

PASSWORD = "Nordertor-2016"


@pytest.fixture
def gift() -> Iterator[Any]:
	"""A donation of 80 Euro that the mayor accepted, committed; the years that the books need are taken away again."""
	years = set(frappe.get_all("Fiscal Year", pluck="name", order_by="name asc"))
	ensure_municipality()
	ensure_login(TREASURER, PASSWORD, "Cooperation Manager", "Accounts User", municipalities=(NIENBURG,))
	ensure_books()
	ensure_issuer()
	gift = accepted_gift(80, furthered_purpose=PURPOSE)
	frappe.db.commit()
	yield gift
	frappe.db.rollback()
	frappe.db.delete("Fiscal Year", {"name": ["not in", sorted(years)]})
	frappe.db.commit()


@pytest.mark.commits
def test_the_treasurer_books_two_instalments_and_writes_the_receipt(gift: Any, open_page: Callable):
	page = open_page(TREASURER, PASSWORD)
	see_what_is_to_be_booked(page)
	book(page, gift.name, "30", "Partly Received")
	book(page, gift.name, "50", "Completely Received")
	frappe.db.rollback()
	assert booked(gift) == 80 and stored(gift).workflow_state == "Received"
	see_the_report(page)
	see_the_list_of_the_own_town(page)
	write_the_receipt(page, gift.name)
	frappe.db.rollback()
	receipt = frappe.get_doc("Donation Receipt", stored(gift).donation_receipt)
	assert (receipt.docstatus, receipt.amount, receipt.receipt_kind) == (1, 80, "Collective")


def see_what_is_to_be_booked(page: Any) -> None:
	"""Open the treasurer's page in German: cards, charts and the list of what is to be booked."""
	page.goto("/app/treasury")
	for label in ("Noch offen in Euro", "Überfällige Sponsoringrechnungen", "Offene Gegenleistungen", "Zu buchen"):
		page.locator(".layout-main").get_by_text(label).first.wait_for()
	text = page.locator(".layout-main").inner_text()
	assert "Treasury" not in text and "Overdue" not in text
	page.locator(".shortcut-widget-box", has_text="Zu buchen").click()
	page.wait_for_url("**/app/sponsorship/view/list**")
	page.locator(".list-row", has_text="Spende für Backformen").first.wait_for()


def book(page: Any, name: str, amount: str, standing: str) -> None:
	"""Record an instalment with the button, on a page that is loaded anew."""
	page.goto(f"/app/sponsorship/{name}")
	page.wait_for_function(f"() => window.cur_frm && cur_frm.doc.name === '{name}' && !cur_frm.is_new()")
	page.get_by_role("button", name="Eingang festhalten").click()
	dialog = page.locator(".modal.show", has_text="Es wird nichts mehr erwartet")
	field = dialog.locator("[data-fieldname=amount] input")
	field.wait_for()
	field.fill(amount)
	field.blur()
	dialog.get_by_role("button", name="Erfassen und buchen").click()
	page.wait_for_function(f"() => cur_frm.doc.payment_standing === '{standing}'")


def see_the_report(page: Any) -> None:
	"""Read pledged and received of the giver, and open the records behind the figure."""
	page.goto("/app/query-report/Pledged and Received?group_by=Giver")
	row = page.locator(".dt-row", has_text=BAKERY).first
	row.wait_for()
	assert row.inner_text().count("80,00") == 2
	row.locator("a", has_text="(1)").click()
	page.wait_for_url("**/app/sponsorship/view/list**")
	page.locator(".list-row", has_text="Spende für Backformen").first.wait_for()


def see_the_list_of_the_own_town(page: Any) -> None:
	"""Open a report that wants a town: it begins with the only own one, without being asked."""
	page.goto("/app/query-report/Public List of Sponsors")
	page.locator(".page-form [data-fieldname=municipality] input").wait_for()
	page.wait_for_function(f"() => frappe.query_report?.get_filter_value?.('municipality') === '{NIENBURG}'")
	page.get_by_text("Nichts anzuzeigen").first.wait_for()


def write_the_receipt(page: Any, name: str) -> None:
	"""Make the draft from the gift, enter the address, and issue it."""
	page.goto(f"/app/sponsorship/{name}")
	page.wait_for_function(f"() => window.cur_frm && cur_frm.doc.name === '{name}' && cur_frm.doc.receipt_possible")
	page.get_by_role("button", name="Zuwendungsbestätigung", exact=True).click()
	page.wait_for_function("() => window.cur_frm && cur_frm.doctype === 'Donation Receipt'")
	page.evaluate("address => cur_frm.set_value('giver_address', address)", ADDRESS)
	page.keyboard.press("Control+s")
	page.wait_for_function("() => !cur_frm.is_dirty() && !cur_frm.saving")
	page.locator(".primary-action:visible", has_text="Buchen").click()
	page.locator(".modal.show .btn-modal-primary").click()
	page.wait_for_function("() => cur_frm.doc.docstatus === 1")
