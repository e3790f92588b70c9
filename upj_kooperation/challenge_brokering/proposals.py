"""Proposals with their reasons in words: the best partners for a request, the best requests for an offer (F33).

The number of statements does not depend on how many offers, requests and matches there are.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.model.document import Document
from frappe.utils import cint, getdate

from upj_kooperation.challenge_brokering import candidates
from upj_kooperation.challenge_brokering.doctype.challenge_group.challenge_group import WEIGHTS
from upj_kooperation.challenge_brokering.offer_tags import TAG
from upj_kooperation.challenge_brokering.partner_history import asks_since
from upj_kooperation.challenge_brokering.plain_offers import plain_offers
from upj_kooperation.domain import matching, partner_match
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import in_words
from upj_kooperation.stakeholder_relations.lookups import as_date

GROUP, MATCH, REQUEST, OFFER = "Challenge Group", "Partner Match", "Support Request", "Support Offer"
GROUP_FIELDS = [*WEIGHTS, "hold_back_asks", "hold_back_days"]
REQUEST_FIELDS = [
	*("request_title", "organisation_name", "challenge_group", "needed_by", "field_of_action", "programme_area"),
]


def weights_of(group: dict[str, Any]) -> matching.Weights:
	"""Return the points that a group gives. group: its fields, GROUP_FIELDS."""
	return matching.Weights(*(cint(group[field]) for field in WEIGHTS), cint(group["hold_back_days"]))


def best_partners(request: Document) -> dict[str, Any]:
	"""Return {most, proposals, held_back} for a request.

	proposals: the best first, each {offer, offer_title, stakeholder, partner_name, sought, points, reasons, against,
	match, state}; match, state: of an open match with this request. held_back: {stakeholder, partner_name, words}.
	"""
	today = getdate()
	group = frappe.db.get_value(GROUP, request.challenge_group, GROUP_FIELDS, as_dict=True)
	weights = weights_of(group)
	held = held_back(request.municipality, group)
	plain = plain_request(request)
	found = candidates.best_offers(request.municipality, plain, weights, today, list(held))
	offers = plain_offers([name for name, _points in found])
	details = _details(list(offers))
	matches = _open_matches({"request": request.name}, "offer")
	proposals = []
	for name, points in found:
		score = matching.score(plain, offers[name], weights, today)
		proposals.append(
			{
				"offer": name,
				**details[name],
				"points": points,
				**_words(score),
				**matches.get(name, {"match": None, "state": None}),
			}
		)
	names = _who_offers(request.municipality, plain.kinds, held)
	return {
		"most": weights.most,
		"proposals": proposals,
		"held_back": [
			{"stakeholder": partner, "partner_name": name, "words": in_words(_held_words(*held[partner], group))}
			for partner, name in names.items()
		],
	}


def best_requests(offer: Document) -> dict[str, Any]:
	"""Return {most, proposals, hint} for an offer: open requests of its town, the best first.

	Each proposal: {request, request_title, organisation_name, needed_by, points, most, reasons, against, match, state};
	hint: why its partner is not proposed at the moment, None if it is.
	"""
	today = getdate()
	own = plain_offers([offer.name]).get(offer.name)
	if not own:
		problem = offer.why_not_asked() or Problem(partner_match.OFFER_NOT_ACTIVE, (offer.status,))
		return {"proposals": [], "hint": in_words(problem)}
	groups = frappe.get_all(
		GROUP, filters={"municipality": offer.municipality}, fields=["name", *GROUP_FIELDS], order_by="name asc"
	)
	asks = asks_since({"stakeholder": offer.stakeholder}).get(offer.stakeholder, [])
	open_to, hint = {}, None
	for group in groups:
		if held := matching.held_until(asks, cint(group.hold_back_asks), cint(group.hold_back_days), today):
			hint = in_words(_held_words(*held, group))
		else:
			open_to[group.name] = weights_of(group)
	found = candidates.best_requests(offer.municipality, own, open_to, today)
	names = [name for name, _points in found]
	rows = {
		row.name: row
		for row in frappe.get_all(
			REQUEST, filters={"name": ["in", names]}, fields=["name", *REQUEST_FIELDS], order_by="name asc"
		)
	}
	kinds = kinds_of(names)
	matches = _open_matches({"offer": offer.name}, "request")
	proposals = []
	for name, points in found:
		row = rows[name]
		weights = open_to[row.challenge_group]
		score = matching.score(plain_of(row, kinds[name]), own, weights, today)
		proposals.append(
			{
				"request": name,
				"request_title": row.request_title,
				"organisation_name": row.organisation_name,
				"needed_by": as_date(row.needed_by),
				"points": points,
				"most": weights.most,
				**_words(score),
				**matches.get(name, {"match": None, "state": None}),
			}
		)
	return {"proposals": proposals, "hint": hint}


def plain_request(request: Document) -> matching.Request:
	"""Return a request as plain values."""
	return plain_of(request, {row.kind for row in request.kinds})


def held_back(municipality: str, group: dict[str, Any]) -> dict[str, tuple]:
	"""Return the partners of a town that were asked too often: how often, and from when they can be asked again."""
	asks, days, today = cint(group["hold_back_asks"]), cint(group["hold_back_days"]), getdate()
	if not asks:
		return {}
	found = asks_since({"municipality": municipality}, matching.since(today, days))
	held = {partner: matching.held_until(asked, asks, days, today) for partner, asked in found.items()}
	return {partner: until for partner, until in held.items() if until}


def plain_of(row: Any, kinds: Iterable[str]) -> matching.Request:
	"""Return a request's fields and its kinds as plain values."""
	day = matching.day_of(as_date(row.needed_by), getdate())
	return matching.Request(frozenset(kinds), day, row.field_of_action or None, row.programme_area or None)


def _words(score: matching.Score) -> dict[str, list[str]]:
	return {
		"reasons": [in_words(problem) for problem in score.reasons],
		"against": [in_words(problem) for problem in score.against],
	}


def _held_words(count: int, until: Any, group: dict[str, Any]) -> Problem:
	return Problem(matching.HELD_BACK, (str(count), str(cint(group["hold_back_days"])), until))


def _details(offers: list[str]) -> dict[str, dict[str, str]]:
	rows = frappe.get_all(
		OFFER,
		filters={"name": ["in", offers]},
		fields=["name", "offer_title", "stakeholder", "partner_name", "sought"],
		order_by="name asc",
	)
	return {row.pop("name"): row for row in rows}


def _open_matches(filters: dict[str, str], other: str) -> dict[str, dict[str, str]]:
	rows = frappe.get_all(
		MATCH,
		filters={**filters, "workflow_state": ["in", partner_match.OPEN]},
		fields=["name", "workflow_state", other],
		order_by="name asc",
	)
	return {row[other]: {"match": row.name, "state": row.workflow_state} for row in rows}


def _who_offers(municipality: str, kinds: frozenset[str], partners: Iterable[str]) -> dict[str, str]:
	"""Return those of these partners who offer what is asked for, with their names."""
	offer, tag = frappe.qb.DocType(OFFER), frappe.qb.DocType(TAG)
	return dict(
		# From the offers: the narrow table is found by town, kind and area, not by its partner.
		frappe.qb.from_(offer)
		.join(tag)
		.on(tag.offer == offer.name)
		.select(offer.stakeholder, offer.partner_name)
		.distinct()
		.where(offer.stakeholder.isin(sorted(partners) or [""]) & (tag.municipality == municipality))
		.where(tag.kind.isin(sorted(kinds) or [""]))
		.orderby(offer.stakeholder)
		.run()
	)


def kinds_of(requests: list[str]) -> dict[str, set[str]]:
	"""Return the kinds of support that these requests ask for. One statement."""
	found: dict[str, set[str]] = defaultdict(set)
	for row in frappe.get_all(
		"Support Request Kind",
		filters={"parent": ["in", requests], "parenttype": REQUEST},
		fields=["parent", "kind"],
		order_by="parent asc, idx asc, name asc",
	):
		found[row.parent].add(row.kind)
	return found
