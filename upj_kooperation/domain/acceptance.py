"""Who accepts a gift: the rule of the day, the giver's sum in the budget year, and the organ that decides (F25).

The rule is data of a Land or of a municipality (DOMAIN.md, "Who accepts a gift"). Two principles hold in doubt:
a sum never misses a gift, and a gift never goes to a lower organ than the rule names. So gifts of the same day all
count for each other, whatever the order in which they were entered, and what was decided always counts.
All amounts are Decimal in Euro, exact to the cent; limits are inclusive.
"""

import datetime
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain import council_paper
from upj_kooperation.domain.contribution import DONATIONS, SPONSORING
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem as Sentence

MAYOR, MAIN_COMMITTEE, COUNCIL = "Mayor", "Main Committee", "Council"
ORGANS = (MAYOR, MAIN_COMMITTEE, COUNCIL)
BODIES = frozenset({MAIN_COMMITTEE, COUNCIL})
RANK = {organ: rank for rank, organ in enumerate(ORGANS)}

OPEN, DECIDED, VOID = "open", "decided", "void"

NOT_COVERED = (
	"The rule {0} does not cover the kind {1}: it is a contract or a service, "
	"and the Mayor decides within the running administration."
)
SUM_WITH_EARLIER = "With this gift the giver's gifts in the budget year {0} come to {1} Euro."
SUM_WITH_LINKED = (
	"With this gift the gifts in the budget year {0} come to {1} Euro, together with those of {2}, "
	"who count as one giver with this one."
)
SUM_SINGLE = "It is the giver's only gift in the budget year {0}: {1} Euro."
SUM_NOT_USED = "The rule looks at each gift by itself: {0} Euro."
UP_TO_LIMIT = "Up to and including {0} Euro {1} decides ({2})."
BETWEEN_LIMITS = "Above {0} Euro, up to and including {1} Euro, {2} decides ({3})."
ABOVE_LIMIT = "Above {0} Euro {1} decides ({2})."
WHATEVER_SUM = "Whatever the sum, {0} decides ({1})."
NOT_DELEGATED = "{0} would decide up to {1} Euro, but the council has not passed this on."
LIFTED = "A possible conflict of interest was found, so the next higher organ decides: {0}."
LIFTED_ALREADY_TOP = "A possible conflict of interest was found; {0} is the highest organ already."
IN_DOUBT = "It is marked as a doubtful case, so the highest organ of the rule decides, whatever the sum: {0}."
DOUBT_NEEDS_REASON = "Enter why it is a doubtful case, for those who decide."

NO_RULE = (
	"There is no acceptance rule for {0} in {1} that was valid on {2}. Enter the rule of your Hauptsatzung or "
	"Dienstanweisung as an Acceptance Rule, with its legal basis and the day from which it is valid."
)
SEVERAL_RULES = "Several acceptance rules were valid on {0}: {1}. Leave only one of them enabled for that day."

UNKNOWN_ORGAN = "Tier {0}: {1} is no organ that decides. Choose Mayor, Main Committee or Council."
NO_TIERS = "Enter at least one tier: who decides, and up to which sum."
TIER_ORDER = "Tier {0}: the limit {1} Euro must be above the limit of the tier before it."
ORGAN_ORDER = "Tier {0}: {1} must be a higher organ than {2} in the tier before it (Mayor, Main Committee, Council)."
LAST_UNLIMITED = "The last tier must be without limit, so that somebody decides on every gift. Leave its limit empty."
ONLY_LAST_UNLIMITED = "Tier {0}: only the last tier may be without limit. Enter a limit in Euro."
LAST_DELEGATED = "The last tier must not depend on a delegation, so that somebody decides on every gift."
RULE_CROSSED = "The rule ends on {1}, before it begins on {0}. Correct one of the two days."
RULE_OVERLAPS = "The rule {0} is valid in the same period. End one of the two before the other one begins."
RULE_IN_USE = (
	"Decisions rest on this rule ({0}), so it stays as it was. Enter its last day under Valid until, "
	"and enter the new rule from the next day on."
)
FOREIGN_LAND = "{0} lies in {1}, not in {2}. Choose the right Land or leave the municipality empty."

OWN_OFFER = "You entered this offer. Somebody else must decide on it (four eyes)."
OWN_TAKING = "You took this offer. Somebody else must decide on it (four eyes)."
OWN_CHECK = "You put this offer up for decision. Somebody else must decide on it (four eyes)."
ANOTHER_CHECKS = (
	"By the rule {0} whoever entered or took an offer does not check it as well. "
	"Somebody else must put it up for decision (four eyes)."
)
PAPER_MISSING = (
	"{0} decides on this gift. Choose the council paper with the decision: "
	"of this municipality, in the state Decided, with the day of the meeting."
)
PAPER_FOREIGN = "The council paper {0} belongs to another municipality. Choose a paper of this municipality."
PAPER_WITHOUT_DAY = "The council paper {0} has no day of the meeting. Enter it in the paper."
PAPER_IN_FUTURE = "The meeting of the council paper {0} is on {1}, in the future. Accept the gift after the meeting."
PAPER_BEFORE_OFFER = "The meeting of the council paper {0} was on {1}, before the gift was offered on {2}."
ORGAN_CHANGED = (
	"The deciding organ has changed from {0} to {1} since this was put up for decision, because of other gifts of this "
	"giver or a changed rule. Nothing was decided. Reload the record; if it still names {0}, return it and put it up "
	"for decision again."
)
FROZEN = "{0} cannot be changed while the offer is up for decision. Return it first, change it, and put it up again."

MESSAGES = (
	NOT_COVERED,
	SUM_WITH_EARLIER,
	SUM_WITH_LINKED,
	SUM_SINGLE,
	SUM_NOT_USED,
	UP_TO_LIMIT,
	BETWEEN_LIMITS,
	ABOVE_LIMIT,
	WHATEVER_SUM,
	NOT_DELEGATED,
	LIFTED,
	LIFTED_ALREADY_TOP,
	IN_DOUBT,
	DOUBT_NEEDS_REASON,
	NO_RULE,
	SEVERAL_RULES,
	UNKNOWN_ORGAN,
	NO_TIERS,
	TIER_ORDER,
	ORGAN_ORDER,
	LAST_UNLIMITED,
	ONLY_LAST_UNLIMITED,
	LAST_DELEGATED,
	RULE_CROSSED,
	RULE_OVERLAPS,
	RULE_IN_USE,
	FOREIGN_LAND,
	OWN_OFFER,
	OWN_TAKING,
	OWN_CHECK,
	ANOTHER_CHECKS,
	PAPER_MISSING,
	PAPER_FOREIGN,
	PAPER_WITHOUT_DAY,
	PAPER_IN_FUTURE,
	PAPER_BEFORE_OFFER,
	ORGAN_CHANGED,
	FROZEN,
)


@dataclass(frozen=True)
class Tier:
	"""An organ and the sum in Euro up to which it decides, inclusive; None is without limit."""

	organ: str
	up_to: Decimal | None = None
	only_if_delegated: bool = False


@dataclass(frozen=True)
class Rule:
	"""An acceptance rule as plain values. Tiers stand in ascending order (see `rule_problems`).

	another_checks: whoever took an offer does not put it up for decision as well.
	"""

	name: str
	legal_basis: str
	tiers: tuple[Tier, ...]
	delegation_in_force: bool = False
	sum_per_giver: bool = True
	covers_sponsoring: bool = False
	another_checks: bool = False

	def covers(self, kind: str) -> bool:
		"""Say whether a gift of this kind falls under the rule."""
		return kind in DONATIONS or (kind == SPONSORING and self.covers_sponsoring)

	@property
	def available(self) -> tuple[Tier, ...]:
		"""The tiers whose organ may decide: a tier that waits for a delegation falls to the next higher organ."""
		return tuple(tier for tier in self.tiers if self.delegation_in_force or not tier.only_if_delegated)


@dataclass(frozen=True)
class RuleOnFile:
	"""Where and when a stored rule holds. municipality: None for a rule of the Land."""

	name: str
	municipality: str | None
	period: Period


@dataclass(frozen=True)
class Gift:
	"""A gift. standing: open, decided (accepted) or void (declined, withdrawn); giver: as a reason names it.

	conflict: a possible conflict of interest was found; doubtful: somebody doubts that it may be accepted at all.
	"""

	name: str
	offered_on: datetime.date
	amount: Decimal
	kind: str
	standing: str = OPEN
	conflict: bool = False
	giver: str = ""
	doubtful: bool = False


@dataclass(frozen=True)
class Decision:
	"""Who decides, on which sum in Euro, and why."""

	organ: str
	giver_sum: Decimal
	reasons: tuple[Sentence, ...]


@dataclass(frozen=True)
class Paper:
	"""A council paper as far as an acceptance needs it."""

	name: str
	municipality: str
	state: str
	meeting_date: datetime.date | None
	outcome: str | None = None


def budget_year(day: datetime.date, first_month: int = 1) -> int:
	"""Return the budget year of a day, named by the calendar year in which it begins. first_month: 1 to 12."""
	return day.year if day.month >= first_month else day.year - 1


def budget_period(year: int, first_month: int = 1) -> Period:
	"""Return the first and the last day of a budget year."""
	start = datetime.date(year, first_month, 1)
	return Period(start, datetime.date(year + 1, first_month, 1) - datetime.timedelta(days=1))


def choose_rule(rules: Iterable[RuleOnFile], municipality: str, day: datetime.date) -> list[RuleOnFile]:
	"""Return the rules that hold for a municipality on a day: its own before those of the Land.

	rules: enabled rules of the municipality and of its Land. None means nothing is entered, more than one an overlap.
	"""
	valid = [rule for rule in rules if rule.period.contains(day) and rule.municipality in (None, municipality)]
	own = [rule for rule in valid if rule.municipality == municipality]
	return own or valid


def deciding_organ(rule: Rule, gifts: Iterable[Gift], gift: Gift, year: int | None = None) -> Decision:
	"""Return the organ that decides on `gift`.

	gifts: all gifts of the giver, and of all who count as one with it, in the budget year, in any order, with or
	without `gift` itself. What counts beside the gift: gifts decided already, and open gifts offered on the same day or
	before; declined and withdrawn ones do not count. year: the budget year, as it is named in the reason.
	"""
	if not rule.covers(gift.kind):
		return _lift(rule, gift, Decision(MAYOR, gift.amount, (Sentence(NOT_COVERED, (rule.name, gift.kind)),)))
	others = [other for other in gifts if other.name != gift.name and _counts(rule, other, gift)]
	total = sum((other.amount for other in others), gift.amount)
	year = budget_year(gift.offered_on) if year is None else year
	tier, reasons = _tier(rule, total)
	return _lift(rule, gift, Decision(tier.organ, total, (_sum_reason(rule, gift, others, total, year), *reasons)))


def _sum_reason(rule: Rule, gift: Gift, others: list[Gift], total: Decimal, year: int) -> Sentence:
	if not rule.sum_per_giver:
		return Sentence(SUM_NOT_USED, (total,))
	if linked := tuple(sorted({other.giver for other in others} - {gift.giver})):
		return Sentence(SUM_WITH_LINKED, (year, total, linked))
	return Sentence(SUM_WITH_EARLIER if others else SUM_SINGLE, (year, total))


def _counts(rule: Rule, other: Gift, gift: Gift) -> bool:
	if not rule.sum_per_giver or not rule.covers(other.kind) or other.standing == VOID:
		return False
	return other.standing == DECIDED or other.offered_on <= gift.offered_on


def _tier(rule: Rule, total: Decimal) -> tuple[Tier, tuple[Sentence, ...]]:
	available = rule.available
	index = next(i for i, tier in enumerate(available) if tier.up_to is None or total <= tier.up_to)
	tier, below = available[index], available[index - 1].up_to if index else None
	if tier.up_to is None:
		main = (
			Sentence(WHATEVER_SUM, (tier.organ, rule.legal_basis))
			if below is None
			else Sentence(ABOVE_LIMIT, (below, tier.organ, rule.legal_basis))
		)
	elif below is None:
		main = Sentence(UP_TO_LIMIT, (tier.up_to, tier.organ, rule.legal_basis))
	else:
		main = Sentence(BETWEEN_LIMITS, (below, tier.up_to, tier.organ, rule.legal_basis))
	passed_over = [
		Sentence(NOT_DELEGATED, (waiting.organ, waiting.up_to))
		for waiting in rule.tiers
		if waiting not in available and RANK[waiting.organ] < RANK[tier.organ] and total <= waiting.up_to
	]
	return tier, (main, *passed_over)


def _lift(rule: Rule, gift: Gift, decision: Decision) -> Decision:
	if gift.doubtful:
		highest = max((tier.organ for tier in rule.available), key=RANK.__getitem__)
		return Decision(highest, decision.giver_sum, (*decision.reasons, Sentence(IN_DOUBT, (highest,))))
	if not gift.conflict:
		return decision
	higher = [tier.organ for tier in rule.available if RANK[tier.organ] > RANK[decision.organ]]
	if not higher:
		reason = Sentence(LIFTED_ALREADY_TOP, (decision.organ,))
		return Decision(decision.organ, decision.giver_sum, (*decision.reasons, reason))
	organ = min(higher, key=RANK.__getitem__)
	return Decision(organ, decision.giver_sum, (*decision.reasons, Sentence(LIFTED, (organ,))))


def rule_problems(tiers: Sequence[Tier], period: Period) -> list[Sentence]:
	"""Return what is wrong with a rule: the order of its tiers, and its period."""
	problems = [Sentence(RULE_CROSSED, (period.start, period.end))] if period.crossed else []
	if not tiers:
		return [*problems, Sentence(NO_TIERS)]
	unknown = [
		Sentence(UNKNOWN_ORGAN, (number, tier.organ))
		for number, tier in enumerate(tiers, start=1)
		if tier.organ not in RANK
	]
	if unknown:
		return [*problems, *unknown]
	for number, tier in enumerate(tiers[:-1], start=1):
		if tier.up_to is None:
			problems.append(Sentence(ONLY_LAST_UNLIMITED, (number,)))
	for number, (before, tier) in enumerate(itertools.pairwise(tiers), start=2):
		if tier.up_to is not None and before.up_to is not None and tier.up_to <= before.up_to:
			problems.append(Sentence(TIER_ORDER, (number, tier.up_to)))
		if RANK[tier.organ] <= RANK[before.organ]:
			problems.append(Sentence(ORGAN_ORDER, (number, tier.organ, before.organ)))
	if tiers[-1].up_to is not None:
		problems.append(Sentence(LAST_UNLIMITED))
	if tiers[-1].only_if_delegated:
		problems.append(Sentence(LAST_DELEGATED))
	return problems


def overlapping(rule: RuleOnFile, others: Iterable[RuleOnFile]) -> RuleOnFile | None:
	"""Return a rule of the same scope that is valid on a day of `rule`'s period, if any.

	others: enabled rules of the same Land. A rule of a municipality and one of its Land do not overlap.
	"""
	return next(
		(
			other
			for other in others
			if other.name != rule.name
			and other.municipality == rule.municipality
			and other.period.overlaps(rule.period)
		),
		None,
	)


def doubt_problem(doubtful: bool, reason: str | None) -> Sentence | None:
	"""Return what is missing where a gift is marked as a doubtful case, or None."""
	return Sentence(DOUBT_NEEDS_REASON) if doubtful and is_blank(reason) else None


def checker_problem(rule: Rule, user: str, owner: str, taken_by: str | None) -> Sentence | None:
	"""Return why `user` may not put an offer up for decision: the rule may ask for somebody who did not take it."""
	return Sentence(ANOTHER_CHECKS, (rule.name,)) if rule.another_checks and user in (owner, taken_by) else None


def decider_problem(user: str, owner: str, taken_by: str | None, checked_by: str | None) -> Sentence | None:
	"""Return why `user` may not decide: who asked for, took or checked the offer does not decide on it (four eyes)."""
	if user == owner:
		return Sentence(OWN_OFFER)
	if user == taken_by:
		return Sentence(OWN_TAKING)
	return Sentence(OWN_CHECK) if user == checked_by else None


def paper_problem(
	organ: str, municipality: str, paper: Paper | None, offered_on: datetime.date, today: datetime.date
) -> Sentence | None:
	"""Return what is missing in the council paper for an acceptance by `organ`; the mayor needs none."""
	if organ not in BODIES:
		return None
	if paper is None:
		return Sentence(PAPER_MISSING, (organ,))
	if paper.municipality != municipality:
		return Sentence(PAPER_FOREIGN, (paper.name,))
	if problem := council_paper.check_approval(paper.name, paper.state, paper.outcome, organ):
		return problem
	if paper.meeting_date is None:
		return Sentence(PAPER_WITHOUT_DAY, (paper.name,))
	if paper.meeting_date > today:
		return Sentence(PAPER_IN_FUTURE, (paper.name, paper.meeting_date))
	if paper.meeting_date < offered_on:
		return Sentence(PAPER_BEFORE_OFFER, (paper.name, paper.meeting_date, offered_on))
	return None
