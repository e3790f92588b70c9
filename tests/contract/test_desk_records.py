"""What the app puts on the desk: reports, cards, charts, workspaces, print formats, fixtures and custom fields."""

import json
import re
from pathlib import Path

import pytest
from repository import (
	APP,
	ROOT,
	custom_fields,
	data,
	doctypes,
	files,
	functions,
	modules,
	path_name,
	records,
	records_of,
	roles,
	scrub,
	text,
	value_fields,
)

KNOWN_KINDS = {
	"DocType",
	"Report",
	"Number Card",
	"Dashboard Chart",
	"Dashboard Chart Source",
	"Dashboard",
	"Workspace",
	"Print Format",
	"Notification",
	"Web Form",
	"Web Page",
	"Form Tour",
	"Module Onboarding",
	"Onboarding Step",
	"Page",
}
ERPNEXT_FIELD_TARGETS = {
	"Sales Invoice",
	"Journal Entry",
	"Timesheet",
	"Project",
	"Task",
	"Customer",
	"Supplier",
	"Lead",
	"Contact",
	"Company",
	"Notification Settings",
}
STANDARD_FIELDS = {"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx"}
STANDARD_REPORTS = {"To Do"}
OURS = doctypes()


def of_kind(kind: str) -> list:
	"""Return the records of a kind as parameters named by their file."""
	return [pytest.param(path, record, id=record.get("name", path.stem)) for path, record in records_of(kind)]


def names_of(kind: str) -> set[str]:
	"""Return the names of our records of a kind."""
	return {record["name"] for _path, record in records_of(kind)}


@pytest.mark.parametrize(
	("path", "record"), [pytest.param(path, record, id=path_name(path)) for path, record in records()]
)
def test_records_lie_where_frappe_looks_for_them(path: Path, record: dict):
	assert record["doctype"] in KNOWN_KINDS
	assert record.get("name")
	kind, folder = scrub(record["doctype"]), scrub(record["name"])
	assert path.parent.parent.name == kind
	assert path.parent.name == folder and path.stem == folder
	assert record.get("module") in modules()
	assert scrub(record["module"]) == path.parent.parent.parent.name
	assert record.get("modified"), "Frappe compares it to know whether the file is newer"


def test_names_stand_once():
	seen = [(record["doctype"], record["name"]) for _path, record in records()]
	assert len(seen) == len(set(seen))


@pytest.mark.parametrize(("path", "report"), of_kind("Report"))
def test_reports_are_standard_and_fenced_by_roles(path: Path, report: dict):
	assert report["is_standard"] == "Yes"
	assert report["report_type"] == "Script Report"
	assert report["report_name"] == report["name"]
	assert report.get("disabled", 0) == 0
	named = {row["role"] for row in report["roles"]}
	assert named and named <= roles() | {"System Manager"}
	script = path.with_suffix(".py")
	defined = functions(script)
	assert {"execute", "get_columns", "get_data"} <= set(defined), "split as STYLE says"
	assert (path.parent / "__init__.py").is_file()
	readers = {row["role"] for row in OURS[report["ref_doctype"]]["permissions"] if row.get("report")}
	assert named <= readers, "Frappe asks for the report right on the report's DocType"


@pytest.mark.parametrize(("path", "report"), of_kind("Report"))
def test_reports_have_their_filters_in_a_script(path: Path, report: dict):
	script = path.with_suffix(".js")
	if script.is_file():
		assert f'frappe.query_reports["{report["name"]}"]' in text(script)


@pytest.mark.parametrize(("path", "card"), of_kind("Number Card"))
def test_number_cards_count_what_exists(path: Path, card: dict):
	assert card.get("is_standard") == 1 and card.get("is_public") == 1
	if card.get("type", "Document Type") == "Custom":
		assert card["method"].startswith("upj_kooperation.api.")
		return
	assert card["label"]
	if card["type"] == "Report":
		assert card["report_name"] in names_of("Report")
		return
	assert card["document_type"] in OURS
	known = fields_of(card["document_type"])
	assert set(named_in_filters(card.get("filters_json"))) <= known
	if card["function"] != "Count":
		assert card["aggregate_function_based_on"] in known


@pytest.mark.parametrize(("path", "chart"), of_kind("Dashboard Chart"))
def test_charts_draw_what_exists(path: Path, chart: dict):
	assert chart.get("is_standard") == 1 and chart.get("is_public") == 1
	if chart["chart_type"] == "Report":
		assert chart["report_name"] in names_of("Report")
		return
	if chart["chart_type"] == "Custom":
		assert chart["source"] in names_of("Dashboard Chart Source")
		return
	known = fields_of(chart["document_type"])
	named = set(named_in_filters(chart.get("filters_json")))
	for key in ("based_on", "group_by_based_on", "value_based_on", "aggregate_function_based_on"):
		if chart.get(key):
			named.add(chart[key])
	assert named <= known


def test_cards_of_the_boards_show_no_links():
	# A card is a link itself, and browsers take the inner one out of it: its value would be lost.
	for board in data(APP / "seeds" / "70_kanban_boards.json"):
		kinds = {field["fieldname"]: field["fieldtype"] for field in OURS[board["reference_doctype"]]["fields"]}
		for name in json.loads(board["fields"]):
			assert kinds[name] not in ("Link", "Dynamic Link"), f"{board['kanban_board_name']}: {name}"


def fields_of(doctype: str) -> set[str]:
	"""Return the fields that a filter may name."""
	return STANDARD_FIELDS | set(value_fields(OURS[doctype]))


def named_in_filters(filters: str | None) -> list[str]:
	"""Return the fields that stored filters name."""
	stored = json.loads(filters or "[]")
	return [row[1] for row in stored] if isinstance(stored, list) else list(stored)


@pytest.mark.parametrize(("path", "workspace"), of_kind("Workspace"))
def test_workspaces_show_what_exists(path: Path, workspace: dict):
	assert workspace["public"] == 1 and not workspace.get("for_user")
	assert workspace["label"] == workspace["name"] and workspace["title"]
	targets = {
		"DocType": set(OURS) | ERPNEXT_FIELD_TARGETS | {"ToDo", "Address", "User", "User Permission"},
		"Report": names_of("Report"),
		"Page": names_of("Page"),
		"Dashboard": names_of("Dashboard"),
	}
	problems = []
	for row in workspace.get("links", []):
		if row["type"] == "Link" and row["link_to"] not in targets[row["link_type"]]:
			problems.append(f"link to {row['link_to']}")
	for row in workspace.get("shortcuts", []):
		if row["type"] != "URL" and row["link_to"] not in targets[row["type"]]:
			problems.append(f"shortcut to {row['link_to']}")
		if row.get("stats_filter") and row["type"] == "DocType" and row["link_to"] in OURS:
			unknown = set(named_in_filters(row["stats_filter"])) - fields_of(row["link_to"])
			problems += [f"shortcut filter {field}" for field in unknown]
	cards = {row["number_card_name"] for row in workspace.get("number_cards", [])}
	charts = {row["chart_name"] for row in workspace.get("charts", [])}
	problems += [f"card {name}" for name in cards - names_of("Number Card")]
	problems += [f"chart {name}" for name in charts - names_of("Dashboard Chart")]
	named = {row["role"] for row in workspace.get("roles", [])}
	problems += [f"role {name}" for name in named - roles() - {"System Manager"}]
	assert not problems


@pytest.mark.parametrize(("path", "workspace"), of_kind("Workspace"))
def test_every_block_of_a_workspace_has_its_row_and_the_other_way_round(path: Path, workspace: dict):
	blocks: dict[str, set[str]] = {}
	content = json.loads(workspace["content"])
	for block in content:
		for key, value in block["data"].items():
			if key.endswith("_name"):
				blocks.setdefault(key, set()).add(value)
	rows = {
		"number_card_name": {row["label"] for row in workspace.get("number_cards", [])},
		"chart_name": {row.get("label") or row["chart_name"] for row in workspace.get("charts", [])},
		"shortcut_name": {row["label"] for row in workspace.get("shortcuts", [])},
		"card_name": {row["label"] for row in workspace.get("links", []) if row["type"] == "Card Break"},
		"quick_list_name": {row["label"] for row in workspace.get("quick_lists", [])},
	}
	assert {key: blocks.get(key, set()) for key in rows} == rows
	ids = [block.get("id") for block in content]
	assert len(ids) == len(set(ids))


def test_each_module_has_its_workspace():
	"""Version 15 shows a module's workspace in the side bar; the home page is one more."""
	with_workspace = {workspace["module"] for _path, workspace in records_of("Workspace")}
	assert with_workspace == set(modules())


def test_every_report_card_and_chart_is_shown_somewhere():
	shown: set[tuple[str, str]] = set()
	for _path, workspace in records_of("Workspace"):
		shown |= {("Report", row["link_to"]) for row in workspace.get("links", []) if row.get("link_type") == "Report"}
		shown |= {("Report", row["link_to"]) for row in workspace.get("shortcuts", []) if row["type"] == "Report"}
		shown |= {("Number Card", row["number_card_name"]) for row in workspace.get("number_cards", [])}
		shown |= {("Dashboard Chart", row["chart_name"]) for row in workspace.get("charts", [])}
	existing = {(kind, name) for kind in ("Report", "Number Card", "Dashboard Chart") for name in names_of(kind)}
	assert not existing - shown


# What the app notes for itself: nobody works in these lists.
INTERNAL = frozenset(
	{"Request Candidate", "Seeded Record", "Stakeholder Key", "Support Capacity Use", "Support Offer Tag"}
)


def test_every_record_list_can_be_reached_from_a_workspace():
	linked = {
		row.get("link_to")
		for _path, workspace in records_of("Workspace")
		for row in [*workspace.get("links", []), *workspace.get("shortcuts", [])]
		if row.get("link_type", row["type"]) == "DocType"
	}
	lists = {name for name, doctype in OURS.items() if not doctype.get("istable") and name not in INTERNAL}
	assert not lists - linked


@pytest.mark.parametrize(("path", "print_format"), of_kind("Print Format"))
def test_print_formats_are_standard(path: Path, print_format: dict):
	assert print_format["standard"] == "Yes"
	assert print_format.get("disabled", 0) == 0
	assert print_format["doc_type"] in OURS
	assert print_format.get("html") or path.with_suffix(".html").is_file() or print_format.get("format_data")


@pytest.mark.parametrize(("path", "notification"), of_kind("Notification"))
def test_notifications_are_standard(path: Path, notification: dict):
	assert notification["is_standard"] == 1
	assert notification["document_type"] in OURS


def test_fixtures_are_only_roles():
	"""Fixtures are deleted and inserted anew on every migrate: only what nobody edits."""
	assert [path.name for path in sorted((APP / "fixtures").iterdir())] == ["role.json"]
	rows = data(APP / "fixtures" / "role.json")
	assert {row["doctype"] for row in rows} == {"Role"}
	assert all(row["name"] == row["role_name"] and row["modified"] for row in rows)
	# Contacts of partners and members of challenge groups come to their own pages alone.
	without_desk = {row["name"] for row in rows if not row["desk_access"]}
	assert without_desk == {"Cooperation Partner", "Challenge Group Member"}


def test_links_at_the_top_lead_into_the_package():
	"""flit packs what lies inside the package and follows no links."""
	for name in ("fixtures", "patches"):
		link = ROOT / name
		assert link.is_symlink()
		assert link.readlink() == Path("upj_kooperation") / name
		assert link.is_dir()


@pytest.mark.parametrize(
	("doctype", "row"),
	[pytest.param(doctype, row, id=f"{doctype}-{row['fieldname']}") for doctype, row in custom_fields()],
)
def test_custom_fields_go_with_the_app(doctype: str, row: dict):
	"""With our module on each row, uninstalling takes the field away again."""
	assert doctype in ERPNEXT_FIELD_TARGETS
	assert row["module"] in modules()
	assert row["fieldname"].startswith("upj_"), "a name that ERPNext will not take"
	assert row["label"] and row["insert_after"] and row["fieldtype"]
	if row["fieldtype"] == "Link":
		assert row["options"] in OURS
		assert OURS[row["options"]]["module"] == row["module"]


def test_seeds_can_be_read_and_fill_fields_that_exist():
	problems = []
	for path in files(".json", APP / "seeds") if (APP / "seeds").is_dir() else []:
		for record in data(path):
			doctype = OURS.get(record["doctype"])
			if doctype is None:
				continue
			tables = {
				field["fieldname"]: field["options"] for field in doctype["fields"] if "Table" in field["fieldtype"]
			}
			unknown = set(record) - set(value_fields(doctype)) - {"doctype", "name"}
			problems += [f"{path.name}: {record['doctype']}.{key}" for key in unknown]
			for table, child in tables.items():
				for row in record.get(table, []):
					unknown = set(row) - set(value_fields(OURS[child]))
					problems += [f"{path.name}: {child}.{key}" for key in unknown]
	assert not sorted(set(problems))


def test_seeded_rules_of_law_name_their_basis_and_nobody_as_checker():
	"""A rule of law is dated, editable data; who checked it is for the town to say (DOMAIN.md)."""
	rules = [
		record
		for path in (files(".json", APP / "seeds") if (APP / "seeds").is_dir() else [])
		for record in data(path)
		if record["doctype"] == "Acceptance Rule"
	]
	assert rules
	assert not [rule for rule in rules if not rule.get("legal_basis") or not rule.get("valid_from")]
	assert not [rule for rule in rules if rule.get("checked_by") or rule.get("checked_on")]


def test_no_record_shows_an_icon_or_route_of_another_app():
	assert not [
		path_name(path)
		for path, record in records_of("Workspace")
		if re.search(r"erpnext|hrms", json.dumps(record.get("icon", "")))
	]
