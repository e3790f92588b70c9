"""What came in from outside, from the office's side: taking over, declining, withdrawing, mails, old drafts."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from entry_points import call as call_endpoint
from factories import (
	NIENBURG,
	ensure_area,
	ensure_municipality,
	ensure_outgoing_mail,
	ensure_user,
	make_application,
	make_call,
)
from frappe.model.document import Document
from frappe.model.workflow import get_transitions
from test_calls import at, take

from upj_kooperation import guests, seeding, tasks
from upj_kooperation.advisory_services.intake_mails import TEMPLATES
from upj_kooperation.advisory_services.intake_pages import show_application
from upj_kooperation.api import portal

INTAKE = "Application Intake"
BAYREUTH = "09462000"
OFFICE = "pola@agentur.example"
ANSWERS = {
	"municipality_name": "Bayreuth",
	"ags": BAYREUTH,
	"area_name": "Altstadt",
	"programme": "Soziale Stadt",
	"programme_from": "2014-01-01",
	"motivation": "Die Wirtschaft fehlt.\nWir <3 sie & holen sie.",
	"planned_project": "Betriebe gewinnen.",
	"contact_person": "Erika Beispiel (erfunden)",
	"contact_email": "erika@bayreuth.example",
}


@pytest.fixture
def call() -> Iterator[Document]:
	"""The federal call of 2016, and somebody of the office."""
	frappe.flags.upj_opened_by_link = None
	ensure_user(OFFICE, "Programme Office")
	ensure_outgoing_mail()
	with at("2016-01-11 09:00"):
		yield make_call()
	frappe.flags.upj_opened_by_link = None


def begin(call: Document) -> str:
	"""Begin a draft as a visitor and return its token."""
	answer = call_endpoint(
		"upj_kooperation.api.portal.start_application",
		call=call.name,
		answers={
			"contact_person": "Erika Beispiel (erfunden)",
			"contact_email": f"{frappe.generate_hash(length=8)}@bayreuth.example",
		},
		once=frappe.generate_hash(length=32),
	)
	return answer["link"].rpartition("/")[2]


def handed_in(call: Document, moment: str = "2016-02-15 10:00", **answers: Any) -> tuple[str, str]:
	"""Apply as a visitor; return the intake's name and the token of its link."""
	with at(moment, "Guest"):
		token = begin(call)
		portal.submit_application(token, {**ANSWERS, **answers})
		name = guests.open_by_link(INTAKE, token).name
		frappe.flags.upj_opened_by_link = None
	return name, token


def test_the_office_takes_over_and_makes_what_is_missing(call: Document):
	name, token = handed_in(call)
	frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "beschluss.pdf",
			"content": "%PDF-1.4",
			"is_private": 1,
			"attached_to_doctype": INTAKE,
			"attached_to_name": name,
		}
	).insert()
	with at("2016-03-21 09:00", OFFICE):
		application = frappe.get_doc("Call Application", portal.take_over_application(name))
		assert (application.workflow_state, application.municipality) == ("Handed In", BAYREUTH)
		assert str(application.submitted_on) == "2016-02-15 10:00:00"
		assert application.eligible and "15.02.2016" in application.eligibility_reason
		assert application.motivation == "<p>Die Wirtschaft fehlt.</p><p>Wir &lt;3 sie &amp; holen sie.</p>"
		assert frappe.db.get_value("Municipality", BAYREUTH, "municipality_name") == "Bayreuth"
		area = frappe.get_doc("Programme Area", application.programme_area)
		assert (area.area_name, area.status, area.programmes[0].programme) == ("Altstadt", "Active", "Soziale Stadt")
		files = frappe.get_all(
			"File", filters={"attached_to_name": application.name}, fields=["is_private"], order_by="name"
		)
		assert [file.is_private for file in files] == [1]
		with pytest.raises(frappe.ValidationError, match=frappe._("Taken Over")):
			portal.take_over_application(name)
	assert "received" in heading(token) or "eingegangen" in heading(token)


def heading(token: str) -> str:
	"""Return what the status page says to the applicant."""
	context = frappe._dict()
	with at("2016-06-01 10:00", "Guest"):
		frappe.local.form_dict = frappe._dict(token=token)
		show_application(context)
		frappe.flags.upj_opened_by_link = None
	return context.state["heading"]


def test_records_that_are_there_are_used_and_go_before_what_was_typed(call: Document):
	ensure_municipality()
	area = ensure_area(name="Nordertor")
	name, _token = handed_in(
		call, ags="03 2 56 022", municipality_name="Stadt Nienburg", area_name=" nordertor", programme_from="2016-02-01"
	)
	with at("2016-02-16 09:00", OFFICE):
		application = frappe.get_doc("Call Application", portal.take_over_application(name))
	assert (application.municipality, application.programme_area) == (NIENBURG, area.name)
	assert frappe.db.get_value("Municipality", NIENBURG, "municipality_name") == "Nienburg/Weser"
	ended = ensure_area(name="Südertor", status="Ended", end_date="2015-12-31")
	with pytest.raises(frappe.ValidationError, match=r"31\.12\.2015"):
		handed_in(call, ags=NIENBURG, area_name=ended.area_name)


def test_one_town_applies_once_whichever_way_it_came(call: Document):
	ensure_municipality()
	with at("2016-02-15 10:00"):
		first = make_application(call.name)
	name, token = handed_in(call, ags=NIENBURG, area_name="Nordertor")
	with at("2016-02-16 09:00", OFFICE):
		with pytest.raises(frappe.UniqueValidationError, match=first.name):
			portal.take_over_application(name)
		frappe.clear_messages()
		with pytest.raises(frappe.ValidationError):
			portal.decline_application(name, "  ")
		portal.decline_application(name, "Die Stadt hat sich schon beworben.")
		assert frappe.db.get_value(INTAKE, name, "status") == "Declined"
	assert "nicht übernommen" in heading(token) or "not taken over" in heading(token)
	assert "Die Stadt hat sich schon beworben" in mails_about(name)


def mails_about(intake: str) -> str:
	"""Return the mails about an intake as they stand in the queue, one after the other."""
	from email import message_from_string, policy

	found = []
	for stored in frappe.get_all(
		"Email Queue", filters={"reference_name": intake}, pluck="message", order_by="creation asc"
	):
		mail = message_from_string(stored, policy=policy.default)
		found.append(f"{mail['subject']}\n{mail.get_body(('html',)).get_content()}")
	return "\n".join(found)


def test_withdrawing_after_the_selection_frees_the_place(call: Document):
	name, token = handed_in(call)
	with at("2016-05-27 10:00", OFFICE):
		application = frappe.get_doc("Call Application", portal.take_over_application(name))
		take(application, "Start Review", "Select")
	assert frappe.db.get_value("Project Call", call.name, "places_taken") == 1
	with at("2016-06-10 10:00", "Guest"):
		portal.withdraw_application(token, "Der Rat hat anders entschieden.")
		frappe.flags.upj_opened_by_link = None
		with pytest.raises(frappe.ValidationError):
			portal.withdraw_application(token)
		frappe.flags.upj_opened_by_link = None
	assert "zurückgezogen" in mails_about(name)
	with at("2016-06-10 10:05"):
		for _run in (1, 2):
			tasks.follow_up_intakes()
			assert frappe.db.get_value("Call Application", application.name, "workflow_state") == "Withdrawn"
			assert frappe.db.get_value("Project Call", call.name, "places_taken") == 0


def test_who_has_just_withdrawn_is_not_selected(call: Document):
	name, token = handed_in(call)
	with at("2016-05-27 10:00", OFFICE):
		application = take(frappe.get_doc("Call Application", portal.take_over_application(name)), "Start Review")
	with at("2016-05-27 10:01", "Guest"):
		portal.withdraw_application(token)
		frappe.flags.upj_opened_by_link = None
	with at("2016-05-27 10:02", OFFICE), pytest.raises(frappe.ValidationError):
		take(application, "Select")


def test_a_mail_that_cannot_go_out_undoes_nothing_and_is_made_up(call: Document):
	template = frappe.get_doc("Email Template", TEMPLATES["Confirmation"])
	good = template.response_html
	template.update({"response_html": "{{ nirgends.zu.finden }}"}).save()
	name, _token = handed_in(call)
	assert frappe.db.get_value(INTAKE, name, ["status", "mails_due"]) == ("Handed In", "Confirmation")
	template.update({"response_html": good}).save()
	for _run in (1, 2):
		tasks.follow_up_intakes()
		assert frappe.db.get_value(INTAKE, name, "mails_due") in (None, "")
	subjects = frappe.get_all("Email Queue", filters={"reference_name": name}, pluck="name", order_by="creation asc")
	assert len(subjects) == 2 and "Eingangsbestätigung" in mails_about(name)


def test_the_offices_words_survive_an_update(call: Document):
	template = frappe.get_doc("Email Template", TEMPLATES["Confirmation"])
	template.update({"response_html": "<p>Vielen Dank aus Köln. {{ link }}</p>"}).save()
	seeding.seed_all()
	name, token = handed_in(call)
	assert "Vielen Dank aus Köln" in mails_about(name) and token in mails_about(name)


def test_drafts_that_were_never_handed_in_are_forgotten_with_their_files(call: Document):
	kept, _token = handed_in(call)
	with at("2016-02-15 10:00", "Guest"):
		draft = guests.open_by_link(INTAKE, begin(call)).name
		frappe.flags.upj_opened_by_link = None
	file = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "entwurf.pdf",
			"content": "%PDF-1.4 Entwurf",
			"is_private": 1,
			"attached_to_doctype": INTAKE,
			"attached_to_name": draft,
		}
	).insert()
	for moment, there in (("2016-04-17 23:00", True), ("2016-04-18 01:00", False)):
		with at(moment):
			tasks.forget_expired_drafts()
		assert bool(frappe.db.exists(INTAKE, draft)) is there
		assert bool(frappe.db.exists("File", file.name)) is there
	assert frappe.db.exists(INTAKE, kept)
	assert not frappe.db.exists("Deleted Document", {"deleted_doctype": INTAKE})


def test_an_expired_link_says_until_when_it_was_valid(call: Document):
	_name, token = handed_in(call)
	with at("2018-01-01 10:00", "Guest"), pytest.raises(frappe.ValidationError, match=r"29\.12\.2017"):
		guests.open_by_link(INTAKE, token)


# Every step of the procedure, with who may take it.

STEPS: dict[str, dict[str, set[str]]] = {
	"Draft": {"Programme Office": {"Hand In", "Withdraw"}, "Cooperation Manager": {"Hand In", "Withdraw"}},
	"Handed In": {"Programme Office": {"Start Review", "Withdraw"}, "Cooperation Manager": {"Withdraw"}},
	"Under Review": {
		"Programme Office": {"Shortlist", "Select", "Put on Waitlist", "Reject", "Withdraw"},
		"Cooperation Manager": {"Withdraw"},
	},
	"Shortlisted": {
		"Programme Office": {"Select", "Put on Waitlist", "Reject", "Withdraw"},
		"Cooperation Manager": {"Withdraw"},
	},
	"Waitlisted": {"Programme Office": {"Select", "Reject", "Withdraw"}, "Cooperation Manager": {"Withdraw"}},
	"Selected": {"Programme Office": {"Withdraw"}, "Cooperation Manager": {"Withdraw"}},
	"Rejected": {},
	"Withdrawn": {},
}


@pytest.mark.parametrize(
	"role",
	["Programme Office", "Cooperation Manager", "Cooperation Approver", "Cooperation Adviser", "Cooperation Auditor"],
)
def test_each_role_takes_its_own_steps_and_no_other(call: Document, role: str):
	ensure_municipality()
	user = ensure_user("jemand@nienburg.example", role, municipalities=(NIENBURG,))
	with at("2016-02-15 10:00"):
		application = make_application(call.name)
	offered = {}
	for state in STEPS:
		frappe.db.set_value("Call Application", application.name, "workflow_state", state)
		with at("2016-02-15 10:00", user):
			offered[state] = steps_of(application.name)
	assert offered == {state: steps.get(role, set()) for state, steps in STEPS.items()}


def steps_of(application: str) -> set[str]:
	"""Return the steps that the procedure offers the session's user."""
	try:
		return {row.action for row in get_transitions(frappe.get_doc("Call Application", application))}
	except frappe.PermissionError:
		return set()
