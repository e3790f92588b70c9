"""Rules of what a member of a challenge group sees and does on the web: the own group, while the own term lasts (F32).

Days are dates; `today` is always given.
"""

import datetime
from collections.abc import Collection, Sequence
from typing import NamedTuple

from upj_kooperation.domain.challenge_group import ACTIVE
from upj_kooperation.domain.meeting import HELD
from upj_kooperation.domain.partner_match import DECLINED, GOES_ON, MatchState
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem

# What a group still has to do with, from the receipt to what came of it; drafts are nobody's business yet.
SHOWN_REQUESTS = (
	RequestState.RECEIVED,
	RequestState.RETURNED,
	RequestState.ACCEPTED,
	RequestState.BROKERED,
	RequestState.DONE,
)
# While a match is in one of these, its brokers call the partner.
CALLED = (MatchState.PROPOSED, MatchState.CONTACTED)
# While a match is in one of these, its brokers need to know whom to call.
IN_TOUCH = (*CALLED, MatchState.CONFIRMED, MatchState.CARRIED_OUT)

NO_MEMBER = "This page is for members of a challenge group. If you are one, ask the coordinator to enter your account."
TERM_OVER = "Your term in the group {0} ended on {1}. Since then its pages are closed to you."
TERM_TO_COME = "Your term in the group {0} begins on {1}. From that day on its pages are open to you."
GROUP_ENDED = "The group {0} has ended, and its pages are closed."
NOTHING_THERE = "There is nothing here that is open to you. Open it from the page of your group."
NOT_CALLED = "This match is past the calls: {0}. Please tell the coordinator what you have heard."
NO_OUTCOME = "Say what came of the call."
NO_NEXT_DAY = "Next on: say when the partner is called again."
NO_REASON = "Remark: say in a sentence why the partner declines."

MESSAGES = (
	NO_MEMBER,
	TERM_OVER,
	TERM_TO_COME,
	GROUP_ENDED,
	NOTHING_THERE,
	NOT_CALLED,
	NO_OUTCOME,
	NO_NEXT_DAY,
	NO_REASON,
)


class Term(NamedTuple):
	"""A term of the user in a group: the group's key, name and status, and from when to when."""

	group: str
	group_name: str
	status: str
	period: Period


def open_groups(terms: Sequence[Term], today: datetime.date) -> tuple[str, ...]:
	"""Return the groups whose pages are open today, each once, in the order of the terms."""
	return tuple(dict.fromkeys(term.group for term in terms if term.status == ACTIVE and term.period.contains(today)))


def why_closed(terms: Sequence[Term], today: datetime.date) -> Problem | None:
	"""Return why no group's pages are open today, or None.

	Of several reasons the one that is nearest to today: a term that begins, before one that has ended last.
	"""
	if open_groups(terms, today):
		return None
	running = [term for term in terms if term.status == ACTIVE and not term.period.crossed]
	to_come = [term for term in running if term.period.start and term.period.start > today]
	if to_come:
		first = min(to_come, key=lambda term: (term.period.start, term.group))
		return Problem(TERM_TO_COME, (first.group_name, first.period.start))
	over = [term for term in running if term.period.end and term.period.end < today]
	if over:
		last = max(over, key=lambda term: (term.period.end, term.group))
		return Problem(TERM_OVER, (last.group_name, last.period.end))
	ended = next((term for term in terms if term.status != ACTIVE), None)
	return Problem(GROUP_ENDED, (ended.group_name,)) if ended else Problem(NO_MEMBER)


def sees_contacts(user: str, brokers: Collection[str | None], state: str) -> bool:
	"""Say whether a member sees whom to call on both sides of a match: its brokers, while something is to be done."""
	return user in brokers and state in IN_TOUCH


def has_minutes(status: str) -> bool:
	"""Say whether a meeting's minutes are released: they are, once the coordinator has set it to held."""
	return status == HELD


def check_call(state: str, outcome: str, next_on: datetime.date | None, note: str) -> Problem | None:
	"""Return why a member cannot log this call of a match in this state, or None."""
	if state not in CALLED:
		return Problem(NOT_CALLED, (state,))
	if not outcome:
		return Problem(NO_OUTCOME)
	if outcome in GOES_ON and not next_on:
		return Problem(NO_NEXT_DAY)
	return Problem(NO_REASON) if outcome == DECLINED and is_blank(note) else None
