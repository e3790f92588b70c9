"""From handed-in applications over reviews and the round to the notices, in the browser: ten places, twelve towns."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from factories import (
	NIENBURG,
	ensure_municipality,
	ensure_outgoing_mail,
	ensure_user,
	make_application,
	make_call,
	take_steps,
)
from snapshots import names_in, remove_new
from test_calls import at
from test_selection_rounds import TOUCHED

from upj_kooperation.api import reviews

pytestmark = pytest.mark.commits

POLA, PAUL, RITA = "pola@agentur.example", "paul@agentur.example", "rita@hochschule.example"
PASSWORD = "Nordertor-2016!"
# Nienburg applied; the others and all points are invented.
TOWNS = {NIENBURG: "Nienburg/Weser"} | {f"034990{number:02}": f"Stadt {number} (erfunden)" for number in range(1, 12)}


@pytest.fixture
def call_2016() -> Iterator[str]:
	"""Twelve applications for ten places, handed in; committed, and taken away afterwards."""
	before = names_in(TOUCHED)
	ensure_outgoing_mail()
	for user, role in ((POLA, "Programme Office"), (PAUL, "Programme Office"), (RITA, "Call Reviewer")):
		frappe.get_doc("User", ensure_user(user, role)).update({"new_password": PASSWORD, "language": "de"}).save()
	with at("2016-02-15 10:00"):
		made = make_call(criteria=[{"criterion": "Konzept", "weight": 1, "highest": 20}])
		for key, name in TOWNS.items():
			ensure_municipality(key, name)
			take_steps(make_application(made.name, key, "Nordertor"), "Hand In")
	frappe.db.commit()
	yield made.name
	frappe.db.rollback()
	frappe.set_user("Administrator")
	remove_new(before)
	frappe.db.commit()
	frappe.clear_cache()


def press(page: Any, name: str, group: str | None = None) -> None:
	"""Press a button of the form, or an entry of one of its groups."""
	if group:
		page.locator(".inner-group-button button", has_text=group).first.click()
		page.locator(".inner-group-button .dropdown-item:visible", has_text=name).first.click()
	else:
		page.locator(".custom-actions button:visible", has_text=name).first.click()


def take_action(page: Any, name: str, state: str) -> None:
	"""Take a step of the workflow from the form's menu."""
	page.locator(".actions-btn-group button:visible").first.click()
	page.locator(".actions-btn-group .dropdown-menu:visible a", has_text=name).click()
	confirm(page)
	page.wait_for_function("state => cur_frm.doc.workflow_state === state", arg=state)


def confirm(page: Any) -> None:
	"""Answer a question with yes, where one is asked."""
	button = page.locator(".modal.show .btn-modal-primary")
	if button.count():
		button.first.click()


def test_from_applications_to_notices(call_2016: str, open_page: Any):
	office = open_page(POLA, PASSWORD)
	office.goto(f"/app/project-call/{call_2016}")
	office.wait_for_selector(".inner-group-button button")
	# German sites show times without seconds; the window's last second must survive a look at the form.
	assert office.evaluate("[cur_frm.fields_dict.closes_on.$input.val().slice(-5), cur_frm.is_dirty()]") == [
		"23:59",
		False,
	]
	press(office, "Begutachtung zuweisen", "Auswahl")
	office.wait_for_function("() => window.cur_dialog?.display")
	office.evaluate(
		"user => Promise.all([cur_dialog.set_value('reviewers', [user]), cur_dialog.set_value('per_application', 1)])",
		RITA,
	)
	office.locator(".modal.show .btn-modal-primary").click()
	office.wait_for_selector(".modal.show", state="hidden")

	frappe.db.rollback()
	rows = frappe.get_all("Application Review", {"call": call_2016}, ["name", "municipality"], order_by="name asc")
	assert len(rows) == len(TOWNS)
	[nienburg] = [row.name for row in rows if row.municipality == NIENBURG]
	reviewer = open_page(RITA, PASSWORD)
	reviewer.goto(f"/app/application-review/{nienburg}")
	reviewer.wait_for_selector("text=Betriebe für das Quartier gewinnen")
	reviewer.evaluate("cur_frm.doc.scores[0].points = 20; cur_frm.dirty();")
	press(reviewer, "Begutachtung abgeben")
	reviewer.wait_for_selector(".modal.show .btn-modal-primary")
	confirm(reviewer)
	reviewer.wait_for_function("() => cur_frm.doc.status === 'Handed In'")
	frappe.db.rollback()
	for number, row in enumerate(row for row in rows if row.name != nienburg):
		frappe.set_user(RITA)
		review = frappe.get_doc("Application Review", row.name)
		review.scores[0].points = 19 - number
		review.save()
		reviews.hand_in_review(review.name)
	frappe.set_user("Administrator")
	frappe.db.commit()

	office.goto(f"/app/selection-round/new?call={call_2016}")
	office.wait_for_function("() => cur_frm?.doctype === 'Selection Round' && cur_frm.doc.call")
	office.evaluate("cur_frm.save()")
	office.wait_for_url("**/selection-round/ROUND-*")
	press(office, "Nach Rang ausfüllen")
	office.wait_for_function("() => window.cur_dialog?.display")
	office.evaluate("cur_dialog.set_value('waitlist_length', 1)")
	confirm(office)
	office.wait_for_function("() => cur_frm.doc.candidates.every(row => row.decision)")
	office.wait_for_selector("text=10 von 10 freien Plätzen vergeben")
	office.wait_for_selector("text=Niedersachsen")
	take_action(office, "Zur Entscheidung vorlegen", "Proposed")
	name = office.evaluate("cur_frm.doc.name")

	head = open_page(PAUL, PASSWORD)
	head.goto(f"/app/selection-round/{name}")
	head.wait_for_function("() => cur_frm?.doc?.workflow_state === 'Proposed'")
	take_action(head, "Beschluss eintragen", "Decided")
	press(head, "Nachrichten senden")
	head.wait_for_selector(".modal.show details")
	assert head.locator(".modal.show details").count() == len(TOWNS)
	confirm(head)
	head.wait_for_selector("text=12 Nachrichten gesendet.")

	frappe.db.rollback()
	counted = frappe.get_all("Call Application", {"call": call_2016}, pluck="workflow_state", order_by="name asc")
	assert {state: counted.count(state) for state in set(counted)} == {"Selected": 10, "Waitlisted": 1, "Rejected": 1}
	assert frappe.db.get_value("Call Application", {"call": call_2016, "municipality": NIENBURG}, "ranking_place") == 1
	notices = frappe.get_all("Call Notice", {"call": call_2016}, ["name", "status"], order_by="name asc")
	assert {notice.status for notice in notices} == {"Sent"}
	queued = {"reference_doctype": "Call Notice", "reference_name": ["in", [notice.name for notice in notices]]}
	assert frappe.db.count("Email Queue", queued) == len(TOWNS)
