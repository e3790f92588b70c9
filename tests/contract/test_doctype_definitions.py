"""The definition of every DocType: naming, titles, search, order, links, options, permissions, controllers, fences."""

import ast
import re

import pytest
from repository import (
	APP,
	NO_VALUE,
	PACKAGE,
	data,
	doctypes,
	files,
	functions,
	modules,
	records_of,
	roles,
	scrub,
	text,
	tree,
	value_fields,
)

from upj_kooperation.fences import CHILD_TABLES, FENCES, OPENED_BY_LINK, OPENED_TO_MEMBERS, UNFENCED

PLATFORM_DOCTYPES = frozenset(
	{
		"Account",
		"Address",
		"Company",
		"Contact",
		"Cost Center",
		"Country",
		"Currency",
		"Customer",
		"Department",
		"DocType",
		"Email Template",
		"Employee",
		"Event",
		"File",
		"Item",
		"Journal Entry",
		"Language",
		"Payment Entry",
		"Print Format",
		"Project",
		"Role",
		"Sales Invoice",
		"Supplier",
		"Task",
		"Timesheet",
		"ToDo",
		"User",
		"Workflow State",
	}
)
STANDARD_FIELDS = frozenset({"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"})
FIELDTYPES = NO_VALUE | {
	"Attach",
	"Attach Image",
	"Autocomplete",
	"Check",
	"Code",
	"Color",
	"Currency",
	"Data",
	"Date",
	"Datetime",
	"Duration",
	"Dynamic Link",
	"Float",
	"Geolocation",
	"HTML Editor",
	"Int",
	"JSON",
	"Link",
	"Long Text",
	"Markdown Editor",
	"Percent",
	"Phone",
	"Rating",
	"Read Only",
	"Select",
	"Signature",
	"Small Text",
	"Table",
	"Table MultiSelect",
	"Text",
	"Text Editor",
	"Time",
}
CHANGES = ("write", "create", "delete", "submit", "cancel", "amend", "import", "share", "set_user_permissions")

MANAGER, ADVISER, APPROVER = "Cooperation Manager", "Cooperation Adviser", "Cooperation Approver"
OFFICE, AUDITOR, REVIEWER = "Programme Office", "Cooperation Auditor", "Call Reviewer"
PARTNER, GROUP_MEMBER = "Cooperation Partner", "Challenge Group Member"
GUEST = "Guest"
# What each of our roles may do with a DocType's records: "w" reads and writes (perhaps creates, deletes, submits), "r"
# only reads (DESIGN.md, "Roles"). A role that is not named has no row. System Manager stands everywhere.
RIGHTS: dict[str, dict[str, str]] = {
	"Field of Action": {MANAGER: "w", ADVISER: "r", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Municipality": {MANAGER: "w", ADVISER: "r", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Programme Area": {MANAGER: "w", ADVISER: "r", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Working Group": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Working Group Meeting": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Stakeholder": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Stakeholder Import": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Stakeholder Relationship": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Relationship Type": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Follow-up Plan": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Follow-up Run": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Project Call": {MANAGER: "r", ADVISER: "r", APPROVER: "r", OFFICE: "w", AUDITOR: "r", REVIEWER: "r"},
	"Application Intake": {OFFICE: "w", AUDITOR: "r", GUEST: "w"},
	"Call Application": {MANAGER: "w", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Application Review": {OFFICE: "w", AUDITOR: "r", REVIEWER: "w"},
	"Selection Round": {OFFICE: "w", AUDITOR: "r"},
	"Call Notice": {OFFICE: "w", AUDITOR: "r"},
	"Advisory Mandate": {MANAGER: "r", ADVISER: "r", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Advisory Session": {MANAGER: "w", ADVISER: "w", APPROVER: "r", OFFICE: "r", AUDITOR: "r"},
	"Exchange Request": {MANAGER: "w", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Exchange Answer": {MANAGER: "w", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Peer Workshop": {MANAGER: "w", ADVISER: "w", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Cooperation Project": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Cooperation Agreement": {MANAGER: "w", APPROVER: "w", AUDITOR: "r"},
	"Partner Access": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Duty Report": {MANAGER: "w", APPROVER: "r", AUDITOR: "r", PARTNER: "w"},
	"Approval Rule": {MANAGER: "r", APPROVER: "w", AUDITOR: "r"},
	"Agreement Template": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Acceptance Rule": {MANAGER: "r", APPROVER: "w", AUDITOR: "r"},
	"Sponsorship": {MANAGER: "w", APPROVER: "w", AUDITOR: "r"},
	"Donation Receipt": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Donation Receipt Run": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Sponsor Package": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Acceptance List": {MANAGER: "w", APPROVER: "w", AUDITOR: "r"},
	"Support Kind": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Office Contribution": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Challenge Site": {MANAGER: "w", APPROVER: "r", OFFICE: "r", AUDITOR: "r"},
	"Group Material": {MANAGER: "w", APPROVER: "r", OFFICE: "r", AUDITOR: "r"},
	"Method Material": {MANAGER: "r", APPROVER: "r", OFFICE: "w", AUDITOR: "r"},
	"Challenge Group Meeting": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Challenge Group": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Support Request": {MANAGER: "w", APPROVER: "r", AUDITOR: "r", GUEST: "w"},
	"Matching Run": {MANAGER: "r", APPROVER: "r", AUDITOR: "r"},
	"Partner Match": {MANAGER: "w", APPROVER: "r", AUDITOR: "r", GROUP_MEMBER: "w"},
	"Market Event": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Market Deal": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Support Offer": {MANAGER: "w", APPROVER: "r", AUDITOR: "r", PARTNER: "w"},
	"Council Paper": {MANAGER: "w", APPROVER: "w", AUDITOR: "r"},
	"Paper Number Range": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"OParl Source": {MANAGER: "w", APPROVER: "r", AUDITOR: "r"},
	"Daily Digest": {},
	"Seeded Record": {},
	"Stakeholder Key": {},
	"Support Capacity Use": {},
	"Support Offer Tag": {},
	"Request Candidate": {},
}
# What the app notes for itself: nobody works in these lists.
INTERNAL = frozenset(
	{"Request Candidate", "Seeded Record", "Stakeholder Key", "Support Capacity Use", "Support Offer Tag"}
)

ALL = doctypes()
PARENTS = {name: doctype for name, doctype in ALL.items() if not doctype.get("istable")}
TABLES = {name: doctype for name, doctype in ALL.items() if doctype.get("istable")}


def controller_path(name: str):
	"""Return the file of a DocType's controller."""
	folder = scrub(name)
	return APP / scrub(ALL[name]["module"]) / "doctype" / folder / f"{folder}.py"


@pytest.mark.parametrize("name", ALL)
def test_file_lies_where_frappe_looks_for_it(name: str):
	path = next(path for path, content in records_of("DocType") if content["name"] == name)
	folder = scrub(name)
	assert path == APP / scrub(ALL[name]["module"]) / "doctype" / folder / f"{folder}.json"
	assert ALL[name]["module"] in modules()
	assert (path.parent / "__init__.py").is_file()
	assert "custom" not in ALL[name] or not ALL[name]["custom"]


@pytest.mark.parametrize("name", ALL)
def test_fields_are_listed_once_and_in_order(name: str):
	fields = ALL[name]["fields"]
	names = [field["fieldname"] for field in fields]
	assert ALL[name]["field_order"] == names
	assert len(names) == len(set(names))
	assert not STANDARD_FIELDS & set(names)
	assert not [field for field in names if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", field)]
	assert not [field["fieldname"] for field in fields if field["fieldtype"] not in FIELDTYPES]
	assert not [field["fieldname"] for field in fields if field["fieldtype"] not in NO_VALUE and not field.get("label")]


@pytest.mark.parametrize("name", PARENTS)
def test_naming_title_search_and_order(name: str):
	doctype, fields = PARENTS[name], value_fields(PARENTS[name])
	assert doctype.get("naming_rule") and doctype.get("autoname")
	if doctype["autoname"].startswith("field:"):
		named_by = fields[doctype["autoname"].removeprefix("field:")]
		assert named_by.get("reqd") and named_by.get("unique")
	assert doctype["title_field"] in fields
	searched = [part.strip() for part in doctype["search_fields"].split(",")]
	assert searched and set(searched) <= set(fields)
	assert (doctype["sort_field"], doctype["sort_order"]) == ("modified", "DESC")
	assert doctype["track_changes"] == 1
	assert doctype.get("description"), "the list's empty page shows it"


@pytest.mark.parametrize("name", [name for name in PARENTS if name not in INTERNAL])
def test_lists_have_columns_and_filters(name: str):
	fields = PARENTS[name]["fields"]
	columns = [field["fieldname"] for field in fields if field.get("in_list_view")]
	assert columns, "no column in the list"
	assert any(field.get("in_standard_filter") for field in fields), "no filter above the list"


@pytest.mark.parametrize("name", ALL)
def test_what_the_form_hides_is_not_printed(name: str):
	# Frappe prints hidden fields; the state is hidden because it stands in the title bar, which paper has not.
	printed = [
		field["fieldname"]
		for field in ALL[name]["fields"]
		if field.get("hidden") and not field.get("print_hide") and not field["fieldtype"].endswith("Break")
	]
	assert [fieldname for fieldname in printed if fieldname != "workflow_state"] == []


@pytest.mark.parametrize("name", TABLES)
def test_tables_keep_their_order_and_have_columns(name: str):
	doctype = TABLES[name]
	assert (doctype["sort_field"], doctype["sort_order"]) == ("idx", "ASC")
	assert not doctype["permissions"]
	assert any(field.get("in_list_view") for field in doctype["fields"])
	# In the grid Frappe never takes such a condition back: a row whose choice was changed could not be saved.
	assert not [field["fieldname"] for field in doctype["fields"] if field.get("mandatory_depends_on")]


def searchable(name: str) -> set[str]:
	"""Return the fields that a filter on a DocType may name: its own and, as Frappe resolves them, its tables'."""
	fields = value_fields(ALL[name])
	tables = [field["options"] for field in fields.values() if field["fieldtype"] in ("Table", "Table MultiSelect")]
	return {*fields, *(fieldname for table in tables for fieldname in value_fields(ALL[table]))}


@pytest.mark.parametrize("name", ALL)
def test_links_and_tables_resolve(name: str):
	fields = value_fields(ALL[name])
	problems = []
	for field in fields.values():
		target = field.get("options")
		if field["fieldtype"] == "Link" and target not in ALL and target not in PLATFORM_DOCTYPES:
			problems.append(f"{field['fieldname']}: Link to {target}")
		if field["fieldtype"] in ("Table", "Table MultiSelect") and target not in TABLES:
			problems.append(f"{field['fieldname']}: Table of {target}")
		if field["fieldtype"] == "Dynamic Link" and target not in fields:
			problems.append(f"{field['fieldname']}: Dynamic Link by {target}")
		if fetched := field.get("fetch_from"):
			link, _dot, source = fetched.partition(".")
			linked = fields.get(link, {}).get("options")
			if (linked in ALL and source not in {*value_fields(ALL[linked]), "name"}) or link not in fields:
				problems.append(f"{field['fieldname']}: fetched from {fetched}")
	for link in ALL[name].get("links", []):
		if link.get("link_doctype") in ALL and link["link_fieldname"] not in searchable(link["link_doctype"]):
			problems.append(f"connection to {link['link_doctype']}.{link['link_fieldname']}")
	assert not problems


@pytest.mark.parametrize("name", ALL)
def test_links_go_to_earlier_modules_or_to_the_council(name: str):
	order = modules()
	last = order.index(ALL[name]["module"])
	later = [
		f"{field['fieldname']} -> {field['options']}"
		for field in ALL[name]["fields"]
		if field["fieldtype"] in ("Link", "Table")
		and field.get("options") in ALL
		and ALL[field["options"]]["module"] != "Council Affairs"
		and order.index(ALL[field["options"]]["module"]) > last
	]
	assert not later


@pytest.mark.parametrize("name", ALL)
def test_defaults_are_among_the_options(name: str):
	problems = []
	for field in ALL[name]["fields"]:
		if field["fieldtype"] != "Select":
			continue
		options = field.get("options", "").split("\n")
		if len(options) != len(set(options)) or [option for option in options if option != option.strip()]:
			problems.append(f"{field['fieldname']}: options {options}")
		if field.get("default") and field["default"] not in options:
			problems.append(f"{field['fieldname']}: default {field['default']}")
		if not any(options):
			problems.append(f"{field['fieldname']}: no options")
	assert not problems


@pytest.mark.parametrize("name", ALL)
def test_what_is_fetched_from_a_choice_is_the_same_choice(name: str):
	"""Frappe translates the options of a Select alone: kept as Data, they stand in English in a German form."""
	own = {field["fieldname"]: field for field in ALL[name]["fields"]}
	problems = []
	for field in own.values():
		link, _dot, fetched = (field.get("fetch_from") or "").partition(".")
		source = [
			row
			for row in ALL.get(own.get(link, {}).get("options"), {}).get("fields", ())
			if row["fieldname"] == fetched
		]
		for row in source:
			if row["fieldtype"] == "Select" and (field["fieldtype"], field.get("options")) != (
				"Select",
				row["options"],
			):
				problems.append(
					f"{field['fieldname']} is no Select with the options of {own[link]['options']}.{fetched}"
				)
	assert not problems


@pytest.mark.parametrize("name", ALL)
def test_conditions_name_fields_that_exist(name: str):
	fields = {field["fieldname"] for field in ALL[name]["fields"]} | STANDARD_FIELDS | {"__islocal", "__unsaved"}
	problems = []
	for field in ALL[name]["fields"]:
		for key in ("depends_on", "mandatory_depends_on", "read_only_depends_on", "collapsible_depends_on"):
			condition = field.get(key) or ""
			named = set(re.findall(r"\bdoc\.(\w+)", condition))
			if condition and not condition.startswith("eval:"):
				named = {condition}
			problems += [f"{field['fieldname']}.{key}: {missing}" for missing in named - fields]
	assert not problems


@pytest.mark.parametrize("name", FENCES)
def test_the_fence_stands_on_real_fields(name: str):
	"""Links to the municipality are not narrowed by User Permissions of Frappe: our own fence does that, once."""
	fence, fields = FENCES[name], value_fields(ALL[name])
	if fence.municipality not in ("name", None):
		link = fields[fence.municipality]
		assert (link["fieldtype"], link["options"]) == ("Link", "Municipality")
		assert link.get("ignore_user_permissions") == 1
	if fence.consultant:
		assert fields[fence.consultant]["options"] == "User"
	if fence.partner:
		assert fields[fence.partner]["options"] == "Stakeholder"
	if fence.reader:
		assert fields[fence.reader]["options"] == "Municipality"
	if fence.shared:
		assert fields[fence.shared]["fieldtype"] == "Check"
	if fence.reader_table:
		assert CHILD_TABLES[fence.reader_table] == name
		assert value_fields(ALL[fence.reader_table])["municipality"]["options"] == "Municipality"
	if fence.through_mandate:
		assert fence.through_mandate in value_fields(ALL["Advisory Mandate"])


@pytest.mark.parametrize("name", ALL)
def test_links_to_municipalities_ignore_frappes_user_permissions(name: str):
	narrowed = [
		field["fieldname"]
		for field in ALL[name]["fields"]
		if field["fieldtype"] == "Link"
		and field.get("options") == "Municipality"
		and not field.get("ignore_user_permissions")
	]
	assert not narrowed


def test_fences_know_every_doctype_once():
	named = [*FENCES, *CHILD_TABLES, *UNFENCED]
	assert sorted(named) == sorted(ALL)
	assert not [name for name in FENCES if name in TABLES]
	assert not [name for name in CHILD_TABLES if name not in TABLES]


def test_tables_are_fenced_through_the_parent_they_stand_in():
	parents = {}
	for name, doctype in PARENTS.items():
		for field in doctype["fields"]:
			if field["fieldtype"] in ("Table", "Table MultiSelect"):
				parents.setdefault(field["options"], set()).add(name)
	assert set(parents) == set(TABLES), "tables that stand in no DocType"
	wrong = {table: parent for table, parent in CHILD_TABLES.items() if parents[table] != {parent}}
	assert not wrong
	open_rows = {table for table in TABLES if table in UNFENCED and parents[table] & set(FENCES)}
	assert not open_rows, "rows of fenced records without a fence"


def permission_rows(name: str) -> dict[str, list[dict]]:
	"""Return a DocType's permission rows by role."""
	rows: dict[str, list[dict]] = {}
	for row in ALL[name]["permissions"]:
		rows.setdefault(row["role"], []).append(row)
	return rows


def right_of(rows: list[dict]) -> str:
	"""Return "w" for rows of a role that change a record in some way, "r" for rows that only read."""
	if any(row.get(change) for row in rows for change in CHANGES):
		return "w"
	return "r" if any(row.get("read") for row in rows) else ""


@pytest.mark.parametrize("name", PARENTS)
def test_roles_are_those_of_the_table(name: str):
	found = {role: right_of(rows) for role, rows in permission_rows(name).items()}
	assert found.pop("System Manager"), "System Manager stands everywhere"
	assert found == RIGHTS[name]
	assert set(found) - {GUEST} <= roles()
	# A visitor writes the record whose secret link the request carries (permissions.py), and reads none in the desk.
	assert (GUEST in found) == (name in OPENED_BY_LINK)
	assert not [row for row in permission_rows(name).get(GUEST, []) if set(row) - {"role", "create", "write"}]
	# A member of a group writes an own match on the web, and reads none in the desk.
	assert (GROUP_MEMBER in found) == (name in OPENED_TO_MEMBERS)
	assert not [row for row in permission_rows(name).get(GROUP_MEMBER, []) if set(row) - {"role", "write"}]


def test_the_table_of_roles_names_every_doctype():
	assert set(RIGHTS) == set(PARENTS)


@pytest.mark.parametrize("name", PARENTS)
def test_the_auditor_reads_and_changes_nothing(name: str):
	rows = permission_rows(name).get(AUDITOR, [])
	assert not [right for row in rows for right in CHANGES if row.get(right)]
	if name in FENCES:
		assert any(row.get("read") for row in rows)


@pytest.mark.parametrize("name", PARENTS)
def test_each_role_has_one_row_for_each_level(name: str):
	rows = [(row["role"], row.get("permlevel", 0)) for row in ALL[name]["permissions"]]
	assert len(rows) == len(set(rows))
	submitters = [row["role"] for row in ALL[name]["permissions"] if row.get("submit")]
	assert bool(submitters) == bool(ALL[name].get("is_submittable"))


@pytest.mark.parametrize("name", ALL)
def test_controller_has_the_class_that_frappe_looks_for(name: str):
	path = controller_path(name)
	class_name = name.replace(" ", "").replace("-", "")
	found = {node.name: node for node in tree(path).body if isinstance(node, ast.ClassDef)}
	assert class_name in found
	assert ast.get_docstring(found[class_name])
	bases = {ast.unparse(base) for base in found[class_name].bases}
	assert ("CooperationDocument" if name in PARENTS else "CooperationRow") in bases, (
		"they close the platform's input gaps"
	)


@pytest.mark.parametrize("name", FENCES)
def test_fenced_lists_have_their_index(name: str):
	path = controller_path(name)
	update = functions(path).get("on_doctype_update")
	if FENCES[name].municipality == "name" and not FENCES[name].consultant:
		return
	assert update, "on_doctype_update gives the list its index"
	assert f'add_list_index("{name}")' in ast.unparse(update).replace("'", '"')


@pytest.mark.parametrize("name", FENCES)
def test_number_series_and_length_of_names(name: str):
	autoname = PARENTS[name]["autoname"]
	assert autoname.startswith(("field:", "hash")) or re.fullmatch(
		r"(?:[A-Z]+-|\{[a-z_]+\}-|\.YYYY\.-?)+\.#+", autoname
	)


def test_no_two_doctypes_share_a_number_series():
	series = [PARENTS[name]["autoname"] for name in PARENTS if "#" in PARENTS[name]["autoname"]]
	assert len(series) == len(set(series))


def test_every_json_of_a_module_can_be_read():
	for module in modules():
		for path in files(".json", APP / scrub(module)):
			assert data(path), path


def test_scripts_of_forms_stand_beside_a_doctype_and_name_it():
	problems = []
	for module in modules():
		for path in files(".js", APP / scrub(module)):
			if path.parent.parent.name != "doctype":
				continue
			folder = path.parent.name
			name = next((name for name in ALL if scrub(name) == folder), None)
			if not name or path.stem not in (folder, f"{folder}_list", f"{folder}_calendar", f"{folder}_tree"):
				problems.append(str(path))
			elif path.stem == folder and f'frappe.ui.form.on("{name}"' not in text(path):
				problems.append(f"{path.name}: no frappe.ui.form.on for {name}")
			elif path.stem == f"{folder}_list" and f'frappe.listview_settings["{name}"]' not in text(path):
				problems.append(f"{path.name}: no frappe.listview_settings for {name}")
	assert not problems, PACKAGE
