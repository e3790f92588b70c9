"""Rules of a match: its steps, attempts to reach the partner, its pair of brokers, and what it waits for (F33, F34).

A person decides, calls and logs; the program reminds. Days are dates; `today` is always given.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from upj_kooperation.domain.challenge_group import EXPERIENCED, YOUNGER, Member, members_on
from upj_kooperation.domain.support_request import Reminder
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem


class MatchState:
	"""States of the workflow of Partner Match."""

	PROPOSED = "Proposed"
	CONTACTED = "Contacted"
	CONFIRMED = "Confirmed"
	CARRIED_OUT = "Carried Out"
	CLOSED = "Closed"
	FAILED = "Failed"


# While a match is in one of these, the same request and offer have no second one.
OPEN = (MatchState.PROPOSED, MatchState.CONTACTED, MatchState.CONFIRMED)
# In these the partner has given its support.
GIVEN = (MatchState.CARRIED_OUT, MatchState.CLOSED)
# What was booked stays so from the confirmation on.
BOUND = (MatchState.CONFIRMED, *GIVEN)

NOT_REACHED = "Not Reached"
THINKING = "Wants to Think"
INTERESTED = "Interested"
AGREED = "Agreed"
DECLINED = "Declined"
GOES_ON = (NOT_REACHED, THINKING, INTERESTED)

# Why a match came to nothing, as the balance of the year counts it; the sentence beside it says more.
PARTNER_DECLINED = "Partner Declined"
PARTNER_NOT_REACHED = "Partner Not Reached"
OTHER_REASON = "Other Reason"
REASONS = (PARTNER_DECLINED, PARTNER_NOT_REACHED, "Came Too Late", "Need Has Ended", "Did Not Fit", OTHER_REASON)

NOT_OPEN = "Only an accepted request can get a partner. This one is: {0}"
OFFER_NOT_ACTIVE = "Only an active offer can be proposed. This one is: {0}"
OTHER_TOWN = "Request and offer belong to different municipalities. Choose an offer of the same one."
OPEN_ALREADY = "There is an open match of this request with this offer already. Open that one instead."
FUTURE_ATTEMPT = "Attempts, row {0}: the day {1} lies in the future."
NO_NEXT_DAY = "Attempts, row {0}: say when to call again."
NEXT_DAY_PAST = "Attempts, row {0}: the next day, {1}, lies before the attempt."
NO_ATTEMPT = "Log the call first: when, how, and what came of it."
NO_REASON = "Say in a sentence why it came to nothing. The balance of the year counts the reasons."
NOTHING_GIVEN = "Say how many hours were given, or what it was worth."
BOUND_FIELD = "The match is confirmed, so offer, amount and day stay as they are. If they no longer fit, let it fail."
NO_MEMBER = "{0} is no member of the group on {1}. Choose somebody whose term covers the day."
WRONG_GENERATION = "{0} is not among the members of this generation: {1}. Choose somebody else."
ONE_PERSON = "The pair needs two persons: one experienced, one younger."
DONE_ALREADY = "This match has become {0} already."
NOT_CONFIRMED = "Only a confirmed match can be carried on as a project, agreement or sponsorship."
NO_THANKS_YET = "Thanks go out when the support has taken place."
NOBODY_TO_WRITE_TO = "There is no mail address: enter a contact in the offer, or one in the request."

# What the to-do of the coordinator says.
TO_CONTACT = "Call the partner: {0}"
TO_CALL_AGAIN = "Call the partner again: {0}"
TO_ASK = "Ask whether the support has taken place: {0}"
TO_CLOSE = "Thank both sides and close: {0}"

MESSAGES = (
	NOT_OPEN,
	OFFER_NOT_ACTIVE,
	OTHER_TOWN,
	OPEN_ALREADY,
	FUTURE_ATTEMPT,
	NO_NEXT_DAY,
	NEXT_DAY_PAST,
	NO_ATTEMPT,
	NO_REASON,
	NOTHING_GIVEN,
	BOUND_FIELD,
	NO_MEMBER,
	WRONG_GENERATION,
	ONE_PERSON,
	DONE_ALREADY,
	NOT_CONFIRMED,
	NO_THANKS_YET,
	NOBODY_TO_WRITE_TO,
	TO_CONTACT,
	TO_CALL_AGAIN,
	TO_ASK,
	TO_CLOSE,
)

# Days after which a match that nothing happens with is brought to mind.
DAYS_TO_CONTACT = 3
DAYS_TO_CALL_AGAIN = 7
DAYS_TO_CLOSE = 7


class Attempt(NamedTuple):
	"""An attempt to reach the partner."""

	attempted_on: datetime.date
	outcome: str
	next_on: datetime.date | None = None


class Standing(NamedTuple):
	"""Where a match stands, for its to-do."""

	state: str
	proposed_on: datetime.date
	last_attempt: Attempt | None = None
	needed_on: datetime.date | None = None
	carried_out_on: datetime.date | None = None


def open_key(request: str, offer: str, state: str) -> str | None:
	"""Return the unique key by which a request and an offer have one open match; what is over is in nobody's way."""
	return f"{request}|{offer}" if state in OPEN else None


def check_attempts(attempts: Sequence[Attempt], today: datetime.date) -> Problem | None:
	"""Return what is wrong with the attempts, or None. Rows are counted from 1."""
	for row, attempt in enumerate(attempts, start=1):
		if attempt.attempted_on > today:
			return Problem(FUTURE_ATTEMPT, (str(row), attempt.attempted_on))
		if attempt.outcome in GOES_ON and not attempt.next_on:
			return Problem(NO_NEXT_DAY, (str(row),))
		if attempt.next_on and attempt.next_on < attempt.attempted_on:
			return Problem(NEXT_DAY_PAST, (str(row), attempt.next_on))
	return None


def check_contact(attempts: Sequence[Attempt]) -> Problem | None:
	"""Return that nobody has tried to reach the partner, or None."""
	return None if attempts else Problem(NO_ATTEMPT)


def last_of(attempts: Sequence[Attempt]) -> Attempt | None:
	"""Return the last attempt to reach the partner; of one day, that which stands last."""
	return sorted(attempts, key=lambda attempt: attempt.attempted_on)[-1] if attempts else None


def check_failure(reason: str | None) -> Problem | None:
	"""Return that the reason is missing, or None."""
	return Problem(NO_REASON) if is_blank(reason) else None


def kind_of_failure(attempts: Sequence[Attempt]) -> str:
	"""Return why a match failed, as far as the last attempt to reach the partner says it."""
	last = last_of(attempts)
	said = {DECLINED: PARTNER_DECLINED, NOT_REACHED: PARTNER_NOT_REACHED}
	return said.get(last.outcome, OTHER_REASON) if last else OTHER_REASON


def check_outcome(hours: Decimal, value: Decimal) -> Problem | None:
	"""Return that a match is said to be carried out with nothing given, or None."""
	return None if hours > 0 or value > 0 else Problem(NOTHING_GIVEN)


def check_brokers(
	experienced: str | None, younger: str | None, members: Sequence[Member], day: datetime.date
) -> Problem | None:
	"""Return what is wrong with the pair of brokers (users) on a day, or None. Either may be missing."""
	if experienced and experienced == younger:
		return Problem(ONE_PERSON)
	there = {member.user: member for member in members_on(members, day) if member.user}
	for user, generation in ((experienced, EXPERIENCED), (younger, YOUNGER)):
		if not user:
			continue
		if user not in there:
			return Problem(NO_MEMBER, (user, day))
		if there[user].generation != generation:
			return Problem(WRONG_GENERATION, (user, generation))
	return None


def pair_of(members: Sequence[Member], busy: dict[str, int], day: datetime.date) -> tuple[str | None, str | None]:
	"""Return an experienced and a younger broker (users): those with the fewest open matches. busy: user to matches."""
	pair: list[str | None] = []
	for generation in (EXPERIENCED, YOUNGER):
		users = [member.user for member in members_on(members, day) if member.user and member.generation == generation]
		pair.append(min(users, key=lambda user: (busy.get(user, 0), user), default=None))
	return pair[0], pair[1]


def reminder(standing: Standing) -> Reminder | None:
	"""Return what the coordinator has to do next about a match and until when; None when nothing waits."""
	state, last = standing.state, standing.last_attempt
	if state == MatchState.PROPOSED:
		return Reminder(TO_CONTACT, _after(standing.proposed_on, DAYS_TO_CONTACT))
	if state == MatchState.CONTACTED and last:
		return Reminder(TO_CALL_AGAIN, last.next_on or _after(last.attempted_on, DAYS_TO_CALL_AGAIN))
	if state == MatchState.CONFIRMED and standing.needed_on:
		return Reminder(TO_ASK, _after(standing.needed_on, 1))
	if state == MatchState.CARRIED_OUT and standing.carried_out_on:
		return Reminder(TO_CLOSE, _after(standing.carried_out_on, DAYS_TO_CLOSE))
	return None


def _after(day: datetime.date, days: int) -> datetime.date:
	return day + datetime.timedelta(days=days)
