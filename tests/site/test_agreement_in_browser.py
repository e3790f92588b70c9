"""An agreement in a German desk: drafted from a template, sent through its steps, signed by each party, printed."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from agreement_people import APPROVER, MANAGER, committed_people
from factories import BAKERY, NIENBURG, SCHOOL, ensure_login, ensure_stakeholder, make
from frappe.utils import add_days, getdate, today

PASSWORD = "Nordertor-2016!"
TEMPLATE = "Kooperationsvereinbarung mehrerer Beteiligter"
FORM = "/app/cooperation-agreement"

# As a clerk does it: the type first, then the stakeholder, whose name the form looks up.
ADD_PARTIES = """async ([town, stakeholders]) => {
	const add = async (values) => {
		const row = cur_frm.add_child("parties");
		for (const [field, value] of Object.entries(values)) {
			await frappe.model.set_value(row.doctype, row.name, field, value);
		}
	};
	cur_frm.doc.parties = [];
	await add({ party_type: "Municipality", signatory: "Erika Musterfrau", signatory_function: "Bürgermeisterin" });
	await add({ party_type: "Stakeholder", stakeholder: stakeholders[0], signatory: "Max Mustermann" });
	await add({ party_type: "Stakeholder", stakeholder: stakeholders[1], signatory: "Lieschen Müller" });
	cur_frm.refresh_field("parties");
}"""
ADD_DUTIES = """(duties) => {
	duties.forEach((values) => cur_frm.add_child("duties", values));
	cur_frm.refresh_field("duties");
}"""


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


def take_step(page: Any, action: str) -> None:
	"""Choose a step in the form's menu of actions."""
	page.locator(".actions-btn-group button:visible").first.click()
	page.locator(".actions-btn-group .dropdown-menu:visible a", has_text=action).click()


def is_in(page: Any, state: str) -> None:
	"""Wait until the form stands in a state, all of it loaded and nothing changed."""
	page.wait_for_function("(state) => cur_frm.doc.workflow_state === state && !cur_frm.is_dirty()", arg=state)
	page.wait_for_function("() => !document.querySelector('#freeze, .modal.show')")


def press(page: Any, button: str) -> Any:
	"""Press a button above the form and return the dialog that it opens."""
	page.locator(".page-head button:visible", has_text=button).first.click()
	dialog = page.locator(".modal.show")
	dialog.wait_for()
	return dialog


def sign(page: Any, party: str) -> None:
	"""Record in the form that a party has signed today, on paper."""
	dialog = press(page, "Unterschrift eintragen")
	choice = dialog.locator("select[data-fieldname=party_row]")
	choice.select_option(label=choice.locator("option", has_text=party).first.inner_text())
	dialog.locator(".btn-modal-primary").click()
	dialog.wait_for(state="hidden")


@pytest.mark.commits
def test_from_the_template_to_the_last_signature(people: None, open_page: Callable[..., Any]):
	for user, role in ((MANAGER, "Cooperation Manager"), (APPROVER, "Cooperation Approver")):
		ensure_login(user, PASSWORD, role, municipalities=(NIENBURG,))
	partners = [ensure_stakeholder(BAKERY).name, ensure_stakeholder(SCHOOL, "School").name]
	make(
		"Approval Rule",
		rule_name="Nienburg (erfunden)",
		municipality=NIENBURG,
		legal_basis="Hauptsatzung (erfunden)",
		valid_from="2016-01-01",
		tiers=[{"organ": "Mayor"}],
	)
	frappe.db.commit()
	errors: list[str] = []

	def open_desk(user: str, path: str) -> Any:
		page = open_page(user, PASSWORD)
		page.set_default_timeout(30_000)
		page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
		page.goto(path)
		page.wait_for_function("() => window.cur_frm?.doc && cur_frm.doctype === 'Cooperation Agreement'")
		return page

	page = open_desk(MANAGER, f"{FORM}/new?municipality={NIENBURG}")
	page.locator("[data-fieldname=agreement_title] input:visible").fill("Nordertörtchen backen")
	page.evaluate("(day) => cur_frm.set_value({ start_date: day, end_date: '2099-12-31' })", today())
	page.evaluate(ADD_PARTIES, ["Nienburg/Weser", partners])
	page.wait_for_function("() => cur_frm.doc.parties.every((row) => row.party_name)")
	duties = [
		{"party_name": BAKERY, "duty": "Das Rezept entwickeln", "due_date": add_days(today(), 30)},
		{"party_name": SCHOOL, "duty": "Auf dem Stadtteilfest verkaufen"},
	]
	page.evaluate(ADD_DUTIES, duties)
	page.keyboard.press("Control+s")
	page.wait_for_url("**/cooperation-agreement/AGR-*")
	name = page.url.rsplit("/", 1)[1]

	dialog = press(page, "Klauseln einsetzen")
	dialog.locator("input[data-fieldname=template]").fill(TEMPLATE)
	page.locator(".awesomplete [role=option]:visible", has_text=TEMPLATE).first.click()
	dialog.locator(".btn-modal-primary").click()
	page.wait_for_function("() => (cur_frm.doc.subject_matter || '').includes('§ 2 Pflichten der Beteiligten')")
	dialog.wait_for(state="hidden")
	page.get_by_role("tab", name="Text", exact=True).click()
	text = page.locator("[data-fieldname=subject_matter]:visible")
	text.get_by_text("Das Rezept entwickeln").first.wait_for()
	page.get_by_role("tab", name="Genehmigung", exact=True).click()
	page.locator("[data-fieldname=approval_reason]:visible", has_text="Monate gebunden").first.wait_for()
	take_step(page, "Zur rechtlichen Prüfung geben")
	is_in(page, "Legal Check")
	take_step(page, "Zur Genehmigung geben")
	is_in(page, "Organ Approval")

	approver = open_desk(APPROVER, f"{FORM}/{name}")
	take_step(approver, "Genehmigen")
	is_in(approver, "Signing")

	page.goto(f"{FORM}/{name}")
	page.locator(".form-message:visible", has_text="Noch zu unterschreiben: Nienburg/Weser").wait_for()
	for party in ("Nienburg/Weser", BAKERY):
		sign(page, party)
	page.locator(".form-message:visible", has_text=f"Noch zu unterschreiben: {SCHOOL}").wait_for()
	page.locator(".indicator-pill:visible", has_text="Unterzeichnung").first.wait_for()
	sign(page, SCHOOL)
	is_in(page, "In Force")
	page.locator(".indicator-pill:visible", has_text="In Kraft").first.wait_for()
	page.locator(".form-dashboard:visible", has_text="Unterschrieben: 3 von 3").wait_for()

	page.locator(".menu-btn-group button:visible").click()
	page.locator(".menu-btn-group a:visible", has_text="PDF zum Unterschreiben").click()
	page.evaluate("() => { window.open = (address) => { window.printed = address; }; }")
	page.locator(".modal.show .btn-modal-primary").click()
	answer = page.request.get(page.evaluate("() => window.printed"))
	assert answer.ok and answer.body().startswith(b"%PDF")
	assert errors == []

	frappe.db.rollback()
	doc = frappe.get_doc("Cooperation Agreement", name)
	assert (doc.workflow_state, doc.approved_by, doc.in_force_since) == ("In Force", APPROVER, getdate())
	assert [(row.party_name, row.signed_on) for row in doc.parties] == [
		(party, getdate()) for party in ("Nienburg/Weser", BAKERY, SCHOOL)
	]
	assert doc.content_hash == doc.current_hash()
