"""A consultant sees own mandates and what these name, and nothing of a colleague: one test for each door (F17).

`scripts/mutate` takes the fence away and wants to see every one of these tests red.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
from access_table import ADVISER, TABLES
from entry_points import INTRUSIONS, READERS, acting_as, by_export, by_print, call, is_allowed, touch, touch_as_form
from frappe.core.doctype.file.utils import find_file_by_url
from worlds import Worlds, committed_worlds, user_of

# What a consultant's role opens at all.
OPENED = ("Municipality", "Programme Area", "Advisory Mandate", "Advisory Session", "Peer Workshop")
CLOSED = ("other", "neighbour")
DOORS: dict[str, Callable[[str, str], Any]] = {
	**{reader.__name__: reader for reader in READERS},
	"by_print": by_print,
	"by_export": by_export,
	"touch": touch,
	"touch_as_form": touch_as_form,
	**INTRUSIONS,
}
# Closed by the role already: no step without a workflow, no right to share or to export (see the test of exports).
CLOSED_BY_ROLE = {"steps of the workflow", "share to oneself", "by_export"}


@pytest.fixture(scope="module")
def worlds(test_site: str, on_site: Any) -> Iterator[Worlds]:
	"""Own mandate, another town's, a colleague's in the own town, and nobody's."""
	with committed_worlds(test_site, on_site) as made:
		yield made


def foreign(worlds: Worlds) -> Iterator[tuple[str, str]]:
	"""Yield the records that a consultant must not reach."""
	for case in CLOSED:
		for doctype in OPENED:
			# In the own town a colleague's records name the same municipality.
			if (case, doctype) != ("neighbour", "Municipality"):
				yield doctype, worlds[case][doctype]


@pytest.mark.parametrize("door", [door for door in DOORS if door not in CLOSED_BY_ROLE])
def test_door(door: str, worlds: Worlds):
	found = []
	with acting_as(user_of(ADVISER)):
		for doctype, name in foreign(worlds):
			if is_allowed(lambda doctype=doctype, name=name: DOORS[door](doctype, name)):
				found.append(f"{doctype} {name}")
	assert not found


@pytest.mark.parametrize("door", [reader.__name__ for reader in READERS])
def test_door_to_own_records(door: str, worlds: Worlds):
	with acting_as(user_of(ADVISER)):
		for doctype in OPENED:
			assert is_allowed(lambda doctype=doctype: DOORS[door](doctype, worlds["own"][doctype])), doctype


def texts_of(worlds: Worlds, case: str) -> set[str]:
	"""Return names and titles of a world's advice."""
	return {
		str(value)
		for doctype, field in (("Advisory Mandate", "mandate_title"), ("Advisory Session", "subject"))
		for value in (worlds[case][doctype], frappe.db.get_value(doctype, worlds[case][doctype], field))
	}


REPORTS = ("Mandate Quotas", "Advisory Sessions by Month", "Participants by Sector", "Next Steps from Sessions")


def hold_all(worlds: Worlds) -> None:
	"""Let the sessions have been held, so that reports count them."""
	for case in ("own", *CLOSED):
		values = {"status": "Held", "hours": 2, "session_date": "2016-05-02"}
		frappe.db.set_value("Advisory Session", worlds[case]["Advisory Session"], values)


@pytest.mark.parametrize("report", REPORTS)
def test_report(report: str, worlds: Worlds):
	hold_all(worlds)
	figures = {}
	for user in (user_of(ADVISER), "Administrator"):
		with acting_as(user):
			answer = call("frappe.desk.query_report.run", report_name=report, filters="{}", ignore_prepared_report="1")
			figures[user] = answer["result"]
	shown = json.dumps(figures[user_of(ADVISER)], default=str)
	assert figures[user_of(ADVISER)] and figures[user_of(ADVISER)] != figures["Administrator"]
	assert not [text for case in CLOSED for text in texts_of(worlds, case) if text in shown]


def test_the_role_exports_nothing(worlds: Worlds):
	with acting_as(user_of(ADVISER)):
		for doctype in OPENED:
			assert not is_allowed(lambda doctype=doctype: by_export(doctype, worlds["own"][doctype]))
		for report in REPORTS:
			assert not is_allowed(
				lambda report=report: call(
					"frappe.desk.query_report.export_query",
					report_name=report,
					file_format_type="CSV",
					filters="{}",
					visible_idx="[0]",
				)
			)


def test_global_search(worlds: Worlds):
	frappe.get_doc("Global Search Settings").append(
		"allowed_in_global_search", {"document_type": "Advisory Session"}
	).db_insert()
	for case in ("own", *CLOSED):
		frappe.db.sql(
			"insert into `__global_search` (doctype, name, content, title, published) values (%s, %s, %s, %s, 0)",
			("Advisory Session", worlds[case]["Advisory Session"], "Subject : Backstube", "Backstube"),
		)
	with acting_as(user_of(ADVISER)):
		found = {row["name"] for row in call("frappe.utils.global_search.search", text="Backstube")}
	assert found == {worlds["own"]["Advisory Session"]}


def test_files(worlds: Worlds):
	files = {}
	for case in ("own", *CLOSED):
		files[case] = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{frappe.generate_hash(length=8)}.txt",
				"is_private": 1,
				"attached_to_doctype": "Advisory Session",
				"attached_to_name": worlds[case]["Advisory Session"],
				"content": f"vertraulich {frappe.generate_hash()}",
			}
		).insert()
	with acting_as(user_of(ADVISER)):
		listed = frappe.get_list("File", filters={"attached_to_doctype": "Advisory Session"}, pluck="name")
		for case, file in files.items():
			assert (file.name in listed) == (case == "own")
			assert bool(find_file_by_url(file.file_url)) == (case == "own")


def test_rows_of_tables(worlds: Worlds):
	with acting_as(user_of(ADVISER)):
		for table in [table for table, parent in TABLES.items() if parent in OPENED]:
			answer: list[list] = []
			is_allowed(
				lambda table=table, answer=answer: answer.append(
					call(
						"frappe.client.get_list",
						doctype=table,
						parent=TABLES[table],
						fields='["name", "parent"]',
						limit_page_length=0,
					)
				)
			)
			parents = {row["parent"] for rows in answer for row in rows}
			assert not parents & {name for doctype, name in foreign(worlds) if doctype == TABLES[table]}, table


@pytest.mark.parametrize("question", ["can_subscribe_doc", "timeline"])
def test_realtime_and_timeline(question: str, worlds: Worlds):
	ways = {
		"can_subscribe_doc": lambda doctype, name: call(
			"frappe.realtime.can_subscribe_doc", doctype=doctype, docname=name
		),
		"timeline": lambda doctype, name: (
			call("frappe.desk.form.load.get_communications", doctype=doctype, name=name) is not None
		),
	}
	with acting_as(user_of(ADVISER)):
		for doctype, name in foreign(worlds):
			assert not is_allowed(lambda doctype=doctype, name=name: ways[question](doctype, name)), (doctype, name)
		own = worlds["own"]["Advisory Session"]
		assert is_allowed(lambda: ways[question]("Advisory Session", own))


def test_calendar(worlds: Worlds):
	span = {"start": "2099-01-01", "end": "2099-12-31"}
	field_map = json.dumps({"start": "session_date", "end": "session_date", "title": "subject"})
	ours, theirs = worlds["own"]["Advisory Session"], {worlds[case]["Advisory Session"] for case in CLOSED}
	with acting_as(user_of(ADVISER)):
		for rows in (
			call("upj_kooperation.api.sessions.session_events", **span),
			call("frappe.desk.calendar.get_events", doctype="Advisory Session", field_map=field_map, **span),
		):
			names = {row["name"] for row in rows}
			assert ours in names and not names & theirs


def test_number_of_open_next_steps(worlds: Worlds):
	with acting_as("Administrator"):
		everything = call("upj_kooperation.api.advisory.open_next_steps")["value"]
	with acting_as(user_of(ADVISER)):
		assert 0 < call("upj_kooperation.api.advisory.open_next_steps")["value"] < everything
