"""Follow-up plans on a real site: the bakery is approached step by step, and nothing is done twice."""

import frappe
import pytest
from factories import NIENBURG, ensure_municipality, ensure_user, make, make_stakeholder
from frappe.utils import add_days, getdate, today
from queries import queries_of

from upj_kooperation import seeding
from upj_kooperation.api import follow_up as api
from upj_kooperation.api.duplicates import merge_stakeholders
from upj_kooperation.api.stakeholders import advance_stage
from upj_kooperation.domain.working_days import is_working_day
from upj_kooperation.stakeholder_relations.lookups import working_calendar

FIRST = "Erstansprache eines Betriebs"
AFTER_TALK = "Nach dem Erstgespräch"
KIRA, ANA, EBRU = "kira@nienburg.example", "ana@nienburg.example", "ebru@nienburg.example"


@pytest.fixture(autouse=True)
def people():
	"""Nienburg with two managers and an approver."""
	ensure_municipality()
	ensure_user(KIRA, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_user(ANA, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_user(EBRU, "Cooperation Approver", municipalities=(NIENBURG,))


@pytest.fixture
def bakery():
	"""A bakery of Nordertor, looked after by Kira."""
	return make_stakeholder(relationship_manager=KIRA)


def todos(bakery, **filters):
	"""Return the to-dos on the bakery, the earliest first."""
	return frappe.get_all(
		"ToDo",
		filters={"reference_type": "Stakeholder", "reference_name": bakery.name, **filters},
		fields=["name", "allocated_to", "date", "status", "description"],
		order_by="date asc, creation asc",
	)


def assignees(bakery):
	"""Return who the form shows as assigned."""
	return set(frappe.parse_json(frappe.db.get_value("Stakeholder", bakery.name, "_assign") or "[]"))


def test_starting_a_plan_makes_its_todos_on_working_days(bakery):
	frappe.set_user(KIRA)
	preview = api.preview_plan(bakery.name, FIRST)
	assert not todos(bakery)
	run = frappe.get_doc("Follow-up Run", api.start_plan(bakery.name, FIRST))
	made = todos(bakery)
	assert [(row["due_date"], row["assigned_to"]) for row in preview] == [(t.date, t.allocated_to) for t in made]
	assert len(made) == 4 and {t.allocated_to for t in made} == {KIRA}
	assert all(is_working_day(t.date, working_calendar(NIENBURG)) for t in made)
	assert (run.status, run.municipality, run.stage_at_start) == ("Running", NIENBURG, "Identified")
	assert run.run_title == f"{FIRST}: Bäckerei Nordlicht (erfunden)"
	assert assignees(bakery) == {KIRA}
	[shown] = api.runs_of(bakery.name)
	assert [step.todo for step in shown["steps"]] == [t.name for t in made]


def test_a_role_finds_its_person_and_others_get_nothing(bakery):
	plan = make(
		"Follow-up Plan",
		plan_name="Mit Leitung (erfunden)",
		steps=[
			{"days_after": 1, "task": "Besprechen", "assign_to": "Role", "role": "Cooperation Approver"},
			{
				"days_after": 2,
				"task": "Prüfen",
				"assign_to": "User",
				"user": ANA,
				"instructions": "Akte & Vermerk\nlesen",
			},
			{"days_after": 3, "task": "Fern", "assign_to": "User", "user": "Guest"},
		],
	)
	frappe.set_user(KIRA)
	api.start_plan(bakery.name, plan.name)
	assert [t.allocated_to for t in todos(bakery)] == [EBRU, ANA, KIRA]
	assert todos(bakery)[1].description == "Prüfen<p>Akte &amp; Vermerk<br>lesen</p>"


def test_a_second_click_starts_nothing(bakery):
	frappe.set_user(KIRA)
	first = api.start_plan(bakery.name, FIRST)
	with pytest.raises(frappe.UniqueValidationError, match=f"runs on the stakeholder already: .*{first}"):
		api.start_plan(bakery.name, FIRST)
	assert len(todos(bakery)) == 4
	api.start_plan(bakery.name, AFTER_TALK)
	assert len(todos(bakery)) == 8


@pytest.mark.commits
def test_two_connections_start_a_plan_once(in_parallel):
	bakery = make_stakeholder("Zweimal (erfunden)", relationship_manager=KIRA)
	frappe.db.commit()
	try:
		outcomes = in_parallel(*[lambda: api.start_plan(bakery.name, FIRST) for _ in range(4)])
		assert len([one for one in outcomes if one.value]) == 1
		for one in outcomes:
			assert one.value or "runs on the stakeholder already" in str(one.error)
		frappe.db.rollback()
		assert len(todos(bakery)) == 4
		steps = todos(bakery)
		done = in_parallel(*[lambda name=t.name: api.complete_step(bakery.name, name) for t in steps])
		assert not [one for one in done if one.error]
		frappe.db.rollback()
		assert frappe.db.get_value("Follow-up Run", {"stakeholder": bakery.name}, "status") == "Completed"
		outcomes = in_parallel(
			lambda: api.start_plan(bakery.name, FIRST),
			lambda: advance_stage(bakery.name, "Ended", reason="Betrieb aufgegeben"),
		)
		assert not outcomes[1].error
		frappe.db.rollback()
		assert not frappe.get_all("Follow-up Run", filters={"stakeholder": bakery.name, "status": "Running"})
		assert not todos(bakery, status="Open")
	finally:
		frappe.db.rollback()
		frappe.delete_doc("Stakeholder", bakery.name, force=True)
		assert not frappe.db.count("Follow-up Run", {"stakeholder": bakery.name})
		for user in (KIRA, ANA, EBRU):
			frappe.delete_doc("User", user, force=True)
		frappe.delete_doc("Municipality", NIENBURG, force=True)
		frappe.db.commit()


def test_dormant_ends_the_plan_with_the_reason(bakery):
	frappe.set_user(KIRA)
	run = api.start_plan(bakery.name, FIRST)
	first = todos(bakery)[0]
	api.complete_step(bakery.name, first.name)
	advance_stage(bakery.name, "Contacted")
	assert frappe.db.get_value("Follow-up Run", run, "status") == "Running"
	advance_stage(bakery.name, "Dormant", reason="Umbau bis Herbst")
	doc = frappe.get_doc("Follow-up Run", run)
	assert (doc.status, doc.ended_by, doc.ended_on) == ("Discontinued", KIRA, getdate())
	assert "Umbau bis Herbst" in doc.end_reason
	assert [row.status for row in doc.steps] == ["Done", "Dropped", "Dropped", "Dropped"]
	assert [t.status for t in todos(bakery)] == ["Closed", "Cancelled", "Cancelled", "Cancelled"]
	assert "Umbau bis Herbst" in todos(bakery)[-1].description and "Umbau" not in todos(bakery)[0].description
	assert assignees(bakery) == set()
	advance_stage(bakery.name, "Contacted")
	assert api.start_plan(bakery.name, FIRST) != run


def test_a_plan_may_be_bound_to_its_stage_and_start_by_itself(bakery):
	plan = make(
		"Follow-up Plan",
		plan_name="Solange kontaktiert (erfunden)",
		start_on_stage="Contacted",
		bound_to_stage=1,
		steps=[{"days_after": 2, "task": "Nachfassen"}],
	)
	frappe.set_user(KIRA)
	advance_stage(bakery.name, "Contacted")
	[run] = frappe.get_all("Follow-up Run", filters={"stakeholder": bakery.name}, fields=["plan", "status"])
	assert (run.plan, run.status) == (plan.name, "Running")
	advance_stage(bakery.name, "Interested")
	assert not todos(bakery, status="Open")
	advance_stage(bakery.name, "Contacted")
	assert len(todos(bakery, status="Open")) == 1
	frappe.set_user("Administrator")
	frappe.get_doc("Follow-up Plan", plan.name).update({"enabled": 0}).save()
	assert not todos(make_stakeholder("Neu (erfunden)", engagement_stage="Contacted"))


def test_an_automatic_plan_that_runs_already_does_not_stop_the_stage(bakery):
	make(
		"Follow-up Plan",
		plan_name="Von selbst (erfunden)",
		start_on_stage="Contacted",
		steps=[{"days_after": 2, "task": "Nachfassen"}],
	)
	frappe.set_user(KIRA)
	api.start_plan(bakery.name, "Von selbst (erfunden)")
	advance_stage(bakery.name, "Contacted")
	assert frappe.db.get_value("Stakeholder", bakery.name, "engagement_stage") == "Contacted"
	assert len(todos(bakery)) == 1


def test_a_new_manager_takes_the_open_steps_over(bakery):
	frappe.set_user(KIRA)
	run = api.start_plan(bakery.name, AFTER_TALK)
	api.complete_step(bakery.name, todos(bakery)[0].name)
	# A step of the role stays with whom it found.
	approver = todos(bakery)[3].allocated_to
	frappe.get_doc("Stakeholder", bakery.name).update({"relationship_manager": ANA}).save()
	assert [t.allocated_to for t in todos(bakery)] == [KIRA, ANA, ANA, approver]
	assert [row.assigned_to for row in frappe.get_doc("Follow-up Run", run).steps] == [KIRA, ANA, ANA, approver]
	assert assignees(bakery) == {ANA, approver}


def test_a_later_change_of_the_plan_leaves_runs_alone(bakery):
	frappe.set_user(KIRA)
	run = api.start_plan(bakery.name, FIRST)
	before = todos(bakery)
	plan = frappe.get_doc("Follow-up Plan", FIRST)
	plan.steps[0].task, plan.steps[1].days_after = "Ganz anders", 99
	plan.save()
	assert todos(bakery) == before
	doc = frappe.get_doc("Follow-up Run", run)
	doc.save()
	assert doc.steps[0].task == "Anrufen, Ansprechperson erfragen und das Quartier vorstellen"
	doc.steps.pop()
	with pytest.raises(frappe.ValidationError, match="The steps come from the plan"):
		doc.save()


def test_a_pause_takes_the_todos_away_and_moves_them_on(bakery):
	from freezegun import freeze_time

	frappe.set_user(KIRA)
	run = api.start_plan(bakery.name, FIRST)
	due = [t.date for t in todos(bakery)]
	assert api.pause_run(run) == "Paused"
	assert not todos(bakery, status="Open") and assignees(bakery) == set()
	with pytest.raises(frappe.ValidationError, match="cannot become"):
		api.pause_run(run)
	with freeze_time(add_days(today(), 10), tick=True):
		assert api.resume_run(run) == "Running"
	after = todos(bakery, status="Open")
	assert len(after) == 4 and assignees(bakery) == {KIRA}
	for before, todo in zip(due, after, strict=True):
		assert getdate(add_days(before, 10)) <= todo.date <= getdate(add_days(before, 15))
		assert is_working_day(todo.date, working_calendar(NIENBURG))
	with pytest.raises(frappe.ValidationError, match="Say why the follow-up ends"):
		api.stop_run(run, " ")
	assert api.stop_run(run, "Ansprechperson ist im Ruhestand") == "Discontinued"
	assert {t.status for t in todos(bakery)} == {"Cancelled"}
	with pytest.raises(frappe.ValidationError, match="cannot become"):
		api.resume_run(run)


def test_the_last_step_completes_the_run_from_the_todo_list_too(bakery):
	frappe.set_user(KIRA)
	run = api.start_plan(bakery.name, FIRST)
	for todo in todos(bakery):
		frappe.get_doc("ToDo", todo.name).update({"status": "Closed"}).save()
	assert frappe.db.get_value("Follow-up Run", run, ["status", "active_key"]) == ("Completed", None)
	assert api.start_plan(bakery.name, FIRST) != run


def test_steps_are_done_and_postponed_by_those_who_may(bakery):
	frappe.set_user(KIRA)
	api.start_plan(bakery.name, AFTER_TALK)
	first, last = todos(bakery)[0], todos(bakery)[-1]
	with pytest.raises(frappe.ValidationError, match="today or a later day"):
		api.postpone_step(bakery.name, add_days(today(), -1), first.name)
	moved = api.postpone_step(bakery.name, "2199-10-05", first.name)
	assert moved == {"day": getdate("2199-10-05"), "day_off": "Samstag"}
	assert frappe.db.get_value("Follow-up Run Step", {"todo": first.name}, "due_date") == getdate("2199-10-05")
	frappe.set_user(EBRU)
	with pytest.raises(frappe.PermissionError):
		api.complete_step(bakery.name, first.name)
	with pytest.raises(frappe.PermissionError):
		api.start_plan(bakery.name, FIRST)
	api.complete_step(bakery.name, last.name)
	with pytest.raises(frappe.ValidationError, match="done already"):
		api.complete_step(bakery.name, last.name)
	other = make_todo_elsewhere()
	with pytest.raises(frappe.PermissionError, match="does not belong"):
		api.complete_step(bakery.name, other)


def make_todo_elsewhere():
	"""Return a to-do of the session's user that hangs on nothing."""
	return make("ToDo", description="Etwas anderes", allocated_to=frappe.session.user).name


def test_the_own_next_step_is_done_noted_and_followed_by_another(bakery):
	frappe.set_user(KIRA)
	bakery.reload()
	bakery.update({"next_step": "Besuch & Tasse", "next_step_date": today()}).save()
	api.postpone_step(bakery.name, add_days(today(), 3))
	assert frappe.db.get_value("Stakeholder", bakery.name, "next_step_date") == getdate(add_days(today(), 3))
	api.complete_step(bakery.name, next_step="Angebot", next_step_date=add_days(today(), 7))
	bakery.reload()
	assert bakery.next_step == "Angebot"
	comment = frappe.get_last_doc("Comment", {"reference_name": bakery.name, "comment_type": "Info"})
	assert comment.content == "Done: Besuch &amp; Tasse"
	api.complete_step(bakery.name)
	with pytest.raises(frappe.ValidationError, match="no next step any more"):
		api.complete_step(bakery.name)


def test_plans_that_cannot_be_started_say_why(bakery):
	frappe.get_doc("Follow-up Plan", FIRST).update({"enabled": 0}).save()
	for call in (api.preview_plan, api.start_plan):
		with pytest.raises(frappe.ValidationError, match="no longer in use"):
			call(bakery.name, FIRST)
	with pytest.raises(frappe.ValidationError, match="starts today or later"):
		api.start_plan(bakery.name, AFTER_TALK, "2016-01-01")
	advance_stage(bakery.name, "Ended", reason="Umzug")
	with pytest.raises(frappe.ValidationError, match="relationship has ended"):
		api.start_plan(bakery.name, AFTER_TALK)
	for values, message in (
		({"steps": []}, "at least one step"),
		({"steps": [{"task": "X", "days_after": 2000}]}, "0 to 1096 days"),
		({"steps": [{"task": "X", "assign_to": "User"}]}, "choose the user"),
	):
		with pytest.raises((frappe.ValidationError, frappe.MandatoryError), match=message):
			make("Follow-up Plan", plan_name="Falsch (erfunden)", **values)


def test_costs_do_not_grow_with_steps_and_runs(bakery):
	long = make(
		"Follow-up Plan",
		plan_name="Lang (erfunden)",
		steps=[{"days_after": day, "task": f"Schritt {day}"} for day in range(20)],
	)
	assert len(queries_of(lambda: api.preview_plan(bakery.name, FIRST))) == len(
		queries_of(lambda: api.preview_plan(bakery.name, long.name))
	)
	api.start_plan(bakery.name, FIRST)
	few = queries_of(lambda: api.runs_of(bakery.name))
	api.start_plan(bakery.name, long.name)
	assert len(queries_of(lambda: api.runs_of(bakery.name))) == len(few)


def test_a_town_changes_its_plans_and_migrating_leaves_them():
	plan = frappe.get_doc("Follow-up Plan", FIRST)
	plan.steps[0].task = "Erst schreiben, dann anrufen"
	plan.save()
	seeding.seed_all()
	assert frappe.get_doc("Follow-up Plan", FIRST).steps[0].task == "Erst schreiben, dann anrufen"
	before = frappe.get_doc("Follow-up Plan", AFTER_TALK).as_json()
	seeding.seed_all()
	assert frappe.get_doc("Follow-up Plan", AFTER_TALK).as_json() == before


def test_an_import_starts_no_plans():
	make(
		"Follow-up Plan",
		plan_name="Für alle (erfunden)",
		start_on_stage="Identified",
		steps=[{"days_after": 1, "task": "Anrufen"}],
	)
	assert len(todos(make_stakeholder("Von Hand (erfunden)"))) == 1
	frappe.flags.in_import = True
	try:
		assert not todos(make_stakeholder("Eingelesen (erfunden)", engagement_stage="Identified"))
	finally:
		frappe.flags.in_import = False


@pytest.mark.parametrize("at_rest", [False, True])
def test_a_merge_keeps_one_run_of_each_plan(bakery, at_rest):
	double = make_stakeholder("Bäckerei Nordlicht, Zweitsatz (erfunden)", relationship_manager=KIRA)
	own = api.start_plan(bakery.name, FIRST)
	again, further = api.start_plan(double.name, FIRST), api.start_plan(double.name, AFTER_TALK)
	if at_rest:
		advance_stage(bakery.name, "Dormant", reason="Umbau bis zum Herbst")
	merge_stakeholders(bakery.name, double.name)
	runs = {
		run.name: run
		for run in frappe.get_all(
			"Follow-up Run",
			filters={"stakeholder": bakery.name},
			fields=["name", "status", "active_key", "end_reason"],
			order_by="creation asc",
		)
	}
	assert set(runs) == {own, again, further}
	running = set() if at_rest else {own, further}
	assert {name for name, run in runs.items() if run.status == "Running"} == running
	assert {run.active_key for run in runs.values()} - {None} == {
		f"{bakery.name}::{plan}" for plan in (FIRST, AFTER_TALK) if running
	}
	assert runs[again].end_reason == "The record was merged into Bäckerei Nordlicht (erfunden)."
	assert len(todos(bakery, status="Open")) == (0 if at_rest else 8)
	if not at_rest:
		with pytest.raises(frappe.UniqueValidationError, match="runs on the stakeholder already"):
			api.start_plan(bakery.name, AFTER_TALK)
