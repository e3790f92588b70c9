"""A gift in a German desk: the clerk takes the offer, the mayor decides; a sponsor package brings its contents."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from factories import BAKERY, DECIDES, NIENBURG, TAKES_OFFERS, ensure_gift_desk, ensure_login, ensure_stakeholder, make

pytestmark = pytest.mark.commits

PASSWORD = "Nordertor-2016!"
FORM = "/app/sponsorship"


@pytest.fixture
def bakery() -> str:
	"""The town's people with passwords, and the bakery; committed."""
	ensure_gift_desk()
	for user, role in ((TAKES_OFFERS, "Cooperation Manager"), (DECIDES, "Cooperation Approver")):
		ensure_login(user, PASSWORD, role, municipalities=(NIENBURG,))
	name = ensure_stakeholder(BAKERY).name
	frappe.db.commit()
	return name


@pytest.fixture
def open_desk(open_page: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
	"""`open_desk(user, path)` opens the gift's form; no script may fail on any of these pages."""
	errors: list[str] = []

	def open_one(user: str, path: str) -> Any:
		page = open_page(user, PASSWORD)
		page.set_default_timeout(30_000)
		page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
		page.goto(path)
		page.wait_for_function("() => window.cur_frm?.doc && cur_frm.doctype === 'Sponsorship'")
		return page

	yield open_one
	assert errors == []


def fill(page: Any, field: str, value: str) -> None:
	"""Type into a field of the form, and leave it."""
	control = page.locator(f"[data-fieldname={field}]:visible").locator("input, textarea").first
	control.fill(value)
	control.press("Tab")


def choose(page: Any, field: str, label: str) -> None:
	"""Choose an answer by what stands on the screen."""
	page.locator(f"[data-fieldname={field}]:visible select").select_option(label=label)


def enter_offer(page: Any, giver: str, title: str, day: str) -> None:
	"""Fill the first tab of a new offer."""
	fill(page, "sponsorship_title", title)
	page.evaluate("([giver, day]) => cur_frm.set_value({ giver, offered_on: day })", [giver, day])
	fill(page, "purpose", "Backformen für die Backklasse")


def open_tab(page: Any, name: str) -> None:
	"""Open a tab of the form."""
	page.get_by_role("tab", name=name, exact=True).click()


def save(page: Any) -> None:
	"""Save as most people do."""
	page.keyboard.press("Control+s")
	page.wait_for_function("() => !cur_frm.is_new() && !cur_frm.is_dirty() && !document.querySelector('#freeze')")


def take_step(page: Any, action: str, state: str) -> None:
	"""Choose a step in the form's menu of actions and wait until it is done."""
	page.locator(".actions-btn-group button:visible").first.click()
	page.locator(".actions-btn-group .dropdown-menu:visible a", has_text=action).click()
	if page.locator(".modal.show .btn-modal-primary").count():
		page.locator(".modal.show .btn-modal-primary").first.click()
	page.wait_for_function("(state) => cur_frm.doc.workflow_state === state && !cur_frm.is_dirty()", arg=state)


def test_the_clerk_takes_an_offer_and_the_mayor_decides(bakery: str, open_desk: Callable[..., Any]):
	clerk = open_desk(TAKES_OFFERS, f"{FORM}/new")
	enter_offer(clerk, bakery, "Spende für Backformen", "2016-05-10")
	open_tab(clerk, "Art")
	choose(clerk, "return_expected", "Nein")
	choose(clerk, "giver_aim", "Den Zweck fördern")
	clerk.locator("[data-fieldname=kind]:visible", has_text="Geldspende").wait_for()
	fill(clerk, "amount", "80")
	save(clerk)
	name = clerk.url.rsplit("/", 1)[1]
	take_step(clerk, "Art bestimmen", "Kind Decided")
	open_tab(clerk, "Interessenkonflikt")
	clerk.evaluate(
		"""async () => {
			for (const row of cur_frm.doc.conflict_answers) {
				await frappe.model.set_value(row.doctype, row.name, "answer", "No");
			}
		}"""
	)
	save(clerk)
	take_step(clerk, "Interessenkonflikte prüfen", "Conflict Check")
	take_step(clerk, "Zur Entscheidung vorlegen", "To Be Accepted")
	open_tab(clerk, "Annahme")
	clerk.locator("[data-fieldname=organ_reason]:visible", has_text="§ 111 Abs. 8 NKomVG").wait_for()

	mayor = open_desk(DECIDES, f"{FORM}/{name}")
	mayor.locator(".indicator-pill:visible", has_text="Zur Entscheidung").first.wait_for()
	take_step(mayor, "Annehmen", "Accepted")
	mayor.locator(".indicator-pill:visible", has_text="Angenommen").first.wait_for()

	frappe.db.rollback()
	gift = frappe.get_doc("Sponsorship", name)
	assert (gift.workflow_state, gift.kind, gift.amount) == ("Accepted", "Money Donation", 80)
	assert (gift.deciding_organ, gift.taken_by, gift.decided_by) == ("Mayor", TAKES_OFFERS, DECIDES)


def test_a_package_fills_the_offer_of_a_sponsor(bakery: str, open_desk: Callable[..., Any]):
	package = make(
		"Sponsor Package",
		package_title="Stadtteilfest, Banner",
		municipality=NIENBURG,
		places=3,
		items=[{"description": "Logo auf dem Banner", "emphasised": 1, "value": 500}],
	)
	frappe.db.commit()
	page = open_desk(TAKES_OFFERS, f"{FORM}/new")
	enter_offer(page, bakery, "Sponsoring Stadtteilfest", "2016-05-10")
	open_tab(page, "Art")
	choose(page, "return_expected", "Ja")
	choose(page, "giver_aim", "Eigene Öffentlichkeitsarbeit")
	page.locator("[data-fieldname=kind]:visible", has_text="Sponsoring").wait_for()
	open_tab(page, "Gegenstände und Gegenleistungen")
	page.locator("input[data-fieldname=sponsor_package]:visible").fill("Stadtteilfest")
	page.locator(".awesomplete [role=option]:visible", has_text="Stadtteilfest, Banner").first.click()
	page.locator("[data-fieldname=counter_performances]:visible .grid-row", has_text="Logo auf dem Banner").wait_for()
	page.wait_for_function("() => cur_frm.doc.amount === 500")
	save(page)

	frappe.db.rollback()
	gift = frappe.get_doc("Sponsorship", page.url.rsplit("/", 1)[1])
	assert (gift.sponsor_package, gift.kind, gift.amount) == (package.name, "Sponsoring", 500)
	assert [(row.description, row.vat_outcome) for row in gift.counter_performances] == [
		("Logo auf dem Banner", "Taxable")
	]
