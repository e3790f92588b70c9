"""The ranking of a call's applications as the session's user may see it: for the report, the export, the round."""

from collections import Counter, defaultdict
from fractions import Fraction
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from upj_kooperation.advisory_services.reviewing import as_criterion
from upj_kooperation.domain import ranking as rules
from upj_kooperation.domain import review
from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.review import OPEN_STATUSES, ReviewStatus
from upj_kooperation.permissions import scope_of

RANKED_STATES = (
	ApplicationState.UNDER_REVIEW,
	ApplicationState.SHORTLISTED,
	ApplicationState.SELECTED,
	ApplicationState.WAITLISTED,
	ApplicationState.REJECTED,
)
FIELDS = ["name", "municipality", "land", "size_class", "submitted_on", "workflow_state"]


def ranked_applications(call: str, states: tuple[str, ...] = RANKED_STATES, lock: bool = False) -> list[dict[str, Any]]:
	"""Return the ranking of a call, best first, with a constant number of queries.

	What the user may not see is left out: applications with a conflict of interest as a whole, the figures of those
	whose own review is not in yet. lock: reviews as they are now, whatever this transaction has read before.
	Raises PermissionError without the right to read reviews.
	"""
	frappe.has_permission("Application Review", "read", throw=True)
	applications = frappe.get_list(
		"Call Application",
		filters={"call": call, "workflow_state": ["in", states]},
		fields=FIELDS,
		order_by="name asc",
		limit_page_length=0,
	)
	hidden = set(scope_of(doctype="Application Review").closed)
	names = _municipality_names({row.municipality for row in applications})
	details = {row.name: row for row in applications}
	visible = [row for row in applications if row.name not in hidden]
	places = rules.rank(_with_reviews(visible, lock))
	rows = [_shown(details[place.name], place, names) for place in places]
	return rows + [_unseen(row, names) for row in applications if row.name in hidden]


def _with_reviews(applications: list[frappe._dict], lock: bool) -> list[rules.Reviewed]:
	# The applications are those whose reviews the user may see.
	reviews = frappe.db.get_values(
		"Application Review",
		{"application": ["in", [row.name for row in applications]]},
		["name", "application", "status"],
		as_dict=True,
		for_update=lock,
	)
	scores = exact_scores([row.name for row in reviews if row.status == ReviewStatus.HANDED_IN], lock)
	given: dict[str, list[Fraction]] = defaultdict(list)
	missing: Counter[str] = Counter()
	conflicts: Counter[str] = Counter()
	for row in reviews:
		if row.status == ReviewStatus.CONFLICT:
			conflicts[row.application] += 1
		elif row.status in OPEN_STATUSES:
			missing[row.application] += 1
		elif row.name in scores:
			given[row.application].append(scores[row.name])
	return [
		rules.Reviewed(row.name, row.submitted_on, tuple(given[row.name]), missing[row.name], conflicts[row.name])
		for row in applications
	]


def exact_scores(reviews: list[str], lock: bool = False) -> dict[str, Fraction]:
	"""Return the exact score of each of these reviews, in percent. One query."""
	rows: dict[str, list[review.Score]] = defaultdict(list)
	for row in frappe.db.get_values(
		"Review Score",
		{"parent": ["in", reviews], "parenttype": "Application Review"},
		["parent", "criterion", "weight", "highest", "points"],
		as_dict=True,
		order_by="idx asc",
		for_update=lock,
	):
		rows[row.parent].append(review.Score(as_criterion(row), cint(row.points)))
	return {name: score for name, given in rows.items() if (score := review.exact_score(given)) is not None}


def _municipality_names(keys: set[str]) -> dict[str, str]:
	return dict(
		frappe.get_all(
			"Municipality",
			filters={"name": ["in", sorted(keys)]},
			fields=["name", "municipality_name"],
			order_by="name asc",
			as_list=True,
		)
	)


def _shown(row: frappe._dict, place: rules.Place, names: dict[str, str]) -> dict[str, Any]:
	return {
		**_about(row, names),
		"rank": place.rank,
		**{key: _number(getattr(place, key)) for key in ("mean", "deviation", "lowest", "highest")},
		"reviews": place.reviews,
		"missing": place.missing,
		"conflicts": place.conflicts,
		"tied": int(place.tied),
		"note": _("Equal mean: the rule for equals decided") if place.tied else "",
	}


def _unseen(row: frappe._dict, names: dict[str, str]) -> dict[str, Any]:
	empty = dict.fromkeys(("rank", "mean", "deviation", "lowest", "highest", "reviews", "missing", "conflicts", "tied"))
	return {**_about(row, names), **empty, "note": _("Hidden until your own review is in")}


def _about(row: frappe._dict, names: dict[str, str]) -> dict[str, Any]:
	return {
		"application": row.name,
		"municipality": row.municipality,
		"municipality_name": names.get(row.municipality, row.municipality),
		"land": row.land,
		"size_class": row.size_class,
		"workflow_state": row.workflow_state,
		"state_label": _(row.workflow_state),
	}


def _number(value: Any) -> float | None:
	return None if value is None else float(value)
