"""Rules of a selection round: the order, the places, the waitlist, who decides, and who is told (F13)."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem


class RoundState:
	"""States of the workflow "Selection Round Procedure"."""

	DRAFT = "Draft"
	PROPOSED = "Proposed"
	DECIDED = "Decided"


class NoticeKind:
	"""Values of Call Notice.kind."""

	SELECTED = "Selected"
	WAITLISTED = "Waitlisted"
	REJECTED = "Rejected"
	MOVED_UP = "Moved Up"


class NoticeStatus:
	"""Values of Call Notice.status."""

	PREPARED = "Prepared"
	TO_BE_SENT = "To Be Sent"
	SENT = "Sent"


SELECTED, WAITLISTED, REJECTED = (
	ApplicationState.SELECTED,
	ApplicationState.WAITLISTED,
	ApplicationState.REJECTED,
)
DECISIONS = (SELECTED, WAITLISTED, REJECTED)

NOTHING_TO_DECIDE = "No application of this call is under review, so there is nothing to decide."
NOT_DECIDED = "Please decide about every application. Missing: {0}"
TOO_MANY = "{0} municipalities are chosen, but only {1} of {2} places are free. Put some on the waitlist."
NO_REASON = "Rank {0}, {1}: the decision leaves the order of the ranking. Please give the reason."
RANKING_CHANGED = "Reviews or applications have changed since the ranking was frozen on {0}. Freeze it again."
IS_DECIDED = "The round was decided and stays as it is. Changes go through the single applications."
IS_PROPOSED = "The round is put up for decision. Return it first to change it."
ROWS_ARE_FIXED = "The applications of a round come from the ranking. Freeze it again to bring them up to date."
ONE_OPEN_ROUND = "There is an open round of this call already ({0}). Continue there."
PROPOSED_YOURSELF = "You put this round up for decision yourself, so somebody else has to decide."
NOBODY_WAITS = "Nobody is on the waitlist of this call."
NO_FREE_PLACE = "All {0} places of the call are taken, so nobody moves up."
NOT_NEXT = "{0} is next on the waitlist. Please give the reason of the decision for taking another one first."
ALREADY_SENT = "This notice was sent on {0}. It is not changed or sent again."
NO_ADDRESS = "{0}: the contact's mail address or the text is missing. Complete the application or the notice."

MESSAGES = (
	NOTHING_TO_DECIDE,
	NOT_DECIDED,
	TOO_MANY,
	NO_REASON,
	RANKING_CHANGED,
	IS_DECIDED,
	IS_PROPOSED,
	ROWS_ARE_FIXED,
	ONE_OPEN_ROUND,
	PROPOSED_YOURSELF,
	NOBODY_WAITS,
	NO_FREE_PLACE,
	NOT_NEXT,
	ALREADY_SENT,
	NO_ADDRESS,
)


@dataclass(frozen=True)
class Candidate:
	"""An application in a round. decision: one of DECISIONS, or empty; Land and size class are for the spread."""

	rank: int
	name: str
	decision: str = ""
	reason: str | None = None
	land: str = ""
	size_class: str = ""


@dataclass(frozen=True)
class Waiting:
	"""An application on the waitlist. position: its place there, None where no round gave one."""

	name: str
	position: int | None
	submitted_on: datetime.datetime | None


def proposed_decisions(candidates: Sequence[Candidate], free: int, waitlist: int) -> dict[str, str]:
	"""Return the decisions by rank: the first `free` are selected, the next `waitlist` wait, the rest are rejected."""
	decisions = {}
	for number, candidate in enumerate(sorted(candidates, key=lambda row: row.rank)):
		if number < free:
			decisions[candidate.name] = SELECTED
		else:
			decisions[candidate.name] = WAITLISTED if number < free + waitlist else REJECTED
	return decisions


def leaving_the_order(candidates: Sequence[Candidate]) -> list[Candidate]:
	"""Return the candidates whose decision is another one than their rank would give for the same numbers.

	With s selected and w waitlisted, ranks 1 to s would be selected and the next w wait. So whoever was preferred and
	whoever was passed over both stand here.
	"""
	numbers = Counter(candidate.decision for candidate in candidates)
	by_rank = proposed_decisions(candidates, numbers[SELECTED], numbers[WAITLISTED])
	return [row for row in sorted(candidates, key=lambda row: row.rank) if row.decision != by_rank[row.name]]


def check_proposal(candidates: Sequence[Candidate], places: int, taken: int) -> list[Problem]:
	"""Return everything that keeps a round from being put up for decision. taken: places of earlier decisions."""
	if not candidates:
		return [Problem(NOTHING_TO_DECIDE)]
	if undecided := tuple(row.name for row in candidates if row.decision not in DECISIONS):
		return [Problem(NOT_DECIDED, (undecided,))]
	problems = []
	if problem := check_places(candidates, places, taken):
		problems.append(problem)
	problems += [
		Problem(NO_REASON, (row.rank, row.name)) for row in leaving_the_order(candidates) if is_blank(row.reason)
	]
	return problems


def check_places(candidates: Sequence[Candidate], places: int, taken: int) -> Problem | None:
	"""Return why so many cannot be selected, or None."""
	chosen = sum(1 for candidate in candidates if candidate.decision == SELECTED)
	free = max(places - taken, 0)
	return Problem(TOO_MANY, (chosen, free, places)) if chosen > free else None


def waitlist_positions(candidates: Sequence[Candidate], first: int = 1) -> dict[str, int]:
	"""Return each waitlisted candidate's position, by rank, counted from `first`."""
	waiting = [row.name for row in sorted(candidates, key=lambda row: row.rank) if row.decision == WAITLISTED]
	return {name: number for number, name in enumerate(waiting, start=first)}


def next_in_line(waiting: Sequence[Waiting]) -> Waiting | None:
	"""Return who moves up next: by position; those without one after them, by submission, then by number."""
	return min(waiting, key=_line, default=None)


def moving_up(waiting: Sequence[Waiting], places: int, taken: int) -> list[Waiting]:
	"""Return who may move up now, in order: never more than there are free places."""
	return sorted(waiting, key=_line)[: max(places - taken, 0)]


def _line(row: Waiting) -> tuple:
	no_position = row.position is None
	return (no_position, row.position or 0, row.submitted_on or datetime.datetime.max, row.name)


def spread(candidates: Sequence[Candidate], field: str) -> list[tuple[str, int, int, int]]:
	"""Return (value, applied, selected, waitlisted) for each "land" or "size_class", most applications first."""
	rows = []
	for value in {getattr(candidate, field) for candidate in candidates}:
		group = [candidate.decision for candidate in candidates if getattr(candidate, field) == value]
		rows.append((value, len(group), group.count(SELECTED), group.count(WAITLISTED)))
	return sorted(rows, key=lambda row: (-row[1], row[0]))


def notice_kind(before: str | None, after: str) -> str | None:
	"""Return which notice a change of an application's state calls for, or None."""
	if after == before or after not in DECISIONS:
		return None
	return NoticeKind.MOVED_UP if (before, after) == (WAITLISTED, SELECTED) else after


def notice_key(application: str, kind: str) -> str:
	"""Return the unique key of a notice: each application hears of each decision once."""
	return f"{application}|{kind}"
