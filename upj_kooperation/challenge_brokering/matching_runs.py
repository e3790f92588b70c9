"""The run over all open requests of a town: each night, on demand, and again from where it was cut off (F33).

The run's own record is its memory: a packet's requests, what was found for them and how far the run has come are
written in one transaction, under the lock of that record. So a worker that is killed leaves no half of a packet, the
next one goes on behind the last whole one, and of two at once each packet is done by one.
"""

from collections.abc import Callable
from typing import Any

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import add_to_date, now, now_datetime
from pypika.queries import QueryBuilder

from upj_kooperation import permissions
from upj_kooperation.challenge_brokering import found_partners, offer_tags, proposals
from upj_kooperation.domain import challenge_group
from upj_kooperation.domain.support_request import RequestState

RUN, REQUEST, GROUP = "Matching Run", "Support Request", "Challenge Group"
QUEUED, RUNNING, DONE = "Queued", "Running", "Done"
UNDER_WAY = (QUEUED, RUNNING)
STANDING = [
	*("municipality", "status", "started_on", "progress_on", "last_request"),
	*("requests_total", "requests_done", "new_partners", "requests_failed"),
]
BEGIN = {
	"status": QUEUED,
	"last_request": "",
	"requests_total": 0,
	"requests_done": 0,
	"new_partners": 0,
	"requests_failed": 0,
	"finished_on": None,
}
# Requests that are done in one transaction.
PACKET = 20
# A run without progress for so long was cut off.
CUT_OFF_MINUTES = 15


def towns() -> list[str]:
	"""Return the towns whose groups in work have open requests."""
	request = frappe.qb.DocType(REQUEST)
	return _open().select(request.municipality).distinct().orderby(request.municipality).run(pluck=True)


def own_towns() -> list[str]:
	"""Return those of these towns whose requests the user may see."""
	request = frappe.qb.DocType(REQUEST)
	query = _open().select(request.municipality).distinct().orderby(request.municipality)
	return permissions.fenced(query, REQUEST).run(pluck=True)


def begin(municipality: str) -> str:
	"""Return the town's run, begun anew; one that is under way, or was cut off, goes on where it stands."""
	# Nobody else begins one for this town before this transaction ends.
	offer_tags.hold([municipality])
	row = frappe.db.get_value(RUN, {"municipality": municipality}, ["name", "status"], as_dict=True, for_update=True)
	if not row:
		row = frappe._dict(name=frappe.generate_hash(length=10))
		frappe.db.bulk_insert(
			RUN,
			["name", "creation", "modified", "owner", "municipality"],
			[(row.name, now(), now(), frappe.session.user, municipality)],
		)
	elif row.status in UNDER_WAY:
		return row.name
	town = frappe.get_cached_value("Municipality", municipality, "municipality_name")
	begun = {**BEGIN, "run_title": town, "started_on": now_datetime(), "progress_on": now_datetime()}
	frappe.db.set_value(RUN, row.name, begun)
	return row.name


def queue(name: str) -> None:
	"""Put a run in line; one that waits there already waits once."""
	frappe.enqueue(
		"upj_kooperation.matching_tasks.find_partners",
		queue="long",
		timeout=4 * 3600,
		job_id=f"matching_run::{name}",
		deduplicate=True,
		enqueue_after_commit=True,
		run=name,
	)


def cut_off() -> list[str]:
	"""Return the runs whose worker died or whose job the queue has lost."""
	return frappe.get_all(
		RUN,
		filters={
			"status": ["in", UNDER_WAY],
			"progress_on": ["<", add_to_date(now_datetime(), minutes=-CUT_OFF_MINUTES)],
		},
		pluck="name",
		order_by="progress_on asc, name asc",
	)


def carry_out(name: str, after_each: Callable[[int, int], None]) -> None:
	"""Find the partners of a run's requests, as far as it has not come yet, by packets.

	after_each: called after each packet with requests done and all requests; it commits.
	"""
	finished = False
	while not finished:
		run, finished = _do_packet(name)
		after_each(run.requests_done, max(run.requests_total, run.requests_done))


def _do_packet(name: str) -> tuple[Any, bool]:
	run = frappe.db.get_value(RUN, name, STANDING, as_dict=True, for_update=True)
	if run.status not in UNDER_WAY:
		return run, True
	if run.status == QUEUED:
		run.requests_total = _count(run.municipality)
	requests = _next(run)
	run.update({"status": RUNNING if requests else DONE, "progress_on": now_datetime()})
	if requests:
		new, failed = found_partners.find(requests)
		run.requests_done += len(requests)
		run.new_partners += new
		run.requests_failed += failed
		run.last_request = requests[-1].name
	else:
		found_partners.forget_closed(run.municipality)
		run.finished_on = run.progress_on
	frappe.db.set_value(RUN, name, run)
	return run, not requests


def _open() -> QueryBuilder:
	request, group = frappe.qb.DocType(REQUEST), frappe.qb.DocType(GROUP)
	return (
		frappe.qb.from_(request)
		.join(group)
		.on(group.name == request.challenge_group)
		.where((request.workflow_state == RequestState.ACCEPTED) & (group.status == challenge_group.ACTIVE))
	)


def _count(municipality: str) -> int:
	request = frappe.qb.DocType(REQUEST)
	return _open().where(request.municipality == municipality).select(Count("*")).run()[0][0]


def _next(run: Any) -> list[Any]:
	request, group = frappe.qb.DocType(REQUEST), frappe.qb.DocType(GROUP)
	return (
		_open()
		.where((request.municipality == run.municipality) & (request.name > run.last_request))
		.select(
			request.name,
			request.municipality,
			request.challenge_group,
			request.needed_by,
			request.field_of_action,
			request.programme_area,
			group.good_from,
			*(group[field] for field in proposals.GROUP_FIELDS),
		)
		.orderby(request.name)
		.limit(PACKET)
		.run(as_dict=True)
	)
