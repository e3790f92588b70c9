"""workflows/*.json: a procedure that can be walked from its first state to its last, with states that code may name."""

import ast
import re
from pathlib import Path

import pytest
from repository import (
	APP,
	PACKAGE,
	calls,
	constants,
	data,
	doctypes,
	files,
	imports,
	known_strings,
	literal_strings,
	path_name,
	roles,
	text,
	tree,
	workflows,
)

STYLES = {"", "Primary", "Info", "Success", "Warning", "Danger", "Inverse"}
STATE_NAME = re.compile(r"\bworkflow_state\b|^state$")
LEGAL_MOVES = {("0", "0"), ("0", "1"), ("1", "1"), ("1", "2")}

WORKFLOWS = workflows()
STATES = data(APP / "workflows" / "states.json")


def doc_statuses(workflow: dict) -> dict[str, str]:
	"""Return each state's document status."""
	return {row["state"]: row["doc_status"] for row in workflow["states"]}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_workflow_fits_its_doctype(name: str):
	workflow = WORKFLOWS[name]
	doctype = doctypes()[workflow["document_type"]]
	assert name == workflow["document_type"].lower().replace(" ", "_") + ".json"
	field = next(row for row in doctype["fields"] if row["fieldname"] == workflow["workflow_state_field"])
	assert (field["fieldname"], field["fieldtype"], field["options"]) == ("workflow_state", "Link", "Workflow State")
	assert field.get("no_copy") == 1, "a copy starts anew"
	assert workflow["is_active"] == 1
	assert workflow["override_status"] == 0, "1 would hide the state from the list"


def test_every_state_field_has_its_workflow():
	with_field = {
		name
		for name, doctype in doctypes().items()
		if any(row["fieldname"] == "workflow_state" for row in doctype["fields"])
	}
	assert with_field == {workflow["document_type"] for workflow in WORKFLOWS.values()}
	names = [workflow["workflow_name"] for workflow in WORKFLOWS.values()]
	assert len(names) == len(set(names))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_states_and_transitions_name_what_exists(name: str):
	workflow = WORKFLOWS[name]
	states = {row["state"] for row in workflow["states"]}
	assert states <= set(STATES)
	assert {row["state"] for row in workflow["transitions"]} <= states
	assert {row["next_state"] for row in workflow["transitions"]} <= states
	assert {row["allow_edit"] for row in workflow["states"]} <= roles()
	assert {row["allowed"] for row in workflow["transitions"]} <= roles()


def test_states_are_used_and_have_a_style_that_frappe_knows():
	used = {row["state"] for workflow in WORKFLOWS.values() for row in workflow["states"]}
	assert used == set(STATES)
	assert set(STATES.values()) <= STYLES


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_state_can_be_reached_and_the_procedure_ends(name: str):
	workflow = WORKFLOWS[name]
	steps: dict[str, set[str]] = {}
	for row in workflow["transitions"]:
		steps.setdefault(row["state"], set()).add(row["next_state"])
	first = workflow["states"][0]["state"]
	reached, waiting = {first}, [first]
	while waiting:
		for following in steps.get(waiting.pop(), set()) - reached:
			reached.add(following)
			waiting.append(following)
	states = {row["state"] for row in workflow["states"]}
	assert reached == states
	final = states - set(steps)
	assert final, "a procedure without an end"
	leading_out = set(final)
	while grown := {state for state, following in steps.items() if following & leading_out} - leading_out:
		leading_out |= grown
	assert leading_out == states, "states from which no end can be reached"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_document_status_moves_as_frappe_allows(name: str):
	workflow = WORKFLOWS[name]
	status = doc_statuses(workflow)
	assert status[workflow["states"][0]["state"]] == "0"
	moves = {(status[row["state"]], status[row["next_state"]]) for row in workflow["transitions"]}
	assert moves <= LEGAL_MOVES
	if not doctypes()[workflow["document_type"]].get("is_submittable"):
		assert set(status.values()) == {"0"}
	for state in status:
		assert len({row["doc_status"] for row in workflow["states"] if row["state"] == state}) == 1


@pytest.mark.parametrize("name", WORKFLOWS)
def test_rows_stand_once_and_send_no_mail_unasked(name: str):
	"""Version 16 sends mail by default for each row."""
	workflow = WORKFLOWS[name]
	edits = [(row["state"], row["allow_edit"]) for row in workflow["states"]]
	moves = [(row["state"], row["action"], row["next_state"], row["allowed"]) for row in workflow["transitions"]]
	assert len(edits) == len(set(edits))
	assert len(moves) == len(set(moves))
	targets: dict[tuple[str, str, str], set[str]] = {}
	for state, action, next_state, allowed in moves:
		targets.setdefault((state, action, allowed), set()).add(next_state)
	ambiguous = {key for key, following in targets.items() if len(following) > 1}
	conditions = {
		(row["state"], row["action"], row["allowed"]) for row in workflow["transitions"] if row.get("condition")
	}
	assert ambiguous <= conditions, "one action leads to two states"
	assert all(row["send_email"] == 0 for row in workflow["states"])
	assert workflow["send_email_alert"] == 0
	assert all(row["allow_self_approval"] in (0, 1) for row in workflow["transitions"])


@pytest.mark.parametrize("name", WORKFLOWS)
def test_who_may_edit_may_also_write_in_the_definition(name: str):
	workflow = WORKFLOWS[name]
	permissions = doctypes()[workflow["document_type"]]["permissions"]
	writers = {row["role"] for row in permissions if row.get("write")}
	submitters = {row["role"] for row in permissions if row.get("submit")}
	status = doc_statuses(workflow)
	assert {row["allow_edit"] for row in workflow["states"]} <= writers
	assert {row["allowed"] for row in workflow["transitions"]} <= writers
	submitting = {row["allowed"] for row in workflow["transitions"] if status[row["next_state"]] == "1"}
	assert submitting <= submitters


def test_decisions_need_a_second_person():
	"""Four eyes: who wrote the record does not decide on it."""
	for name, action in (("sponsorship.json", "Accept"), ("cooperation_agreement.json", "Approve")):
		rows = [row for row in WORKFLOWS[name]["transitions"] if row["action"] == action]
		assert rows
		assert all(row["allow_self_approval"] == 0 and row["allowed"] == "Cooperation Approver" for row in rows)


def named_states(path: Path) -> set[str]:
	"""Return what a Python file compares with a state, sets as `workflow_state` or filters by; constants resolved."""
	known, found = known_strings(path), set()
	for node in ast.walk(tree(path)):
		if isinstance(node, ast.Compare) and STATE_NAME.search(ast.unparse(node.left)):
			for other in node.comparators:
				found |= set(literal_strings(other, known))
		elif isinstance(node, ast.Dict):
			for key, value in zip(node.keys, node.values, strict=True):
				if isinstance(key, ast.Constant) and key.value == "workflow_state":
					found |= set(literal_strings(value, known))
		elif isinstance(node, ast.keyword) and node.arg == "workflow_state":
			found |= set(literal_strings(node.value, known))
	return found - {"=", "!=", "in", "not in", "is", "set", "not set", ""}


def test_states_that_code_names_exist():
	named = {(path_name(path), state) for path in files(".py") for state in named_states(path)}
	assert not {(path, state) for path, state in named if state not in STATES}
	assert len({state for _path, state in named}) >= 5, "this test no longer sees how code names states"


def test_states_that_rules_list_exist():
	"""Classes named `…State` in the rules hold a procedure's states, all of them or some."""
	listed = {
		(path_name(path), name, value)
		for path in files(".py", APP / "domain")
		for name, value in constants(path).items()
		if name.partition(".")[0].endswith("State") and "." in name
	}
	assert not {row for row in listed if row[2] not in STATES}


def test_actions_that_code_takes_exist():
	actions = {row["action"] for workflow in WORKFLOWS.values() for row in workflow["transitions"]}
	unknown = {
		f"{path_name(path)}:{call.lineno}: {call.args[1].value}"
		for path in files(".py")
		for name, call in calls(path)
		if name.endswith("apply_workflow") and len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
		if call.args[1].value not in actions
	}
	assert not unknown


def test_states_that_scripts_name_exist():
	unknown = {
		f"{path_name(path)}: {state}"
		for path in files(".js")
		for state in re.findall(r"""workflow_state\s*[!=]==?\s*["']([^"']+)["']""", text(path))
		if state not in STATES
	}
	assert not unknown


def test_rules_do_not_read_workflows():
	readers = [path_name(path) for path in files(".py", APP / "domain") if f"{PACKAGE}.seeding" in set(imports(path))]
	assert not readers
