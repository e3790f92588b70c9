"""Notice, withdrawal and renewal of an agreement: when a party leaves, what that ends, who is reminded when (F20).

A notice counts from the day on which the others received it (§ 130 BGB). Where the agreement renews itself, it ends
with the running term if it came in time, else with the next one; in all others with the end of the month in which the
notice period is over, and never after the agreed end. The last day for a notice is not moved when it falls on a
weekend or holiday: § 193 BGB holds for declarations within a period, but not for notice periods, which protect the
other side (BGH, 17 February 2005, III ZR 172/04). So the reminder comes on a working day and names the last working
day before it. Where two parties or more remain, the agreement goes on between them; else it ends with the last but
one.
"""

import calendar as months_of_year
import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from upj_kooperation.domain import term
from upj_kooperation.domain.agreement import IN_FORCE, UNKNOWN_PARTY, Party
from upj_kooperation.domain.values import Problem
from upj_kooperation.domain.working_days import Calendar, working_day_until

NOT_IN_FORCE = "A party gives notice of an agreement in force; this one is in the state {0}."
LEAVES_ALREADY = "{0} already leaves on {1}."
RECEIVED_IN_FUTURE = "The notice of {0} cannot have been received on {1}, a day in the future."
RECEIVED_BEFORE = "The notice of {0} on {1} would lie before the agreement came into force on {2}. Correct the day."
NO_NOTICE_AGREED = (
	"No notice was agreed, so {0} can leave for good cause only (§ 314 BGB). Tick that and name the cause, or end the "
	"agreement together."
)
NO_REASON = "Say why {0} leaves."
STAYS = "{0} has not given notice."
LEFT_ALREADY = "{0} left on {1}. What is over cannot be taken back; make a new agreement or amend this one."

IN_TIME = "The notice of {0} came in time, {1} was the last day: {0} leaves on {2}."
TOO_LATE = "The notice of {0} came too late for the end on {1}: {2} was the last day. {0} leaves on {3}."
TO_MONTH_END = "The notice of {0} leads to the end of a month: {0} leaves on {1}."
FOR_CAUSE = "{0} leaves for good cause on {1}."
GOES_ON = "The agreement goes on between {0}."
THEN_ENDS = "Fewer than two parties remain then, so the agreement ends on {0}."
ENDED_BY_NOTICE = "Ended by notice: fewer than two parties were left."

NOT_RENEWED_BY_DECISION = "Only an agreement that is renewed by decision is renewed here; this one has: {0}."
NOT_RENEWABLE = "Only an agreement in force is renewed; this one is in the state {0}."
RENEWED_ALREADY = (
	"The agreement runs until {0}, not until {1}: somebody has renewed it meanwhile. Reload it and decide again."
)
RENEWED_TOO_LATE = "The term ended on {0}. What is over is not renewed; make a new agreement."
NO_RENEWAL_REASON = "Say why the agreement is renewed."
ENDS_BY_NOTICE = "The agreement ends on {0} by notice, so it cannot be renewed."
OWN_RENEWAL = "You recorded this agreement yourself. Somebody else has to decide on its renewal."

TOO_MANY_DAYS = "A reminder {0} days before is too early. Enter at most {1} days."
REMIND_NOTICE = "The agreement renews itself after {0}. The last day for a notice is {1}, the last working day {2}."
REMIND_DECISION = "The agreement ends on {0} unless it is renewed. Decide until {1}, the last working day is {2}."

MESSAGES = (
	NOT_IN_FORCE,
	LEAVES_ALREADY,
	RECEIVED_IN_FUTURE,
	RECEIVED_BEFORE,
	NO_NOTICE_AGREED,
	NO_REASON,
	STAYS,
	LEFT_ALREADY,
	IN_TIME,
	TOO_LATE,
	TO_MONTH_END,
	FOR_CAUSE,
	GOES_ON,
	THEN_ENDS,
	ENDED_BY_NOTICE,
	NOT_RENEWED_BY_DECISION,
	NOT_RENEWABLE,
	RENEWED_ALREADY,
	RENEWED_TOO_LATE,
	NO_RENEWAL_REASON,
	ENDS_BY_NOTICE,
	OWN_RENEWAL,
	TOO_MANY_DAYS,
	REMIND_NOTICE,
	REMIND_DECISION,
)

MAX_REMIND_DAYS = 366


@dataclass(frozen=True)
class Terms:
	"""What was agreed on end, renewal and notice. end: with a renewal by decision the end that was decided last."""

	end: datetime.date | None
	renewal: str = term.NO_RENEWAL
	renewal_months: int = 0
	notice_months: int = 0


@dataclass(frozen=True)
class Notice:
	"""What a notice leads to: the party's last day; for a term that renews itself also the last day for a notice that
	was looked at first, and the end that was missed."""

	leaves_on: datetime.date
	deadline: datetime.date | None = None
	missed: datetime.date | None = None


@dataclass(frozen=True)
class Reminder:
	"""Until when to decide, when to remind of it, and the end of the term that it is about."""

	deadline: datetime.date
	remind_on: datetime.date
	end: datetime.date


def effect_of(received_on: datetime.date, terms: Terms) -> Notice:
	"""Return what an ordinary notice leads to that was received on a day. Needs an agreed notice period."""
	if terms.end and terms.renewal == term.AUTOMATIC:
		first = term.running_end(terms.end, terms.renewal, terms.renewal_months, received_on)
		deadline = term.notice_deadline(first, terms.notice_months)
		end = first
		while term.notice_deadline(end, terms.notice_months) < received_on and end < term.LAST_DAY:
			end = min(term.renewed_end(end, terms.renewal_months), term.LAST_DAY)
		return Notice(end, deadline, None if end == first else first)
	over = term.add_months(received_on, terms.notice_months)
	month_end = over.replace(day=months_of_year.monthrange(over.year, over.month)[1])
	return Notice(min(month_end, terms.end) if terms.end else month_end)


def in_words(party: str, notice: Notice) -> Problem:
	"""Return in words what a notice leads to."""
	if notice.deadline is None:
		return Problem(TO_MONTH_END, (party, notice.leaves_on))
	if notice.missed:
		return Problem(TOO_LATE, (party, notice.missed, notice.deadline, notice.leaves_on))
	return Problem(IN_TIME, (party, notice.deadline, notice.leaves_on))


def check_withdrawal(
	party: Party | None,
	leaves_on: datetime.date | None,
	state: str,
	received_on: datetime.date,
	in_force_since: datetime.date | None,
	reason: str | None,
	notice_months: int,
	for_good_cause: bool,
	today: datetime.date,
) -> Problem | None:
	"""Return why this notice cannot be recorded, or None. party: None if the agreement has no such row."""
	if not party:
		return Problem(UNKNOWN_PARTY)
	# A second notice is named as such, even where the first one has already ended the agreement.
	if leaves_on:
		return Problem(LEAVES_ALREADY, (party.name, leaves_on))
	if state != IN_FORCE:
		return Problem(NOT_IN_FORCE, (state,))
	if received_on > today:
		return Problem(RECEIVED_IN_FUTURE, (party.name, received_on))
	if in_force_since and received_on < in_force_since:
		return Problem(RECEIVED_BEFORE, (party.name, received_on, in_force_since))
	if not for_good_cause and notice_months < 1:
		return Problem(NO_NOTICE_AGREED, (party.name,))
	return None if (reason or "").strip() else Problem(NO_REASON, (party.name,))


def check_taking_back(
	party: Party | None, leaves_on: datetime.date | None, state: str, reason: str | None, today: datetime.date
) -> Problem | None:
	"""Return why a notice cannot be taken back, or None; until the party has left the others may agree to it."""
	if not party:
		return Problem(UNKNOWN_PARTY)
	if not leaves_on:
		return Problem(STAYS, (party.name,))
	if state != IN_FORCE or leaves_on < today:
		return Problem(LEFT_ALREADY, (party.name, leaves_on))
	return None if (reason or "").strip() else Problem(NO_REASON, (party.name,))


def end_by_withdrawals(leaving: Iterable[datetime.date | None]) -> datetime.date | None:
	"""Return the day with which fewer than two parties remain; None while two stay. leaving: each one's last day."""
	days = [*leaving]
	known = sorted(day for day in days if day)
	return known[len(days) - 2] if len(days) - len(known) < 2 and len(days) > 1 else None


def check_renewal(
	state: str,
	terms: Terms,
	expected_end: datetime.date,
	ends_on: datetime.date | None,
	reason: str | None,
	owner: str,
	decider: str,
	today: datetime.date,
) -> list[Problem]:
	"""Return why the agreement cannot be renewed by this decision; expected_end: the end that the decider saw."""
	if state != IN_FORCE:
		return [Problem(NOT_RENEWABLE, (state,))]
	if terms.renewal != term.BY_DECISION or not terms.end:
		return [Problem(NOT_RENEWED_BY_DECISION, (terms.renewal,))]
	if terms.end != expected_end:
		return [Problem(RENEWED_ALREADY, (terms.end, expected_end))]
	problems = [Problem(RENEWED_TOO_LATE, (terms.end,))] if terms.end < today else []
	if ends_on:
		problems.append(Problem(ENDS_BY_NOTICE, (ends_on,)))
	if owner == decider:
		problems.append(Problem(OWN_RENEWAL))
	if not (reason or "").strip():
		problems.append(Problem(NO_RENEWAL_REASON))
	return problems


def check_remind_days(days: int) -> Problem | None:
	"""Return that a reminder would come too early, or None."""
	return Problem(TOO_MANY_DAYS, (days, MAX_REMIND_DAYS)) if days > MAX_REMIND_DAYS else None


def next_reminder(
	terms: Terms, lead_days: int, calendar: Calendar, today: datetime.date, reminded_for: datetime.date | None
) -> Reminder | None:
	"""Return the next reminder: its last day is not over, nobody was reminded of it. None where nothing is to decide.

	lead_days: so many days before, moved to the working day before. reminded_for: the last day that was reminded of.
	"""
	if not terms.end or terms.renewal == term.NO_RENEWAL:
		return None
	automatic = terms.renewal == term.AUTOMATIC
	if automatic and not terms.notice_months:
		return None
	end = term.running_end(terms.end, terms.renewal, terms.renewal_months, today)
	while True:
		deadline = term.notice_deadline(end, terms.notice_months) if terms.notice_months else end
		if deadline >= today and (reminded_for is None or deadline > reminded_for):
			wanted = deadline - datetime.timedelta(days=lead_days)
			return Reminder(deadline, working_day_until(wanted, calendar), end)
		if not automatic or end >= term.LAST_DAY:
			return None
		end = min(term.renewed_end(end, terms.renewal_months), term.LAST_DAY)


def reminder_in_words(reminder: Reminder, renewal: str, calendar: Calendar) -> Problem:
	"""Return what the relationship manager is told."""
	message = REMIND_NOTICE if renewal == term.AUTOMATIC else REMIND_DECISION
	last = working_day_until(reminder.deadline, calendar)
	return Problem(message, (reminder.end, reminder.deadline, last))
