"""The best partners of open requests, as they were found on one day and kept for the morning (F33).

Kept is who was found, with points and day. What has changed since shows when it is read: whoever objected, whose offer
has ended or is booked up, who is held back by now, and who was proposed for the request already, is left out.
"""

import datetime
from collections.abc import Sequence
from typing import Any

import frappe
from frappe.query_builder import Order
from frappe.utils import cint, getdate, now

from upj_kooperation.challenge_brokering import candidates, proposals
from upj_kooperation.challenge_brokering.partner_history import asks_since
from upj_kooperation.challenge_brokering.plain_offers import plain_offers
from upj_kooperation.domain import matching
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.permissions import fenced
from upj_kooperation.stakeholder_relations.lookups import as_date

CANDIDATE, REQUEST, OFFER, MATCH = "Request Candidate", "Support Request", "Support Offer", "Partner Match"
COLUMNS = ("name", "creation", "modified", "request", "offer", "points", "most", "good_since", "computed_on")
FAILED = "Partners of a request could not be found"


def find(requests: Sequence[Any]) -> tuple[int, int]:
	"""Find the best partners of these open requests anew; return how many good ones are new, and how many failed.

	requests: rows as matching_runs reads them, of one town. A request that fails is logged and keeps what it had.
	"""
	today = getdate()
	kinds = proposals.kinds_of([row.name for row in requests])
	held: dict[str, list[str]] = {}
	found: dict[str, list[tuple[str, int]]] = {}
	for row in requests:
		if row.challenge_group not in held:
			held[row.challenge_group] = list(proposals.held_back(row.municipality, row))
		try:
			found[row.name] = candidates.best_offers(
				row.municipality,
				proposals.plain_of(row, kinds[row.name]),
				proposals.weights_of(row),
				today,
				held[row.challenge_group],
			)
		except Exception:
			frappe.log_error(title=FAILED, reference_doctype=REQUEST, reference_name=row.name)
	return _write([row for row in requests if row.name in found], found, today), len(requests) - len(found)


def _write(requests: Sequence[Any], found: dict[str, list[tuple[str, int]]], today: datetime.date) -> int:
	before = frappe.get_all(
		CANDIDATE,
		filters={"request": ["in", [row.name for row in requests]]},
		fields=["name", "request", "offer", "good_since"],
		order_by="name asc",
	)
	known = {(row.request, row.offer): row.good_since for row in before if row.good_since}
	rows, new = [], 0
	for request in requests:
		most = proposals.weights_of(request).most
		for offer, points in found[request.name]:
			since = None
			if matching.is_good(points, most, cint(request.good_from)):
				since = known.get((request.name, offer)) or today
				new += (request.name, offer) not in known
			rows.append(
				(frappe.generate_hash(length=10), now(), now(), request.name, offer, points, most, since, today)
			)
	_delete([row.name for row in before])
	if rows:
		frappe.db.bulk_insert(CANDIDATE, list(COLUMNS), rows)
	return new


def good_ones(
	requests: Sequence[str] | None = None, challenge_group: str | None = None, since: datetime.date | None = None
) -> list[Any]:
	"""Return who is still a good partner for open requests that the user may see, the best of each request first.

	requests: these alone; since: good from this day on. Each row: request, request_title, organisation_name, needed_by,
	offer, offer_title, stakeholder, partner_name, points, most, good_since, computed_on. Constant statements.
	"""
	rows = _kept(requests, challenge_group, since)
	names = sorted({row.request for row in rows})
	offers = plain_offers(sorted({row.offer for row in rows}))
	kinds = proposals.kinds_of(names)
	asks = asks_since({"stakeholder": ["in", sorted({row.stakeholder for row in rows})]})
	tried = _proposed_for(names)
	today = getdate()

	def still_good(row: Any) -> bool:
		offer = offers.get(row.offer)
		limits = cint(row.hold_back_asks), cint(row.hold_back_days)
		return bool(
			offer
			and (row.request, row.offer) not in tried
			and matching.is_candidate(proposals.plain_of(row, kinds[row.request]), offer, today)
			and not matching.held_until(asks.get(row.stakeholder, []), *limits, today)
		)

	return [row for row in rows if still_good(row)]


def _kept(requests: Sequence[str] | None, challenge_group: str | None, since: datetime.date | None) -> list[Any]:
	request, kept, offer, group = (frappe.qb.DocType(name) for name in (REQUEST, CANDIDATE, OFFER, "Challenge Group"))
	query = (
		frappe.qb.from_(request)
		.join(kept)
		.on(kept.request == request.name)
		.join(offer)
		.on(offer.name == kept.offer)
		.join(group)
		.on(group.name == request.challenge_group)
		.select(
			kept.request,
			request.request_title,
			request.organisation_name,
			request.needed_by,
			request.field_of_action,
			request.programme_area,
			kept.offer,
			offer.offer_title,
			offer.stakeholder,
			offer.partner_name,
			kept.points,
			kept.most,
			kept.good_since,
			kept.computed_on,
			group.hold_back_asks,
			group.hold_back_days,
		)
		.where((request.workflow_state == RequestState.ACCEPTED) & kept.good_since.isnotnull())
		.orderby(request.needed_by)
		.orderby(kept.request)
		.orderby(kept.points, order=Order.desc)
		.orderby(kept.offer)
	)
	if requests is not None:
		query = query.where(request.name.isin(sorted(requests) or [""]))
	if challenge_group:
		query = query.where(request.challenge_group == challenge_group)
	if since:
		query = query.where(kept.good_since >= since)
	return fenced(query, REQUEST).run(as_dict=True)


def _proposed_for(requests: Sequence[str]) -> set[tuple[str, str]]:
	rows = frappe.get_all(
		MATCH, filters={"request": ["in", list(requests)]}, fields=["request", "offer"], order_by="name asc"
	)
	return {(row.request, row.offer) for row in rows}


def summary(requests: Sequence[str]) -> dict[str, dict[str, Any]]:
	"""Return who was found for these requests, by name: {number, computed_on, partner_name, points, most}.

	number: of good partners; the last three are the best one's, None without one. A request is left out for which
	nobody was looked for or found.
	"""
	found: dict[str, dict[str, Any]] = {}
	nobody = {"number": 0, "partner_name": None, "points": None, "most": None}
	kept = frappe.qb.DocType(CANDIDATE)
	request = frappe.qb.DocType(REQUEST)
	query = (
		frappe.qb.from_(request)
		.join(kept)
		.on(kept.request == request.name)
		.select(request.name, kept.computed_on)
		.distinct()
		.where(request.name.isin(sorted(requests) or [""]) & (request.workflow_state == RequestState.ACCEPTED))
		.orderby(request.name)
	)
	for name, day in fenced(query, REQUEST).run():
		found[name] = {**nobody, "computed_on": as_date(day)}
	for row in good_ones(requests):
		one = found[row.request]
		if not one["number"]:
			one.update({key: row[key] for key in ("partner_name", "points", "most")})
		one["number"] += 1
	return found


def forget(**filters: str) -> None:
	"""Take the kept rows of a request or an offer away that is deleted."""
	_delete(frappe.get_all(CANDIDATE, filters=filters, pluck="name", order_by="name asc"))


def forget_closed(municipality: str) -> None:
	"""Take the kept rows of a town's requests away that are not open any more."""
	kept, request = frappe.qb.DocType(CANDIDATE), frappe.qb.DocType(REQUEST)
	closed = (
		frappe.qb.from_(kept)
		.join(request)
		.on(request.name == kept.request)
		.select(kept.name)
		.where((request.municipality == municipality) & (request.workflow_state != RequestState.ACCEPTED))
		.orderby(kept.name)
	)
	_delete(closed.run(pluck=True))


def _delete(names: Sequence[str]) -> None:
	# By their names: by request or offer, it would lock the gaps into which the run of another town writes.
	if names:
		frappe.db.delete(CANDIDATE, {"name": ["in", list(names)]})
