"""The network of a town: its endpoint at growing numbers of stakeholders, and the first draw in a browser."""

import statistics
import time
from typing import Any

import frappe
from browsers import desk
from harness import Result, compare
from records import MANAGER, NIENBURG, ensure_records

from upj_kooperation.api import network

CHUNK = 5_000
STAMP = "2016-06-01 08:00:00"
SECTORS = ("Company", "Foundation", "Nonprofit", "School", "Public Body", "Initiative")
STRENGTHS = ("Strong", "Medium", "Weak")
# Relationships for each stakeholder.
DENSITY = 3
DRAWN_NODES = 2_000
BARE = (
	"select name, from_stakeholder, to_stakeholder, relationship_type, strength, from_date, to_date"
	" from `tabStakeholder Relationship` where municipality = %s order by modified desc limit 6001"
)
BARE_NODES = "select name, stakeholder_name, actor_type from `tabStakeholder` where municipality = %s limit 2000"


def networks(site: str, largest: int) -> list[Result]:
	"""The endpoint with 100 stakeholders and with many, and between them the first draw of a full network.

	Raises AssertionError where a larger town costs more queries.
	"""
	ensure_records()
	results = [_endpoint(100), first_draw(site), _endpoint(largest)]
	if results[0].queries != results[-1].queries:
		raise AssertionError(f"{results[0].queries} queries have become {results[-1].queries}")
	return results


def _endpoint(size: int) -> Result:
	fill_network(size)
	frappe.set_user(MANAGER)
	try:
		return compare(
			f"network of {size:,} stakeholders / bare SQL",
			lambda: network.relations(municipality=NIENBURG),
			_bare,
			goal=10.0,
			note="rows and names against objects",
		)
	finally:
		frappe.set_user("Administrator")


def _bare() -> None:
	frappe.db.sql(BARE, NIENBURG)
	frappe.db.sql(BARE_NODES, NIENBURG)


def fill_network(size: int) -> None:
	"""Bring the town to `size` stakeholders with three relationships each."""
	start = frappe.db.count("Stakeholder", {"name": ["like", "NET-%"]})
	for first in range(start, size, CHUNK):
		numbers = range(first, min(first + CHUNK, size))
		frappe.db.bulk_insert("Stakeholder", STAKEHOLDER_COLUMNS, [_stakeholder(number) for number in numbers])
		frappe.db.bulk_insert(
			"Stakeholder Relationship",
			RELATION_COLUMNS,
			[_relation(number, step) for number in numbers for step in range(1, DENSITY + 1) if number >= step],
		)
		frappe.db.commit()
	for table in ("Stakeholder", "Stakeholder Relationship"):
		frappe.db.sql_ddl(f"analyze table `tab{table}`")


STANDARD = ("name", "creation", "modified", "owner", "modified_by", "docstatus", "municipality")
STAKEHOLDER_COLUMNS = (*STANDARD, "stakeholder_name", "actor_type", "engagement_stage")
RELATION_COLUMNS = (
	*STANDARD,
	"from_stakeholder",
	"to_stakeholder",
	"relationship_type",
	"strength",
	"from_date",
	"relationship_title",
)


def _standard(name: str) -> tuple:
	return (name, STAMP, STAMP, "Administrator", "Administrator", 0, NIENBURG)


def _stakeholder(number: int) -> tuple:
	return (*_standard(f"NET-{number}"), f"Akteur {number} (erfunden)", SECTORS[number % len(SECTORS)], "Engaged")


def _relation(number: int, step: int) -> tuple:
	# Near neighbours and far ones, so that the drawing is neither a chain nor a ball.
	other = (number - step) if step < DENSITY else number // 7
	day = f"20{number % 10 + 10}-{number % 12 + 1:02d}-01"
	ends = (f"NET-{number}", f"NET-{other}")
	kind, strength = ("Zusammenarbeit", "Unterstützung")[step % 2], STRENGTHS[number % 3]
	return (*_standard(f"NETREL-{number}-{step}"), *ends, kind, strength, day, "Akteur")


def first_draw(site: str, rounds: int = 5) -> Result:
	"""From asking for the network to its first picture, with 2,000 nodes and 6,000 edges, against an empty desk page.

	The network is as full as it gets; the empty page is a stakeholder map without assessments, from address to words.
	"""
	fill_network(DRAWN_NODES + 100)
	with desk(site) as open_page:
		return _first_draw(open_page(), rounds)


def _first_draw(page: Any, rounds: int) -> Result:
	drawn, empty, sizes = [], [], {}
	for _round in range(rounds):
		page.goto("/app/stakeholder-network?municipality=" + NIENBURG)
		page.wait_for_selector(".upj-network-canvas[data-drawn]", timeout=120_000)
		measured = page.evaluate("performance.getEntriesByName('upj-network-first-draw')[0].duration")
		drawn.append(measured)
		sizes = page.evaluate(
			"(({nodes, edges}) => ({nodes: nodes.length, edges: edges.length}))"
			"(frappe.pages['stakeholder-network'].network.network)"
		)
		begin = time.perf_counter()
		page.goto(f"/app/stakeholder-map?municipality={NIENBURG}&day=1990-01-01")
		page.locator(".upj-map-note").get_by_text("1990").wait_for()
		empty.append((time.perf_counter() - begin) * 1000)
	work, base = statistics.median(drawn), statistics.median(empty)
	return Result(
		f"first draw of {sizes['nodes']:,} nodes / desk page",
		work,
		base,
		work / base,
		1.0,
		0,
		0,
		f"{sizes['edges']:,} edges",
	)
