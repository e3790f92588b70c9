"""Candidates and points from one statement over the narrow table; `domain/matching.py` says what it must come to."""

import datetime
from collections.abc import Callable, Collection, Mapping

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Max, Sum
from pypika import CustomFunction
from pypika.queries import QueryBuilder
from pypika.terms import Criterion, Term, ValueWrapper

from upj_kooperation.challenge_brokering.offer_tags import TAG, USE, bucket
from upj_kooperation.domain import capacity, matching
from upj_kooperation.domain.support_request import RequestState

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


# How far a request and an offer fit in one respect.
NOT, HALF, FULL = 0, 1, 2


def best_requests(
	municipality: str,
	offer: matching.Offer,
	groups: Mapping[str, matching.Weights],
	today: datetime.date,
	limit: int = matching.SHOWN,
) -> list[tuple[str, int]]:
	"""Return names and points of a town's open requests that an offer fits best, the best first. Two statements.

	groups: those whose requests are looked at, with the points that they give.
	"""
	if not groups or (offer.window.end and offer.window.end < today):
		return []
	fits = _fitting_requests(municipality, offer, sorted(groups), today)
	all_kinds = frappe.db.count("Support Kind")

	def each(points: Callable[[matching.Weights], int], fit: Criterion) -> list[tuple[Criterion, int]]:
		return [((fits.challenge_group == name) & fit, points(weights)) for name, weights in groups.items()]

	total = _case(
		[
			row
			for asked in range(1, all_kinds + 1)
			for matched in range(1, min(asked, len(offer.kinds)) + 1)
			for row in each(
				lambda weights, matched=matched, asked=asked: matching.kind_points(weights.kind, matched, asked),
				(fits.asked == asked) & (fits.matched == matched),
			)
		]
	)
	for part in ("field", "area", "capacity", "timing"):
		fit = fits[f"{part}_fit"]
		total += _case(
			[
				*each(lambda weights, part=part: getattr(weights, part), fit == FULL),
				*each(lambda weights, part=part: getattr(weights, part) // 2, fit == HALF),
			]
		)
	total += _case(each(lambda weights: matching.points_of_partner(offer, weights, today), fits.matched > 0))
	total = total.as_("points")
	query = frappe.qb.from_(fits).select(fits.name, total).orderby(total, order=frappe.qb.desc).orderby(fits.name)
	return [(name, int(found)) for name, found in query.limit(limit).run()]


def _fitting_requests(
	municipality: str, offer: matching.Offer, groups: list[str], today: datetime.date
) -> QueryBuilder:
	"""Return a query of the open requests that an offer can be proposed for, with how far it fits in each respect."""
	request, kind = frappe.qb.DocType("Support Request"), frappe.qb.DocType("Support Request Kind")
	day = Case().when(request.needed_by > today, request.needed_by).else_(today)
	in_booked = [(_in_period(day, offer.period, start), used) for start, used in offer.used.items() if used]
	full = [period for period, used in in_booked if used >= offer.capacity]
	field, area = Coalesce(request.field_of_action, ""), Coalesce(request.programme_area, "")
	any_field = NOT if offer.fields else HALF
	in_time = [
		*([day >= offer.window.start] if offer.window.start else []),
		*([day <= offer.window.end] if offer.window.end else []),
	]
	matched = Sum(_case([(kind.kind.isin(sorted(offer.kinds)), 1)]))
	query = (
		frappe.qb.from_(request)
		.join(kind)
		.on((kind.parent == request.name) & (kind.parenttype == "Support Request"))
		.select(
			request.name,
			request.challenge_group,
			Count("*").as_("asked"),
			matched.as_("matched"),
			_case([(field == "", HALF), (field.isin(sorted(offer.fields) or [""]), FULL)], any_field).as_("field_fit"),
			_case([(area == "", HALF if offer.areas else FULL)], FULL if offer.areas else HALF).as_("area_fit"),
			_case([(period, HALF) for period, _used in in_booked], FULL).as_("capacity_fit"),
			_case([(Criterion.all(in_time), FULL)] if in_time else [], NOT if in_time else FULL).as_("timing_fit"),
		)
		.where((request.municipality == municipality) & (request.workflow_state == RequestState.ACCEPTED))
		.where(request.challenge_group.isin(groups))
		.groupby(
			request.name, request.challenge_group, request.field_of_action, request.programme_area, request.needed_by
		)
		.having(matched > 0)
	)
	if offer.areas:
		query = query.where(area.isin(["", *sorted(offer.areas)]))
	for period in full:
		query = query.where(period.negate())
	return query


def _in_period(day: Term, period: str, start: datetime.date) -> Criterion:
	end = capacity.period_end(period, start)
	return (day >= start) & (day <= end) if end else day >= start


def _case(rows: list[tuple[Criterion, int]], otherwise: int = 0) -> Term:
	case = Case()
	for condition, points in rows:
		case = case.when(condition, points)
	return case.else_(otherwise) if rows else ValueWrapper(otherwise)
