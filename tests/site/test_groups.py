"""Meetings of working groups on a real site: attendance, minutes, resolutions, next steps, and quiet groups."""

import io

import frappe
import pytest
from entry_points import call
from factories import NIENBURG, ensure_municipality, ensure_user, make, make_stakeholder, make_working_group
from frappe.model.workflow import apply_workflow
from frappe.utils import add_to_date, getdate
from pypdf import PdfReader
from queries import queries_of

from upj_kooperation.api.groups import print_minutes
from upj_kooperation.stakeholder_relations.report.next_steps_from_meetings import next_steps_from_meetings
from upj_kooperation.stakeholder_relations.report.working_groups_and_meetings import working_groups_and_meetings

MANAGER = "gruppen@nienburg.example"
ERIKA = "Erika Beispiel (erfunden)"


@pytest.fixture(autouse=True)
def nienburg():
	"""The site's own municipality, and its relationship manager."""
	ensure_municipality()
	ensure_user(MANAGER, "Cooperation Manager", municipalities=(NIENBURG,))


@pytest.fixture
def group():
	"""The group for social matters with a member, a former member, a guest and an organisation."""
	housing = make_stakeholder("Wohnungsgesellschaft Weser (erfunden)", actor_type="Housing Company")
	members = [
		{"member_name": ERIKA, "member_role": "Chair", "from_date": "2015-09-01"},
		{"member_name": "Max Früher (erfunden)", "from_date": "2015-09-01", "to_date": "2016-05-31"},
		{"member_name": "Gast (erfunden)", "member_role": "Guest"},
		{"stakeholder": housing.name},
	]
	return make_working_group(founded_on="2015-09-01", members=members)


def make_meeting(group, **values):
	"""A meeting of 14 June 2016 that was held, if not said otherwise."""
	defaults = {
		"working_group": group.name,
		"meeting_date": "2016-06-14",
		"status": "Held",
		"place": "Stadtteilhaus Nordertor",
		"attendance": [
			{"person_name": ERIKA, "sector": "Municipality"},
			{"person_name": "Max Früher (erfunden)", "sector": "Residents", "presence": "Excused"},
		],
		"minutes": "<p>Das Stadtteilfest wird gemeinsam vorbereitet.</p>",
		"resolutions": [{"resolution": "Das Fest findet im September statt.", "result": "Adopted", "votes_for": 1}],
		"next_steps": [{"step": "Bäckereien ansprechen", "responsible": MANAGER, "due_date": "2016-07-01"}],
	}
	return make("Working Group Meeting", **{**defaults, **values})


def test_an_organisation_is_a_member_under_its_own_name(group):
	assert group.members[3].member_name == "Wohnungsgesellschaft Weser (erfunden)"
	with pytest.raises(frappe.ValidationError, match="a person, an organisation, or both"):
		make_working_group("Jugend", members=[{"member_role": "Member"}])


def test_members_of_the_day_become_the_attendance(group):
	frappe.set_user(MANAGER)
	rows = call("upj_kooperation.api.groups.members_on", "GET", working_group=group.name, day="2016-06-14")
	assert [(row["person_name"], row["sector"], row["is_member"]) for row in rows] == [
		(ERIKA, "Other", 1),
		("Gast (erfunden)", "Other", 0),
		("Wohnungsgesellschaft Weser (erfunden)", "Company", 1),
	]
	with pytest.raises(frappe.ValidationError, match="must be a date"):
		call("upj_kooperation.api.groups.members_on", "GET", working_group=group.name, day="gestern")


def test_a_meeting_belongs_to_its_group_and_its_next_steps_become_todos(group):
	frappe.set_user(MANAGER)
	meeting = make_meeting(group)
	assert (meeting.municipality, meeting.programme_area) == (group.municipality, group.programme_area)
	assert meeting.field_of_action == "Soziales"
	assert meeting.subject == "AG Soziales, meeting of 14.06.2016" or "AG Soziales" in meeting.subject
	todo = frappe.get_doc("ToDo", meeting.next_steps[0].todo)
	assert (todo.allocated_to, str(todo.date), todo.reference_name) == (MANAGER, "2016-07-01", meeting.name)
	meeting.next_steps[0].due_date = "2016-07-15"
	meeting.save()
	assert str(frappe.db.get_value("ToDo", todo.name, "date")) == "2016-07-15"
	_columns, rows = next_steps_from_meetings.execute({"programme_area": group.programme_area})
	assert [(row.meeting, row.step) for row in rows] == [(meeting.name, "Bäckereien ansprechen")]
	meeting.next_steps = []
	meeting.save()
	assert frappe.db.get_value("ToDo", todo.name, "status") == "Cancelled"
	assert next_steps_from_meetings.get_data({"programme_area": group.programme_area}) == []


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"meeting_date": "2099-01-01", "next_steps": []}, "still to come"),
		({"minutes": ""}, "needs minutes"),
		({"attendance": []}, "at least one person who was present"),
		({"meeting_date": "2015-08-31", "next_steps": []}, "was founded on"),
		({"status": "Cancelled"}, "why the meeting is cancelled"),
		({"resolutions": [{"resolution": "Ja", "result": "Adopted", "votes_for": 2}]}, "more than the 1 members"),
		(
			{"next_steps": [{"step": "Gestern", "responsible": MANAGER, "due_date": "2016-06-13"}]},
			"Correct the due date",
		),
		({"next_steps": [{"step": "Gast", "responsible": "Guest", "due_date": "2016-07-01"}]}, "cannot get a to-do"),
	],
)
def test_contradictions_are_refused_and_nothing_is_written(group, values, message):
	before = frappe.db.count("ToDo")
	with pytest.raises(frappe.ValidationError, match=message):
		make_meeting(group, **values)
	assert not frappe.db.exists("Working Group Meeting", {"working_group": group.name})
	assert frappe.db.count("ToDo") == before


def test_a_closed_group_holds_no_further_meetings(group):
	apply_workflow(group, "Close")
	with pytest.raises(frappe.ValidationError, match="holds no further meetings"):
		make_meeting(group)


def test_a_quiet_group_should_pause_until_a_meeting_is_planned(group):
	make_meeting(group)
	form = frappe.get_doc("Working Group", group.name)
	form.onload()
	meetings = form.get_onload("meetings")
	assert "last met on" in meetings["suggestion"] and meetings["last"] == getdate("2016-06-14")
	soon = add_to_date(getdate(), days=7)
	make_meeting(group, status="Planned", meeting_date=soon, minutes="", next_steps=[], resolutions=[])
	[row] = working_groups_and_meetings.get_data({"programme_area": group.programme_area})
	assert (row["next"], row["suggestion"], row["members"], row["held_in_a_year"]) == (soon, "", 3, 0)


def test_the_report_costs_the_same_for_any_number_of_groups(group):
	few = queries_of(lambda: working_groups_and_meetings.get_data({}))
	for name in ("Verkehr", "Jugend", "Wohnumfeld"):
		make_meeting(make_working_group(name), attendance=[{"person_name": ERIKA, "sector": "Other"}])
	many = queries_of(lambda: working_groups_and_meetings.get_data({}))
	assert len(many) == len(few)


def test_the_minutes_are_german_and_complete(group):
	frappe.db.set_default("lang", "de")
	frappe.set_user(MANAGER)
	meeting = make_meeting(group, subject="Stadtteilfest", agenda="<p>TOP 1: Fest</p>")
	# Outside of tests Frappe commits its note of the print.
	frappe.flags.in_test = True
	try:
		print_minutes(meeting.name)
	finally:
		frappe.flags.in_test = False
	pdf = frappe.local.response.filecontent
	text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
	for words in (
		"Protokoll",
		"AG Soziales · Nordertor",
		"14.06.2016",
		"Stadtteilhaus Nordertor",
		"Kommune: 1",
		"Entschuldigt",
		"TOP 1: Fest",
		"Das Stadtteilfest wird gemeinsam vorbereitet.",
		"Angenommen",
		"1 Ja, 0 Nein, 0 Enthaltungen",
		"Bäckereien ansprechen",
		"01.07.2016",
	):
		assert words in text
	assert "Attendance" not in text and "Next Step" not in text
