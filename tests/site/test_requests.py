"""A nonprofit of Saarbrücken asks, by hand of the coordinator: checked, asked back, accepted, brokered, valued."""

import json
from collections.abc import Callable
from typing import Any

import frappe
import pytest
from factories import as_user, ensure_municipality, ensure_stakeholder, ensure_user, make_stakeholder, take_steps
from frappe.desk.doctype.kanban_board.kanban_board import update_order_for_single_card
from frappe.translate import print_language
from frappe.utils import add_days, getdate, nowdate
from valid_records import make_valid

from upj_kooperation.api import requests
from upj_kooperation.challenge_brokering import request_steps
from upj_kooperation.challenge_brokering.request_todos import todo_name

SAARBRUECKEN = "10041100"
BOARD = "Stand der Anfragen"
COORDINATOR = "koordination@saarbruecken.example"
CRITERIA = [
	{"criterion": "Konkret", "question": "Ist klar, was gebraucht wird?", "required": 1},
	{"criterion": "Befristet", "question": "Gibt es einen Tag?", "required": 1},
	{"criterion": "Öffentlich", "question": "Dürfen wir darüber berichten?", "required": 0},
]


@pytest.fixture
def group() -> Any:
	"""A challenge group of Saarbrücken with its coordinator."""
	ensure_municipality(SAARBRUECKEN, "Saarbrücken")
	ensure_user(COORDINATOR, "Cooperation Manager", municipalities=(SAARBRUECKEN,))
	return make_valid("Challenge Group", SAARBRUECKEN, coordinator=COORDINATOR, criteria=CRITERIA)


@pytest.fixture
def new_request(group: Any) -> Callable[..., Any]:
	"""`new_request(...)` enters a request as the coordinator does."""
	return lambda **values: make_valid("Support Request", SAARBRUECKEN, **{"challenge_group": group.name, **values})


def answer_all(request: Any, answer: str = "Yes") -> Any:
	"""Answer every criterion."""
	request.reload()
	for row in request.checks:
		row.answer = answer
	return request.save()


def accepted(request: Any) -> Any:
	"""Take a draft to acceptance, with its organisation linked."""
	answer_all(take_steps(request, "Take In"))
	requests.link_organisation(request.name)
	return take_steps(request.reload(), "Accept")


def todo_of(request: Any) -> Any:
	"""Return the request's to-do."""
	fields = ["allocated_to", "status", "date", "description"]
	return frappe.db.get_value("ToDo", todo_name(request.name), fields, as_dict=True)


def test_a_request_goes_from_the_first_call_to_what_came_of_it(new_request: Callable[..., Any]):
	with as_user(COORDINATOR):
		request = new_request(request_title="Vierzig Stühle")
		assert request.municipality == SAARBRUECKEN and not request.checks and not todo_of(request)
		request = take_steps(request, "Take In")
		assert [(row.criterion, row.answer, row.required) for row in request.checks] == [
			("Konkret", "Open", 1),
			("Befristet", "Open", 1),
			("Öffentlich", "Open", 0),
		]
		assert request.received_on and todo_of(request).allocated_to == COORDINATOR
		assert "Vierzig Stühle" in todo_of(request).description

		requests.ask(request.name, "Wer baut auf?")
		request.reload()
		assert request.workflow_state == "Returned" and request.questions[0].asked_on
		assert todo_of(request).date == add_days(getdate(), 14)
		with pytest.raises(frappe.ValidationError, match="Wer baut auf"):
			take_steps(request, "Take In")
		request.reload().questions[0].answer = "Wir selbst."
		request = take_steps(request.save(), "Take In")
		assert request.questions[0].answered_on and len(request.checks) == 3

		with pytest.raises(frappe.ValidationError, match="Konkret, Befristet"):
			take_steps(request, "Accept")
		request.reload()
		for row, answer in zip(request.checks, ("Yes", "No", "No"), strict=True):
			row.answer = answer
		request.save()
		with pytest.raises(frappe.ValidationError, match="answered with No: Befristet"):
			take_steps(request, "Accept")
		answer_all(request)
		with pytest.raises(frappe.ValidationError, match="Link the organisation"):
			take_steps(request.reload(), "Accept")
		stakeholder = frappe.get_doc("Stakeholder", requests.link_organisation(request.name))
		assert (stakeholder.actor_type, stakeholder.municipality) == ("Nonprofit", SAARBRUECKEN)
		contact = frappe.get_all(
			"Dynamic Link", {"link_name": stakeholder.name, "parenttype": "Contact"}, pluck="parent", order_by="name"
		)
		assert frappe.db.get_value("Contact", contact[0], "email_id") == "erika@verein.example"
		request = take_steps(request.reload(), "Accept")
		assert request.accepted_on == getdate()

		for _time in (1, 2):
			request_steps.mark_brokered(request.name)
			assert request.reload().workflow_state == "Brokered"
		for _time in (1, 2):
			request_steps.open_again(request.name)
			assert request.reload().workflow_state == "Accepted"
		request_steps.mark_brokered(request.name)
		for _time in (1, 2):
			request_steps.mark_done(request.name)
			assert request.reload().workflow_state == "Done"
		request_steps.mark_brokered(request.name)
		request_steps.open_again(request.name)
		assert request.reload().workflow_state == "Done" and request.done_on == getdate()
		with pytest.raises(frappe.ValidationError, match="what came of it"):
			requests.value(request.name, " ")
		requests.value(request.name, "Das Fest fand statt, der Betrieb hilft wieder.")
		assert request.reload().workflow_state == "Valued"
		assert todo_of(request).status == "Closed"


def test_a_match_does_not_move_what_was_not_accepted(new_request: Callable[..., Any]):
	request = take_steps(new_request(), "Take In")
	with pytest.raises(frappe.ValidationError, match="Only an accepted request"):
		request_steps.mark_brokered(request.name)
	with pytest.raises(frappe.ValidationError, match="Only a brokered request"):
		request_steps.mark_done(request.name)
	request_steps.open_again(request.name)
	assert request.reload().workflow_state == "Received"


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"needed_by": "2016-05-09"}, "is over. Enter a later day"),
		({"need": " ", "otherwise": None}, "Purpose, Could it be Had Otherwise"),
		({"kinds": []}, "Kind of Support"),
	],
)
def test_what_is_missing_or_too_late_is_not_taken_in(new_request: Callable[..., Any], values: dict, message: str):
	request = new_request(**values)
	with pytest.raises(frappe.ValidationError, match=message):
		take_steps(request, "Take In")
	assert request.reload().workflow_state == "Draft" and not request.checks


def test_money_only_where_the_group_takes_it(new_request: Callable[..., Any], group: Any):
	with pytest.raises(frappe.ValidationError, match="no requests for money"):
		new_request(kinds=[{"kind": "Sachmittel"}, {"kind": "Geld"}])
	group.update({"money_allowed": 1}).save()
	request = take_steps(new_request(kinds=[{"kind": "Geld"}]), "Take In")
	group.update({"money_allowed": 0}).save()
	answer_all(request)
	requests.link_organisation(request.name)
	with pytest.raises(frappe.ValidationError, match="no requests for money"):
		take_steps(request.reload(), "Accept")
	requests.decline(request.name, "Wir vermitteln kein Geld mehr.")
	assert request.reload().workflow_state == "Declined"


def test_an_end_has_its_reason(new_request: Callable[..., Any]):
	request = take_steps(new_request(), "Take In")
	for act in (requests.decline, requests.withdraw):
		with pytest.raises(frappe.ValidationError, match="Say in a sentence why"):
			act(request.name, "  ")
	for action in ("Decline", "Withdraw"):
		with pytest.raises(frappe.ValidationError, match="Say in a sentence why"):
			take_steps(request, action)
	requests.withdraw(request.name, "Der Verein hat die Stühle geliehen.")
	assert request.reload().workflow_state == "Withdrawn" and todo_of(request).status == "Closed"
	with pytest.raises(frappe.ValidationError):
		requests.decline(request.name, "Zu spät")


def test_who_drags_a_card_to_an_end_is_asked_for_the_reason(new_request: Callable[..., Any]):
	request = take_steps(new_request(), "Take In")
	frappe.local.form_dict.cmd = "frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card"
	for column in ("Declined", "Withdrawn"):
		with pytest.raises(frappe.ValidationError, match="Say in a sentence why"):
			update_order_for_single_card(BOARD, request.name, "Received", column, "0", "0")
		message = frappe.message_log[-1]
		message = json.loads(message) if isinstance(message, str) else message
		assert message["primary_action"]["client_action"] == "upj_kooperation.requests.state_reason"
		assert message["primary_action"]["args"] == {"request": request.name, "state": column}
	frappe.local.form_dict.cmd = None
	assert request.reload().workflow_state == "Received"


def test_a_question_is_needed_to_send_a_request_back(new_request: Callable[..., Any]):
	request = take_steps(new_request(), "Take In")
	with pytest.raises(frappe.ValidationError, match="Write the question"):
		take_steps(request, "Return")
	with pytest.raises(frappe.ValidationError, match="Write the question"):
		requests.ask(request.name, " ")


def test_criteria_are_neither_added_nor_taken_out(new_request: Callable[..., Any], group: Any):
	request = take_steps(new_request(), "Take In")
	group.update({"criteria": [{"criterion": "Neu", "question": "?", "required": 1}]}).save()
	request.reload().checks.pop()
	with pytest.raises(frappe.ValidationError, match="was copied from the group"):
		request.save()
	request.reload().append("checks", {"criterion": "Erfunden", "answer": "Yes"})
	with pytest.raises(frappe.ValidationError, match="was copied from the group"):
		request.save()
	request.reload().checks[0].update({"required": 0, "criterion": "Anders", "answer": "Yes", "note": "Sehr klar."})
	row = request.save().reload().checks[0]
	assert (row.criterion, row.required, row.answer, row.note) == ("Konkret", 1, "Yes", "Sehr klar.")


def test_a_group_that_has_ended_takes_nothing(new_request: Callable[..., Any], group: Any):
	draft = new_request()
	group.update({"status": "Ended"}).save()
	with pytest.raises(frappe.ValidationError, match="takes no new requests"):
		take_steps(draft, "Take In")
	with pytest.raises(frappe.ValidationError, match="takes no new requests"):
		new_request()


def test_who_looks_like_the_organisation_is_found_before_a_new_one_is_made(new_request: Callable[..., Any]):
	request = take_steps(new_request(organisation_name="Nachbarschaftsverein Malstatt"), "Take In")
	known = ensure_stakeholder("Nachbarschaftsverein Malstatt e. V.", "Nonprofit", SAARBRUECKEN)
	ensure_municipality()
	make_stakeholder("Nachbarschaftsverein Malstatt", actor_type="Nonprofit")
	found = requests.similar_organisations(request.name)
	assert [row["name"] for row in found] == [known.name] and found[0]["reasons"]
	assert requests.link_organisation(request.name, known.name) == known.name


def test_an_area_of_another_town_and_a_foreign_coordinator_are_refused(new_request: Callable[..., Any]):
	ensure_municipality()
	foreign = make_valid("Programme Area")
	with pytest.raises(frappe.ValidationError, match="belong to another municipality"):
		new_request(programme_area=foreign.name)
	request = take_steps(new_request(), "Take In")
	jena = ensure_municipality("16053000", "Jena").name
	with as_user(ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))):
		for act in (
			new_request,
			lambda: requests.decline(request.name, "Nein"),
			lambda: requests.similar_organisations(request.name),
			lambda: request_steps.mark_brokered(request.name),
			lambda: request_steps.open_again(request.name),
		):
			with pytest.raises(frappe.PermissionError):
				act()
	assert request.reload().workflow_state == "Received"


def test_the_to_do_goes_with_its_request(new_request: Callable[..., Any]):
	request = take_steps(new_request(), "Take In")
	assert todo_of(request).status == "Open" and todo_of(request).date == add_days(getdate(nowdate()), 5)
	frappe.delete_doc("Support Request", request.name)
	assert not todo_of(request)


@pytest.mark.commits
def test_the_sheet_for_the_meeting_is_german_and_complete(new_request: Callable[..., Any]):
	request = take_steps(new_request(request_title="Stühle & Tische"), "Take In")
	requests.ask(request.name, "Wer baut auf?")
	with print_language("de"):
		sheet = frappe.get_print("Support Request", request.name, print_format="Request Sheet")
	for words in (
		"Stühle &amp; Tische",
		"Zurückgeschickt",
		"Gebraucht bis",
		"01.06.2099",
		"Konkret *",
		"Wer baut auf?",
	):
		assert words in sheet, words
