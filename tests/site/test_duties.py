"""Who promised what by when: duties in the to-dos of the person in the town, and in the mail of the morning."""

from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from advice_people import KIRA, committed_people
from agreement_people import acting
from factories import NIENBURG, make_agreement, make_cooperation_project
from frappe.utils import add_days, getdate, today
from queries import queries_of

from upj_kooperation.api import cooperation as api
from upj_kooperation.cooperation import duty_todos
from upj_kooperation.domain.working_days import working_day_from
from upj_kooperation.patches import give_duties_their_todos
from upj_kooperation.stakeholder_relations import digests
from upj_kooperation.stakeholder_relations.lookups import working_calendar

ANA = "duty.ana@nienburg.example"


@pytest.fixture(scope="module", autouse=True)
def people(test_site: str, on_site: Callable) -> Iterator[None]:
	"""Nienburg with its manager Kira, and Cologne."""
	with committed_people(test_site, on_site):
		yield


def waiting(**values: Any) -> Any:
	"""An agreement of Kira's that waits for its signatures; the way there is told in test_cooperation."""
	with acting(KIRA):
		values.setdefault("start_date", add_days(today(), -200))
		values.setdefault("end_date", add_days(today(), 200))
		doc = make_agreement(**values)
	state = {"docstatus": 1, "workflow_state": "Signing", "approved_on": add_days(today(), -150)}
	frappe.db.set_value(doc.doctype, doc.name, state)
	for table in ("Agreement Party", "Agreement Duty"):
		frappe.db.set_value(table, {"parent": doc.name}, "docstatus", 1)
	return doc.reload()


def in_force(**values: Any) -> Any:
	"""An agreement that all have signed."""
	doc = waiting(**values)
	with acting(KIRA):
		for row in doc.parties:
			api.sign_agreement(doc.name, row.name, add_days(today(), -140), "Electronic")
	return doc.reload()


def todos(doc: Any) -> list[tuple]:
	"""The to-dos of an agreement: (person, day, state), by their duty's place in the table."""
	found = {
		row.name: (row.allocated_to, row.date, row.status)
		for row in frappe.get_all(
			"ToDo",
			filters={"reference_type": doc.doctype, "reference_name": doc.name},
			fields=["name", "allocated_to", "date", "status"],
		)
	}
	return [found.get(duty_todos.todo_name(row)) for row in doc.duties]


def days(doc: Any) -> list:
	"""The last days on which an agreement's duties are in time."""
	return [doc.plain_duty(row).last_day for row in doc.duties]


def test_each_open_duty_with_a_day_gives_one_todo_until_it_is_fulfilled():
	doc = waiting()
	assert todos(doc) == [None] * 3
	with acting(KIRA):
		for row in doc.parties:
			api.sign_agreement(doc.name, row.name, add_days(today(), -140), "Electronic")
		doc.reload()
		first, second, _third = days(doc)
		assert todos(doc) == [(KIRA, first, "Open"), (KIRA, second, "Open"), None]
		doc.save()
		assert frappe.db.count("ToDo", {"reference_name": doc.name}) == 2
		[text] = {frappe.db.get_value("ToDo", duty_todos.todo_name(doc.duties[0]), "description")}
		assert text == "Backstube Abendrot (erfunden): Das Rezept entwickeln"
		api.fulfil_duty(doc.name, doc.duties[0].name, today(), "steht")
		assert [one and one[2] for one in todos(doc)] == ["Closed", "Open", None]
		assert KIRA in (frappe.db.get_value(doc.doctype, doc.name, "_assign") or "")
		api.terminate_agreement(doc.name, "Die Backstube schließt.")
		assert [one and one[2] for one in todos(doc)] == ["Closed", "Cancelled", None]
		assert KIRA not in (frappe.db.get_value(doc.doctype, doc.name, "_assign") or "")


def test_a_new_day_and_a_new_manager_move_the_todo():
	with acting(KIRA):
		project = make_cooperation_project(relationship_manager=KIRA)
	doc = in_force(cooperation_project=project.name)
	day = working_day_from(getdate(add_days(today(), 40)), working_calendar(doc.municipality))
	frappe.db.set_value("Agreement Duty", doc.duties[0].name, "due_date", day)
	duty_todos.follow(doc.reload())
	assert todos(doc)[0] == (KIRA, day, "Open")
	ensure_ana()
	with acting(KIRA):
		project.reload().update({"relationship_manager": ANA}).save()
	assert [one and one[0] for one in todos(doc)] == [ANA, ANA, None]
	# Who ticked a to-do off said nothing about the duty: it is not put back on the list.
	frappe.get_doc("ToDo", duty_todos.todo_name(doc.duties[0])).update({"status": "Closed"}).save()
	duty_todos.follow(doc.reload())
	assert [one and one[2] for one in todos(doc)] == ["Closed", "Open", None]
	# Somebody who has left the town gets none.
	frappe.db.set_value("User", ANA, "enabled", 0)
	assert duty_todos.responsible_for(doc) == KIRA


def ensure_ana() -> None:
	"""Make a second manager in Nienburg."""
	if not frappe.db.exists("User", ANA):
		frappe.get_doc(
			{"doctype": "User", "email": ANA, "first_name": "Ana", "send_welcome_email": 0, "roles": []}
		).insert().add_roles("Cooperation Manager")


def test_the_morning_mail_names_duties_once_a_day():
	day = working_day_from(getdate(), working_calendar(NIENBURG))
	doc = in_force(
		duties=[
			{"party_name": "Nienburg/Weser", "duty": "Den Stand stellen", "due_date": add_days(day, -3)},
			{"party_name": "Nienburg/Weser", "duty": "Strom legen", "due_date": day},
			{"party_name": "Nienburg/Weser", "duty": "Später aufräumen", "due_date": add_days(day, 60)},
		]
	)
	due = {one.text for one in digests.due_steps(KIRA, day) if one.about == doc.agreement_title}
	assert due == {"Nienburg/Weser: Den Stand stellen", "Nienburg/Weser: Strom legen"}
	assert KIRA in digests.waiting(day)


def test_agreements_of_before_get_their_todos_and_the_cost_does_not_grow():
	many = [
		{"party_name": "Nienburg/Weser", "duty": f"Pflicht {number}", "due_date": add_days(today(), number)}
		for number in range(12)
	]
	doc = in_force(duties=many)
	frappe.db.delete("ToDo", {"reference_name": doc.name})
	give_duties_their_todos.execute()
	give_duties_their_todos.execute()
	assert [one and one[2] for one in todos(doc)] == ["Open"] * 12
	few = in_force(agreement_title="Zweite")
	assert len(queries_of(lambda: duty_todos.follow(doc))) == len(queries_of(lambda: duty_todos.follow(few))) <= 5


@pytest.mark.commits
def test_two_who_come_first_make_one_todo(in_parallel):
	doc = in_force()
	frappe.db.delete("ToDo", {"reference_name": doc.name})
	frappe.db.commit()
	outcomes = in_parallel(*[lambda: duty_todos.follow(frappe.get_doc(doc.doctype, doc.name))] * 3)
	frappe.db.rollback()
	assert [outcome.error for outcome in outcomes] == [None] * 3
	assert frappe.db.count("ToDo", {"reference_name": doc.name}) == 2
