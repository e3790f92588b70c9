"""Who sees and does what: every role on every DocType of ours, through every way in, against `access_table.py`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest
import valid_records
from access_table import (
	ADVISER,
	ENDPOINTS,
	FENCED,
	GUEST,
	INTERNAL,
	MANAGER,
	OPEN,
	REVIEWER,
	ROLES,
	STRANGER,
	TABLES,
	WITHOUT_RECORD,
)
from entry_points import (
	INTRUSIONS,
	READERS,
	acting_as,
	by_export,
	by_print,
	call,
	delete,
	is_allowed,
	title_field,
	touch,
	touch_as_form,
)
from factories import NIENBURG
from valid_records import COLOGNE, make_valid, valid_values
from worlds import Worlds, committed_worlds, user_of

import upj_kooperation
from upj_kooperation.fences import CHILD_TABLES, FENCES, UNFENCED

CASES = ("own", "other", "unassigned")


@pytest.fixture(scope="module")
def worlds(test_site: str, on_site: Any) -> Iterator[Worlds]:
	"""The records of this file's tests, which undo what they do to them."""
	with committed_worlds(test_site, on_site) as made:
		yield made


def our_doctypes() -> dict[str, bool]:
	"""Return every DocType of the app: is it a table?"""
	modules = frappe.get_all("Module Def", filters={"app_name": "upj_kooperation"}, pluck="name", order_by="name asc")
	rows = frappe.get_all(
		"DocType", filters={"module": ["in", modules]}, fields=["name", "istable"], order_by="name asc"
	)
	return {row.name: bool(row.istable) for row in rows}


def our_endpoints() -> set[str]:
	"""Return `file.function` of everything in api/ that the network can call."""
	found = set()
	for path in (Path(upj_kooperation.__file__).parent / "api").glob("*.py"):
		module = frappe.get_module(f"upj_kooperation.api.{path.stem}")
		found |= {
			f"{path.stem}.{name}"
			for name, value in vars(module).items()
			if callable(value) and value in frappe.whitelisted and value.__module__ == module.__name__
		}
	return found


def test_table_names_every_doctype():
	doctypes = our_doctypes()
	assert {name for name, is_table in doctypes.items() if not is_table} == {*FENCED, *OPEN}
	assert {name for name, is_table in doctypes.items() if is_table} == set(TABLES)
	assert set(FENCED) == set(FENCES)
	assert {name: parent for name, parent in TABLES.items() if parent in FENCES} == CHILD_TABLES
	assert {*UNFENCED} == {*OPEN, *(name for name, parent in TABLES.items() if parent in OPEN)}


def test_tables_stand_in_the_parent_that_fences_them():
	for parent in FENCED | OPEN:
		for df in frappe.get_meta(parent).get_table_fields():
			assert TABLES[df.options] == parent


def test_table_names_every_endpoint():
	assert our_endpoints() == {*ENDPOINTS, *WITHOUT_RECORD}


@pytest.mark.parametrize("role", ROLES)
def test_rights(role: str, worlds: Worlds):
	user, wrong = user_of(role), []
	for doctype, rights in FENCED.items():
		expected = dict(zip(CASES, rights.get(role, ("", "", "")), strict=True))
		if role in (ADVISER, REVIEWER) and doctype != "Municipality":
			expected["neighbour"] = expected["other"]
		if doctype == "Municipality":
			del expected["unassigned"]
		for case, letters in expected.items():
			name = worlds[case][doctype]
			for problem in differences(user, doctype, name, letters):
				wrong.append(f"{doctype}, {case}: {problem}")
		for case, town in (("own", NIENBURG), ("other", COLOGNE)):
			if can_create(user, doctype, town, worlds[case]) != ("c" in expected[case]):
				wrong.append(f"{doctype}, {case}: create is {'c' not in expected[case]}")
	assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_rights_on_shared_records(role: str, worlds: Worlds):
	user, wrong = user_of(role), []
	for doctype, rights in OPEN.items():
		letters = rights.get(role, "")
		name = (
			frappe.get_all(doctype, pluck="name", limit=1, order_by="name asc")[0]
			if doctype in INTERNAL
			else make_valid(doctype).name
		)
		wrong += [f"{doctype}: {problem}" for problem in differences(user, doctype, name, letters)]
		if doctype not in INTERNAL and can_create(user, doctype, NIENBURG, {}) != ("c" in letters):
			wrong.append(f"{doctype}: create is {'c' not in letters}")
	assert not wrong


def differences(user: str, doctype: str, name: str, letters: str) -> list[str]:
	"""Return what differs from the expected rights on one record."""
	found = []
	for reader in READERS:
		with acting_as(user):
			if is_allowed(lambda reader=reader: reader(doctype, name)) != ("r" in letters):
				found.append(f"{reader.__name__} is {'r' not in letters}")
	if "r" not in letters and doctype in FENCED:
		found += [f"{way} is open" for way in intrusions(user, doctype, name)]
	for letter, action in (("w", touch), ("w", touch_as_form), ("d", delete)):
		if doctype in INTERNAL and letter in "wd":
			continue
		with acting_as(user):
			if is_allowed(lambda action=action: action(doctype, name)) != (letter in letters):
				found.append(f"{action.__name__} is {letter not in letters}")
	with acting_as(user):
		if frappe.has_permission(doctype, "submit", name) != ("s" in letters):
			found.append(f"submit is {'s' not in letters}")
	return found


def intrusions(user: str, doctype: str, name: str) -> list[str]:
	"""Return the side doors that a user finds open on a record that is not theirs to read."""
	doors = {**INTRUSIONS, "print": by_print, "export": by_export}
	found = []
	for way, action in doors.items():
		with acting_as(user):
			if is_allowed(lambda action=action: action(doctype, name)):
				found.append(way)
	return found


def can_create(user: str, doctype: str, town: str, world: dict[str, str]) -> bool:
	"""Say whether a user can insert a valid record that belongs to a town, or to the mandate of a world."""
	linked = {"mandate": world.get("Advisory Mandate"), "consultant": user if user != GUEST else "Administrator"}
	values = valid_values(doctype, town, **linked)
	if doctype == "Municipality":
		values = {"ags": "14612000" if town == COLOGNE else "09462000", "municipality_name": "Anderswo"}
	with acting_as(user):
		return is_allowed(lambda: frappe.get_doc({"doctype": doctype, **values}).insert())


@pytest.mark.parametrize("role", [MANAGER, ADVISER, STRANGER, GUEST])
def test_endpoints_refuse_records_of_others(role: str, worlds: Worlds):
	user, other = user_of(role), worlds["other"]
	places: dict[str, Any] = {
		**other,
		"consultant": "beratung@koeln.example",
		"reviewer": "begutachtung@koeln.example",
		"Project Call": frappe.db.get_value("Call Application", other["Call Application"], "call"),
		"Follow-up Plan": frappe.db.get_value("Follow-up Run", other["Follow-up Run"], "plan"),
		"Customer": frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": valid_records.unique("Laden (erfunden)"),
				"customer_type": "Company",
			}
		)
		.insert()
		.name,
	}
	places["Contact"] = frappe.db.get_value("Partner Access", other["Partner Access"], "contact")
	for table in ("Agreement Party", "Agreement Duty"):
		places[table] = frappe.db.get_value(table, {"parent": other["Cooperation Agreement"]})
	open_to_them = []
	for path, arguments in ENDPOINTS.items():
		values = {
			key: places[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value
			for key, value in arguments.items()
		}
		method = next(
			iter(frappe.allowed_http_methods_for_whitelisted_func[frappe.get_attr(f"upj_kooperation.api.{path}")])
		)
		with acting_as(user):
			answer: list[Any] = []
			allowed = is_allowed(
				lambda: answer.append(call(f"upj_kooperation.api.{path}", method, **values))  # noqa: B023
			)
			if allowed and answer != [[]] and answer != [{}]:
				open_to_them.append(f"{path}: {answer}")
	assert not open_to_them


def test_rows_are_fenced_by_their_record(worlds: Worlds):
	open_rows = []
	for role in (MANAGER, ADVISER, STRANGER):
		for table, parent in CHILD_TABLES.items():
			rows = frappe.get_all(table, filters={"parent": worlds["other"][parent]}, pluck="name", order_by="idx asc")
			assert rows or table == "Sponsorship In-kind Item", f"{table}: the world has no row to look for"
			if rows:
				open_rows += [
					f"{role}: {table} by {way}" for way in ways_into_row(user_of(role), table, parent, rows[0])
				]
	assert not open_rows


def ways_into_row(user: str, table: str, parent: str, row: str) -> list[str]:
	"""Return the ways by which a user reaches a row of a table."""
	ways: dict[str, Callable[[], Any]] = {
		"list": lambda: row in names_of_rows(table, parent),
		"get": lambda: call("frappe.client.get", doctype=table, name=row, parent=parent),
		"permission": lambda: frappe.get_doc(table, row).has_permission("read"),
		"count": lambda: bool(call("frappe.client.get_count", doctype=table, filters=json.dumps({"name": row}))),
		"set_value": lambda: call(
			"frappe.client.set_value", doctype=table, name=row, fieldname=title_field(table), value="x"
		),
	}
	found = []
	for way, action in ways.items():
		with acting_as(user):
			if is_allowed(action):
				found.append(way)
	return found


def names_of_rows(table: str, parent: str) -> set[str]:
	"""Return what `/api/resource/<table>?parent=` lists."""
	return {row["name"] for row in call("frappe.client.get_list", doctype=table, parent=parent, limit_page_length=0)}


def test_rows_are_written_with_their_record_alone(worlds: Worlds):
	row = frappe.get_all("Agreement Party", filters={"parent": worlds["own"]["Cooperation Agreement"]}, pluck="name")[0]
	with acting_as(user_of(MANAGER)):
		doc = frappe.get_doc("Agreement Party", row)
		doc.signatory = "Jemand anders"
		with pytest.raises(frappe.ValidationError, match="changed in the record that they belong to"):
			doc.save()
		with pytest.raises(frappe.ValidationError):
			frappe.delete_doc("Agreement Party", row)
		with pytest.raises(frappe.ValidationError):
			frappe.get_doc({"doctype": "Agreement Party", **frappe.get_doc("Agreement Party", row).as_dict()}).insert()
