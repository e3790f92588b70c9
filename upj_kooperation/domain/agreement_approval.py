"""Which organ approves an agreement: it follows from value, binding period and the municipality's rule (F20).

The rule is data of a town (Hauptsatzung, Dienstanweisung); what a town may leave to its mayor are transactions of the
running administration. Two principles hold in doubt: no lower organ than the rule names ever approves, and an amendment
is judged by the whole agreement, so that nothing gets below a limit in slices. Amounts are Decimal in Euro; limits are
inclusive.
"""

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain import term
from upj_kooperation.domain.acceptance import COUNCIL, ORGAN_ORDER, RANK, RULE_CROSSED, UNKNOWN_ORGAN
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

WORTH_BOUND = "The agreement is worth {0} Euro, and the municipality is bound for {1} months."
WORTH_UNLIMITED = "The agreement is worth {0} Euro, and the municipality is bound without limit."
OVER_VALUE = "That is above {0} Euro, up to which {1} approves."
OVER_MONTHS = "That is longer than {0} months, up to which {1} approves."
APPROVES = "So {0} approves ({1})."
NO_RULE = (
	"No approval rule holds on this day. In doubt {0} approves; "
	"enter the rule of your Hauptsatzung as an Approval Rule."
)
SEVERAL_RULES = "Several approval rules hold on this day: {0}. In doubt {1} approves; leave one of them enabled."
ON_REQUEST = "It is put before {0} on request."

NO_TIERS = "Enter at least one tier: who approves, and up to which value and binding period."
LIMIT_ORDER = "Tier {0}: its limits must not be below those of the tier before it."
LAST_UNLIMITED = "The last tier must be without limits, so that somebody approves every agreement. Leave both empty."
ORGAN_CHANGED = (
	"The approving organ has changed from {0} to {1} since approval was asked for. Nothing was approved. "
	"Return the agreement and ask for approval again."
)

MESSAGES = (
	WORTH_BOUND,
	WORTH_UNLIMITED,
	OVER_VALUE,
	OVER_MONTHS,
	APPROVES,
	NO_RULE,
	SEVERAL_RULES,
	ON_REQUEST,
	NO_TIERS,
	LIMIT_ORDER,
	LAST_UNLIMITED,
	ORGAN_CHANGED,
)


@dataclass(frozen=True)
class Tier:
	"""An organ, and the value in Euro and the months up to which it approves; None is without limit."""

	organ: str
	up_to: Decimal | None = None
	up_to_months: int | None = None

	def takes(self, value: Decimal, months: int | None) -> bool:
		"""Say whether neither limit is passed. months: None is bound without limit."""
		return not self.over_value(value) and not self.over_months(months)

	def over_value(self, value: Decimal) -> bool:
		"""Say whether a value passes this tier."""
		return self.up_to is not None and value > self.up_to

	def over_months(self, months: int | None) -> bool:
		"""Say whether a binding period passes this tier."""
		return self.up_to_months is not None and (months is None or months > self.up_to_months)


@dataclass(frozen=True)
class Rule:
	"""An approval rule as plain values. Tiers stand in ascending order (see `rule_problems`)."""

	name: str
	legal_basis: str
	tiers: tuple[Tier, ...]


@dataclass(frozen=True)
class Decision:
	"""Who approves, by which rule (None in doubt), and why."""

	organ: str
	rule: str | None
	reasons: tuple[Problem, ...]


def binding_months(start: datetime.date, end: datetime.date | None, renewal: str, notice_months: int) -> int | None:
	"""Return for how many months a party cannot leave by itself, part of a month counted whole; None without limit.

	Without an end only a notice ends it; with an automatic renewal only a notice keeps it from going on.
	"""
	if not end:
		return notice_months or None
	if renewal == term.AUTOMATIC and not notice_months:
		return None
	return term.months_of(start, end)


def approving_organ(
	rules: Sequence[Rule], value: Decimal, months: int | None, higher_organ: str | None = None
) -> Decision:
	"""Return the organ that approves an agreement of this value and binding period.

	rules: what holds on the day for the municipality; one is the ordinary case. higher_organ: where it is put on
	request; a lower one than the rule's changes nothing.
	"""
	worth = Problem(WORTH_BOUND, (value, months)) if months is not None else Problem(WORTH_UNLIMITED, (value,))
	if len(rules) != 1:
		several = Problem(SEVERAL_RULES, (tuple(rule.name for rule in rules), COUNCIL))
		return Decision(COUNCIL, None, (worth, several if rules else Problem(NO_RULE, (COUNCIL,))))
	(rule,) = rules
	index = next(number for number, tier in enumerate(rule.tiers) if tier.takes(value, months))
	organ = rule.tiers[index].organ
	passed = rule.tiers[index - 1] if index else None
	reasons = [worth]
	if passed and passed.over_value(value):
		reasons.append(Problem(OVER_VALUE, (passed.up_to, passed.organ)))
	if passed and passed.over_months(months):
		reasons.append(Problem(OVER_MONTHS, (passed.up_to_months, passed.organ)))
	reasons.append(Problem(APPROVES, (organ, rule.legal_basis)))
	if higher_organ and RANK[higher_organ] > RANK[organ]:
		organ = higher_organ
		reasons.append(Problem(ON_REQUEST, (organ,)))
	return Decision(organ, rule.name, tuple(reasons))


def rule_problems(tiers: Sequence[Tier], period: Period) -> list[Problem]:
	"""Return what is wrong with a rule: the order of its tiers, and its period."""
	problems = [Problem(RULE_CROSSED, (period.start, period.end))] if period.crossed else []
	if not tiers:
		return [*problems, Problem(NO_TIERS)]
	unknown = [
		Problem(UNKNOWN_ORGAN, (number, tier.organ))
		for number, tier in enumerate(tiers, start=1)
		if tier.organ not in RANK
	]
	if unknown:
		return [*problems, *unknown]
	for number, (before, tier) in enumerate(itertools.pairwise(tiers), start=2):
		if _below(tier.up_to, before.up_to) or _below(tier.up_to_months, before.up_to_months):
			problems.append(Problem(LIMIT_ORDER, (number,)))
		if RANK[tier.organ] <= RANK[before.organ]:
			problems.append(Problem(ORGAN_ORDER, (number, tier.organ, before.organ)))
	if tiers[-1].up_to is not None or tiers[-1].up_to_months is not None:
		problems.append(Problem(LAST_UNLIMITED))
	return problems


def check_same_organ(before: str | None, now: str) -> Problem | None:
	"""Return that another organ approves now than the one that was asked, or None."""
	return Problem(ORGAN_CHANGED, (before, now)) if before and before != now else None


def _below(limit: Decimal | int | None, before: Decimal | int | None) -> bool:
	return limit is not None and (before is None or limit < before)
