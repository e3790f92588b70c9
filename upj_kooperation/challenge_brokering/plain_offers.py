"""Offers as the plain values that the rules of the matching look at. A constant number of statements."""

from collections.abc import Sequence

from frappe.utils import cstr

from upj_kooperation.challenge_brokering import bookings, partner_history
from upj_kooperation.challenge_brokering.proposable_offers import offered, proposable
from upj_kooperation.domain import matching
from upj_kooperation.domain.periods import Period
from upj_kooperation.stakeholder_relations.lookups import as_date


def plain_offers(names: Sequence[str]) -> dict[str, matching.Offer]:
	"""Return those of these offers that may be proposed, by name. Six statements."""
	rows = proposable(names)
	kinds, fields, areas = offered(names)
	used = bookings.used_of(list(names))
	history = partner_history.of({row.stakeholder for row in rows})
	return {
		row.name: matching.Offer(
			row.name,
			frozenset(kinds[row.name]),
			frozenset(fields[row.name]),
			frozenset(areas[row.name]),
			row.capacity,
			cstr(row.capacity_unit),
			row.capacity_period,
			used.get(row.name, {}),
			Period(as_date(row.available_from), as_date(row.available_until)),
			row.engagement_stage,
			*history.get(row.stakeholder, partner_history.NOTHING),
		)
		for row in rows
	}
