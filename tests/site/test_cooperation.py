"""The Nordertörtchen: a bakery and a vocational school agree with the town to bake a cake for the neighbourhood."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import frappe
import pytest
from agreement_people import (
	APPROVER,
	AUDITOR,
	BOTH,
	JUNE,
	KOELN,
	MANAGER,
	OTHER_MANAGER,
	STRANGER,
	TOWN,
	acting,
	agreement_in_force,
	approved_agreement,
	committed_people,
	refused,
	rows,
)
from factories import (
	BAKERY,
	NIENBURG,
	SCHOOL,
	ensure_area,
	ensure_stakeholder,
	make,
	make_agreement,
	make_cooperation_project,
)
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate
from freezegun import freeze_time

from upj_kooperation import tasks
from upj_kooperation.api import cooperation as api
from upj_kooperation.cooperation.report.open_duties import open_duties


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


# The project


def project_with(**values: Any) -> Any:
	values.setdefault("relationship_manager", MANAGER)
	values.setdefault("start_date", "2016-06-01")
	values.setdefault(
		"partners",
		[
			{
				"stakeholder": ensure_stakeholder(BAKERY).name,
				"partner_role": "Lead Partner",
				"contribution_kind": "Goods",
				"contribution_value": 1200.50,
			},
			{
				"stakeholder": ensure_stakeholder(SCHOOL, "School").name,
				"partner_role": "Partner",
				"contribution_kind": "Working Time",
				"contribution_value": 300,
				"contribution_hours": 40,
			},
		],
	)
	values.setdefault("milestones", [{"milestone": "Rezept steht", "due_date": "2016-07-31"}])
	return make_cooperation_project(**values)


def test_a_project_goes_from_the_idea_to_the_result(people):
	with acting(MANAGER, JUNE):
		doc = project_with()
		assert doc.workflow_state == "Idea"
		for action, state in (("Draw up Concept", "Concept"), ("Agree", "Agreed"), ("Start", "Running")):
			doc = apply_workflow(doc, action)
			assert doc.workflow_state == state
		doc.result = "<p>480 Törtchen wurden verkauft.</p>"
		doc.milestones[0].reached_on = "2016-06-19"
		doc.save()
		assert apply_workflow(doc, "Complete").workflow_state == "Completed"
		assert apply_workflow(doc, "Transfer").workflow_state == "Transferred"
		doc.run_method("onload")
		together = {"pledged_value": 1500.5, "delivered_value": 0.0, "pledged_hours": 40.0, "delivered_hours": 0.0}
		assert doc.get_onload("contributions")[-1] == {"kind": "", **together}


def test_each_step_says_what_it_lacks(people):
	with acting(MANAGER, JUNE):
		doc = make_cooperation_project()
		apply_workflow(doc, "Draw up Concept")
		with refused("Enter at least one partner first.*Enter the relationship manager"):
			apply_workflow(doc, "Agree")
		doc.reload()
		doc.relationship_manager = MANAGER
		doc.append("partners", {"stakeholder": ensure_stakeholder(BAKERY).name, "partner_role": "Lead Partner"})
		apply_workflow(doc.save(), "Agree")
		with refused("Enter the day on which the project starts.*at least one milestone"):
			apply_workflow(doc, "Start")
		doc.reload()
		doc.start_date = "2016-06-21"
		doc.append("milestones", {"milestone": "Rezept steht", "due_date": "2016-07-31"})
		doc.save()
		with refused("Set it to Running on that day"):
			apply_workflow(doc, "Start")
		doc.reload()
		doc.start_date = "2016-06-20"
		apply_workflow(doc.save(), "Start")
		with refused("Write down the result.*Milestones, row 1: Rezept steht was not reached"):
			apply_workflow(doc, "Complete")
		with refused("Say why the project is abandoned"):
			apply_workflow(doc, "Abandon")
		doc.reload()
		doc.end_reason = "Die Backstube schließt."
		assert apply_workflow(doc.save(), "Abandon").workflow_state == "Abandoned"


def test_a_running_project_keeps_what_it_needs(people):
	with acting(MANAGER, JUNE):
		doc = project_with()
		for action in ("Draw up Concept", "Agree", "Start"):
			doc = apply_workflow(doc, action)
		doc.set("partners", [])
		with refused("Enter at least one partner first"):
			doc.save()


@pytest.mark.parametrize(
	("values", "message"),
	[
		({"end_date": "2016-05-31"}, "The project ends on"),
		({"milestones": [{"milestone": "m", "due_date": "2016-07-01", "reached_on": "2016-06-21"}]}, "in the future"),
		(
			{"enabler_roles": [{"role": "Initiator", "from_date": "2016-06-01", "to_date": "2016-05-01"}]},
			"before it begins",
		),
		(
			{
				"enabler_roles": [
					{"role": "Initiator", "from_date": "2016-01-01"},
					{"role": "Initiator", "from_date": "2016-06-01"},
				]
			},
			"already recorded in row 1",
		),
		({"indicators": [{"point": "Start", "assessed_on": "2016-06-01", "is_concrete": "Yes"}]}, "needs evidence"),
		({"participation": [{"format": "Werkstatt", "participation_date": "2016-07-01"}]}, "lies in the future"),
	],
)
def test_tables_that_contradict_themselves_are_refused(people, values, message):
	with acting(MANAGER, JUNE), refused(message):
		project_with(**values)


def test_a_partner_stands_in_a_role_once_and_is_named(people):
	bakery = ensure_stakeholder(BAKERY).name
	with (
		acting(MANAGER, JUNE),
		refused("Partners, row 2: .* already contributes Know-how in the role Lead Partner"),
	):
		project_with(partners=[{"stakeholder": bakery, "partner_role": "Lead Partner"}] * 2)


def test_an_area_of_another_town_is_refused(people):
	area = ensure_area(KOELN, "Meschenich").name
	with refused("The programme area Meschenich belongs to another municipality. Choose one of Nienburg/Weser"):
		project_with(programme_area=area)


# The agreement


def test_it_is_in_force_only_after_the_third_signature(people):
	doc = approved_agreement()
	assert (doc.workflow_state, doc.docstatus) == ("Signing", 1)
	assert (doc.approved_by, doc.approved_on) == (APPROVER, getdate("2016-06-10"))
	town, bakery, school = rows(doc, TOWN, BAKERY, SCHOOL)
	with acting(MANAGER, JUNE):
		first = api.sign_agreement(doc.name, town, "2016-06-11", "Paper")
		assert (first["signed"], first["missing"], first["state"]) == (1, [BAKERY, SCHOOL], "Signing")
		second = api.sign_agreement(doc.name, bakery, "2016-06-12", "Electronic")
		assert (second["signed"], second["missing"], second["state"]) == (2, [SCHOOL], "Signing")
		with refused(f"These parties have not signed yet: {SCHOOL}".replace("(", r"\(").replace(")", r"\)")):
			apply_workflow(frappe.get_doc("Cooperation Agreement", doc.name), "Bring into Force")
		third = api.sign_agreement(doc.name, school, "2016-06-20", "Electronic")
	assert (third["signed"], third["missing"], third["state"]) == (3, [], "In Force")
	doc.reload()
	assert doc.workflow_state == "In Force"
	assert doc.in_force_since == getdate("2016-06-20")
	assert [row.signature_way for row in doc.parties] == ["Paper", "Electronic", "Electronic"]


def test_before_its_term_it_waits_for_the_day(people):
	doc = approved_agreement(start_date="2016-07-01")
	with acting(MANAGER, JUNE):
		for row in doc.parties:
			answer = api.sign_agreement(doc.name, row.name, "2016-06-20", "Electronic")
		assert (answer["missing"], answer["state"]) == ([], "Signing")
		with refused("The term begins on"):
			apply_workflow(doc, "Bring into Force")
	with acting(MANAGER, "2016-07-04 12:00:00"):
		doc = apply_workflow(doc, "Bring into Force")
	assert (doc.workflow_state, doc.in_force_since) == ("In Force", getdate("2016-07-01"))


def test_what_was_signed_early_comes_into_force_by_itself_on_the_first_day(people):
	early = approved_agreement(start_date="2016-07-01")
	unsigned = approved_agreement(agreement_title="Noch nicht unterschrieben", start_date="2016-07-01")
	with acting(MANAGER, JUNE):
		for doc, parties in ((early, early.parties), (unsigned, unsigned.parties[:2])):
			for row in parties:
				api.sign_agreement(doc.name, row.name, "2016-06-20", "Electronic")
	with freeze_time("2016-06-30 12:00:00"):
		tasks.bring_agreements_into_force()
	assert early.reload().workflow_state == "Signing"
	with freeze_time("2016-07-01 12:00:00"):
		tasks.bring_agreements_into_force()
		modified = early.reload().modified
		tasks.bring_agreements_into_force()
	assert (early.workflow_state, early.in_force_since) == ("In Force", getdate("2016-07-01"))
	assert early.reload().modified == modified
	assert unsigned.reload().workflow_state == "Signing"
	todos = {"reference_name": early.name, "allocated_to": early.owner, "status": "Open"}
	assert frappe.db.count("ToDo", todos) == 2


def test_a_missed_day_is_made_up_and_one_that_is_refused_stops_no_other(people):
	late, broken = (approved_agreement(agreement_title=title, start_date="2016-07-01") for title in ("Spät", "Defekt"))
	with acting(MANAGER, JUNE):
		for doc in (late, broken):
			for row in doc.parties:
				api.sign_agreement(doc.name, row.name, "2016-06-20", "Electronic")
	# An amendment of what is not in force takes nobody's place.
	amended = {"amends": approved_agreement().name, "effective_from": "2016-07-01"}
	frappe.db.set_value(broken.doctype, broken.name, amended)
	errors = frappe.db.count("Error Log")
	with freeze_time("2016-07-20 12:00:00"):
		tasks.bring_agreements_into_force()
	assert (late.reload().workflow_state, late.in_force_since) == ("In Force", getdate("2016-07-01"))
	assert broken.reload().workflow_state == "Signing"
	assert frappe.db.count("Error Log") == errors + 1


@pytest.mark.parametrize(
	("day", "way", "message"),
	[
		("2016-06-09", "Paper", "before the approval"),
		("2016-06-21", "Paper", "in the future"),
		("20.06.2016", "Paper", "must be a date of the calendar"),
		("", "Paper", "must not be empty"),
		("2016-06-15", "Pigeon", "is no way of signing"),
	],
)
def test_a_signature_that_cannot_be(people, day, way, message):
	doc = approved_agreement()
	with acting(MANAGER, JUNE), refused(message):
		api.sign_agreement(doc.name, doc.parties[0].name, day, way)


def test_a_party_signs_once(people):
	doc = approved_agreement()
	with acting(MANAGER, JUNE):
		api.sign_agreement(doc.name, doc.parties[1].name, "2016-06-11", "Paper")
		with refused(r"Backstube Abendrot \(erfunden\) has already signed"):
			api.sign_agreement(doc.name, doc.parties[1].name, "2016-06-12", "Paper")
		with refused("no such party"):
			api.sign_agreement(doc.name, "somebody", "2016-06-12", "Paper")
	assert doc.reload().parties[1].signed_on == getdate("2016-06-11")


def test_a_paper_signature_mentions_the_missing_copy_and_takes_it_later(people):
	doc = approved_agreement()
	with acting(MANAGER, JUNE):
		row = doc.parties[0].name
		with refused("Record the signature first"):
			api.attach_signed_copy(doc.name, row, "/private/files/none.pdf")
		api.sign_agreement(doc.name, row, "2016-06-11", "Paper")
		assert any("without a copy" in str(message) for message in frappe.message_log)
		with refused("does not exist or is not yours", frappe.PermissionError):
			api.attach_signed_copy(doc.name, row, "/private/files/none.pdf")
		copy = make(
			"File",
			file_name="unterschrift.txt",
			content="Unterschrift",
			is_private=1,
			attached_to_doctype="Cooperation Agreement",
			attached_to_name=doc.name,
		)
		api.attach_signed_copy(doc.name, row, copy.file_url)
		with refused("already attached"):
			api.attach_signed_copy(doc.name, row, copy.file_url)
	assert doc.reload().parties[0].signature_file == copy.file_url


def test_a_client_cannot_write_signatures_or_the_approval(people):
	with acting(MANAGER, "2016-06-05 12:00:00"):
		doc = make_agreement(approved_by=MANAGER, approved_on="2016-06-01", in_force_since="2016-06-01")
		assert (doc.approved_by, doc.approved_on, doc.in_force_since) == (None, None, None)
	doc = approved_agreement(agreement_title="Zweite")
	with acting(MANAGER, JUNE):
		for row in doc.parties:
			row.signed_on = "2016-06-11"
		doc.save()
		assert not any(row.signed_on for row in doc.reload().parties)
		doc.workflow_state = "In Force"
		with refused("have not signed yet"):
			doc.save()


def test_the_approved_text_is_locked(people):
	doc = approved_agreement()
	with acting(MANAGER, JUNE):
		doc.subject_matter = "<p>Etwas anderes</p>"
		with refused("Not allowed to change", frappe.UpdateAfterSubmitError):
			doc.save()


def test_legal_check_needs_two_parties_and_a_subject(people):
	with acting(MANAGER, JUNE):
		doc = make_agreement(
			parties=[{"party_type": "Municipality", "signatory": "Erika Musterfrau"}],
			duties=[],
			subject_matter="<p> </p>",
		)
		with refused("at least two parties.*Write the subject"):
			apply_workflow(doc, "Send to Legal Check")
	assert doc.reload().workflow_state == "Draft"


def test_parties_and_duties_name_the_same(people):
	bakery = {
		"party_type": "Stakeholder",
		"stakeholder": ensure_stakeholder(BAKERY).name,
		"signatory": "Max Mustermann",
	}
	with acting(MANAGER, JUNE):
		with refused("already stands in the table"):
			make_agreement(parties=[bakery, bakery], duties=[])
		with refused("choose the stakeholder"):
			make_agreement(parties=[{**bakery, "stakeholder": None}], duties=[])
		with refused("Duties, row 1: Die Feuerwehr is not a party"):
			make_agreement(duties=[{"party_name": "Die Feuerwehr", "duty": "Löschen"}])
		doc = make_agreement(parties=[{**bakery, "party_name": "Jemand anders"}], duties=[])
		assert doc.parties[0].party_name == BAKERY


def test_a_term_that_cannot_be_is_refused(people):
	with acting(MANAGER, JUNE):
		with refused("The term ends on"):
			make_agreement(end_date="2016-05-31")
		with refused("by how many months"):
			make_agreement(renewal="Automatic")
		with refused("does not fit into the term"):
			make_agreement(notice_months=48)


def test_nobody_approves_the_own_agreement(people):
	with acting(BOTH, JUNE):
		doc = make_agreement()
		apply_workflow(doc, "Send to Legal Check")
		apply_workflow(doc, "Ask for Approval")
		with refused("Self approval"):
			apply_workflow(doc, "Approve")
		doc.reload()
		doc.workflow_state = "Signing"
		with refused("somebody else has to take this step", frappe.PermissionError):
			doc.submit()
	# Frappe lets Administrator approve everything; four eyes hold for that account too.
	with freeze_time(f"{JUNE}.500000", tick=True):
		doc = make_agreement()
		apply_workflow(doc, "Send to Legal Check")
		apply_workflow(doc, "Ask for Approval")
		with refused("Somebody else has to approve it"):
			apply_workflow(doc, "Approve")
	assert doc.reload().docstatus == 0


def test_the_council_approves_on_a_decided_paper(people):
	with acting(MANAGER, JUNE):
		paper = make(
			"Council Paper",
			subject="Vereinbarung zum Nordertörtchen",
			reference="2016/123",
			paper_type="Decision Paper",
			municipality=NIENBURG,
			paper_date="2016-06-01",
		)
		doc = make_agreement(agreement_value=60_000, approval_organ="Mayor")
		assert (doc.approval_organ, doc.approval_rule) == ("Council", "Vereinbarungen (Voreinstellung)")
		assert "60.000 Euro" in doc.approval_reason and "50.000 Euro" in doc.approval_reason
		apply_workflow(doc, "Send to Legal Check")
		apply_workflow(doc, "Ask for Approval")
	with acting(APPROVER, JUNE):
		with refused("The approval of the Council rests on a council paper"):
			apply_workflow(doc, "Approve")
		doc.reload()
		doc.council_paper = paper.name
		doc.save()
		with refused("is in the state Draft"):
			apply_workflow(doc, "Approve")
		for state, outcome, text in (
			("Noted", None, "Council has only taken note"),
			("Followed Up", None, "Council has only taken note"),
			("Decided", None, "does not say how Council decided"),
			("Decided", "Rejected", "Council has rejected the council paper"),
			("Decided", "As Proposed", "has no day of the meeting"),
		):
			frappe.db.set_value("Council Paper", paper.name, {"workflow_state": state, "outcome": outcome})
			with refused(text):
				apply_workflow(doc.reload(), "Approve")
		frappe.db.set_value("Council Paper", paper.name, {"meeting_date": "2016-06-14", "result": "Einstimmig"})
		doc = apply_workflow(doc, "Approve")
		assert (doc.workflow_state, doc.decided_on, doc.decision_result) == (
			"Signing",
			getdate("2016-06-14"),
			"Einstimmig",
		)


def test_the_organ_follows_from_the_towns_own_rule_and_is_asked_again_when_it_changes(people):
	with acting(MANAGER, JUNE):
		doc = make_agreement(agreement_value=800)
		assert doc.approval_organ == "Mayor"
		doc.higher_organ = "Main Committee"
		assert doc.save().approval_organ == "Main Committee"
		doc.higher_organ = None
		apply_workflow(doc.save(), "Send to Legal Check")
		doc = apply_workflow(doc, "Ask for Approval")
		with refused(None, frappe.PermissionError):
			make(
				"Approval Rule",
				rule_name="Selbst",
				legal_basis="x",
				valid_from="2016-01-01",
				tiers=[{"organ": "Mayor"}],
			)
	with acting(APPROVER, JUNE):
		tiers = [{"organ": "Mayor", "up_to": 500}, {"organ": "Council"}]
		own = {"legal_basis": "§ 6 Hauptsatzung (erfunden)", "municipality": NIENBURG, "valid_from": "2016-06-01"}
		rule = make("Approval Rule", rule_name="Nienburg (erfunden)", tiers=tiers, **own)
		with refused("is valid in the same period"):
			make("Approval Rule", rule_name="Doppelt (erfunden)", tiers=tiers, **own)
		with refused("The last tier must be without limits"):
			make("Approval Rule", rule_name="Offen (erfunden)", tiers=tiers[:1], **{**own, "valid_from": "2010-01-01"})
		with refused("The approving organ has changed from Mayor to Council since approval was asked for"):
			apply_workflow(doc, "Approve")
		assert doc.reload().workflow_state == "Organ Approval"
		rule.enabled = 0
		rule.save()
		assert apply_workflow(doc, "Approve").approval_rule == "Vereinbarungen (Voreinstellung)"
	assert frappe.db.get_value("Cooperation Agreement", doc.name, "approval_reason")


def test_papers_and_projects_of_another_town_are_refused(people):
	project = make(
		"Cooperation Project",
		project_title="Anderswo",
		municipality=KOELN,
		field_of_action=make("Field of Action", field_name="Anderswo").name,
	)
	with refused("belongs to another municipality. Choose one of Nienburg/Weser"):
		make_agreement(cooperation_project=project.name)
	with acting(MANAGER), refused("is not yours", frappe.PermissionError):
		make_agreement(cooperation_project=project.name)


def test_a_manager_elsewhere_and_an_approver_cannot_sign(people):
	doc = approved_agreement()
	for user in (OTHER_MANAGER, APPROVER, AUDITOR):
		with acting(user, JUNE), refused(None, frappe.PermissionError):
			api.sign_agreement(doc.name, doc.parties[0].name, "2016-06-11", "Paper")
	assert not any(row.signed_on for row in doc.reload().parties)


# Duties and the end


def test_duties_are_fulfilled_once_and_in_their_time(people):
	doc = agreement_in_force()
	duty = doc.duties[0].name
	with acting(MANAGER, "2016-08-10 12:00:00"):
		with refused("in the future"):
			api.fulfil_duty(doc.name, duty, "2016-08-11")
		with refused("before the term began"):
			api.fulfil_duty(doc.name, duty, "2016-05-31")
		assert api.fulfil_duty(doc.name, duty, "2016-08-01", "Sahne statt Quark") == {"open": 2}
		with refused("already fulfilled"):
			api.fulfil_duty(doc.name, duty, "2016-08-02")
		with refused("no such duty"):
			api.fulfil_duty(doc.name, "none", "2016-08-02")
	row = doc.reload().duties[0]
	assert (row.fulfilled_on, row.fulfilment_note) == (getdate("2016-08-01"), "Sahne statt Quark")


def test_nothing_is_owed_before_it_is_in_force(people):
	doc = approved_agreement()
	with acting(MANAGER, JUNE), refused("Duties are owed once the agreement is in force"):
		api.fulfil_duty(doc.name, doc.duties[0].name, "2016-06-15")


def test_open_duties_shows_what_is_late_and_only_the_own_town(people):
	doc = agreement_in_force()
	with acting(MANAGER, "2016-08-10 12:00:00"):
		found = open_duties.execute({"municipality": NIENBURG})[1]
		mine = [row for row in found if row.name == doc.name]
		assert [(row.party_name, row.overdue_days, row.overdue) for row in mine] == [
			# 31 July 2016 is a Sunday: the bakery was in time until Monday (§ 193 BGB).
			(BAKERY, 9, 1),
			(SCHOOL, 0, 0),
			(TOWN, 0, 0),
		]
		assert (mine[0].due_date, mine[0].last_day) == (getdate("2016-07-31"), getdate("2016-08-01"))
		late = open_duties.execute({"only_overdue": 1})[1]
		assert [row.party_name for row in late if row.name == doc.name] == [BAKERY]
		api.fulfil_duty(doc.name, doc.duties[0].name, "2016-08-01")
		assert not [row for row in open_duties.execute({"only_overdue": 1})[1] if row.name == doc.name]
	with acting(OTHER_MANAGER):
		assert open_duties.execute({})[1] == []


def test_a_duty_is_late_only_after_the_next_working_day(people):
	doc = agreement_in_force()
	for day, overdue in (("2016-08-01", 0), ("2016-08-02", 1)):
		with acting(MANAGER, f"{day} 12:00:00"):
			shown = doc.reload().standing()
			assert (shown["overdue_duties"], shown["duties"][0]["days"]) == (overdue, overdue)
			assert shown["duties"][0]["last_day"] == getdate("2016-08-01")
			late = open_duties.execute({"only_overdue": 1})[1]
			assert len([row for row in late if row.name == doc.name]) == overdue


def test_open_duties_costs_one_query_however_many_agreements(people):
	agreement_in_force()
	agreement_in_force(agreement_title="Noch eine")
	queries = []
	original = frappe.db.sql
	frappe.db.sql = lambda *args, **options: queries.append(args[0]) or original(*args, **options)
	try:
		found = open_duties.get_data(frappe._dict())
	finally:
		frappe.db.sql = original
	assert len(found) >= 6
	assert len([query for query in queries if "tabAgreement Duty" in str(query)]) == 1


def test_it_expires_after_its_term_and_the_daily_job_sees_to_it(people):
	doc = agreement_in_force()
	endless = agreement_in_force(agreement_title="Ohne Ende", end_date=None, notice_months=3)
	renewing = agreement_in_force(
		agreement_title="Verlängert sich", renewal="Automatic", renewal_months=12, notice_months=3
	)
	with acting(MANAGER, "2017-09-30 12:00:00"):
		for one, message in ((doc, "The term runs until"), (endless, "has no end"), (renewing, "renews itself")):
			with refused(message):
				apply_workflow(one, "Expire")
	with freeze_time("2017-09-30 12:00:00"):
		tasks.expire_agreements()
	assert doc.reload().workflow_state == "In Force"
	with freeze_time("2017-10-01 12:00:00"):
		tasks.expire_agreements()
		modified = doc.reload().modified
		tasks.expire_agreements()
	assert (doc.workflow_state, doc.ended_on) == ("Expired", getdate("2017-09-30"))
	assert doc.reload().modified == modified
	assert endless.reload().workflow_state == renewing.reload().workflow_state == "In Force"


def test_it_is_terminated_with_a_reason(people):
	doc = agreement_in_force()
	with acting(MANAGER, "2016-08-10 12:00:00"):
		with refused("Say why the agreement is terminated"):
			apply_workflow(frappe.get_doc("Cooperation Agreement", doc.name), "Terminate")
		with refused("Say why the agreement is terminated"):
			api.terminate_agreement(doc.name, " ")
		with refused("in the future"):
			api.terminate_agreement(doc.name, "Die Backstube schließt.", "2016-08-11")
		assert api.terminate_agreement(doc.name, "Die Backstube schließt.", "2016-08-05") == "Terminated"
		with refused("An agreement in the state Terminated cannot be terminated"):
			api.terminate_agreement(doc.name, "Noch einmal")
	doc.reload()
	assert (doc.workflow_state, doc.ended_on, doc.end_reason) == (
		"Terminated",
		getdate("2016-08-05"),
		"Die Backstube schließt.",
	)


def test_a_copy_carries_no_signature_and_no_approval(people):
	doc = agreement_in_force()
	copy = frappe.copy_doc(doc, ignore_no_copy=False)
	assert not any(row.signed_on or row.signature_way or row.signature_file for row in copy.parties)
	assert not any(row.fulfilled_on for row in copy.duties)
	# Whoever copies all fields, as a program may, gets no further: the server puts them back.
	for copied in (copy, frappe.copy_doc(doc)):
		copied.workflow_state = None
		with acting(MANAGER):
			copied.insert()
		assert copied.workflow_state == "Draft"
		assert not any(row.signed_on or row.signature_way or row.signature_file for row in copied.parties)
		assert not any(row.fulfilled_on or row.fulfilment_note for row in copied.duties)
		assert not (copied.approved_by or copied.approved_on or copied.in_force_since or copied.ended_on)


# ERPNext's Project


def set_company(company: str | None) -> None:
	frappe.db.set_value("Municipality", NIENBURG, "company", company)
	frappe.clear_document_cache("Municipality", NIENBURG)


def test_a_project_gets_one_erpnext_project(people):
	set_company(None)
	with acting(MANAGER, JUNE):
		doc = project_with(end_date="2017-09-30")
		with refused("has no company in ERPNext"):
			api.make_erpnext_project(doc.name)
	set_company("Stadt Nienburg/Weser")
	with acting(MANAGER, JUNE):
		name = api.make_erpnext_project(doc.name)
		assert api.make_erpnext_project(doc.name) == name
		project = frappe.get_doc("Project", name)
		assert (project.company, project.upj_cooperation_project) == ("Stadt Nienburg/Weser", doc.name)
		assert (project.expected_start_date, project.expected_end_date) == (
			getdate("2016-06-01"),
			getdate("2017-09-30"),
		)
		assert doc.reload().project == name
		project.upj_cooperation_project = None
		project.save()
		assert project.upj_cooperation_project == doc.name
	# ERPNext keeps a project that has tasks.
	frappe.delete_doc("Task", doc.milestones[0].task)
	project.delete()
	assert (doc.reload().project, doc.milestones[0].task) == (None, None)


def test_a_client_cannot_claim_a_cooperation_project(people):
	with acting(MANAGER, JUNE):
		doc = project_with()
		project = make(
			"Project",
			project_name="Fremd",
			company="Stadt Nienburg/Weser",
			upj_cooperation_project=doc.name,
		)
	assert not project.upj_cooperation_project


def test_without_erpnexts_role_the_refusal_says_so(people):
	set_company("Stadt Nienburg/Weser")
	with acting(BOTH, JUNE):
		doc = project_with()
		with refused("You may not create projects in ERPNext", frappe.PermissionError):
			api.make_erpnext_project(doc.name)


def test_the_project_shows_its_cooperation_project_in_the_dashboard():
	data = frappe.get_meta("Project").get_dashboard_data()
	assert "Cooperation Project" in [item for group in data.transactions for item in group["items"]]


# Figures


def test_charts_count_within_the_own_fence(people):
	with acting(MANAGER, JUNE):
		before = api.projects_by_state()["datasets"][0]["values"]
		goods = api.contributions_by_kind()["datasets"][0]["values"]
		apply_workflow(project_with(), "Draw up Concept")
		after = api.projects_by_state()["datasets"][0]["values"]
		assert [now - then for now, then in zip(after, before, strict=True)] == [0, 1, 0, 0, 0, 0, 0]
		now = api.contributions_by_kind()["datasets"][0]["values"]
		assert [float(new - old) for new, old in zip(now, goods, strict=True)] == [0, 1200.5, 300, 0, 0]
	with acting(OTHER_MANAGER):
		assert sum(api.projects_by_state()["datasets"][0]["values"]) == 0
		assert sum(api.contributions_by_kind()["datasets"][0]["values"]) == 0
	with acting(STRANGER), refused(None, frappe.PermissionError):
		api.projects_by_state()


def test_cards_and_charts_open_for_the_roles(people):
	with acting(MANAGER):
		for name in ("Running Cooperation Projects", "Agreements in Force", "Overdue Duties"):
			assert frappe.has_permission("Number Card", doc=name)
		for name in ("Cooperation Projects by State", "Contributions by Kind"):
			assert frappe.has_permission("Dashboard Chart", doc=name)


# Two at once

# In the order in which they can be deleted.
MADE_WITH_A_PROJECT = ("Task", "Project", "Cooperation Project", "Stakeholder", "Programme Area", "Field of Action")


@contextmanager
def committed_agreement() -> Iterator[Any]:
	"""An agreement in the database that waits for its signatures; taken away again."""
	before = set(frappe.get_all("Stakeholder", pluck="name"))
	doc = approved_agreement()
	frappe.db.commit()
	try:
		yield doc
	finally:
		frappe.db.rollback()
		for child in ("Agreement Party", "Agreement Duty"):
			frappe.db.delete(child, {"parent": doc.name})
		for trace, field in (("Comment", "reference_name"), ("Version", "docname")):
			frappe.db.delete(trace, {field: doc.name})
		frappe.db.delete("Cooperation Agreement", {"name": doc.name})
		for name in set(frappe.get_all("Stakeholder", pluck="name")) - before:
			frappe.delete_doc("Stakeholder", name, force=True)
		frappe.db.commit()


@pytest.mark.commits
def test_the_print_names_parties_duties_and_lines_to_sign(people):
	# Frappe commits its access log with each print.
	with committed_agreement() as doc:
		with acting(MANAGER):
			html = frappe.get_print("Cooperation Agreement", doc.name, "Cooperation Agreement")
			for text in (TOWN, BAKERY, SCHOOL, "Das Rezept entwickeln", "Erika Musterfrau", "backen und verkaufen"):
				assert text in html
			api.print_agreement(doc.name)
			assert frappe.local.response.filecontent[:4] == b"%PDF"
		with acting(OTHER_MANAGER), refused(None, frappe.PermissionError):
			api.print_agreement(doc.name)


@pytest.mark.commits
def test_two_parties_sign_at_the_same_second(people, in_parallel):
	with committed_agreement() as doc:
		town, bakery, school = rows(doc, TOWN, BAKERY, SCHOOL)
		api.sign_agreement(doc.name, town, "2016-06-11", "Electronic")
		frappe.db.commit()
		outcomes = in_parallel(
			lambda: api.sign_agreement(doc.name, bakery, "2016-06-12", "Electronic"),
			lambda: api.sign_agreement(doc.name, school, "2016-06-12", "Electronic"),
		)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == [None, None]
		doc.reload()
		assert all(row.signed_on for row in doc.parties)
		assert (doc.workflow_state, doc.in_force_since) == ("In Force", getdate("2016-06-12"))
		steps = frappe.get_all(
			"Comment",
			filters={
				"reference_name": doc.name,
				"comment_type": "Workflow",
				"content": "In Force",
			},
		)
		assert len(steps) == 1
		assert sorted(outcome.value["state"] for outcome in outcomes) == ["In Force", "Signing"]


@pytest.mark.commits
def test_one_party_signs_once_from_two_places(people, in_parallel):
	with committed_agreement() as doc:
		(bakery,) = rows(doc, BAKERY)
		outcomes = in_parallel(
			lambda: api.sign_agreement(doc.name, bakery, "2016-06-12", "Electronic"),
			lambda: api.sign_agreement(doc.name, bakery, "2016-06-13", "Electronic"),
		)
		frappe.db.rollback()
		errors = [outcome.error for outcome in outcomes if outcome.error]
		assert len(errors) == 1
		assert isinstance(errors[0], frappe.ValidationError)
		assert "has already signed" in str(errors[0])


@pytest.mark.commits
def test_it_is_brought_into_force_once(people, in_parallel):
	with committed_agreement() as doc:
		frappe.db.set_value("Cooperation Agreement", doc.name, "start_date", "2199-01-01")
		for row in doc.parties:
			api.sign_agreement(doc.name, row.name, "2016-06-12", "Electronic")
		frappe.db.set_value("Cooperation Agreement", doc.name, "start_date", "2016-06-01")
		frappe.db.commit()

		def bring_into_force() -> str:
			return apply_workflow(frappe.get_doc("Cooperation Agreement", doc.name), "Bring into Force").workflow_state

		outcomes = in_parallel(bring_into_force, bring_into_force)
		frappe.db.rollback()
		assert sorted(bool(outcome.error) for outcome in outcomes) == [False, True]
		assert doc.reload().workflow_state == "In Force"


@pytest.mark.commits
def test_two_who_make_the_erpnext_project_get_the_same(people, in_parallel):
	before = {doctype: set(frappe.get_all(doctype, pluck="name")) for doctype in MADE_WITH_A_PROJECT}
	company = frappe.db.get_value("Municipality", NIENBURG, "company")
	set_company("Stadt Nienburg/Weser")
	with acting(MANAGER):
		doc = project_with()
	frappe.db.commit()
	try:
		outcomes = in_parallel(*[lambda: api.make_erpnext_project(doc.name)] * 3)
		frappe.db.rollback()
		assert [outcome.error for outcome in outcomes] == [None] * 3
		assert len({outcome.value for outcome in outcomes}) == 1
		assert frappe.db.count("Project", {"upj_cooperation_project": doc.name}) == 1
	finally:
		frappe.db.rollback()
		for doctype in MADE_WITH_A_PROJECT:
			for name in set(frappe.get_all(doctype, pluck="name")) - before[doctype]:
				frappe.delete_doc(doctype, name)
		set_company(company)
		frappe.db.commit()
