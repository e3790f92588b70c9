"""The challenge group of Saarbrücken meets: agenda from what is open, votes, minutes and next steps (F32)."""

import frappe
import pytest
from factories import as_user, ensure_municipality, ensure_user, make
from queries import queries_of
from valid_records import make_valid, unique

from upj_kooperation.api import challenge_meetings as api

SAARBRUECKEN = "10041100"


@pytest.fixture
def coordinator():
	"""The coordinator in the town's office."""
	town = ensure_municipality(SAARBRUECKEN, "Saarbrücken").name
	return ensure_user("herausforderung@saarbruecken.example", "Cooperation Manager", municipalities=(town,))


@pytest.fixture
def group(coordinator):
	"""The group, with a member whose term is over."""
	members = [
		{"member_name": "Erika Beispiel (erfunden)", "generation": "Experienced", "from_date": "2016-01-01"},
		{"member_name": "Max Muster (erfunden)", "generation": "Younger", "from_date": "2016-01-01"},
		{"member_name": "Kim Vorher (erfunden)", "generation": "Younger", "to_date": "2016-03-31"},
	]
	return make_valid(
		"Challenge Group", SAARBRUECKEN, group_name="Die Herausforderung", coordinator=coordinator, members=members
	)


def ask(group, title: str, state: str, needed_by: str = "2099-06-01"):
	"""Enter a request that stands in a state, without the way there."""
	doc = make_valid(
		"Support Request", SAARBRUECKEN, challenge_group=group.name, request_title=title, needed_by=needed_by
	)
	doc.db_set("workflow_state", state)
	return doc


def meet(group, **values):
	"""Plan a meeting with what is open."""
	found = api.prepare(group.name, "2016-05-10")
	return make(
		"Challenge Group Meeting", challenge_group=group.name, **{"meeting_date": "2016-05-10", **found, **values}
	)


def test_the_agenda_is_made_from_what_is_open_and_the_minutes_say_what_came_of_it(group, coordinator):
	van = ask(group, "Transporter für das Stadtteilfest", "Accepted")
	advice = ask(group, "Rat zur Buchhaltung", "Received")
	ask(group, "Alte Anfrage", "Valued")
	with as_user(coordinator):
		meeting = meet(group)
		assert meeting.subject.startswith("Die Herausforderung, group meeting of")
		assert meeting.municipality == SAARBRUECKEN
		assert [(row.kind, row.request) for row in meeting.agenda] == [
			("New Request", advice.name),
			("Open Request", van.name),
		]
		assert [row.person_name for row in meeting.attendance] == [
			"Erika Beispiel (erfunden)",
			"Max Muster (erfunden)",
		]
		meeting.update({"status": "Held", "minutes": "<p>Wir waren uns einig.</p>"})
		meeting.agenda[1].note = "Erika fragt die Spedition."
		meeting.append(
			"next_steps", {"step": "Spedition anrufen", "responsible": coordinator, "due_date": "2016-05-20"}
		)
		meeting.save()
	todo = frappe.get_doc("ToDo", meeting.next_steps[0].todo)
	assert (todo.allocated_to, todo.status, str(todo.date)) == (coordinator, "Open", "2016-05-20")


def test_where_the_group_votes_each_new_request_gets_its_votes(group, coordinator):
	group.votes_on_requests = 1
	group.save()
	ask(group, "Rat zur Buchhaltung", "Received")
	with as_user(coordinator):
		meeting = meet(group)
		held = {"status": "Held", "minutes": "<p>Abgestimmt.</p>"}
		with pytest.raises(frappe.ValidationError, match="the group votes on new requests"):
			meeting.update(held).save()
		meeting.reload().update(held)
		meeting.agenda[0].update({"result": "Adopted", "votes_for": 3})
		with pytest.raises(
			frappe.ValidationError, match="Agenda of the Meeting, row 1: 3 votes are more than the 2 members"
		):
			meeting.save()
		meeting.reload().update(held)
		meeting.agenda[0].update({"result": "Adopted", "votes_for": 1, "votes_against": 1})
		with pytest.raises(frappe.ValidationError, match="the result cannot be Adopted"):
			meeting.save()
		meeting.reload().update(held)
		meeting.agenda[0].update({"result": "Adopted", "votes_for": 2})
		meeting.save()
	assert meeting.reload().agenda[0].votes_for == 2


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"status": "Held", "meeting_date": "2099-05-10", "minutes": "<p>x</p>"}, "is still to come"),
		({"status": "Held"}, "needs minutes"),
		({"status": "Held", "minutes": "<p>x</p>", "attendance": []}, "at least one person"),
		({"status": "Cancelled"}, "say why the meeting is cancelled"),
		({"agenda": [{"kind": "Other"}]}, "topic"),
	],
)
def test_what_cannot_be_is_refused_in_words(group, values, message):
	with pytest.raises((frappe.ValidationError, frappe.MandatoryError), match=message):
		meet(group, **values)


def test_a_request_of_another_group_is_not_talked_about(group):
	other = make_valid("Challenge Group", SAARBRUECKEN, group_name=unique("Andere Gruppe"))
	foreign = ask(other, "Fremde Anfrage", "Accepted")
	with pytest.raises(frappe.ValidationError, match="belongs to another group"):
		meet(group, agenda=[{"kind": "Open Request", "topic": "Fremd", "request": foreign.name}])
	group.status = "Ended"
	group.save()
	with pytest.raises(frappe.ValidationError, match="It holds no further meetings"):
		meet(group)


def test_the_agenda_costs_the_same_for_any_number_of_requests_and_ends_at_the_fence(group):
	ask(group, "Eine", "Accepted")
	few = queries_of(lambda: api.prepare(group.name, "2016-05-10"))
	for number in range(6):
		ask(group, f"Noch eine {number}", "Received")
	assert len(queries_of(lambda: api.prepare(group.name, "2016-05-10"))) == len(few)
	jena = ensure_municipality("16053000", "Jena").name
	foreign = ensure_user("kooperation@jena.example", "Cooperation Manager", municipalities=(jena,))
	with as_user(foreign), pytest.raises(frappe.PermissionError):
		api.prepare(group.name, "2016-05-10")


@pytest.mark.commits
def test_agenda_and_minutes_are_printed(group):
	ask(group, "Rat & Tat", "Received")
	meeting = meet(group, place="Rathaus")
	html = frappe.get_print("Challenge Group Meeting", meeting.name, print_format="Challenge Group Meeting")
	assert "Rat &amp; Tat" in html and "Rathaus" in html
	api.print_minutes(meeting.name)
	assert frappe.local.response.filecontent.startswith(b"%PDF-")
