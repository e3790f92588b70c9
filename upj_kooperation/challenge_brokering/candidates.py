"""Candidates and points from one statement over the narrow table; `domain/matching.py` says what it must come to."""

import datetime
from collections.abc import Collection

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Max
from pypika import CustomFunction
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term

from upj_kooperation.challenge_brokering.offer_tags import TAG, USE, bucket
from upj_kooperation.domain import capacity, matching

Instr = CustomFunction("INSTR", ["text", "part"])
# Sorts after every name of an offer.
LAST = "z"


def best_offers(
	municipality: str,
	request: matching.Request,
	weights: matching.Weights,
	today: datetime.date,
	held_back: Collection[str] = (),
	limit: int = matching.SHOWN,
) -> list[tuple[str, int]]:
	"""Return names and points of a town's best offers for a request, the best first. One statement.

	held_back: partners that are not proposed.
	"""
	if not request.kinds:
		return []
	tag = frappe.qb.DocType(TAG)
	query, left = _with_what_is_left(request)
	query = query.where(_asked_for(municipality, request)).where(
		(left >= request.amount) & (tag.available_until.isnull() | (tag.available_until >= today))
	)
	if held_back:
		query = query.where(tag.stakeholder.notin(sorted(held_back)))
	points = _points(request, weights, today, left)
	if len(request.kinds) == 1:
		total = points + weights.kind
	else:
		# Each kind that fits is a row of its own.
		kinds = Case()
		for matched in range(1, len(request.kinds) + 1):
			kinds = kinds.when(Count("*") == matched, matching.kind_points(weights.kind, matched, len(request.kinds)))
		total = Max(points) + kinds
		query = query.groupby(tag.offer)
	total = total.as_("points")
	rows = query.select(tag.offer, total).orderby(total, order=frappe.qb.desc).orderby(tag.offer).limit(limit).run()
	return [(name, int(found)) for name, found in rows]


def _with_what_is_left(request: matching.Request) -> tuple[QueryBuilder, Term]:
	tag, use = frappe.qb.DocType(TAG), frappe.qb.DocType(USE)
	start = Case()
	for period in capacity.PERIODS:
		start = start.when(tag.capacity_period == period, capacity.period_start(period, request.day))
	# Only booked offers name themselves in `booked`: for all others there is nothing to look up.
	query = frappe.qb.from_(tag).left_join(use).on((use.offer == tag.booked) & (use.period_start == start))
	return query, tag.capacity - Coalesce(use.used, 0)


def _asked_for(municipality: str, request: matching.Request) -> Criterion:
	"""Return the condition for the rows of the kinds and areas; the hash finds them, the plain values hold."""
	tag = frappe.qb.DocType(TAG)
	areas = (matching.WHOLE_TOWN, request.area or matching.SOME_AREAS)
	buckets = [bucket(municipality, kind, area) for kind in sorted(request.kinds) for area in areas]
	return (
		Criterion.any(tag.name.between(start, start + LAST) for start in buckets)
		& (tag.municipality == municipality)
		& tag.kind.isin(sorted(request.kinds))
	)


def _points(request: matching.Request, weights: matching.Weights, today: datetime.date, left: Term) -> Term:
	tag = frappe.qb.DocType(TAG)
	half = {field: getattr(weights, field) // 2 for field in weights._fields}
	open_field = tag.fields_of_action == ""
	field = (
		Case()
		.when(open_field, half["field"])
		.when(Instr(tag.fields_of_action, f"|{request.field}|") > 0, weights.field)
		.else_(0)
		if request.field
		else half["field"]
	)
	full_area, half_area = (
		(request.area, matching.WHOLE_TOWN) if request.area else (matching.WHOLE_TOWN, matching.SOME_AREAS)
	)
	area = Case().when(tag.area == full_area, weights.area).when(tag.area == half_area, half["area"]).else_(0)
	room = Case().when(left == tag.capacity, weights.capacity).else_(half["capacity"])
	begun = tag.available_from.isnull() | (tag.available_from <= request.day)
	not_over = tag.available_until.isnull() | (tag.available_until >= request.day)
	timing = Case().when(begun & not_over, weights.timing).else_(0)
	stage = Case()
	for quarters in sorted(set(matching.STAGE_QUARTERS.values())):
		stage = stage.when(tag.stage_quarters == quarters, weights.stage * quarters // 4)
	lately = matching.since(today, weights.rested_days)
	rested = Case().when(tag.last_asked.isnull() | (tag.last_asked < lately), weights.rested).else_(0)
	worked = Case().when(tag.worked_together == 1, weights.worked_together).else_(0)
	return area + room + timing + stage + rested + worked + field
