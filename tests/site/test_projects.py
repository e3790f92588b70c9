"""The Nordertörtchen as a project: steps with reasons, pledges, milestones in ERPNext, board and calendar."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from agreement_people import acting, refused
from browsing import barriers, drag
from factories import (
	BAKERY,
	NIENBURG,
	SCHOOL,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make,
	make_agreement,
	make_cooperation_project,
)
from frappe.desk.doctype.kanban_board.kanban_board import update_order_for_single_card
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, getdate, today
from frappe.utils.password import update_password
from queries import queries_of

from upj_kooperation.api import cooperation
from upj_kooperation.api import projects as api
from upj_kooperation.cooperation.project_card import show_preview
from upj_kooperation.cooperation.report.pledged_and_delivered import pledged_and_delivered
from upj_kooperation.patches import work_out_project_progress

KIRA, KOELN = "projekt.kira@nienburg.example", "05315000"
WITHOUT_BOOKS, ELSEWHERE = "projekt.ohne@nienburg.example", "projekt.fern@koeln.example"
BOARD = "Stand der Projekte"
MADE = ("Task", "Project", "Cooperation Project", "Stakeholder", "Programme Area", "Field of Action")


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Callable) -> Iterator[None]:
	"""Who looks after projects in Nienburg, with and without ERPNext's role, and somebody in Köln."""
	users = {
		KIRA: (("Cooperation Manager", "Projects User"), (NIENBURG,)),
		WITHOUT_BOOKS: (("Cooperation Manager",), (NIENBURG,)),
		ELSEWHERE: (("Cooperation Manager", "Projects User"), (KOELN,)),
	}
	with on_site(test_site):
		towns = [key for key in (NIENBURG, KOELN) if not frappe.db.exists("Municipality", key)]
		company = frappe.get_all("Company", pluck="name", order_by="creation asc", limit=1)[0]
		ensure_municipality(company=company)
		ensure_municipality(KOELN, "Köln")
		before = frappe.db.get_value("Municipality", NIENBURG, "company")
		frappe.db.set_value("Municipality", NIENBURG, "company", company)
		for user, (roles, municipalities) in users.items():
			ensure_user(user, *roles, municipalities=municipalities)
		frappe.db.commit()
	yield
	with on_site(test_site):
		frappe.db.set_value("Municipality", NIENBURG, "company", before)
		for doctype, field in (("User Permission", "user"), ("Has Role", "parent"), ("User", "name")):
			frappe.db.delete(doctype, {field: ["in", list(users)]})
		for key in towns:
			frappe.delete_doc("Municipality", key, force=True)
		frappe.db.commit()


def project(**values: Any) -> Any:
	"""A project of the bakery and the school that runs for half a year, with two milestones."""
	values.setdefault("relationship_manager", KIRA)
	values.setdefault("start_date", add_days(today(), -60))
	values.setdefault("end_date", add_days(today(), 120))
	values.setdefault(
		"partners",
		[
			{
				"stakeholder": ensure_stakeholder(BAKERY).name,
				"partner_role": "Lead Partner",
				"contribution_kind": "Goods",
				"contribution": "Mehl und Butter",
				"contribution_value": 1200.5,
				"contribution_quantity": 300,
				"contribution_unit": "kg",
			},
			{
				"stakeholder": ensure_stakeholder(SCHOOL, "School").name,
				"partner_role": "Partner",
				"contribution_kind": "Working Time",
				"contribution_hours": 40,
			},
		],
	)
	values.setdefault(
		"milestones",
		[
			{"milestone": "Rezept steht", "due_date": add_days(today(), 10)},
			{"milestone": "Erster Verkauf", "due_date": add_days(today(), 60)},
		],
	)
	return make_cooperation_project(**values)


def mirrored() -> Any:
	"""A project with its ERPNext project and a task for each milestone, made by Kira."""
	doc = project()
	cooperation.make_erpnext_project(doc.name)
	return doc.reload()


def tasks_of(doc: Any) -> list[Any]:
	"""The tasks of a project's milestones, in their order."""
	return [frappe.get_doc("Task", row.task) for row in doc.milestones]


def test_a_project_is_given_up_with_a_reason_that_stays(people):
	with acting(KIRA):
		doc = project()
		with refused("Say why the project is abandoned"):
			api.abandon_project(doc.name, " ")
		assert api.abandon_project(doc.name, "Die Backstube schließt.") == "Abandoned"
		doc.reload()
		assert (doc.workflow_state, doc.end_reason) == ("Abandoned", "Die Backstube schließt.")
		steps = {"reference_name": doc.name, "comment_type": "Workflow"}
		assert frappe.db.count("Comment", steps) == 1
		with refused("A project in the state Abandoned has come to its end"):
			doc.workflow_state = "Idea"
			doc.save()
	other = project(project_title="Noch eins")
	for user in (ELSEWHERE,):
		with acting(user), refused(None, frappe.PermissionError):
			api.abandon_project(other.name, "Nein")


def test_pledges_and_deliveries_add_up_on_the_form_and_in_the_report(people):
	with acting(KIRA):
		doc = project()
		brought = {"delivered_value": 400.25, "delivered_quantity": 100, "delivered_on": today()}
		for wrong, message in (
			({"delivered_on": None}, "say in the field Delivered on on which day Backstube Abendrot"),
			({"delivered_on": add_days(today(), 1)}, "nothing can have been delivered on that day"),
			({"contribution_unit": " "}, "enter the unit of the quantity"),
		):
			doc.reload().partners[0].update({**brought, **wrong})
			with refused(message):
				doc.save()
		doc.reload().partners[0].update(brought)
		doc.partners[1].update({"delivered_hours": 40, "delivered_on": today()})
		doc.save()
		doc.run_method("onload")
		shown = {row["kind"]: row for row in doc.get_onload("contributions")}
		assert list(shown) == ["Goods", "Working Time", ""]
		assert (shown["Goods"]["pledged_value"], shown["Goods"]["delivered_value"]) == (1200.5, 400.25)
		assert (shown[""]["pledged_hours"], shown[""]["delivered_hours"]) == (40.0, 40.0)
		rows = pledged_and_delivered.execute({"cooperation_project": doc.name})[1]
		assert [(row.partner_name, row.delivered_quantity, row.unit) for row in rows] == [
			(BAKERY, 100, "kg"),
			(SCHOOL, 0, None),
		]
		open_rows = pledged_and_delivered.execute({"cooperation_project": doc.name, "only_open": 1})[1]
		assert [row.partner_name for row in open_rows] == [BAKERY]
	with acting(ELSEWHERE):
		assert pledged_and_delivered.execute({"cooperation_project": doc.name})[1] == []


def test_milestones_stand_in_erpnext_once_and_follow_each_other(people):
	with acting(KIRA):
		doc = mirrored()
		first, second = tasks_of(doc)
		assert (first.subject, first.project, first.is_milestone) == ("Rezept steht", doc.project, 1)
		assert (first.exp_end_date, first.upj_milestone) == (getdate(add_days(today(), 10)), doc.milestones[0].name)
		assert api.mirror_milestones(doc.name) == 0
		# From ERPNext back: a day, progress, completion.
		second.update({"exp_end_date": add_days(today(), 70), "progress": 30}).save()
		first.update({"status": "Completed", "completed_on": today()}).save()
		doc.reload()
		assert (doc.milestones[0].reached_on, doc.milestones[0].progress) == (getdate(), 100)
		assert (doc.milestones[1].due_date, doc.milestones[1].progress) == (getdate(add_days(today(), 70)), 30)
		assert doc.progress == 65
		# From here to ERPNext: a name, a day, one more, one less.
		doc.milestones[1].update({"milestone": "Verkauf beim Fest", "due_date": add_days(today(), 80)})
		doc.milestones[0].reached_on = None
		doc.append("milestones", {"milestone": "Erlös übergeben", "due_date": add_days(today(), 110)})
		doc.save()
		first.reload(), second.reload()
		assert (first.status, first.completed_on, first.progress) == ("Open", None, 0)
		assert (second.subject, second.exp_end_date) == ("Verkauf beim Fest", getdate(add_days(today(), 80)))
		assert api.mirror_milestones(doc.name) == 1
		doc.reload()
		assert frappe.db.count("Task", {"project": doc.project}) == 3
		doc.remove(doc.milestones[0])
		doc.save()
		assert frappe.db.get_value("Task", first.name, ["status", "upj_milestone"]) == ("Cancelled", None)


def test_projects_of_before_learn_how_far_they_are(people):
	with acting(KIRA):
		doc = project()
		doc.milestones[0].reached_on = today()
		doc.save()
	progress = doc.progress
	frappe.db.set_value(doc.doctype, doc.name, "progress", 0)
	frappe.db.set_value("Project Milestone", {"parent": doc.name}, "progress", 0)
	for _run in range(2):
		work_out_project_progress.execute()
		assert progress and doc.reload().progress == progress
		assert [row.progress for row in doc.milestones][:2] == [100, 0]


def test_a_milestone_outlives_its_task(people):
	with acting(KIRA):
		doc = mirrored()
		first, second = tasks_of(doc)
		first.update({"progress": 50}).save()
		assert doc.reload().progress == 25
		first.delete()
		doc.reload()
		assert (doc.milestones[0].task, doc.milestones[0].progress, doc.progress) == (None, 0, 0)
		other = make("Project", project_name="Anderes Vorhaben", company=frappe.get_doc("Project", doc.project).company)
		second.reload().update({"project": other.name}).save()
		assert (doc.reload().milestones[1].task, second.reload().upj_milestone) == (None, None)
		second.update({"progress": 90}).save()
		assert doc.reload().progress == 0
		assert api.mirror_milestones(doc.name) == 2
		stolen = make("Task", subject="Fremd", project=doc.project, upj_milestone=doc.milestones[0].name)
		assert not stolen.upj_milestone
		task = tasks_of(doc.reload())[0]
		task.upj_milestone = None
		task.save()
		assert task.reload().upj_milestone == doc.milestones[0].name
		# A project that has ended is history.
		api.abandon_project(doc.name, "Die Backstube schließt.")
		task.update({"progress": 70}).save()
		assert doc.reload().milestones[0].progress == 0


def test_without_erpnexts_role_the_milestones_are_kept_and_the_tasks_stay(people):
	with acting(KIRA):
		doc = mirrored()
		day = tasks_of(doc)[0].exp_end_date
	with acting(WITHOUT_BOOKS):
		with refused("You may not create tasks in ERPNext", frappe.PermissionError):
			api.mirror_milestones(doc.name)
		doc.milestones[0].due_date = add_days(today(), 12)
		doc.save()
		assert any("stayed as they were" in str(message) for message in frappe.message_log)
		without = project(project_title="Ohne ERPNext")
		with refused("Make the project in ERPNext first"):
			api.mirror_milestones(without.name)
	assert tasks_of(doc)[0].exp_end_date == day
	with acting(KIRA):
		api.mirror_milestones(doc.name)
	assert tasks_of(doc)[0].exp_end_date == getdate(add_days(today(), 12))


def test_a_task_of_erpnext_alone_costs_no_query(people):
	task = make("Task", subject="Nur in ERPNext", project=None)

	def save() -> None:
		task.update({"progress": task.progress + 1}).save()

	save()
	assert not [query for query in queries_of(save) if "Milestone" in query or "Cooperation" in query]


@pytest.mark.commits
def test_two_who_mirror_at_once_make_each_task_once(people, in_parallel):
	before = {doctype: set(frappe.get_all(doctype, pluck="name")) for doctype in MADE}
	with acting(KIRA):
		doc = project()
		cooperation.make_erpnext_project(doc.name)
		doc.reload()
		for task in tasks_of(doc):
			task.delete()
	frappe.db.commit()
	try:
		outcomes = in_parallel(*[lambda: api.mirror_milestones(doc.name)] * 3)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == [None] * 3
		assert sorted(outcome.value for outcome in outcomes) == [0, 0, 2]
		assert frappe.db.count("Task", {"project": doc.project}) == 2
	finally:
		frappe.db.rollback()
		for doctype in MADE:
			for name in set(frappe.get_all(doctype, pluck="name")) - before[doctype]:
				frappe.delete_doc(doctype, name)
		frappe.db.commit()


def messages_with(text: str) -> int:
	"""How many messages of this request say so."""
	return sum(text in str(message) for message in frappe.message_log)


def test_a_partner_without_a_benefit_is_shown_before_the_agreement_goes_out(people):
	with acting(KIRA):
		doc = project()
		doc.run_method("onload")
		assert f"gain from it: {BAKERY}, {SCHOOL}" in doc.get_onload("benefit_hint")
		doc.partners[0].benefit = "Azubis lernen den Betrieb kennen"
		doc.save()
		agreement = make_agreement(cooperation_project=doc.name)
		agreement.run_method("onload")
		assert f"gain from it: {SCHOOL}." in agreement.get_onload("benefit_hint")
		apply_workflow(agreement, "Send to Legal Check")
		assert messages_with("before the agreement goes out") == 1
		frappe.clear_messages()
		doc.reload().partners[1].benefit = "Praxis für die Backklasse"
		doc.save()
		apply_workflow(agreement.reload(), "Ask for Approval")
		assert messages_with("before the agreement goes out") == 0
		for fresh in (frappe.get_doc(one.doctype, one.name) for one in (agreement, doc)):
			fresh.run_method("onload")
			assert "benefit_hint" not in fresh.get_onload()


def test_the_indicators_of_all_projects_make_a_chart_within_the_fence(people):
	def rows(*answers: str) -> list[dict]:
		fields = ("is_concrete", "partner_benefit", "own_competences")
		given = dict(zip(fields, answers, strict=True))
		return [{"point": "Start", "assessed_on": today(), "evidence": "Protokoll", **given}]

	with acting(ELSEWHERE):
		assert [part["values"] for part in api.success_over_time()["datasets"]] == [[0.0] * 3] * 3
	with acting(KIRA):
		project(indicators=rows("Yes", "Partly", "No"))
		project(project_title="Zweites", indicators=rows("Yes", "Yes", "No"))
		chart = api.success_over_time()
		assert chart["labels"] == ["Start", "Middle", "End"]
		assert [part["values"][0] for part in chart["datasets"]] == [100.0, 50.0, 0.0]
	with acting(ELSEWHERE):
		assert [part["values"] for part in api.success_over_time()["datasets"]] == [[0.0] * 3] * 3


def card(doc: Any, source: str, target: str) -> None:
	"""Drag a card as the board does."""
	update_order_for_single_card(BOARD, doc.name, source, target, "0", "0")


def test_a_card_goes_through_the_procedure(people):
	with acting(KIRA):
		doc = project()
		card(doc, "Idea", "Concept")
		assert doc.reload().workflow_state == "Concept"
		with refused("From the state Concept a project can go to: Agreed, Abandoned"):
			card(doc, "Concept", "Running")
		frappe.form_dict.cmd = "frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card"
		with refused("Say why the project is abandoned"):
			card(doc, "Concept", "Abandoned")
		message = frappe.message_log[-1]
		message = json.loads(message) if isinstance(message, str) else message
		assert message["primary_action"]["args"] == {"cooperation_project": doc.name}
		frappe.form_dict.cmd = None
		assert doc.reload().workflow_state == "Concept"
	with acting(ELSEWHERE), refused(None, frappe.PermissionError):
		card(doc, "Concept", "Agreed")


def test_the_calendar_shows_and_moves_projects_within_the_fence(people):
	def events(**filters: Any) -> list[dict]:
		return api.calendar_events(add_days(today(), -7), add_days(today(), 30), json.dumps(filters or []))

	with acting(KIRA):
		doc = project()
		shown = {event["name"]: event for event in events()}
		row = doc.milestones[0]
		assert set(shown) == {doc.name, f"{doc.name}|{row.name}"}
		assert shown[f"{doc.name}|{row.name}"]["project_title"] == "Nordertörtchen: Rezept steht"
		assert len(queries_of(events)) <= 4
		assert api.calendar_events(add_days(today(), 200), add_days(today(), 230)) == []
		day = add_days(today(), 15)
		api.move_event(json.dumps({"name": f"{doc.name}|{row.name}", "start_date": f"{day} 00:00:00"}))
		api.move_event({"name": doc.name, "start_date": add_days(today(), -50), "end_date": add_days(today(), 130)})
		doc.reload()
		assert doc.milestones[0].due_date == getdate(day)
		assert (doc.start_date, doc.end_date) == (getdate(add_days(today(), -50)), getdate(add_days(today(), 130)))
		with refused("The project ends on"):
			api.move_event({"name": doc.name, "start_date": day, "end_date": today()})
		with refused("is not there any more"):
			api.move_event({"name": f"{doc.name}|weg", "start_date": day})
		for wrong in ("[]", {"start_date": day}, {"name": {"a": 1}, "start_date": day}, {"name": doc.name}):
			with refused("did not say"):
				api.move_event(wrong)
		with refused("must be"):
			api.move_event({"name": doc.name, "start_date": "morgen"})
	with acting(ELSEWHERE):
		assert events() == []
		with refused(None, frappe.PermissionError):
			api.move_event({"name": doc.name, "start_date": day})


def test_the_card_shows_organisations_and_figures_to_those_who_may_read(people):
	def page(user: str) -> Any:
		context = frappe._dict()
		with acting(user):
			frappe.form_dict.name = doc.name
			show_preview(context)
		return context

	with acting(KIRA):
		doc = project(
			idea="<p>Ein Törtchen für das Viertel.</p><p>Mit <strong>Äpfeln</strong> &amp; Nüssen.</p>",
			participation=[{"format": "Werkstatt", "participation_date": today(), "participants": 24}],
		)
	card = page(KIRA).card
	assert card["idea"] == ["Ein Törtchen für das Viertel.", "Mit Äpfeln & Nüssen."]
	assert (card["partners"], card["participants"], card["place"]) == (
		[BAKERY, SCHOOL],
		24,
		"Nordertor, Nienburg/Weser",
	)
	html = frappe.render_template("templates/public/project_card.html", {"card": card})
	assert "24 Teilnehmende" in html and "0 von 2 erreicht" in html and KIRA not in html and "1200" not in html
	for user in ("Guest", ELSEWHERE):
		context = page(user)
		assert context.http_status_code == 404 and not context.card and "Törtchen" not in str(context)


PASSWORD = "Nordertor-2016!"


@pytest.mark.commits
def test_the_project_in_the_browser(people, open_page):
	"""The form with sums and hint, page as PDF, board, Gantt, calendar, card without barriers; giving up asks why."""
	before = {doctype: set(frappe.get_all(doctype, pluck="name")) for doctype in MADE}
	frappe.db.set_value("User", KIRA, "language", "de")
	update_password(KIRA, PASSWORD)
	with acting(KIRA):
		doc = project(idea="<p>Ein Törtchen für das Viertel.</p>")
		cooperation.make_erpnext_project(doc.name)
	frappe.db.commit()
	errors: list[str] = []
	try:
		page = open_page(KIRA, PASSWORD)
		page.set_default_timeout(60_000)
		page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
		page.goto(f"/app/cooperation-project/{doc.name}")
		page.locator(".form-message", has_text="noch nicht festgehalten, was sie davon haben").wait_for()
		page.get_by_role("tab", name="Partner").click()
		page.locator("[data-fieldname=contributions_html] caption", has_text="Zugesagt und erbracht").wait_for()
		page.get_by_role("tab", name="Fortschritt").click()
		page.locator("[data-fieldname=milestones]", has_text="Rezept steht").first.wait_for()
		pdf = page.request.get(f"/api/method/upj_kooperation.api.projects.print_project?cooperation_project={doc.name}")
		assert pdf.body()[:4] == b"%PDF"

		page.goto(f"/app/cooperation-project/view/kanban/{BOARD}")
		page.wait_for_load_state("networkidle")
		column = page.locator(".kanban-column")
		here = column.filter(has_text="Idee").locator(".kanban-card-wrapper", has_text="Nordertörtchen")
		here.wait_for()
		drag(page, here, column.filter(has_text="Konzept").locator(".kanban-cards"))
		there = column.filter(has_text="Konzept").locator(".kanban-card-wrapper", has_text="Nordertörtchen")
		there.wait_for()
		page.wait_for_function("() => !document.querySelector('#freeze')")
		drag(page, there, column.filter(has_text="Laufend").locator(".kanban-cards"))
		refusal = page.locator(".modal.show")
		refusal.get_by_text("kann ein Projekt wechseln zu").wait_for()
		refusal.locator(".btn-modal-close").click()
		there.wait_for()
		frappe.db.rollback()
		assert frappe.db.get_value("Cooperation Project", doc.name, "workflow_state") == "Concept"

		page.goto("/app/cooperation-project/view/gantt")
		page.locator(".gantt .bar-wrapper", has_text="Nordertörtchen").first.wait_for()
		page.goto("/app/cooperation-project/view/calendar/default")
		page.locator(".fc-event", has_text="Nordertörtchen").first.wait_for()

		page.goto(f"/projektkarte/{doc.name}")
		page.get_by_role("heading", name="Nordertörtchen").first.wait_for()
		assert barriers(page) == []

		page.goto(f"/app/cooperation-project/{doc.name}")
		page.locator(".form-message").wait_for()
		page.locator(".actions-btn-group button").first.click()
		page.locator(".actions-btn-group .dropdown-menu.show").get_by_text("Abbrechen").click()
		page.locator(".modal.show textarea").fill("Die Backstube schließt.")
		page.locator(".modal.show .btn-primary").click()
		page.locator(".indicator-pill", has_text="Abgebrochen").first.wait_for()
	finally:
		frappe.db.rollback()
		for doctype in MADE:
			for name in set(frappe.get_all(doctype, pluck="name")) - before[doctype]:
				frappe.delete_doc(doctype, name, force=True)
		frappe.db.delete("Activity Log", {"user": KIRA})
		frappe.db.commit()
	assert not [error for error in errors if "upj" in error or "cooperation" in error]
