"""Who sees and does what: every role on every DocType of ours, through every way in, against `access_table.py`."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import frappe
import pytest
import snapshots
import valid_records
from access_table import (
	ADVISER,
	AUDITOR,
	COUNTED,
	ENDPOINTS,
	FENCED,
	GUEST,
	MANAGER,
	OPEN,
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
	by_link_search,
	by_list,
	by_print,
	call,
	delete,
	is_allowed,
	title_field,
	touch,
	touch_as_form,
)
from factories import NIENBURG, ensure_area, ensure_municipality, ensure_user
from frappe.desk.query_report import run
from valid_records import COLOGNE, make_valid, make_world, valid_values

import upj_kooperation
from upj_kooperation.fences import CHILD_TABLES, FENCES, UNFENCED

CASES = ("own", "other", "unassigned")
TOUCHED = (
	*FENCED,
	*OPEN,
	*TABLES,
	"User",
	"Has Role",
	"User Permission",
	"ToDo",
	"Comment",
	"Version",
	"Contact",
	"File",
)
Worlds = dict[str, dict[str, str]]


def user_of(role: str) -> str:
	"""Return a user with this role and no User Permission; managers then work for the site's own town."""
	if role == GUEST:
		return GUEST
	email = f"{frappe.scrub(role)}@nienburg.example"
	return email if frappe.db.exists("User", email) else ensure_user(email, role)


@pytest.fixture(scope="module")
def worlds(test_site: str, on_site: Callable[[str], AbstractContextManager]) -> Iterator[Worlds]:
	"""Four sets of records: the own town's, another town's, a colleague's mandate in the own town, and nobody's.

	Made once and committed; the tests undo what they do to them.
	"""
	with on_site(test_site):
		before = snapshots.names_in(TOUCHED)
		for role in ROLES:
			user_of(role)
		own, other = user_of(ADVISER), ensure_user("beratung@koeln.example", ADVISER)
		made = {
			"own": make_world(NIENBURG, own),
			"other": make_world(COLOGNE, other),
			"neighbour": make_world(NIENBURG, other),
			"unassigned": make_world(NIENBURG, other),
		}
		for doctype, name in made["own"].items():
			# Frappe adds the column for likes when it is first needed, and commits with that.
			call("frappe.desk.like.toggle_like", doctype=doctype, name=name, add="Yes")
		for doctype, name in made["unassigned"].items():
			if doctype != "Municipality":
				frappe.db.set_value(doctype, name, "municipality", None)
		frappe.db.commit()
	yield made
	with on_site(test_site):
		snapshots.remove_new(before)
		frappe.db.commit()
		frappe.clear_cache()


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
		if role == ADVISER and doctype != "Municipality":
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
			if doctype == "Seeded Record"
			else make_valid(doctype).name
		)
		wrong += [f"{doctype}: {problem}" for problem in differences(user, doctype, name, letters)]
		if doctype != "Seeded Record" and can_create(user, doctype, NIENBURG, {}) != ("c" in letters):
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
		if doctype == "Seeded Record" and letter in "wd":
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
		"Project Call": frappe.db.get_value("Call Application", other["Call Application"], "call"),
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


def test_reports_show_rows_of_the_own_town_alone(worlds: Worlds):
	reports = frappe.get_all(
		"Report",
		filters={"module": ["in", frappe.get_module_list("upj_kooperation")]},
		fields=["name", "ref_doctype"],
		order_by="name asc",
	)
	assert reports
	other = set(worlds["other"].values()) | {COLOGNE, "Köln"}
	shown = []
	for report in reports:
		for role in (MANAGER, ADVISER, STRANGER):
			with acting_as(user_of(role)):
				result: list[dict] = []
				is_allowed(lambda: result.append(run(report.name, filters={}, ignore_prepared_report=True)))  # noqa: B023
				cells = {str(cell) for answer in result for row in answer["result"] for cell in cells_of(row)}
				shown += [f"{report.name}, {role}: {cell}" for cell in cells & other]
				if role == STRANGER and cells:
					shown.append(f"{report.name} answers users without our roles")
	assert not shown


def cells_of(row: Any) -> list[Any]:
	"""Return the values of a report's row."""
	return list(row.values()) if isinstance(row, dict) else list(row)


def test_charts_and_cards_count_what_the_user_sees(worlds: Worlds):
	for case in ("own", "other"):
		frappe.db.set_value(
			"Sponsorship",
			worlds[case]["Sponsorship"],
			{"decision": "Accepted", "workflow_state": "Accepted", "kind": "Money Donation", "deciding_organ": "Mayor"},
		)
	for path in [path for path, test in WITHOUT_RECORD.items() if test == COUNTED]:
		command = f"upj_kooperation.api.{path}"
		figures = {role: total(command, user_of(role)) for role in (STRANGER, MANAGER, AUDITOR)}
		assert not figures[STRANGER], path
		assert 0 < figures[MANAGER] < figures[AUDITOR], path


def total(command: str, user: str) -> float:
	"""Return the sum of a chart's figures, or a card's figure, for a user; nothing where it is refused."""
	answers: list[dict] = []
	with acting_as(user):
		is_allowed(lambda: answers.append(call(command)))
	return sum(
		answer["value"] if "value" in answer else sum(sum(row["values"]) for row in answer["datasets"])
		for answer in answers
	)


def test_a_business_partner_shows_only_own_involvements(worlds: Worlds):
	customer = frappe.get_doc({"doctype": "Customer", "customer_name": "Laden (erfunden)", "customer_type": "Company"})
	customer.insert()
	for case in ("own", "other"):
		doc = frappe.get_doc("Stakeholder", worlds[case]["Stakeholder"])
		doc.update({"party_type": "Customer", "party": customer.name})
		doc.save()
	with acting_as(ensure_user("verkauf@nienburg.example", MANAGER, "Sales User")):
		answer = call(
			"upj_kooperation.api.stakeholders.party_overview", "GET", party_type="Customer", party=customer.name
		)
		assert [row["name"] for row in answer["stakeholders"]] == [worlds["own"]["Stakeholder"]]
	with acting_as(user_of(STRANGER)):
		shown: list[dict] = []
		is_allowed(
			lambda: shown.append(
				call(
					"upj_kooperation.api.stakeholders.party_overview", "GET", party_type="Customer", party=customer.name
				)
			)
		)
		assert not any(answer["stakeholders"] or answer["involvements"] for answer in shown)


def test_search_over_everything_is_fenced(worlds: Worlds):
	frappe.get_doc("Global Search Settings").append(
		"allowed_in_global_search", {"document_type": "Stakeholder"}
	).db_insert()
	for case in ("own", "other"):
		frappe.db.sql(
			"insert into `__global_search` (doctype, name, content, title, published) values (%s, %s, %s, %s, 0)",
			("Stakeholder", worlds[case]["Stakeholder"], "Stakeholder : Backstube", "Backstube"),
		)
	own, other = worlds["own"]["Stakeholder"], worlds["other"]["Stakeholder"]
	for role in (MANAGER, ADVISER, STRANGER):
		with acting_as(user_of(role)):
			found = {row["name"] for row in call("frappe.utils.global_search.search", text="Backstube")}
			assert (own in found) == (role == MANAGER)
			assert other not in found


def private_file(doctype: str, name: str, **values: Any) -> Any:
	"""Attach a private file to a record."""
	content = f"vertraulich {frappe.generate_hash()}"
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{frappe.generate_hash(length=8)}.txt",
			"is_private": 1,
			"attached_to_doctype": doctype,
			"attached_to_name": name,
			"content": content,
			**values,
		}
	).insert()


def can_download(file_url: str) -> bool:
	"""Say whether the session's user gets a private file, as `/private/files/…` decides it."""
	from frappe.core.doctype.file.utils import find_file_by_url

	return bool(find_file_by_url(file_url))


def test_files_follow_their_record(worlds: Worlds):
	files = {case: private_file("Sponsorship", worlds[case]["Sponsorship"]) for case in ("own", "other")}
	for role in (MANAGER, ADVISER, STRANGER):
		may = {"own": role == MANAGER, "other": False}
		for case, file in files.items():
			with acting_as(user_of(role)):
				listed = frappe.get_list("File", filters={"attached_to_doctype": "Sponsorship"}, pluck="name")
				assert (file.name in listed) == may[case], f"{role} lists the file of {case}"
				assert can_download(file.file_url) == may[case], f"{role} downloads the file of {case}"


def test_writing_down_an_address_does_not_open_a_file(worlds: Worlds):
	secret = private_file("Sponsorship", worlds["other"]["Sponsorship"]).file_url
	with acting_as(user_of(ADVISER)):
		session = frappe.get_doc("Advisory Session", worlds["own"]["Advisory Session"])
		session.attachment = secret
		with pytest.raises(frappe.PermissionError, match="not yours"):
			session.save()
		assert not can_download(secret)
	with acting_as(user_of(MANAGER)):
		for values in (
			{"file_url": secret},
			{
				"file_url": secret,
				"attached_to_doctype": "Sponsorship",
				"attached_to_name": worlds["own"]["Sponsorship"],
			},
		):
			with pytest.raises(frappe.PermissionError):
				frappe.get_doc({"doctype": "File", "is_private": 1, **values}).insert()
		own = private_file("Sponsorship", worlds["own"]["Sponsorship"])
		own.file_url = secret
		with pytest.raises(frappe.PermissionError):
			own.save()
		assert not can_download(secret)
	# An Attach field of ERPNext's own records hangs the file there by itself.
	frappe.get_doc("Role", "Accounts User")
	with acting_as(ensure_user("verkauf@nienburg.example", "Sales Master Manager", "Sales Manager")):
		customer = frappe.get_doc({"doctype": "Customer", "customer_name": "Laden (erfunden)", "image": secret})
		customer.insert()
		assert not can_download(secret)


def test_files_of_our_records_are_never_open_to_the_world(worlds: Worlds):
	with pytest.raises(frappe.ValidationError, match="must be private"):
		private_file("Sponsorship", worlds["own"]["Sponsorship"], is_private=0)


def test_links_lead_to_readable_records_alone(worlds: Worlds):
	with acting_as(user_of(MANAGER)):
		with pytest.raises(frappe.PermissionError, match="not yours"):
			make_valid(
				"Sponsorship", NIENBURG, stakeholder=worlds["other"]["Stakeholder"], programme_area=ensure_area().name
			)
		doc = frappe.get_doc("Cooperation Project", worlds["own"]["Cooperation Project"])
		doc.append("partners", {"stakeholder": worlds["other"]["Stakeholder"]})
		with pytest.raises(frappe.PermissionError, match="not yours"):
			doc.save()


def test_a_record_cannot_be_moved_to_another_town(worlds: Worlds):
	with acting_as(user_of(MANAGER)):
		doc = frappe.get_doc("Stakeholder", worlds["own"]["Stakeholder"])
		doc.municipality = COLOGNE
		with pytest.raises(frappe.PermissionError):
			doc.save()
		foreign = frappe.get_doc("Stakeholder", worlds["other"]["Stakeholder"])
		foreign.municipality = NIENBURG
		with pytest.raises(frappe.PermissionError):
			foreign.save()


def test_revoking_takes_effect_at_once(worlds: Worlds):
	area, foreign = worlds["own"]["Programme Area"], worlds["other"]["Programme Area"]
	user = ensure_user("wechsel@nienburg.example", MANAGER, municipalities=(COLOGNE,))
	with acting_as(user):
		assert by_list("Programme Area", foreign)
		assert not by_list("Programme Area", area)
	frappe.delete_doc("User Permission", frappe.db.get_value("User Permission", {"user": user, "for_value": COLOGNE}))
	with acting_as(user):
		assert not is_allowed(lambda: by_list("Programme Area", foreign))
		assert not frappe.has_permission("Programme Area", "read", foreign)
	frappe.get_doc("User", user).remove_roles(MANAGER)
	with acting_as(user):
		assert not is_allowed(lambda: by_list("Programme Area", area))
		assert not is_allowed(lambda: by_link_search("Programme Area", area))
	adviser = user_of(ADVISER)
	frappe.db.set_value("Advisory Mandate", worlds["own"]["Advisory Mandate"], "consultant", "Administrator")
	with acting_as(adviser):
		assert not by_list("Advisory Mandate", worlds["own"]["Advisory Mandate"])
		assert not by_list("Programme Area", area)


def test_managers_without_permissions_follow_the_own_towns(worlds: Worlds):
	user, foreign = user_of(MANAGER), worlds["other"]["Stakeholder"]
	with acting_as(user):
		assert not by_list("Stakeholder", foreign)
	town = ensure_municipality(COLOGNE)
	town.is_own = 1
	town.save()
	with acting_as(user):
		assert by_list("Stakeholder", foreign)
	town.is_own = 0
	town.save()
	with acting_as(user):
		assert not by_list("Stakeholder", foreign)


def test_four_eyes_hold_for_every_way_of_saving(worlds: Worlds):
	user = ensure_user("beides@nienburg.example", MANAGER, "Cooperation Approver")
	with acting_as(user):
		paper = make_valid("Council Paper")
		paper.workflow_state = "Released"
		with pytest.raises(frappe.PermissionError, match="yourself"):
			paper.save()
		paper.reload()
		paper.update({"owner": "Administrator", "workflow_state": "Released"})
		with pytest.raises(frappe.PermissionError, match="yourself"):
			paper.save()
		paper.reload()
		paper.owner = "Administrator"
		paper.save()
		assert frappe.db.get_value("Council Paper", paper.name, "owner") == user


def test_a_record_is_deleted_only_by_those_who_may_change_it_now(worlds: Worlds):
	name = worlds["own"]["Call Application"]
	frappe.db.set_value("Call Application", name, "workflow_state", "Handed In")
	with acting_as(user_of(MANAGER)):
		assert not frappe.has_permission("Call Application", "delete", name)
		doc = frappe.get_doc("Call Application", name)
		doc.motivation = "<p>Nachgebessert</p>"
		with pytest.raises(frappe.PermissionError, match="Programme Office"):
			doc.save()
