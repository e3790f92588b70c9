"""Rules of joining two records of one stakeholder: when it may be done, whose values stay, which relationships join."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

# A stakeholder has one business partner; what ERPNext books on goes before what was only a beginning.
PARTY_RANK = ("Customer", "Supplier", "Prospect", "Lead", "Contact")

SAME_RECORD = "Choose another stakeholder: a record cannot be merged with itself."
GONE = "{0} is no longer there. Somebody else has merged or deleted it. Reload and look again."
OTHER_MUNICIPALITY = "{0} and {1} belong to different municipalities. Each municipality keeps its own record."
OTHER_PARTY = (
	"Both are bound to a business partner of the type {0}: {1} and {2}. "
	"Merge these two in ERPNext first, or remove one of them here."
)
RECORD_LOCKED = "{0} is being worked on at the moment and locked. Try again in a few minutes."
BOTH_IN_ONE = "Both appear in {0} {1}, where each must be somebody of its own. Remove one of them there first."
SIDE_NOT_ALLOWED = (
	"The relationship {0} does not take a {1}. Correct the actor type of one of the records, or end the relationship."
)
STILL_NEEDED = (
	"{0} cannot take over everything: {1} allows an entry only once. Remove one of the two entries there first."
)

MESSAGES = (
	SAME_RECORD,
	GONE,
	OTHER_MUNICIPALITY,
	OTHER_PARTY,
	RECORD_LOCKED,
	BOTH_IN_ONE,
	SIDE_NOT_ALLOWED,
	STILL_NEEDED,
)


class Record(NamedTuple):
	"""A stakeholder that takes part in a merge. locked: somebody holds Frappe's lock on it."""

	name: str
	title: str
	municipality: str
	party_type: str | None = None
	party: str | None = None
	locked: bool = False


class Relation(NamedTuple):
	"""A stored relationship. One of a stakeholder with itself cannot be; two of one kind never share a day."""

	name: str
	first: str
	other: str
	kind: str
	period: Period


class Resolution(NamedTuple):
	"""What becomes of relationships: those that fall away, and those that join: kept one -> (period, joined ones)."""

	dropped: list[str]
	joined: dict[str, tuple[Period, list[str]]]


def check_pair(kept: Record, merged: Record) -> Problem | None:
	"""Return why two records cannot become one, or None."""
	if kept.name == merged.name:
		return Problem(SAME_RECORD)
	if kept.municipality != merged.municipality:
		return Problem(OTHER_MUNICIPALITY, (kept.title, merged.title))
	if kept.party_type and kept.party_type == merged.party_type and kept.party != merged.party:
		return Problem(OTHER_PARTY, (kept.party_type, kept.party, merged.party))
	return next((Problem(RECORD_LOCKED, (one.title,)) for one in (kept, merged) if one.locked), None)


def party_of(kept: Record, merged: Record) -> tuple[str | None, str | None]:
	"""Return type and name of the business partner that the joined record has."""
	bound = [one for one in (kept, merged) if one.party_type in PARTY_RANK and one.party]
	if not bound:
		return None, None
	best = min(bound, key=lambda one: PARTY_RANK.index(one.party_type or ""))
	return best.party_type, best.party


def filled(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
	"""Return the values of `merged` for fields that are empty in `kept`."""
	return {field: value for field, value in merged.items() if not _is_empty(value) and _is_empty(kept.get(field))}


def lost(kept: Mapping[str, Any], merged: Mapping[str, Any]) -> dict[str, Any]:
	"""Return the values of `merged` that give way to other ones of `kept`; they go into the trace."""
	return {
		field: value
		for field, value in merged.items()
		if not _is_empty(value) and not _is_empty(kept.get(field)) and str(kept[field]).strip() != str(value).strip()
	}


def resolve(relations: Iterable[Relation], kept: str, merged: str) -> Resolution:
	"""Return what becomes of both stakeholders' relationships when `merged` becomes `kept`.

	Those between the two fall away. Where both have the same relationship with a third one on shared days, that of
	`kept` stays and holds for all days of both; days between that neither names are never added.
	"""
	dropped: list[str] = []
	groups: dict[tuple[str, str, str], list[Relation]] = {}
	for relation in sorted(relations, key=lambda one: (merged in (one.first, one.other), one.name)):
		first, other = (kept if side == merged else side for side in (relation.first, relation.other))
		if first == other:
			dropped.append(relation.name)
		else:
			groups.setdefault((first, other, relation.kind), []).append(relation)
	joined: dict[str, tuple[Period, list[str]]] = {}
	for group in groups.values():
		joined |= _join(group)
	return Resolution(dropped, joined)


def _join(group: Sequence[Relation]) -> dict[str, tuple[Period, list[str]]]:
	chains: list[tuple[list[Relation], Period]] = []
	for relation in group:
		chain, period = [relation], relation.period
		for known in [each for each in chains if each[1].overlaps(relation.period)]:
			chains.remove(known)
			chain, period = known[0] + chain, _union(known[1], period)
		chains.append((chain, period))
	found = {}
	for chain, period in chains:
		if len(chain) > 1:
			first, *others = sorted(chain, key=group.index)
			found[first.name] = (period, [other.name for other in others])
	return found


def _union(one: Period, other: Period) -> Period:
	start = min(one.start, other.start) if one.start and other.start else None
	end = max(one.end, other.end) if one.end and other.end else None
	return Period(start, end)


def _is_empty(value: Any) -> bool:
	return value is None or (isinstance(value, str) and not value.strip())
