"""Reads what the deciding organ follows from: the rule of the day and the giver's gifts of the budget year (F25).

Whoever writes a gift locks its giver first (`lock_givers`), with all who count as one giver, then its own row, then
reads their gifts with a locking read: so two gifts of one giver never pass a limit side by side, and nobody waits in a
circle.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import frappe
from frappe import _
from frappe.utils import cint, escape_html, getdate

from upj_kooperation.domain import acceptance as rules
from upj_kooperation.domain import contribution
from upj_kooperation.domain.acceptance import Decision, Gift, Paper, Rule
from upj_kooperation.domain.values import Problem, parse_amount
from upj_kooperation.refusals import for_the_record, refuse
from upj_kooperation.sponsoring.doctype.acceptance_rule.acceptance_rule import on_file
from upj_kooperation.sponsoring.linked_givers import everybody_with, givers_linked_with, ties_of

GIFT_FIELDS = [
	"name",
	"giver_name",
	"offered_on",
	"amount",
	"kind",
	"workflow_state",
	"conflict_found",
	"doubtful",
	"municipality",
]
OUTCOME_FIELDS = ["acceptance_rule", "budget_year", "giver_sum", "deciding_organ", "organ_reason"]


@dataclass(frozen=True)
class Outcome:
	"""What is saved on a gift: the rule, the budget year and the decision."""

	rule: Rule
	budget_year: int
	decision: Decision

	def values(self) -> dict:
		"""Return the fields of the Sponsorship with their values; the reason in the site's language."""
		return {
			"acceptance_rule": self.rule.name,
			"budget_year": self.budget_year,
			"giver_sum": float(self.decision.giver_sum),
			"deciding_organ": self.decision.organ,
			"organ_reason": " ".join(for_the_record(reason) for reason in self.decision.reasons),
		}


@contextmanager
def one_at_a_time(say_busy: Callable[[], NoReturn] | None = None) -> Iterator[None]:
	"""Translate the database's refusal when two users get in each other's way; unless said otherwise, at one giver."""
	try:
		yield
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		(say_busy or _say_busy)()


def lock_givers(givers: Iterable[str]) -> None:
	"""Lock these givers and all who count as one with them until the transaction ends, always in the same order.

	Raises ValidationError in words where somebody works on one of them, or ties another one to them at this moment.
	"""
	wanted = set(givers)
	group = everybody_with(wanted)
	with one_at_a_time():
		for giver in sorted(group):
			frappe.db.get_value("Stakeholder", giver, "name", for_update=True)
		if not everybody_with(wanted, lock=True) <= group:
			_say_busy()


def _say_busy() -> NoReturn:
	frappe.throw(
		_("Somebody else is working on a gift of this giver at this moment. Nothing was written. Try again."),
		title=_("Please Try Again"),
	)


def outcome_for(gift: frappe._dict, *, lock: bool) -> Outcome:
	"""Return who decides on a gift as it stands now.

	gift: a Sponsorship or its values (GIFT_FIELDS and giver). lock: read the giver's gifts with a locking read, inside
	a step that holds the giver's lock. Raises ValidationError in words where no rule was valid on the day.
	"""
	first_month, candidates = _rules_of(gift.municipality)
	day = getdate(gift.offered_on)
	year = rules.budget_year(day, first_month)
	rule = _rule_of_day(gift.municipality, day, candidates)
	gifts = _gifts_of_year(gift.giver, gift.municipality, year, first_month, lock=lock)
	plain = frappe.get_doc("Acceptance Rule", rule).to_rule()
	return Outcome(plain, year, rules.deciding_organ(plain, map(to_gift, gifts), to_gift(gift), year))


def outdated(giver: str, municipality: str, day: datetime.date, but: str) -> dict[str, Outcome]:
	"""Return the open gifts whose organ, sum or rule is no longer what was saved, with what it is now.

	Looks at the gifts of `giver`, and of all who count as one with it, that are up for decision in the budget year of
	`day`, without the gift `but`.
	"""
	first_month, candidates = _rules_of(municipality)
	year = rules.budget_year(day, first_month)
	rows = _gifts_of_year(giver, municipality, year, first_month, lock=True)
	gifts = [to_gift(row) for row in rows]
	waiting = {
		row.name: (row, chosen[0].name)
		for row in rows
		if row.workflow_state == contribution.TO_BE_ACCEPTED and row.name != but
		# Where no rule or several hold, the acceptance itself says so.
		if len(chosen := rules.choose_rule(candidates, municipality, getdate(row.offered_on))) == 1
	}
	used = {rule for _row, rule in waiting.values()}
	plain = {name: frappe.get_doc("Acceptance Rule", name).to_rule() for name in sorted(used)}
	found = {}
	for row, rule in waiting.values():
		outcome = Outcome(plain[rule], year, rules.deciding_organ(plain[rule], gifts, to_gift(row), year))
		if not same_outcome(row, outcome):
			found[row.name] = outcome
	return found


def decide_anew(giver: str, municipality: str, day: datetime.date, but: str = "", *, tie_changed: bool = False) -> None:
	"""Save what is now true of the open gifts that `outdated` finds, and tell the user of another organ.

	tie_changed: not a gift has changed, but who counts as one giver.
	"""
	told = (
		_("{0} is now decided by {1}, because it has changed who counts as one with its giver.")
		if tie_changed
		else _("{0} is now decided by {1}, because another gift of this giver has changed.")
	)
	for name, outcome in outdated(giver, municipality, day, but).items():
		gift = frappe.get_doc("Sponsorship", name)
		earlier = gift.deciding_organ
		gift.record(**outcome.values())
		# Only what the server records is written; what was entered was checked when it was put up for decision.
		gift.flags.ignore_validate = True
		gift.save()
		if gift.deciding_organ != earlier:
			frappe.msgprint(
				told.format(escape_html(gift.sponsorship_title), _(gift.deciding_organ)),
				alert=True,
			)


def decide_anew_for(givers: Iterable[str]) -> None:
	"""Decide anew on the open gifts of these givers and of all who count as one with them."""
	touched = set(givers)
	lock_givers(touched)
	rows = frappe.get_all(
		"Sponsorship",
		filters={
			"giver": ["in", sorted(everybody_with(touched, lock=True))],
			"workflow_state": contribution.TO_BE_ACCEPTED,
		},
		fields=["giver", "municipality", "offered_on", "budget_year"],
		order_by="offered_on asc, name asc",
	)
	for row in {(row.giver, row.budget_year): row for row in rows}.values():
		decide_anew(row.giver, row.municipality, getdate(row.offered_on), tie_changed=True)


def same_outcome(stored: frappe._dict, outcome: Outcome) -> bool:
	"""Say whether rule, organ and sum are those that were saved."""
	return (stored.acceptance_rule, stored.deciding_organ, parse_amount(stored.giver_sum)) == (
		outcome.rule.name,
		outcome.decision.organ,
		outcome.decision.giver_sum,
	)


def standing(state: str | None) -> str:
	"""Return whether a gift in this state is open, decided or void."""
	if state in contribution.DECIDED:
		return rules.DECIDED
	return rules.VOID if state in contribution.VOID else rules.OPEN


def to_gift(row: frappe._dict) -> Gift:
	"""Return a Sponsorship or its values as a plain gift."""
	return Gift(
		name=row.name or "",
		offered_on=getdate(row.offered_on),
		amount=parse_amount(row.amount),
		kind=row.kind,
		standing=standing(row.workflow_state),
		conflict=bool(cint(row.conflict_found)),
		giver=row.giver_name or "",
		doubtful=bool(cint(row.doubtful)),
	)


def read_paper(name: str | None) -> Paper | None:
	"""Return a council paper as far as an acceptance needs it."""
	row = (
		frappe.db.get_value(
			"Council Paper",
			name,
			["name", "municipality", "workflow_state", "meeting_date", "outcome"],
			as_dict=True,
		)
		if name
		else None
	)
	if not row:
		return None
	day = getdate(row.meeting_date) if row.meeting_date else None
	return Paper(row.name, row.municipality, row.workflow_state, day, row.outcome)


def _rules_of(municipality: str) -> tuple[int, list[rules.RuleOnFile]]:
	town = frappe.db.get_value("Municipality", municipality, ["land", "budget_year_start"], as_dict=True)
	candidates = frappe.get_all(
		"Acceptance Rule",
		filters={"enabled": 1, "land": town.land},
		fields=["name", "municipality", "valid_from", "valid_to"],
		order_by="name asc",
	)
	return cint(town.budget_year_start) or 1, [on_file(row) for row in candidates]


def _rule_of_day(municipality: str, day: datetime.date, candidates: list[rules.RuleOnFile]) -> str:
	chosen = rules.choose_rule(candidates, municipality, day)
	if not chosen:
		town = frappe.db.get_value("Municipality", municipality, ["municipality_name", "land"], as_dict=True)
		refuse(Problem(rules.NO_RULE, (town.municipality_name, town.land, day)), title=_("No Acceptance Rule"))
	if len(chosen) > 1:
		refuse(Problem(rules.SEVERAL_RULES, (day, [rule.name for rule in chosen])))
	return chosen[0].name


def _gifts_of_year(giver: str, municipality: str, year: int, first_month: int, *, lock: bool) -> list[frappe._dict]:
	period = rules.budget_period(year, first_month)
	with one_at_a_time():
		givers = givers_linked_with(giver, ties_of([municipality], lock=lock), period)
		return frappe.db.get_values(
			"Sponsorship",
			{"giver": ["in", sorted(givers)], "offered_on": ["between", [period.start, period.end]]},
			[*GIFT_FIELDS, *OUTCOME_FIELDS],
			as_dict=True,
			for_update=lock,
			order_by="offered_on asc, name asc",
		)
