"""Nienburg's paper 5/014/2016: drafted from the records, released, put on the agenda, noted, printed, followed up."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace
from typing import Any

import docx
import frappe
import pytest
from factories import (
	BAKERY,
	NIENBURG,
	PAPER_SUBJECT,
	SCHOOL,
	ensure_area,
	ensure_field_of_action,
	ensure_gift_desk,
	ensure_municipality,
	ensure_stakeholder,
	ensure_user,
	make,
	make_agreement,
	make_application,
	make_call,
	make_cooperation_project,
	make_council_paper,
	make_gift,
	make_working_group,
)
from frappe.model.workflow import apply_workflow
from freezegun import freeze_time
from pypdf import PdfReader

from upj_kooperation.api import council
from upj_kooperation.council_affairs.printing import paper_as_pdf
from upj_kooperation.council_affairs.report.follow_up_of_council_papers import follow_up_of_council_papers
from upj_kooperation.pdf import texts_of_pages

KOELN = "05315000"
MANAGER = "vorlagen@nienburg.example"
APPROVER = "freigabe-vorlagen@nienburg.example"
ADVISER = "beratung-vorlagen@upj.example"
AUDITOR = "pruefung-vorlagen@nienburg.example"
COLOGNE = "vorlagen@koeln.example"
PEOPLE = {
	MANAGER: (("Cooperation Manager",), (NIENBURG,)),
	APPROVER: (("Cooperation Approver",), (NIENBURG,)),
	ADVISER: (("Cooperation Adviser",), ()),
	AUDITOR: (("Cooperation Auditor",), ()),
	COLOGNE: (("Cooperation Manager",), (KOELN,)),
}
PERIOD = {"period_start": "2016-01-01", "period_end": "2016-03-21"}


@contextmanager
def acting(user: str, day: str | None = None) -> Iterator[None]:
	"""Act as `user`, on another day if one is named."""
	before = frappe.session.user
	frappe.set_user("Administrator")
	frappe.set_user(person(user))
	try:
		with freeze_time(f"{day} 11:00:00") if day else nullcontext():
			yield
	finally:
		frappe.set_user(before)


def person(email: str) -> str:
	"""One of the people of the story; made when first needed."""
	roles, municipalities = PEOPLE[email]
	if not frappe.db.exists("User", email):
		ensure_user(email, *roles, municipalities=municipalities)
	return email


@contextmanager
def refused(text: str, exc: type[Exception] = frappe.ValidationError) -> Iterator[None]:
	"""Expect a refusal that says `text`; what it had written is undone, as at the end of a failed request."""
	frappe.db.savepoint("refused")
	with pytest.raises(exc, match=text):
		yield
	frappe.db.rollback(save_point="refused")


@pytest.fixture
def town() -> SimpleNamespace:
	"""Nienburg with its area, and Köln next door."""
	ensure_municipality()
	ensure_municipality(KOELN, "Köln")
	return SimpleNamespace(area=ensure_area().name)


@pytest.fixture
def records(town: SimpleNamespace) -> SimpleNamespace:
	"""What was on record in March 2016: four working groups, partners, a mandate with two sessions, one project."""
	for name in ("Soziales", "Wohnumfeld", "Verkehr", "Jugend"):
		make_working_group(name)
	ensure_field_of_action("Wirtschaft")
	bakery = ensure_stakeholder(BAKERY, programme_areas=[{"programme_area": town.area}])
	school = ensure_stakeholder(SCHOOL, "School", programme_areas=[{"programme_area": town.area}])
	town.mandate = make_mandate(town.area)
	make_session(town.mandate, "Auftakt im Rathaus", "2016-03-01", 3.5)
	make_session(town.mandate, "Wirtschaft im Quartier", "2016-03-15", 4)
	town.project = make_cooperation_project(
		start_date="2016-02-01",
		partners=[{"stakeholder": bakery.name}, {"stakeholder": school.name}],
		milestones=[{"milestone": "Erster Verkauf", "due_date": "2016-05-01"}],
	).name
	return town


def make_mandate(area: str, **values: Any) -> str:
	"""A mandate of six sessions and thirty hours for the area."""
	values.setdefault("mandate_title", "Beratung Nordertor")
	values.setdefault("municipality", NIENBURG)
	return make(
		"Advisory Mandate",
		programme_area=area,
		consultant=person(ADVISER),
		start_date="2016-01-01",
		end_date="2017-09-30",
		quota_sessions=200,
		quota_hours=999,
		**values,
	).name


def make_session(mandate: str, subject: str, day: str, hours: float) -> None:
	"""A session that was held."""
	make(
		"Advisory Session",
		mandate=mandate,
		subject=subject,
		session_date=day,
		hours=hours,
		status="Held",
		mode="On Site",
		minutes="<p>Ergebnisse besprochen.</p>",
		participants=[{"participant_name": "Erika Musterfrau", "sector": "Municipality"}],
		next_steps=[{"step": f"Nachfassen: {subject}", "responsible": person(MANAGER), "due_date": "2016-04-15"}],
	)


def drafted(area: str, **values: Any) -> Any:
	"""The manager drafts a status report; the paper comes back."""
	values = {"municipality": NIENBURG, "programme_area": area, "subject": PAPER_SUBJECT, **PERIOD, **values}
	with acting(MANAGER):
		return frappe.get_doc("Council Paper", council.draft_status_report(**values))


def released(**values: Any) -> Any:
	"""A paper written by the manager and released by the approver."""
	with acting(MANAGER):
		paper = make_council_paper(**{"reference": "5/014/2016", **values})
	with acting(APPROVER):
		return apply_workflow(paper, "Release")


def scheduled(**values: Any) -> Any:
	"""A released paper on the agenda of the council."""
	paper = released(**values)
	with acting(MANAGER):
		paper.update({"meeting_body": "Rat", "meeting_date": "2016-04-05"}).save()
		return apply_workflow(paper, "Put on Agenda")


def noted(**values: Any) -> Any:
	"""A paper that the council has noted."""
	paper = scheduled(**values)
	with acting(MANAGER):
		paper.update({"result": "Zur Kenntnis genommen (erfunden)"}).save()
		return apply_workflow(paper, "Take Note")


def figures(paper: Any, source: str) -> dict[str, str]:
	"""The figures of a paper's facts that come from a DocType's records, by fact."""
	return {row.fact: row.figure for row in paper.facts if row.source_doctype == source}


@contextmanager
def without_commit() -> Iterator[None]:
	"""Print as in Frappe's test mode, in which the access log of a print is not committed at once."""
	frappe.flags.in_test = True
	try:
		yield
	finally:
		frappe.flags.in_test = False


def printed(paper: Any, user: str = MANAGER) -> bytes:
	"""The paper as PDF."""
	with acting(user), without_commit():
		return paper_as_pdf(paper.name)


def text_of(pdf: bytes) -> str:
	"""The text of a PDF, its lines joined."""
	if shutil.which("pdftotext"):
		run = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
		return " ".join(run.stdout.decode().split())
	return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_paper_of_march_2016_goes_its_way(records):
	with freeze_time("2016-03-21 11:00:00"):
		paper = drafted(records.area)
	assert (paper.paper_type, paper.workflow_state, paper.owner) == ("Status Report", "Draft", MANAGER)
	assert str(paper.paper_date) == "2016-03-21"
	assert paper.drafted_on and paper.subject == PAPER_SUBJECT
	with acting(MANAGER):
		paper.update({"reference": " 5/014/2016 "}).save()
	with acting(APPROVER):
		paper = apply_workflow(paper, "Release")
	with acting(MANAGER):
		paper.update({"meeting_body": "Rat", "meeting_date": "2016-04-05"}).save()
		paper = apply_workflow(paper, "Put on Agenda")
	with acting(MANAGER):
		paper.update({"result": "Zur Kenntnis genommen (erfunden)"}).save()
		paper = apply_workflow(paper, "Take Note")
	stored = frappe.get_doc("Council Paper", paper.name)
	assert (stored.workflow_state, stored.reference) == ("Noted", "5/014/2016")
	assert stored.reference_key == f"{NIENBURG}::5/014/2016"
	assert stored.body == drafted_body(stored)


def drafted_body(paper: Any) -> str:
	"""The body as it was drafted: nothing on the way changes it."""
	versions = frappe.get_all(
		"Version", filters={"docname": paper.name}, pluck="data", order_by="creation asc", limit_page_length=0
	)
	assert not any('"body"' in data for data in versions)
	return paper.body


def test_every_fact_names_the_record_that_it_comes_from(records):
	paper = drafted(records.area)
	mandate = figures(paper, "Advisory Mandate")
	assert list(mandate.values())[:2] == ["2", "7,5 Stunden"]
	assert len(figures(paper, "Working Group")) == 4
	assert {row.source_name for row in paper.facts if row.source_doctype == "Cooperation Project"} == {records.project}
	for row in paper.facts:
		assert not row.source_name or frappe.db.exists(row.source_doctype, row.source_name)


def test_the_body_is_german_prose_and_names_the_gap(records):
	body = drafted(records.area).body
	assert "Im Berichtszeitraum fanden 2 Beratungstermine statt (zusammen 7,5 Stunden)." in body
	assert "4 Arbeitsgruppen" in body and "Jugend, Soziales, Verkehr und Wohnumfeld" in body
	assert "Wirtschaft" in body.split("von keiner Arbeitsgruppe abgedeckt")[0].rsplit("Handlungsfelder", 1)[1]
	assert "01.01.2016" in body and "21.03.2016" in body
	assert f"{BAKERY} und {SCHOOL}" in body


def test_a_report_on_a_project_tells_of_this_project_alone(records):
	make_cooperation_project(project_title="Lesepaten", start_date="2016-02-01")
	project = frappe.get_doc("Cooperation Project", records.project)
	project.partners[0].update({"contribution_value": 500, "contribution_hours": 12, "delivered_value": 200})
	project.partners[0].delivered_on = "2016-03-01"
	project.save()
	paper = drafted(None, cooperation_project=records.project, subject=None)
	assert paper.subject == f"Sachstandsbericht: {project.project_title}"
	assert (paper.programme_area, paper.cooperation_project) == (None, records.project)
	sources = {row.source_name for row in paper.facts if row.source_doctype == "Cooperation Project"}
	assert sources == {records.project}
	assert "Lesepaten" not in paper.body and "Arbeitsgruppe" not in paper.body
	assert "500,00 € und 12 Stunden" in paper.body and "200,00 €" in paper.body
	with refused("belongs to another municipality"):
		drafted(None, cooperation_project=records.project, municipality=KOELN)


def test_a_report_on_a_call_tells_of_the_areas_that_applied_for_it(records):
	call = make_call(call_title="Beratung (erfunden)").name
	with refused("has not applied for the project call"):
		drafted(None, project_call=call)
	make_application(call)
	paper = drafted(None, project_call=call)
	assert (paper.programme_area, paper.project_call) == (None, call)
	assert len(figures(paper, "Call Application")) == 1
	assert len(figures(paper, "Working Group")) == 4
	with refused("Choose what the report is about"):
		drafted(None)


def test_the_next_report_begins_where_the_last_one_ended(records):
	first = drafted(records.area)
	with acting(MANAGER):
		last = council.last_paper(NIENBURG, records.area)
		assert (last["name"], str(last["period_start"])) == (first.name, "2016-03-22")
		assert council.last_paper(NIENBURG, cooperation_project=records.project) == {}
		assert council.last_paper(NIENBURG) == {}
	second = drafted(records.area, period_start=None, period_end="2016-12-31")
	assert (second.predecessor, str(second.period_start)) == (first.name, "2016-03-22")


def test_a_draft_shows_what_changed_since_and_keeps_the_clerks_text(records):
	paper = drafted(records.area)
	with acting(MANAGER):
		paper.update({"body": "<p>Von Hand</p>"}).save()
		paper.facts[0].figure = "von Hand"
		paper.remove(paper.facts[1])
		paper.save()
		assert council.changes_since_draft(paper.name) == []
	make_session(records.mandate, "Nachtrag", "2016-03-18", 2)
	frappe.get_doc("Cooperation Project", records.project).update({"project_title": "Törtchen"}).save()
	with acting(MANAGER):
		found = council.changes_since_draft(paper.name)
	told = {row["fact"]: (row["kind"], row["then"], row["now"]) for row in found}
	assert told["Beratungstermine im Berichtszeitraum (Beratung Nordertor)"] == ("Changed", "2", "3")
	assert told["Beratungsstunden im Berichtszeitraum (Beratung Nordertor)"] == (
		"Changed",
		"7,5 Stunden",
		"9,5 Stunden",
	)
	assert told["Nachfassen: Nachtrag"][0] == "New"
	assert any(row["fact_now"] and "Törtchen" in row["fact_now"] for row in found)
	assert frappe.db.get_value("Council Paper", paper.name, "body") == "<p>Von Hand</p>"


def test_changes_are_told_to_those_who_may_read_the_paper_and_until_the_meeting(records):
	paper = drafted(records.area)
	for user in (COLOGNE, ADVISER):
		with acting(user), refused("", frappe.PermissionError):
			council.changes_since_draft(paper.name)
	make_session(records.mandate, "Nachtrag", "2016-03-18", 2)
	with acting(APPROVER):
		assert council.changes_since_draft(paper.name)
	frappe.db.set_value("Council Paper", paper.name, "workflow_state", "Noted")
	with acting(MANAGER):
		assert council.changes_since_draft(paper.name) == []


def agreement_to_decide(**values: Any) -> Any:
	"""An agreement in draft that the council approves."""
	return make_agreement(agreement_value=60_000, **values)


def test_a_decision_paper_comes_from_an_agreement_with_one_click(town):
	with acting(MANAGER):
		agreement = agreement_to_decide()
		name = council.draft_decision_paper("Cooperation Agreement", agreement.name)
		paper = frappe.get_doc("Council Paper", name)
		assert (paper.paper_type, paper.cooperation_agreement) == ("Decision Paper", agreement.name)
		assert frappe.db.get_value("Cooperation Agreement", agreement.name, "council_paper") == name
		assert paper.meeting_body == "Rat"
		assert "60.000,00 €" in paper.body and BAKERY in paper.body
		assert paper.proposal.startswith("Der Rat stimmt der Vereinbarung") and BAKERY in paper.proposal
		with refused("already has the paper"):
			council.draft_decision_paper("Cooperation Agreement", agreement.name)
		agreement.reload()
		agreement.update({"agreement_value": 70_000}).save()
		changes = council.changes_since_draft(name)
	assert [(row["then"], row["now"]) for row in changes] == [("60.000,00 €", "70.000,00 €")]


def test_a_decision_paper_comes_from_a_gift(town):
	ensure_gift_desk()
	gift = make_gift(amount=2500)
	with acting(MANAGER):
		paper = frappe.get_doc("Council Paper", council.draft_decision_paper("Sponsorship", gift.name))
	assert paper.sponsorship == gift.name
	assert frappe.db.get_value("Sponsorship", gift.name, "council_paper") == paper.name
	assert "2.500,00 €" in paper.body and "2.500,00 €" in paper.proposal
	assert "noch nicht geprüft" in paper.body


def test_a_decision_paper_needs_something_to_decide(town):
	with acting(MANAGER), refused("drafted for a cooperation agreement or a gift"):
		council.draft_decision_paper("Stakeholder", "x")
	agreement = agreement_to_decide()
	frappe.db.set_value("Cooperation Agreement", agreement.name, {"workflow_state": "Signing", "docstatus": 1})
	with acting(MANAGER), refused("drafted before the decision"):
		council.draft_decision_paper("Cooperation Agreement", agreement.name)
	for user in (ADVISER, AUDITOR, APPROVER, COLOGNE):
		with acting(user), refused("", frappe.PermissionError):
			council.draft_decision_paper("Cooperation Agreement", agreement.name)


@pytest.mark.commits
def test_two_at_once_draft_one_decision_paper(in_parallel):
	ensure_municipality()
	agreement = agreement_to_decide()
	frappe.db.commit()

	def press() -> str:
		return council.draft_decision_paper("Cooperation Agreement", agreement.name)

	outcomes = in_parallel(press, press)
	assert sorted(outcome.error is None for outcome in outcomes) == [False, True]
	assert "already has the paper" in str(next(outcome.error for outcome in outcomes if outcome.error))
	frappe.db.rollback()
	assert frappe.db.count("Council Paper", {"cooperation_agreement": agreement.name}) == 1


def test_a_report_without_records_says_so(town):
	paper = drafted(town.area)
	assert "Es ist nichts zu berichten." in paper.body
	assert not paper.facts and not paper.open_questions


def test_what_a_record_says_cannot_become_markup(records):
	frappe.db.set_value("Cooperation Project", records.project, "project_title", "Kaffee & <b>Kuchen</b>")
	body = drafted(records.area).body
	assert "Kaffee &amp; &lt;b&gt;Kuchen&lt;/b&gt;" in body
	assert not frappe.db.exists("Council Paper Fact", {"fact": ["like", "%<b>%"]})


def test_drafting_again_makes_a_new_paper_and_keeps_the_clerks_words(records):
	first = drafted(records.area)
	with acting(MANAGER):
		first.update({"body": "<p>Von Hand geschrieben</p>"}).save()
	second = drafted(records.area, predecessor=first.name)
	assert second.name != first.name and second.predecessor == first.name
	assert "Von Hand geschrieben" in frappe.db.get_value("Council Paper", first.name, "body")
	assert first.name in second.body


@pytest.mark.parametrize(
	("changes", "text"),
	[
		({"period_end": "2015-12-31"}, "before it begins"),
		({"period_start": "31.12.2015"}, "must be a date of the calendar"),
		({"period_start": ""}, "Enter the day"),
		({"municipality": KOELN}, "belongs to another municipality"),
	],
)
def test_a_draft_needs_a_period_and_an_own_area(town, changes, text):
	before = frappe.db.count("Council Paper")
	with refused(text):
		drafted(town.area, **changes)
	assert frappe.db.count("Council Paper") == before


@pytest.mark.parametrize("user", [ADVISER, AUDITOR, APPROVER, COLOGNE])
def test_only_the_towns_managers_draft(town, user):
	with acting(user), refused("", frappe.PermissionError):
		council.draft_status_report(NIENBURG, town.area, "2016-01-01", "2016-03-21", PAPER_SUBJECT)


def test_the_report_says_only_what_the_drafting_user_may_see(records):
	area = ensure_area(KOELN, "Chorweiler").name
	make("Working Group", group_name="AG Köln", municipality=KOELN, programme_area=area, field_of_action="Soziales")
	with acting(COLOGNE):
		paper = frappe.get_doc("Council Paper", council.draft_status_report(KOELN, area, **PERIOD, subject="Sachstand"))
	assert [row.fact for row in paper.facts if row.source_doctype == "Working Group"] == ["Arbeitsgruppe „AG Köln“"]
	assert "Nordert" not in paper.body
	assert not frappe.db.exists("Council Paper Fact", {"parent": paper.name, "source_name": records.project})


def test_drafting_asks_as_often_for_fifty_records_as_for_one(records):
	def selects(**values: Any) -> int:
		before = reads()
		drafted(records.area, **values)
		return reads() - before

	drafted(records.area)
	few = selects()
	for number in range(50):
		make_cooperation_project(
			project_title=f"Projekt {number}",
			start_date="2016-02-01",
			partners=[{"stakeholder": ensure_stakeholder(BAKERY).name}],
			milestones=[{"milestone": "Anfang", "due_date": "2016-05-01"}],
		)
		make_session(records.mandate, f"Termin {number}", "2016-03-10", 1)
	assert selects() == few
	assert few <= 60


def reads() -> int:
	"""How many SELECTs this connection has sent."""
	return int(frappe.db.sql("show session status like 'Com_select'")[0][1])


def test_a_draft_may_have_no_number_but_is_not_released_without(town):
	with acting(MANAGER):
		first, second = make_council_paper(), make_council_paper()
	assert first.reference_key is None and second.reference_key is None
	with acting(APPROVER), refused("Enter the reference first"):
		apply_workflow(first, "Release")
	assert frappe.db.get_value("Council Paper", first.name, "workflow_state") == "Draft"


def test_an_empty_paper_is_not_released(town):
	with acting(MANAGER):
		paper = make_council_paper(reference="5/015/2016", body="<p><br></p>")
	with acting(APPROVER), refused("An empty paper cannot be released"):
		apply_workflow(paper, "Release")


def test_who_wrote_the_paper_does_not_release_it(town):
	ensure_user(MANAGER, "Cooperation Manager", "Cooperation Approver", municipalities=(NIENBURG,))
	with acting(MANAGER):
		paper = make_council_paper(reference="5/014/2016")
		with refused("", frappe.ValidationError):
			apply_workflow(paper, "Release")
	assert frappe.db.get_value("Council Paper", paper.name, "workflow_state") == "Draft"


def test_a_number_stands_once_in_a_municipality(town):
	with acting(MANAGER):
		make_council_paper(reference="5/014/2016")
		with refused("is already used by the paper", frappe.UniqueValidationError):
			make_council_paper(reference=" 5 / 014/2016")
		other = make_council_paper(reference="5/016/2016")
		with refused("is already used by the paper", frappe.UniqueValidationError):
			other.update({"reference": "5/014/2016"}).save()
	with acting(COLOGNE):
		assert make_council_paper(municipality=KOELN, reference="5/014/2016").name


@pytest.mark.commits
def test_two_at_once_do_not_get_the_same_number(in_parallel):
	ensure_municipality()
	frappe.db.commit()

	def write() -> str:
		return make_council_paper(reference="9/999/2016").name

	try:
		outcomes = in_parallel(write, write)
		assert sorted(outcome.error is None for outcome in outcomes) == [False, True]
		error = next(outcome.error for outcome in outcomes if outcome.error)
		assert "already used by the paper" in str(error)
		assert frappe.db.count("Council Paper", {"reference": "9/999/2016"}) == 1
	finally:
		frappe.db.rollback()
		frappe.db.delete("Council Paper", {"reference": "9/999/2016"})
		frappe.db.commit()


@pytest.mark.commits
def test_two_at_once_do_not_close_a_circle(in_parallel):
	ensure_municipality()
	first, second = make_council_paper(), make_council_paper()
	frappe.db.commit()

	def follow(paper: str, predecessor: str) -> None:
		frappe.get_doc("Council Paper", paper).update({"predecessor": predecessor}).save()

	try:
		outcomes = in_parallel(lambda: follow(first.name, second.name), lambda: follow(second.name, first.name))
		assert sorted(outcome.error is None for outcome in outcomes) == [False, True]
		frappe.db.rollback()
		assert frappe.db.count("Council Paper", {"predecessor": ["is", "set"]}) == 1
	finally:
		frappe.db.rollback()
		frappe.db.delete("Council Paper", {"name": ["in", [first.name, second.name]]})
		frappe.db.commit()


@pytest.mark.parametrize(
	("field", "value"),
	[
		("subject", "Etwas anderes"),
		("reference", "5/099/2016"),
		("body", "<p>Anders</p>"),
		("facts", [{"chapter": "Neu", "fact": "Erfunden"}]),
		("paper_date", "2016-03-01"),
		("open_questions", "<p>Neu</p>"),
		("result", "Beschlossen"),
	],
)
def test_a_released_paper_stays_as_it_was_handed_over(town, field, value):
	paper = released()
	with acting(MANAGER), refused("cannot be changed in the state Released"):
		paper.update({field: value}).save()


def test_a_returned_paper_is_a_draft_again(town):
	paper = released()
	with acting(MANAGER):
		paper = apply_workflow(paper, "Return")
		paper.update({"body": "<p>Verbessert</p>"}).save()
	assert paper.workflow_state == "Draft"


def test_a_meeting_needs_a_body_and_a_day(town):
	paper = released()
	with acting(MANAGER), refused("Enter the body.*Enter the day of the meeting"):
		apply_workflow(paper, "Put on Agenda")


def test_a_meeting_does_not_lie_before_its_paper(town):
	paper = released()
	with acting(MANAGER), refused("lies before the date of the paper"):
		paper.update({"meeting_body": "Rat", "meeting_date": "2016-03-20"}).save()
		apply_workflow(paper, "Put on Agenda")


@pytest.mark.parametrize("action", ["Take Note", "Decide"])
def test_a_result_comes_after_the_meeting(town, action):
	paper = scheduled()
	with acting(MANAGER), refused("Enter the result of the meeting first"):
		apply_workflow(paper, action)
	paper.reload()
	with acting(MANAGER, "2016-04-04"), refused("has not taken place yet"):
		paper.update({"result": "Zur Kenntnis genommen"}).save()
		apply_workflow(paper, action)
	paper.reload()
	with acting(MANAGER, "2016-04-05"):
		paper.update({"result": "Zur Kenntnis genommen"}).save()
		if action == "Decide":
			with refused("Say how the meeting decided"):
				apply_workflow(paper, action)
			paper.reload().update({"outcome": "With Changes"}).save()
		assert apply_workflow(paper, action).workflow_state == {"Take Note": "Noted", "Decide": "Decided"}[action]


def test_a_decision_says_once_how_it_went(town):
	paper = scheduled()
	with acting(MANAGER):
		paper.update({"result": "Angenommen (erfunden)", "outcome": "As Proposed"}).save()
		with refused("Whoever takes note decides nothing"):
			apply_workflow(paper, "Take Note")
		paper = apply_workflow(paper.reload(), "Decide")
		with refused("cannot be changed in the state Decided"):
			paper.update({"outcome": "Rejected"}).save()
		# As papers stand that were decided before outcomes were kept.
		frappe.db.set_value("Council Paper", paper.name, "outcome", None)
		paper.reload().update({"outcome": "Rejected"}).save()
		with refused("cannot be changed in the state Decided"):
			paper.update({"outcome": "As Proposed"}).save()


def test_a_noted_paper_belongs_to_the_files(town):
	paper = noted()
	for field, value in (("result", "Abgelehnt"), ("meeting_date", "2016-04-01"), ("body", "<p>Neu</p>")):
		with acting(MANAGER), refused("cannot be changed in the state Noted"):
			frappe.get_doc("Council Paper", paper.name).update({field: value}).save()
	with acting(MANAGER), refused("belongs to the files"):
		frappe.delete_doc("Council Paper", paper.name)


def test_a_chain_is_closed_by_the_following_paper(records):
	first = noted()
	with acting(MANAGER), refused("Draft the following paper first"):
		apply_workflow(first, "Follow Up")
	assert open_tasks()[first.name] == "Draft the following paper"
	second = drafted(records.area, predecessor=first.name, subject="Fortsetzung")
	assert "am 05.04.2016 beratene Vorlage 5/014/2016" in second.body
	assert open_tasks()[first.name] == "Close with the action Follow Up"
	first.reload()
	with acting(MANAGER):
		apply_workflow(first, "Follow Up")
	assert first.name not in open_tasks()


def open_tasks(user: str = MANAGER, **filters: Any) -> dict[str, str]:
	"""The follow-up report as `user` sees it: what is to be done about each paper."""
	with acting(user):
		_columns, rows = follow_up_of_council_papers.execute(filters)
	return {row.name: row.task for row in rows}


def test_the_follow_up_report_keeps_to_the_fence(town):
	paper = noted()
	assert paper.name in open_tasks() and paper.name in open_tasks(AUDITOR)
	assert paper.name not in open_tasks(COLOGNE)
	assert paper.name in open_tasks(municipality=NIENBURG)
	assert paper.name not in open_tasks(AUDITOR, municipality=KOELN)


def test_a_chain_never_runs_in_a_circle(town):
	with acting(MANAGER):
		first = make_council_paper()
		second = make_council_paper(predecessor=first.name)
		third = make_council_paper(predecessor=second.name)
		with refused("already follows this one"):
			first.update({"predecessor": third.name}).save()
		with refused("cannot follow itself"):
			second.update({"predecessor": second.name}).save()


def test_a_predecessor_is_of_the_same_municipality(town):
	foreign = make_council_paper(municipality=KOELN)
	with refused("belongs to another municipality"):
		make_council_paper(predecessor=foreign.name)
	with acting(MANAGER), refused("is not yours", frappe.PermissionError):
		make_council_paper(predecessor=foreign.name)


def test_an_area_is_of_the_same_municipality_and_a_period_is_not_crossed(town):
	with refused("belongs to another municipality"):
		make_council_paper(programme_area=ensure_area(KOELN, "Chorweiler").name)
	with refused("before it begins"):
		make_council_paper(period_start="2016-03-21", period_end="2016-03-20")
	with refused("Enter both days"):
		make_council_paper(period_start="2016-03-21")


def test_a_client_does_not_write_sources_or_the_day_of_drafting(town):
	with acting(MANAGER):
		paper = make_council_paper(
			drafted_on="2016-01-01 00:00:00",
			reference_key="fremd",
			facts=[{"chapter": "x", "fact": "y", "source_doctype": "Stakeholder", "source_name": "STK-00001"}],
		)
	assert (paper.drafted_on, paper.reference_key, paper.facts[0].source_name) == (None, None, None)


def test_the_pdf_is_german_and_complete(records):
	paper = drafted(records.area)
	with acting(MANAGER):
		paper.update({"reference": "5/014/2016"}).save()
	pdf = printed(paper)
	assert pdf.startswith(b"%PDF")
	text = text_of(pdf)
	for words in (
		"Sachstandsbericht",
		"5/014/2016",
		"Sachdarstellung",
		"Beratung und Begleitung von Kommunen",
		"Berichtszeitraum 01.01.2016 bis 21.03.2016",
		"Entwurf, nicht freigegeben",
		"Anlage: Datengrundlage",
		"7,5 Stunden",
	):
		assert words in text
	for english in ("Facts of the Case", "Reporting Period", "Print", "Drucken"):
		assert english not in text
	pages = texts_of_pages(pdf)
	for number, page in enumerate(pages, start=1):
		assert "5/014/2016" in page and f"Seite {number} von {len(pages)}" in page


def test_the_word_file_says_what_the_pdf_says(records):
	paper = drafted(records.area)
	with acting(MANAGER):
		paper.update({"reference": "5/014/2016", "open_questions": "<ul><li>Wer <b>zahlt</b>?</li></ul>"}).save()
		council.download_docx(paper.name)
	response = frappe.local.response
	assert (response.filename, response.type) == ("Vorlage-5-014-2016.docx", "download")
	file = docx.Document(io.BytesIO(response.filecontent))
	cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
	text = "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])
	printed_text = text_of(printed(paper))
	for words in ("Sachstandsbericht", "5/014/2016", "Sachdarstellung", "Anlage: Datengrundlage", "7,5 Stunden"):
		assert words in text and words in printed_text
	for row in paper.facts:
		assert row.fact in cells
	question = next(paragraph for paragraph in file.paragraphs if paragraph.text.strip() == "Wer zahlt?")
	assert question.style.name == "List Bullet" and [run.bold for run in question.runs] == [None, True, None]
	assert "Facts of the Case" not in text and "Draft" not in text
	assert "python-docx" not in (file.core_properties.author, file.core_properties.comments)
	for user in (COLOGNE, ADVISER):
		with acting(user), refused("", frappe.PermissionError):
			council.download_docx(paper.name)


def test_a_noted_paper_prints_its_result_and_is_no_draft(town):
	paper = noted()
	text = text_of(printed(paper, AUDITOR))
	assert "Zur Kenntnis genommen (erfunden)" in text and "05.04.2016" in text
	assert "Entwurf" not in text


def test_the_print_loads_nothing_from_elsewhere(records):
	paper = drafted(records.area)
	with without_commit():
		html = frappe.get_print("Council Paper", paper.name, print_format="Status Report")
	inside = html[html.index('<div class="council-paper">') :]
	assert "http" not in inside.split("<script")[0] and "<img" not in inside
	assert frappe.get_meta("Council Paper").default_print_format == "Status Report"


def test_nobody_prints_a_foreign_paper(town):
	paper = noted()
	for user in (COLOGNE, ADVISER):
		with refused("", frappe.PermissionError):
			printed(paper, user)


@pytest.mark.commits
def test_the_print_button_answers_with_the_pdf(web_server):
	ensure_municipality()
	paper = make_council_paper(reference="8/888/2016")
	frappe.db.commit()
	try:
		address = f"/api/method/upj_kooperation.api.council.print_paper?paper={paper.name}"
		answer = web_server.session().get(address)
		assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
		assert "Vorlage-8-888-2016.pdf" in answer.headers["Content-Disposition"]
		assert web_server.session(user=None).get(address).status_code == 403
	finally:
		frappe.db.delete("Council Paper", {"name": paper.name})
		frappe.db.commit()


def test_the_chart_counts_what_the_user_may_see(town):
	noted()
	with acting(MANAGER):
		own = council.papers_by_state()
	with acting(COLOGNE):
		foreign = council.papers_by_state()
	assert own["datasets"][0]["values"] == [0, 0, 0, 1, 0, 0]
	assert foreign["datasets"][0]["values"] == [0, 0, 0, 0, 0, 0]
