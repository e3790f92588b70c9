"""Records that the app brings and a town may change: inserted if missing, updated only while unchanged.

Frappe's fixtures are deleted and inserted anew on every migrate, so a town's change would be lost; hence this module.
"""

import copy
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe

APP = Path(__file__).parent


def definitions() -> Iterator[dict]:
	"""Yield every record to seed, in the order in which they need each other."""
	styles = json.loads((APP / "workflows" / "states.json").read_text(encoding="utf-8"))
	workflows = [
		json.loads(path.read_text(encoding="utf-8"))
		for path in sorted((APP / "workflows").glob("*.json"))
		if path.name != "states.json"
	]
	for state, style in styles.items():
		yield {"doctype": "Workflow State", "workflow_state_name": state, "style": style}
	for action in sorted({row["action"] for workflow in workflows for row in workflow["transitions"]}):
		yield {"doctype": "Workflow Action Master", "workflow_action_name": action}
	yield from workflows
	for path in sorted((APP / "seeds").glob("*.json")):
		yield from json.loads(path.read_text(encoding="utf-8"))


def seed_all() -> None:
	"""Insert what is missing, update what the town has not changed, and leave everything else alone."""
	known = {
		(row.reference_doctype, row.reference_name): row
		for row in frappe.get_all(
			"Seeded Record",
			fields=["name", "reference_doctype", "reference_name", "fingerprint"],
			order_by="creation asc",
		)
	}
	for definition in definitions():
		_seed(definition, known.get((definition["doctype"], record_name(definition))))


def record_name(definition: dict) -> str:
	"""Return the name that Frappe gives the record: the field its DocType is named by, or the name it is sent."""
	autoname = frappe.get_meta(definition["doctype"]).autoname or ""
	return definition[autoname.removeprefix("field:") if autoname.startswith("field:") else "name"]


def _seed(definition: dict, known: Any) -> None:
	doctype, name = definition["doctype"], record_name(definition)
	if not frappe.db.exists(doctype, name):
		if not known:
			# A copy: Frappe writes into the rows that it is given, and the fingerprint would change.
			frappe.get_doc(copy.deepcopy(definition)).insert(ignore_permissions=True)
			remember(definition)
		return
	if not known or known.fingerprint == fingerprint(definition):
		return
	doc = frappe.get_doc(doctype, name)
	if fingerprint(_project(doc.as_dict(), definition)) != known.fingerprint:
		return
	doc.update(copy.deepcopy(definition))
	doc.save(ignore_permissions=True)
	frappe.db.set_value("Seeded Record", known.name, "fingerprint", fingerprint(definition))


def remember(definition: dict) -> None:
	"""Note that the app brought this record: uninstalling takes it away again."""
	frappe.get_doc(
		{
			"doctype": "Seeded Record",
			"reference_doctype": definition["doctype"],
			"reference_name": record_name(definition),
		}
	).record(fingerprint=fingerprint(definition)).insert(ignore_permissions=True)


def fingerprint(definition: dict) -> str:
	"""Return a short hash of a definition; the same for values that the database cannot tell apart."""
	return hashlib.sha256(json.dumps(_plain(definition), sort_keys=True).encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
	if isinstance(value, dict):
		return {key: _plain(item) for key, item in value.items() if _plain(item) not in ("", [])}
	if isinstance(value, list):
		return [_plain(item) for item in value]
	if value is None or value is False or value == 0 or value == "0":
		return ""
	if isinstance(value, int | float):
		return f"{value:g}" if isinstance(value, float) else str(value)
	return str(value)


def _project(stored: Any, definition: Any) -> Any:
	if isinstance(definition, dict):
		return {key: _project(stored.get(key), item) for key, item in definition.items()}
	if isinstance(definition, list):
		rows = stored or []
		patterns = definition or [{}]
		return [_project(row, patterns[min(index, len(patterns) - 1)]) for index, row in enumerate(rows)]
	return stored
