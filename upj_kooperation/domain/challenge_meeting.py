"""Rules of a challenge group's meeting: agenda made from what is open, votes where the group wants them (F32)."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from upj_kooperation.domain.meeting import HELD, PLANNED, POSTPONED
from upj_kooperation.domain.support_request import RequestState
from upj_kooperation.domain.values import Problem

NEW_REQUEST, OPEN_REQUEST, UNDER_WAY, TO_BE_VALUED, OTHER = (
	"New Request",
	"Open Request",
	"Under Way",
	"To Be Valued",
	"Other",
)
# What a request is to the group, in the order of the agenda.
KIND_OF_STATE = {
	RequestState.RECEIVED: NEW_REQUEST,
	RequestState.ACCEPTED: OPEN_REQUEST,
	RequestState.BROKERED: UNDER_WAY,
	RequestState.DONE: TO_BE_VALUED,
}
KINDS = tuple(KIND_OF_STATE.values())

REQUEST_TWICE = "Agenda, rows {0} and {1}: the request {2} stands there twice. Remove one of the rows."
FOREIGN_REQUEST = "Agenda, row {0}: the request {1} belongs to another group. Choose one of this group."
NO_RESULT = "Agenda, row {0}: the group votes on new requests. Enter the result and the votes for {1}, or “Postponed”."
ENDED_GROUP = "The group has ended. It holds no further meetings."

MESSAGES = (REQUEST_TWICE, FOREIGN_REQUEST, NO_RESULT, ENDED_GROUP)


class OpenRequest(NamedTuple):
	"""A request that the group has not finished: key, title, state and the day by which it is needed."""

	name: str
	title: str
	state: str
	needed_by: datetime.date | None


class Item(NamedTuple):
	"""A row of the agenda; votes: how many were cast."""

	kind: str
	topic: str
	request: str | None = None
	result: str | None = None
	votes: int = 0


def agenda(requests: Iterable[OpenRequest], listed: Collection[str] = ()) -> list[Item]:
	"""Return what the group should talk about: new, open, under way, to be valued; the most urgent of each first.

	listed: requests that stand on the agenda already.
	"""
	waiting = [one for one in requests if one.state in KIND_OF_STATE and one.name not in listed]
	waiting.sort(
		key=lambda one: (
			KINDS.index(KIND_OF_STATE[one.state]),
			one.needed_by or datetime.date.max,
			one.name,
		)
	)
	return [Item(KIND_OF_STATE[one.state], one.title, one.name) for one in waiting]


def check_agenda(items: Sequence[Item], own: Collection[str], status: str, *, votes: bool) -> Problem | None:
	"""Return what is wrong with the agenda, or None. Rows are counted from 1.

	own: requests on the agenda that are the group's; votes: whether the group votes on new requests.
	"""
	seen: dict[str, int] = {}
	for row, item in enumerate(items, start=1):
		if item.request and item.request not in own:
			return Problem(FOREIGN_REQUEST, (str(row), item.request))
		if item.request and item.request in seen:
			return Problem(REQUEST_TWICE, (str(seen[item.request]), str(row), item.request))
		if item.request:
			seen[item.request] = row
		undecided = item.result != POSTPONED and not (item.result and item.votes)
		if votes and status == HELD and item.kind == NEW_REQUEST and undecided:
			return Problem(NO_RESULT, (str(row), item.topic))
	return None


def check_group(ended: bool, status: str, is_new: bool) -> Problem | None:
	"""Return why the group gets no new meeting, or None."""
	return Problem(ENDED_GROUP) if ended and is_new and status == PLANNED else None
