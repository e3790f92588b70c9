"""Reads a council information system and notes at our own papers what it says about them (F42).

Only papers that the municipality has released are looked for, by their number; nothing else is kept. What was read is
noted beside the clerk's fields and moves nothing: a person confirms it (`api/oparl.py`).
"""

import datetime
from collections.abc import Callable
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import add_to_date, get_datetime, now_datetime

from upj_kooperation.council_affairs.oparl_client import Client, Refused
from upj_kooperation.domain import council_paper, oparl
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import for_the_record

SOURCE = "OParl Source"
WAITING, READING, READ, FAILED = "Waiting", "Being Read", "Up to Date", "Failed"
# A run that was cut off is taken up after so many hours, a source read again after so many.
CUT_OFF_HOURS = 1
READ_AGAIN_HOURS = 20
# Over all runs: a list that never ends is not read for ever. So many pages hold two million papers.
MAX_PAGES_OF_ROUND = 20_000
STANDING = ["status", "started_on", "next_page"]
MATCHED_STATES = (council_paper.RELEASED, council_paper.SCHEDULED, council_paper.NOTED, council_paper.DECIDED)


def due_sources() -> list[str]:
	"""Return the sources that were not read for a while, are not at their end, or whose run was cut off."""
	rows = frappe.get_all(
		SOURCE, filters={"enabled": 1}, fields=["name", *STANDING], order_by="started_on asc, name asc"
	)
	return [row.name for row in rows if _is_due(row)]


def queue(name: str, only_if_due: bool = False) -> bool:
	"""Mark a source as waiting and put it in line; False where it stands there, or is not due any more."""
	# A locking read: two schedulers, or a person and the scheduler, come one after the other.
	row = frappe.db.get_value(SOURCE, name, STANDING, as_dict=True, for_update=True)
	if _is_under_way(row) or (only_if_due and not _is_due(row)):
		return False
	frappe.db.set_value(
		SOURCE, name, {"status": WAITING, "started_on": now_datetime(), "failure": None}, update_modified=False
	)
	frappe.enqueue(
		"upj_kooperation.tasks.read_oparl_source",
		queue="long",
		job_id=f"oparl_source::{name}",
		deduplicate=True,
		enqueue_after_commit=True,
		source=name,
	)
	return True


def _is_due(row: Any) -> bool:
	if row.status in (WAITING, READING):
		return not _is_under_way(row)
	return not _is_recent(row, READ_AGAIN_HOURS) or bool(row.status == READ and row.next_page)


def _is_under_way(row: Any) -> bool:
	return row.status in (WAITING, READING) and _is_recent(row, CUT_OFF_HOURS)


def _is_recent(row: Any, hours: int) -> bool:
	return bool(row.started_on) and get_datetime(row.started_on) > add_to_date(now_datetime(), hours=-hours)


def begin(name: str, keep: Callable[[], None]) -> Document | None:
	"""Take a source for this run; None where another run has it. keep: commits what is written so far."""
	source = frappe.get_doc(SOURCE, name, for_update=True)
	if source.status != WAITING and not (source.status == READING and not _is_under_way(source)):
		return None
	_note(source, status=READING, started_on=now_datetime(), failure=None, pages_read=0)
	keep()
	return source


def read(source: Document, client: Client, keep: Callable[[], None]) -> None:
	"""Read a source from where the last run ended. Each page is kept, so a run that breaks off loses nothing."""
	try:
		_read_pages(source, client, keep)
		_note(source, status=READ, last_read_on=now_datetime())
	except Refused as refused:
		_note(source, status=FAILED, failure=for_the_record(refused.problem)[:1000])


def _read_pages(source: Document, client: Client, keep: Callable[[], None]) -> None:
	page_url = source.next_page or _first_page(source, client)
	papers = _own_papers(source.municipality)
	seen: set[str] = set()
	while page_url and len(seen) < source.max_pages:
		if page_url in seen:
			_note(source, next_page=None)
			raise Refused(Problem(oparl.ENDLESS, (page_url,)))
		if source.pages_of_round >= MAX_PAGES_OF_ROUND:
			_note(source, next_page=None)
			raise Refused(Problem(oparl.NO_END, (str(MAX_PAGES_OF_ROUND),)))
		seen.add(page_url)
		page = oparl.read_page(client.get(page_url)[0], page_url)
		if page is None:
			_note(source, next_page=None)
			raise Refused(Problem(oparl.NO_LIST, (page_url,)))
		matched = _take_page(source, client, page, papers)
		page_url = page.next
		_note(
			source,
			next_page=page_url,
			pages_read=len(seen),
			pages_of_round=source.pages_of_round + 1,
			papers_seen=source.papers_seen + len(page.objects),
			papers_matched=source.papers_matched + matched,
		)
		keep()
	if not page_url:
		_note(source, since=source.since_next)


def _first_page(source: Document, client: Client) -> str:
	# A moment before the list is asked for: what changes meanwhile is told again by the next round.
	begun = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0).isoformat()
	data, last_modified = client.get(source.url, source.last_modified if source.paper_list else None)
	paper_list = source.paper_list if data is None else _paper_list(source, client, data)
	_note(
		source,
		paper_list=paper_list,
		last_modified=(last_modified or "")[:60] or None,
		since_next=begun,
		pages_of_round=0,
		papers_seen=0,
		papers_matched=0,
	)
	return oparl.with_modified_since(paper_list, source.since)


def _paper_list(source: Document, client: Client, data: Any) -> str:
	body = data
	if oparl.kind(data) == "System":
		list_url = oparl.address_in(data, "body")
		page = oparl.read_page(client.get(list_url)[0], list_url) if list_url else None
		if page is None:
			raise Refused(Problem(oparl.NO_BODY, (source.url,)))
		body = oparl.choose_body(page.objects, source.body_name)
		if body is None:
			raise Refused(Problem(oparl.WHICH_BODY, (oparl.names(page.objects),)))
	if oparl.kind(body) != "Body":
		raise Refused(Problem(oparl.NO_BODY, (source.url,)))
	paper_list = oparl.address_in(body, "paper")
	if not paper_list:
		raise Refused(Problem(oparl.NO_PAPERS, (", ".join(oparl.names((body,))) or source.url,)))
	return paper_list


def _own_papers(municipality: str) -> dict[str, str]:
	rows = frappe.get_all(
		"Council Paper",
		filters={
			"municipality": municipality,
			"reference_key": ["is", "set"],
			"workflow_state": ["in", MATCHED_STATES],
		},
		fields=["name", "reference_key"],
		order_by="name asc",
	)
	return {row.reference_key: row.name for row in rows}


def _take_page(source: Document, client: Client, page: oparl.Page, papers: dict[str, str]) -> int:
	matched = 0
	for data in page.objects:
		paper = oparl.read_paper(data)
		# A removed paper may have lost its number with everything else: it is known by its address.
		name = paper and (
			papers.get(council_paper.reference_key(source.municipality, paper.reference) or "")
			or (_known_by_address(source, paper.id) if paper.deleted else None)
		)
		if name:
			result = None if paper.deleted else _result(client, paper)
			frappe.db.savepoint("oparl_paper")
			try:
				_note_at_paper(source, name, paper, result)
				matched += 1
			except frappe.ValidationError:
				# One paper that cannot be saved does not keep the others from being read.
				frappe.db.rollback(save_point="oparl_paper")
				frappe.log_error(
					title="Council paper could not be noted", reference_doctype="Council Paper", reference_name=name
				)
	return matched


def _known_by_address(source: Document, url: str) -> str | None:
	return frappe.db.get_value("Council Paper", {"oparl_source": source.name, "oparl_url": url}, "name")


def _result(client: Client, paper: oparl.Paper) -> oparl.Result | None:
	for consultation in oparl.in_order(paper):
		if not consultation.agenda_item:
			continue
		item = oparl.read_agenda_item(_fetched(client, consultation.agenda_item))
		if item.words and not item.deleted:
			meeting = oparl.read_meeting(_fetched(client, consultation.meeting))
			if result := oparl.to_result(item, meeting):
				return result
	return None


def _fetched(client: Client, url: str | None) -> Any:
	# What is missing at one paper does not keep the others from being read.
	try:
		return client.get(url)[0] if url else None
	except Refused as refused:
		if refused.again:
			raise
		return None


def _note_at_paper(source: Document, name: str, paper: oparl.Paper, result: oparl.Result | None) -> None:
	doc = frappe.get_doc("Council Paper", name, for_update=True)
	values = {
		"oparl_source": source.name,
		"oparl_url": paper.id,
		"oparl_deleted": int(paper.deleted),
		"oparl_files": "\n".join(f"{title}: {url}" for title, url in paper.files) or None,
		"oparl_meeting": result.meeting if result else None,
		"oparl_meeting_date": result.day if result else None,
		"oparl_result": result.words if result else None,
	}
	if paper.deleted:
		# What was read before stays, so that somebody can see what was removed.
		values = {key: values[key] for key in ("oparl_source", "oparl_url", "oparl_deleted")}
	if any((doc.get(key) or None) != (value or None) for key, value in values.items()):
		doc.record(**values, oparl_read_on=now_datetime()).save()


def _note(source: Document, **values: Any) -> None:
	source.update(values)
	frappe.db.set_value(SOURCE, source.name, values, update_modified=False)
