"""Which gifts are reported to the supervisory authority, and which givers the public list names (F27).

Whether a report is owed, and from which sum on, is data of the Acceptance Rule; what a town names is its own setting.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.acceptance import BODIES
from upj_kooperation.domain.contribution import DONATIONS, NO, SPONSORING, YES

# Businesses are named by default. Behind every other kind of actor private persons may stand, who must agree.
NAMED_BY_DEFAULT = frozenset({"Company", "Housing Company", "Social Enterprise"})


@dataclass(frozen=True)
class Duty:
	"""What a rule owes the authority. above: Euro; gifts up to and including this sum are not reported."""

	yearly: bool
	above: Decimal
	sum_per_giver: bool
	covers_sponsoring: bool
	at_once: bool = False


@dataclass(frozen=True)
class Gift:
	"""An accepted gift of a budget year, in Euro, with the name of the rule it was accepted by."""

	name: str
	giver: str
	kind: str
	amount: Decimal
	rule: str


def is_covered(duty: Duty, kind: str) -> bool:
	"""Say whether a rule asks for a report on this kind at all."""
	return kind in DONATIONS or (kind == SPONSORING and duty.covers_sponsoring)


def to_report(duties: dict[str, Duty], gifts: Iterable[Gift]) -> set[str]:
	"""Return the names of the gifts that stand in the yearly report.

	Where the rule sums a giver's gifts, their sum decides on all of them; else each gift for itself.
	"""
	owed = [gift for gift in gifts if (duty := duties.get(gift.rule)) and duty.yearly and is_covered(duty, gift.kind)]
	sums: dict[str, Decimal] = defaultdict(Decimal)
	for gift in owed:
		sums[gift.giver] += gift.amount
	return {
		gift.name
		for gift in owed
		if (sums[gift.giver] if duties[gift.rule].sum_per_giver else gift.amount) > duties[gift.rule].above
	}


def is_notified_at_once(duty: Duty, kind: str, organ: str) -> bool:
	"""Say whether an offer must be reported at once: where the rule asks for it and a body decides on the gift."""
	return duty.at_once and is_covered(duty, kind) and organ in BODIES


def is_named(actor_type: str, consent: str | None, given: Decimal, limit: Decimal) -> bool:
	"""Say whether the public list names a giver.

	consent: Yes, No, or nothing asked; given: the giver's sum of the year in Euro; limit: named from this sum on.
	"""
	if consent == NO or given < limit:
		return False
	return consent == YES or actor_type in NAMED_BY_DEFAULT
