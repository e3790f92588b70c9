"""The federal call of 2016: who may apply, who is selected, and what follows from it."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest
from factories import (
	NIENBURG,
	THEMES,
	ensure_area,
	ensure_municipality,
	ensure_user,
	make_application,
	make_call,
	make_mandate,
)
from frappe.model.document import Document
from frappe.model.workflow import apply_workflow
from freezegun import freeze_time

from upj_kooperation.api import calls

MANAGER = "kira@nienburg.example"
OFFICE = "pola@agentur.example"
CONSULTANT = "bela@agentur.example"
BAYREUTH = "09462000"


@contextmanager
def at(moment: str, user: str = "Administrator") -> Iterator[None]:
	"""Run as `user` at a moment of Germany's clock."""
	before = frappe.session.user
	local = frappe.utils.get_datetime(moment)
	offset = frappe.utils.convert_utc_to_system_timezone(local).replace(tzinfo=None) - local
	# One microsecond: Frappe compares times as text, and whole seconds are written in two ways.
	with freeze_time(local - offset + datetime.timedelta(microseconds=1)):
		frappe.set_user(user)
		try:
			yield
		finally:
			frappe.set_user(before)


def take(doc: Document, *actions: str) -> Document:
	"""Take an application through workflow actions as the form's menu does."""
	for action in actions:
		doc = apply_workflow(doc.as_dict(), action)
	return doc


def select(application: Document) -> Document:
	"""Take a draft all the way to its selection."""
	return take(application, "Hand In", "Start Review", "Select")


@pytest.fixture
def people() -> None:
	ensure_municipality()
	ensure_user(MANAGER, "Cooperation Manager", municipalities=(NIENBURG,))
	ensure_user(OFFICE, "Programme Office")
	ensure_user(CONSULTANT, "Cooperation Adviser", "Projects User")


@pytest.fixture
def call(people: None) -> Document:
	with at("2016-01-11 09:00"):
		return make_call()


def test_nienburg_applies_with_nordertor_and_is_selected(call: Document):
	with at("2016-02-15 10:00", MANAGER):
		application = make_application(call.name)
		assert application.application_title.startswith("Nienburg/Weser: Kooperationen")
		application = take(application, "Hand In")
	assert application.workflow_state == "Handed In"
	assert str(application.submitted_on) == "2016-02-15 10:00:00"
	assert application.eligible
	assert "Soziale Stadt" in application.eligibility_reason and "15.02.2016" in application.eligibility_reason
	with at("2016-05-27 10:00", OFFICE):
		application = take(application, "Start Review", "Shortlist", "Select")
	assert application.workflow_state == "Selected"
	call.reload()
	assert (call.places, call.places_taken) == (10, 1)
	assert [row.field_of_action for row in call.themes] == list(THEMES)


def test_bayreuth_without_an_active_area_is_refused_with_the_reason(call: Document):
	with at("2016-02-15 10:00"):
		ensure_municipality(BAYREUTH, "Bayreuth", inhabitants=72_000)
		ensure_area(BAYREUTH, "Altstadt", status="Planned", start_date=None, programmes=[])
		application = make_application(call.name, BAYREUTH, "Altstadt")
		assert not application.eligible
		with pytest.raises(frappe.ValidationError, match="Soziale Stadt"):
			take(application, "Hand In")
		application.reload()
		assert application.workflow_state == "Draft"
		assert application.eligibility_reason
		answer = calls.check_eligibility(call.name, BAYREUTH, application.programme_area, on="2016-02-15")
		assert answer["eligible"] is False and answer["reason"]


def test_an_area_that_ran_under_another_programme_on_the_day_is_refused(call: Document):
	with at("2021-01-11 09:00"):
		later = make_call(call_title="Zu spät", opens_on="2021-01-01 00:00:00", closes_on="2021-12-31 23:59:59")
	with at("2021-02-15 10:00"):
		area = ensure_area()
		area.append("programmes", {"programme": "Sozialer Zusammenhalt", "from_date": "2020-01-01"})
		area.save()
		application = make_application(later.name)
		with pytest.raises(frappe.ValidationError, match="Sozialer Zusammenhalt"):
			take(application, "Hand In")
	with at("2016-02-15 10:00"):
		assert calls.check_eligibility(call.name, NIENBURG, area.name)["eligible"]
		assert not calls.check_eligibility(call.name, NIENBURG, area.name, on="2021-02-15")["eligible"]


@pytest.mark.parametrize(
	("moment", "in_time"),
	[
		("2016-01-10 23:59:59", False),
		("2016-01-11 00:00:00", True),
		("2016-03-18 23:59:59", True),
		("2016-03-19 00:00:00", False),
	],
)
def test_the_window_is_exact_to_the_second(call: Document, moment: str, in_time: bool):
	with at("2016-01-11 09:00"):
		application = make_application(call.name)
	with at(moment, MANAGER):
		if in_time:
			assert take(application, "Hand In").workflow_state == "Handed In"
		else:
			with pytest.raises(frappe.ValidationError):
				take(application, "Hand In")
			assert frappe.db.get_value("Call Application", application.name, "submitted_on") is None


def test_missing_parts_are_named(call: Document):
	with at("2016-02-15 10:00", MANAGER):
		application = make_application(call.name, motivation="<p><br></p>", contact_email=None)
		label = frappe._(application.meta.get_label("motivation"))
		with pytest.raises(frappe.ValidationError, match=label):
			take(application, "Hand In")


@pytest.mark.parametrize("status", ["Draft", "Closed"])
def test_only_a_published_call_takes_applications(people: None, status: str):
	with at("2016-02-15 10:00"):
		other = make_call(status=status)
		with pytest.raises(frappe.ValidationError):
			make_application(other.name)
		assert not frappe.db.exists("Call Application", {"call": other.name})


def test_a_municipality_applies_once_and_anew_after_withdrawing(call: Document):
	with at("2016-02-15 10:00", MANAGER):
		first = make_application(call.name)
		with pytest.raises(frappe.UniqueValidationError, match=first.name):
			make_application(call.name)
		take(first, "Withdraw")
		second = take(make_application(call.name), "Hand In")
	assert second.workflow_state == "Handed In"
	assert frappe.db.count("Call Application", {"call": call.name}) == 2


def test_the_area_of_another_municipality_is_refused(call: Document):
	with at("2016-02-15 10:00"):
		ensure_municipality(BAYREUTH, "Bayreuth")
		foreign = ensure_area(BAYREUTH, "Altstadt")
		application = make_application(call.name, programme_area=foreign.name)
		assert not application.eligible
		with pytest.raises(frappe.ValidationError, match="Altstadt"):
			take(application, "Hand In")


def test_the_area_that_was_checked_stays(call: Document):
	with at("2016-02-15 10:00"):
		application = take(make_application(call.name), "Hand In")
		application.programme_area = ensure_area(name="Nordstadt").name
		with pytest.raises(frappe.ValidationError):
			application.save()


def test_a_client_cannot_write_what_the_server_found(call: Document):
	with at("2016-02-15 10:00", MANAGER):
		application = make_application(call.name, eligible=0, submitted_on="2015-01-01 00:00:00", application_key="x")
		assert application.eligible and not application.submitted_on
		assert application.application_key == f"{call.name}|{NIENBURG}"


def test_selecting_ends_with_the_last_place_and_withdrawing_frees_it(people: None):
	with at("2016-01-11 09:00"):
		small = make_call(places=1)
	with at("2016-02-15 10:00"):
		ensure_municipality(BAYREUTH, "Bayreuth")
		nienburg = select(make_application(small.name))
		bayreuth = take(make_application(small.name, BAYREUTH, "Altstadt"), "Hand In", "Start Review")
		with pytest.raises(frappe.ValidationError, match="1"):
			take(bayreuth, "Select")
		bayreuth.reload()
		assert bayreuth.workflow_state == "Under Review"
		take(bayreuth, "Put on Waitlist")
		frappe.clear_messages()
		take(nienburg, "Withdraw")
		assert frappe.db.get_value("Project Call", small.name, "places_taken") == 0
		assert any("Bayreuth" in str(message) for message in frappe.get_message_log())
		bayreuth.reload()
		assert take(bayreuth, "Select").workflow_state == "Selected"
		assert frappe.db.get_value("Project Call", small.name, "places_taken") == 1


def test_places_are_not_lowered_below_what_is_taken(call: Document):
	with at("2016-02-15 10:00"):
		select(make_application(call.name))
		ensure_municipality(BAYREUTH, "Bayreuth")
		select(make_application(call.name, BAYREUTH, "Altstadt"))
		call.reload()
		call.places = 1
		with pytest.raises(frappe.ValidationError, match="2"):
			call.save()


@pytest.mark.parametrize(
	"values",
	[
		{"places": 0},
		{"closes_on": "2016-01-11 00:00:00"},
		{"period_end": "2016-03-31"},
	],
)
def test_a_call_that_contradicts_itself_is_refused(people: None, values: dict):
	with at("2016-01-11 09:00"), pytest.raises(frappe.ValidationError):
		make_call(**values)


def test_the_mandate_of_a_selected_application_is_opened_once(call: Document):
	with at("2016-02-15 10:00"):
		application = select(make_application(call.name))
	with at("2016-06-06 10:00", OFFICE):
		name = calls.open_mandate(application.name, CONSULTANT, "2016-06-06", "2017-09-30", 8, 24)
		mandate = frappe.get_doc("Advisory Mandate", name)
		assert (mandate.municipality, mandate.programme_area, mandate.call) == (
			NIENBURG,
			application.programme_area,
			call.name,
		)
		assert (mandate.sessions_remaining, mandate.hours_remaining) == (8, 24)
		with pytest.raises(frappe.UniqueValidationError, match=name):
			calls.open_mandate(application.name, CONSULTANT, "2016-06-06", "2017-09-30", 8, 24)
	assert frappe.db.count("Advisory Mandate", {"application": application.name}) == 1


def test_an_application_that_is_not_selected_gets_no_mandate(call: Document):
	with at("2016-02-15 10:00"):
		application = take(make_application(call.name), "Hand In")
		with pytest.raises(frappe.ValidationError, match=application.name):
			calls.open_mandate(application.name, CONSULTANT, "2016-06-06", "2017-09-30", 8, 24)


def test_a_manager_may_not_open_mandates(call: Document):
	with at("2016-02-15 10:00"):
		application = select(make_application(call.name))
	with at("2016-06-06 10:00", MANAGER), pytest.raises(frappe.PermissionError):
		calls.open_mandate(application.name, CONSULTANT, "2016-06-06", "2017-09-30", 8, 24)


def test_withdrawing_after_selection_points_to_the_mandate_that_is_left(call: Document):
	with at("2016-02-15 10:00"):
		application = select(make_application(call.name))
		name = calls.open_mandate(application.name, CONSULTANT, "2016-06-06", "2017-09-30", 8, 24)
		frappe.clear_messages()
		take(application, "Withdraw")
	assert any(name in str(message) for message in frappe.get_message_log())


@pytest.mark.parametrize(
	"values",
	[
		{"quota_sessions": 0, "quota_hours": 0},
		{"end_date": "2016-06-05"},
		{"consultant": MANAGER},
	],
)
def test_a_mandate_that_cannot_be_is_refused(people: None, values: dict):
	with at("2016-06-06 10:00"), pytest.raises(frappe.ValidationError):
		make_mandate(**{"consultant": CONSULTANT, **values})


def test_the_mandates_area_belongs_to_its_municipality(people: None):
	with at("2016-06-06 10:00"):
		ensure_municipality(BAYREUTH, "Bayreuth")
		foreign = ensure_area(BAYREUTH, "Altstadt")
		with pytest.raises(frappe.ValidationError, match="Altstadt"):
			make_mandate(CONSULTANT, programme_area=foreign.name)


@pytest.mark.commits
def test_two_select_at_the_same_second_and_one_gets_the_last_place(people: None, in_parallel):
	made: list[Document] = []
	try:
		with at("2016-02-15 10:00"):
			small = make_call(call_title="Ein Platz (Wettlauf)", places=1)
			for key, name in ((NIENBURG, "Nienburg/Weser"), (BAYREUTH, "Bayreuth")):
				ensure_municipality(key, name)
				made.append(take(make_application(small.name, key, "Wettlauf"), "Hand In", "Start Review"))
		frappe.db.commit()

		def choose(name: str):
			def run() -> str:
				# Read first, as a web request does: its snapshot is older than the lock.
				frappe.db.count("Call Application", {"call": small.name, "workflow_state": "Selected"})
				doc = apply_workflow(frappe.get_doc("Call Application", name).as_dict(), "Select")
				return doc.workflow_state

			return run

		outcomes = in_parallel(*(choose(doc.name) for doc in made))
		assert sorted(str(outcome.value) for outcome in outcomes) == ["None", "Selected"]
		error = next(outcome.error for outcome in outcomes if outcome.error)
		assert isinstance(error, frappe.ValidationError)
		frappe.db.rollback()
		assert frappe.db.count("Call Application", {"call": small.name, "workflow_state": "Selected"}) == 1
		assert frappe.db.get_value("Project Call", small.name, "places_taken") == 1
	finally:
		clean_up(made)


@pytest.mark.commits
def test_two_open_the_mandate_of_one_application_and_one_is_made(people: None, in_parallel):
	made: list[Document] = []
	try:
		with at("2016-02-15 10:00"):
			made.append(select(make_application(make_call(call_title="Wettlauf").name, area="Wettlauf")))
		frappe.db.commit()

		def run() -> str:
			return calls.open_mandate(made[0].name, CONSULTANT, "2016-06-06", "2017-09-30", 8, 24)

		outcomes = in_parallel(run, run)
		frappe.db.rollback()
		assert frappe.db.count("Advisory Mandate", {"application": made[0].name}) == 1
		assert [type(outcome.error) for outcome in outcomes if outcome.error] == [frappe.UniqueValidationError]
	finally:
		clean_up(made)


def clean_up(applications: list[Document]) -> None:
	"""Delete what a test committed, and the people with it."""
	frappe.db.rollback()
	frappe.set_user("Administrator")
	for application in applications:
		for mandate in frappe.get_all(
			"Advisory Mandate", filters={"application": application.name}, pluck="name", order_by="name"
		):
			frappe.delete_doc("Advisory Mandate", mandate)
	for application in applications:
		frappe.db.delete("Call Notice", {"application": application.name})
		frappe.delete_doc("Call Application", application.name)
	for call in {application.call for application in applications}:
		frappe.delete_doc("Project Call", call)
	for application in applications:
		frappe.delete_doc("Programme Area", application.programme_area)
	for user in (MANAGER, OFFICE, CONSULTANT):
		frappe.db.delete("User Permission", {"user": user})
		frappe.delete_doc("User", user, force=True)
	for key in (BAYREUTH, NIENBURG):
		frappe.delete_doc("Municipality", key, ignore_missing=True)
	frappe.db.commit()
