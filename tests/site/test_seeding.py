"""Records that the app brings: a town's change stays, a deleted one stays away, an untouched one is kept up to date."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import frappe
import pytest
from factories import make

from upj_kooperation import seeding

WORKFLOW = "Working Group Lifecycle"
STATE = "Dormant"


@pytest.fixture
def next_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable], None]:
	"""`next_release(file, change)` seeds as a later version of the app would that brings a changed definition."""
	for folder in ("workflows", "seeds"):
		shutil.copytree(seeding.APP / folder, tmp_path / folder)
	monkeypatch.setattr(seeding, "APP", tmp_path)

	def release(file: str, change: Callable) -> None:
		path = tmp_path / file
		definition = json.loads(path.read_text(encoding="utf-8"))
		change(definition)
		path.write_text(json.dumps(definition), encoding="utf-8")
		seeding.seed_all()

	return release


def add_way_back(workflow: dict) -> None:
	"""Let a later release allow what the first one did not: opening a closed group again."""
	workflow["transitions"].append(
		{"state": "Closed", "action": "Resume", "next_state": "Active", "allowed": "Cooperation Manager"}
	)


def stored() -> dict[str, str]:
	"""Return name and content of everything that is seeded."""
	return {
		f"{row.reference_doctype} {row.reference_name}": frappe.get_doc(
			row.reference_doctype, row.reference_name
		).as_json()
		for row in frappe.get_all(
			"Seeded Record", fields=["reference_doctype", "reference_name"], order_by="creation asc"
		)
	}


def ways_out_of_closed() -> int:
	"""Return how many steps lead out of the last state."""
	return len([row for row in frappe.get_doc("Workflow", WORKFLOW).transitions if row.state == "Closed"])


def test_everything_is_seeded_and_remembered():
	for definition in seeding.definitions():
		name = seeding.record_name(definition)
		assert frappe.db.exists(definition["doctype"], name), name
	assert f"Workflow {WORKFLOW}" in stored()


def test_seeding_again_changes_nothing():
	before = stored()
	seeding.seed_all()
	assert stored() == before


def test_an_untouched_record_is_brought_up_to_date(next_release: Callable):
	next_release("workflows/working_group.json", add_way_back)
	assert ways_out_of_closed() == 1
	before = stored()
	seeding.seed_all()
	assert stored() == before


def test_a_changed_record_stays_as_the_town_made_it(next_release: Callable):
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	workflow.states[0].allow_edit = "System Manager"
	workflow.save()
	next_release("workflows/working_group.json", add_way_back)
	assert ways_out_of_closed() == 0
	assert frappe.get_doc("Workflow", WORKFLOW).states[0].allow_edit == "System Manager"


def test_a_change_that_is_taken_back_lets_updates_in_again(next_release: Callable):
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	role = workflow.states[0].allow_edit
	workflow.states[0].allow_edit = "System Manager"
	workflow.save()
	seeding.seed_all()
	workflow.states[0].allow_edit = role
	workflow.save()
	next_release("workflows/working_group.json", add_way_back)
	assert ways_out_of_closed() == 1


def test_rows_that_a_town_adds_or_removes_are_changes(next_release: Callable):
	workflow = frappe.get_doc("Workflow", WORKFLOW)
	del workflow.transitions[-1]
	workflow.save()
	left = len(workflow.transitions)
	next_release("workflows/working_group.json", add_way_back)
	assert len(frappe.get_doc("Workflow", WORKFLOW).transitions) == left


@pytest.mark.parametrize(
	"file, change",
	[
		("seeds/10_fields_of_action.json", lambda rows: rows[0].update(description="Neu beschrieben")),
	],
)
def test_a_deleted_record_does_not_come_back(next_release: Callable, file: str, change: Callable):
	name = next(row for row in seeding.definitions() if row["doctype"] == "Field of Action")["field_name"]
	frappe.delete_doc("Field of Action", name)
	next_release(file, change)
	assert not frappe.db.exists("Field of Action", name)


def test_a_changed_field_of_action_and_rule_stay(next_release: Callable):
	for doctype, field in (("Field of Action", "description"), ("Acceptance Rule", "notes")):
		definition = next((row for row in seeding.definitions() if row["doctype"] == doctype), None)
		if not definition:
			continue
		doc = frappe.get_doc(doctype, seeding.record_name(definition))
		doc.set(field, "Von der Stadt beschrieben")
		doc.save()
		seeding.seed_all()
		assert frappe.db.get_value(doctype, doc.name, field) == "Von der Stadt beschrieben"


def test_a_record_that_was_there_before_is_left_alone(next_release: Callable):
	make("Field of Action", field_name="Kleingärten", description="der Stadt")
	next_release(
		"seeds/10_fields_of_action.json",
		lambda rows: rows.append({"doctype": "Field of Action", "field_name": "Kleingärten", "description": "der App"}),
	)
	assert frappe.db.get_value("Field of Action", "Kleingärten", "description") == "der Stadt"
	assert not frappe.db.exists("Seeded Record", {"reference_name": "Kleingärten"})


def test_values_that_a_database_cannot_tell_apart_count_as_the_same():
	left = {"a": 0, "b": None, "c": "", "d": 1, "e": [], "f": [{"g": 1.0}]}
	right = {"a": "0", "d": "1", "f": [{"g": 1, "h": None}]}
	assert seeding.fingerprint(left) == seeding.fingerprint(right)
	assert seeding.fingerprint({**left, "d": 2}) != seeding.fingerprint(right)
