"""Versions of an agreement: an amendment is approved and signed by itself, and takes the place of the earlier one."""

from collections.abc import Iterator
from typing import Any

import frappe
import pytest
from agreement_people import (
	APPROVER,
	AUDITOR,
	MANAGER,
	OTHER_MANAGER,
	TOWN,
	acting,
	agreement_in_force,
	approved_agreement,
	committed_people,
	refused,
)
from factories import BAKERY, SCHOOL, make_agreement
from frappe.model.workflow import apply_workflow
from frappe.utils import getdate

from upj_kooperation.api import agreements as api
from upj_kooperation.api import cooperation
from upj_kooperation.cooperation.report.open_duties import open_duties

AUGUST, NOVEMBER = "2016-08-10 12:00:00", "2016-11-01 12:00:00"
SUBJECT = "Die Schule verkauft auch im Winter (erfunden)"


@pytest.fixture(scope="module")
def people(test_site: str, on_site: Any) -> Iterator[None]:
	"""The towns and users of this file's tests."""
	with committed_people(test_site, on_site):
		yield


def amended(doc: Any, **values: Any) -> Any:
	"""The draft of the next version, from October on."""
	values = {"effective_from": "2016-10-01", "subject": SUBJECT} | values
	with acting(MANAGER, AUGUST):
		return frappe.get_doc("Cooperation Agreement", api.make_amendment(doc.name, **values))


def signed(draft: Any, approved_on: str = "2016-09-01 12:00:00", signed_on: str = "2016-09-05") -> Any:
	"""The amendment with its own approval and signatures."""
	with acting(MANAGER, AUGUST):
		apply_workflow(draft, "Send to Legal Check")
		draft = apply_workflow(draft, "Ask for Approval")
	with acting(APPROVER, approved_on):
		draft = apply_workflow(draft, "Approve")
	with acting(MANAGER, f"{signed_on} 12:00:00"):
		for row in draft.parties:
			cooperation.sign_agreement(draft.name, row.name, signed_on, "Electronic")
	return draft.reload()


def in_force(draft: Any) -> Any:
	with acting(MANAGER, NOVEMBER):
		return apply_workflow(draft, "Bring into Force")


def open_of(*docs: Any) -> list[tuple[str, str]]:
	names = {doc.name for doc in docs}
	return [(row.name, row.party_name) for row in open_duties.execute({})[1] if row.name in names]


def test_an_amendment_goes_its_own_way_while_the_earlier_version_binds(people):
	first = agreement_in_force()
	draft = amended(first)
	assert (draft.workflow_state, draft.docstatus, draft.version) == ("Draft", 0, 2)
	assert (draft.amends, draft.first_version, draft.amendment_subject) == (first.name, first.name, SUBJECT)
	assert (draft.council_paper, draft.approved_by, draft.content_hash, draft.in_force_since) == (
		None,
		None,
		None,
		None,
	)
	assert not any(row.signed_on for row in draft.parties)
	second = signed(draft)
	assert (second.workflow_state, first.reload().workflow_state) == ("Signing", "In Force")
	with acting(MANAGER, "2016-09-30 12:00:00"), refused("The term begins on"):
		apply_workflow(second, "Bring into Force")
	second = in_force(second)
	first.reload()
	assert (second.workflow_state, second.in_force_since) == ("In Force", getdate("2016-10-01"))
	assert (first.workflow_state, first.replaced_by, first.ended_on) == ("Replaced", second.name, getdate("2016-09-30"))
	assert first.content_hash and second.content_hash and first.content_hash != second.content_hash
	third = amended(second, effective_from="2017-01-01", subject="Noch eine")
	assert (third.version, third.amends, third.first_version) == (3, second.name, first.name)
	third.run_method("onload")
	assert [(row.version, row.workflow_state) for row in third.get_onload("versions")] == [
		(1, "Replaced"),
		(2, "In Force"),
		(3, "Draft"),
	]


def test_duties_move_over_once_with_what_was_done_meanwhile(people):
	first = agreement_in_force()
	with acting(MANAGER, AUGUST):
		cooperation.fulfil_duty(first.name, first.duties[0].name, "2016-08-01", "Mit Sahne")
	draft = amended(first)
	assert [str(row.fulfilled_on) for row in draft.duties] == ["2016-08-01", "None", "None"]
	with acting(MANAGER, AUGUST):
		draft.append("duties", {"party_name": SCHOOL, "duty": "Im Advent verkaufen", "due_date": "2016-12-01"})
		draft.duties[1].carried_from = "erfunden"
		draft.save()
	assert [row.carried_from for row in draft.reload().duties] == [*(row.name for row in first.duties), None]
	assert {name for name, _party in open_of(first, draft)} == {first.name}
	second = signed(draft)
	with acting(MANAGER, "2016-09-20 12:00:00"):
		cooperation.fulfil_duty(first.name, first.duties[1].name, "2016-09-15", "Ausverkauft")
		assert open_of(first, second) == [(first.name, TOWN)]
	second = in_force(second).reload()
	assert [(str(row.fulfilled_on), row.fulfilment_note) for row in second.duties] == [
		("2016-08-01", "Mit Sahne"),
		("2016-09-15", "Ausverkauft"),
		("None", None),
		("None", None),
	]
	with acting(MANAGER, NOVEMBER):
		assert sorted(open_of(first, second)) == sorted([(second.name, TOWN), (second.name, SCHOOL)])
		with refused("Duties are owed once the agreement is in force; this one is in the state Replaced"):
			cooperation.fulfil_duty(first.name, first.reload().duties[2].name, "2016-10-05")


def test_what_cannot_be_amended_is_refused_in_words(people):
	waiting = approved_agreement(agreement_title="Noch nicht in Kraft")
	with acting(MANAGER, AUGUST), refused("Only an agreement in force is amended; this one is in the state Signing"):
		api.make_amendment(waiting.name, "2016-10-01", SUBJECT)
	first = agreement_in_force()
	for day, subject, message in (
		("2016-06-20", SUBJECT, "Choose a later day"),
		("2017-10-01", SUBJECT, "Choose an earlier day"),
		("2016-10-01", "  ", "Say what the amendment changes"),
		("morgen", SUBJECT, "must be a date of the calendar"),
		("", SUBJECT, "must not be empty"),
	):
		with acting(MANAGER, AUGUST), refused(message):
			api.make_amendment(first.name, day, subject)
	assert not frappe.db.exists("Cooperation Agreement", {"amends": first.name})
	draft = amended(first)
	with acting(MANAGER, AUGUST), refused(f"{draft.name} already amends this agreement"):
		api.make_amendment(first.name, "2016-11-01", SUBJECT)
	for user in (OTHER_MANAGER, APPROVER, AUDITOR):
		with acting(user, AUGUST), refused(None, frappe.PermissionError):
			api.make_amendment(first.name, "2016-11-01", SUBJECT)


def test_no_client_writes_the_chain_or_replaces_by_hand(people):
	first = agreement_in_force()
	draft = amended(first)
	with acting(MANAGER, AUGUST):
		draft.update({"amends": None, "version": 7, "first_version": None, "start_date": "2016-07-01"})
		draft.save()
		assert (draft.amends, draft.version, draft.first_version) == (first.name, 2, first.name)
		assert draft.start_date == getdate("2016-06-01")
		first.reload()
		first.workflow_state = "Replaced"
		with refused(None):
			first.save()
		with refused(None):
			apply_workflow(frappe.get_doc("Cooperation Agreement", first.name), "Replace")
	assert first.reload().workflow_state == "In Force"


def test_an_amendment_of_what_has_ended_does_not_come_into_force(people):
	first = agreement_in_force()
	second = signed(amended(first))
	with acting(MANAGER, "2016-09-20 12:00:00"):
		cooperation.terminate_agreement(first.name, "Die Backstube schließt.")
	with acting(MANAGER, NOVEMBER), refused(f"The agreement {first.name} .* is in the state Terminated"):
		apply_workflow(second, "Bring into Force")
	assert second.reload().workflow_state == "Signing"


def test_a_terminated_amendment_leaves_the_agreement_as_it_was(people):
	first = agreement_in_force()
	second = signed(amended(first))
	with acting(MANAGER, "2016-09-20 12:00:00"):
		cooperation.terminate_agreement(second.name, "Doch nicht.")
	assert first.reload().workflow_state == "In Force"
	assert amended(first, subject="Neuer Anlauf").version == 2


def test_two_versions_are_compared_in_words(people):
	first = agreement_in_force()
	draft = amended(first)
	with acting(MANAGER, AUGUST):
		draft.end_date = "2018-09-30"
		draft.subject_matter = draft.subject_matter.replace("backen und verkaufen", "backen, verkaufen und liefern")
		draft.duties[0].duty = "Das Rezept entwickeln und pflegen"
		draft.save()
		told = api.compare_versions(draft.name, first.name)
		assert told == api.compare_versions(first.name, draft.name)
		assert (told["from"], told["to"]) == (1, 2)
		assert [(one["section"], one["kind"], one["about"]) for one in told["changes"]] == [
			("end_date", "changed", ""),
			("duties", "changed", BAKERY),
			("subject_matter", "changed", ""),
		]
		assert (told["changes"][0]["before"], told["changes"][0]["after"]) == ("30.09.2017", "30.09.2018")
		other = agreement_in_force(agreement_title="Andere")
		with refused("is no version of"):
			api.compare_versions(draft.name, other.name)
	with acting(OTHER_MANAGER, AUGUST), refused(None, frappe.PermissionError):
		api.compare_versions(first.name, draft.name)
	with acting(AUDITOR, AUGUST):
		assert api.compare_versions(first.name, draft.name)["changes"]


# Two at once


@pytest.mark.commits
def test_two_who_amend_at_the_same_second_make_one_amendment(people, in_parallel):
	first = agreement_in_force()
	frappe.db.commit()
	outcomes = in_parallel(*[lambda: api.make_amendment(first.name, "2016-10-01", SUBJECT)] * 3)
	frappe.db.rollback()
	made = [outcome.value for outcome in outcomes if outcome.value]
	assert len(made) == 1 == frappe.db.count("Cooperation Agreement", {"amends": first.name})
	for outcome in outcomes:
		assert outcome.value or f"{made[0]} already amends this agreement" in str(outcome.error)


@pytest.mark.commits
def test_of_two_who_approve_one_is_told(people, in_parallel):
	with acting(MANAGER, "2016-06-05 12:00:00"):
		doc = make_agreement()
		apply_workflow(doc, "Send to Legal Check")
		doc = apply_workflow(doc, "Ask for Approval")
	frappe.db.commit()

	def approve() -> str:
		frappe.set_user(APPROVER)
		return apply_workflow(frappe.get_doc("Cooperation Agreement", doc.name), "Approve").workflow_state

	outcomes = in_parallel(approve, approve)
	frappe.db.rollback()
	assert sorted(bool(outcome.error) for outcome in outcomes) == [False, True]
	assert doc.reload().workflow_state == "Signing"
	assert doc.content_hash == doc.current_hash()


@pytest.mark.commits
def test_an_amendment_and_a_termination_at_the_same_second_never_both_win(people, in_parallel):
	first = agreement_in_force()
	second = signed(amended(first))
	frappe.db.commit()

	def bring_into_force() -> str:
		return apply_workflow(frappe.get_doc("Cooperation Agreement", second.name), "Bring into Force").workflow_state

	outcomes = in_parallel(bring_into_force, lambda: cooperation.terminate_agreement(first.name, "Ende"))
	frappe.db.rollback()
	assert sorted(bool(outcome.error) for outcome in outcomes) == [False, True]
	states = (first.reload().workflow_state, second.reload().workflow_state)
	assert states in {("Replaced", "In Force"), ("Terminated", "Signing")}
