"""The manager's morning: the list of what is due, the board of stages, the calendar; rules hold on each of them."""

import json

import frappe
import pytest
from browsing import drag
from factories import NIENBURG, ensure_area, ensure_municipality, ensure_user, make_stakeholder
from frappe.desk.doctype.kanban_board.kanban_board import update_order_for_single_card
from frappe.utils import add_days, getdate, today
from frappe.utils.password import update_password
from queries import queries_of

from upj_kooperation.api import follow_up as api
from upj_kooperation.stakeholder_relations.report.overdue_next_steps import overdue_next_steps

BOARD = "Stand der Beziehungen"
PLAN = "Erstansprache eines Betriebs"
KIRA = "kira@nienburg.example"
BAKERY = "Bäckerei Nordlicht (erfunden)"


@pytest.fixture(autouse=True)
def nienburg():
	"""Nienburg with a relationship manager, and another town."""
	ensure_municipality()
	ensure_municipality("05315000", "Köln")
	ensure_user(KIRA, "Cooperation Manager", municipalities=(NIENBURG,))


@pytest.fixture
def bakery():
	"""A bakery that should have been called two days ago and in which a plan runs; another town has one like it."""
	make_stakeholder(
		"Fern (erfunden)", municipality="05315000", next_step="Anruf", next_step_date=add_days(today(), -2)
	)
	bakery = make_stakeholder(
		relationship_manager=KIRA, next_step="Anruf", next_step_date=add_days(today(), -2), engagement_stage="Contacted"
	)
	frappe.set_user(KIRA)
	api.start_plan(bakery.name, PLAN)
	return bakery


def card(bakery, source, target):
	"""Drag a card as the board does."""
	return update_order_for_single_card(BOARD, bakery.name, source, target, "0", "0")


def stage(bakery):
	"""Return the stored stage."""
	return frappe.db.get_value("Stakeholder", bakery.name, "engagement_stage")


def test_the_list_of_the_morning_names_plans_too(bakery):
	def rows(**filters):
		return [(row["next_step"], row["plan"]) for row in overdue_next_steps.execute(filters)[1]]

	assert rows() == [("Anruf", None)]
	weeks = rows(period="Next Four Weeks")
	assert len(weeks) >= 4 and {plan for _step, plan in weeks} == {None, PLAN}
	assert rows(period="Next Four Weeks", relationship_manager="Administrator") == []
	assert rows(period="Next Four Weeks", engagement_stage="Engaged") == []
	[late] = overdue_next_steps.execute({"relationship_manager": KIRA, "municipality": NIENBURG})[1]
	assert (late["name"], late["days_overdue"], late["todo"]) == (bakery.name, 2, None)
	few = queries_of(lambda: rows(period="Next Four Weeks"))
	for number in range(3):
		other = make_stakeholder(f"Betrieb {number} (erfunden)", relationship_manager=KIRA)
		api.start_plan(other.name, PLAN)
	assert len(queries_of(lambda: rows(period="Next Four Weeks"))) == len(few) <= 3


def test_a_card_goes_through_the_rules_of_the_stages(bakery):
	card(bakery, "Contacted", "Interested")
	assert stage(bakery) == "Interested"
	assert frappe.db.get_value("Stakeholder", bakery.name, "stage_since") == getdate()
	with pytest.raises(frappe.ValidationError, match="From the stage Interested a stakeholder can go to"):
		card(bakery, "Interested", "Identified")
	frappe.form_dict.cmd = "frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card"
	with pytest.raises(frappe.ValidationError, match="Say why the relationship is dormant or has ended"):
		card(bakery, "Interested", "Dormant")
	message = json.loads(frappe.message_log[-1]) if isinstance(frappe.message_log[-1], str) else frappe.message_log[-1]
	assert message["primary_action"]["args"] == {"stakeholder": bakery.name, "stage": "Dormant"}
	assert stage(bakery) == "Interested"
	frappe.set_user(ensure_user_as_administrator("ebru@nienburg.example", "Cooperation Approver"))
	with pytest.raises(frappe.PermissionError):
		card(bakery, "Interested", "In Talks")
	frappe.set_user(ensure_user_as_administrator("koeln@stadt.example", "Cooperation Manager", town="05315000"))
	with pytest.raises(frappe.PermissionError):
		card(bakery, "Interested", "In Talks")


def ensure_user_as_administrator(email, role, town=NIENBURG):
	"""Return a user with one role in a town, made by the administrator."""
	frappe.set_user("Administrator")
	return ensure_user(email, role, municipalities=(town,))


def test_the_calendar_shows_and_moves_steps_within_the_fence(bakery):
	def events():
		return api.calendar_steps(add_days(today(), -7), add_days(today(), 60))

	shown = events()
	assert next(event["title"] for event in shown) == f"{BAKERY}: Anruf"
	assert len(shown) == 5 and {event["name"] for event in shown} == {bakery.name}
	assert len(queries_of(events)) <= 3
	narrowed = api.calendar_steps(
		today(), add_days(today(), 60), json.dumps([["Stakeholder", "engagement_stage", "=", "Engaged"]])
	)
	assert narrowed == []
	own, planned = shown[0], next(event for event in shown if event["plan"])
	day = add_days(today(), 12)
	api.move_step(json.dumps({"name": own["event"], "start": f"{day} 00:00:00"}))
	api.move_step({"name": planned["event"], "start": day})
	assert [event["start"] for event in events() if event["event"] in (own["event"], planned["event"])] == [
		getdate(day),
		getdate(day),
	]
	with pytest.raises(frappe.ValidationError, match="today or a later day"):
		api.move_step({"name": own["event"], "start": add_days(today(), -1)})
	for wrong in ("[]", {"start": day}, {"name": {"a": 1}, "start": day}, {"name": own["event"]}):
		with pytest.raises(frappe.ValidationError, match="did not say"):
			api.move_step(wrong)
	frappe.set_user(ensure_user_as_administrator("koeln@stadt.example", "Cooperation Manager", town="05315000"))
	assert [event["title"] for event in events()] == ["Fern (erfunden): Anruf"]
	for event in (own, planned):
		with pytest.raises(frappe.PermissionError):
			api.move_step({"name": event["event"], "start": day})


@pytest.mark.commits
def test_the_morning_in_the_browser(open_page, test_site):
	"""Start a plan on the bakery, see its to-dos, drag a card, read a refusal, find the step in the calendar."""
	area = ensure_area()
	bakery = make_stakeholder(
		relationship_manager=KIRA, programme_areas=[{"programme_area": area.name}], engagement_stage="Contacted"
	)
	frappe.db.set_value("User", KIRA, "language", "de")
	update_password(KIRA, "Nordertor-2016!")
	frappe.db.commit()
	errors: list[str] = []
	try:
		page = open_page(KIRA, "Nordertor-2016!")
		page.set_default_timeout(60_000)
		page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
		page.goto(f"/app/stakeholder/{bakery.name}")
		page.get_by_role("button", name="Wiedervorlageplan beginnen").click()
		page.locator(".modal.show [data-fieldname=plan] input").fill(PLAN)
		page.locator(".modal.show [data-fieldname=plan] [role=option]", has_text=PLAN).first.click()
		page.locator(".modal.show td", has_text="Anrufen, Ansprechperson erfragen").wait_for()
		page.get_by_role("button", name="Plan beginnen", exact=True).click()
		panel = page.locator("[data-fieldname=follow_ups_html]")
		panel.get_by_text("Laufend").wait_for()
		assert panel.locator("tr").count() == 4
		panel.locator("button", has_text="Erledigt").first.click()
		panel.locator("td", has_text="Fertig").wait_for()

		page.goto(f"/app/stakeholder/view/kanban/{BOARD}")
		# The board saves the order of its cards when it opens; a drag before that is told to reload.
		page.wait_for_load_state("networkidle")
		column = page.locator(".kanban-column")
		here = column.filter(has_text="Angesprochen").locator(".kanban-card-wrapper", has_text="Nordlicht")
		drag(page, here, column.filter(has_text="Interessiert").locator(".kanban-cards"))
		there = column.filter(has_text="Interessiert").locator(".kanban-card-wrapper", has_text="Nordlicht")
		there.wait_for()
		page.wait_for_function("() => !document.querySelector('#freeze')")
		drag(page, there, column.filter(has_text="Ermittelt").locator(".kanban-cards"))
		refusal = page.locator(".modal.show")
		refusal.get_by_text("kann ein Akteur").wait_for()
		refusal.locator(".btn-modal-close").click()
		there.wait_for()
		frappe.db.rollback()
		assert stage(bakery) == "Interested"

		page.goto("/app/stakeholder/view/calendar/default")
		page.locator(".fc-event", has_text="Nordlicht").first.wait_for()
		page.goto("/app/query-report/Overdue Next Steps?period=Next Four Weeks")
		page.locator(".dt-cell button", has_text="Verschieben").first.wait_for()
	finally:
		frappe.db.rollback()
		frappe.delete_doc("Stakeholder", bakery.name, force=True)
		frappe.delete_doc("Programme Area", area.name, force=True)
		frappe.db.delete("Activity Log", {"user": KIRA})
		frappe.delete_doc("User", KIRA, force=True)
		for key in (NIENBURG, "05315000"):
			frappe.delete_doc("Municipality", key, force=True)
		frappe.db.commit()
	assert not [error for error in errors if "upj" in error or "follow" in error]
