"""Rules of what a partner sees, reports and is told: who is invited, what a report needs, which mail comes (F19).

A partner is told of each duty twice at most: when its last day comes near, and once when that day is over.

Days are dates; `today` is always given.
"""

import datetime
from dataclasses import dataclass

from upj_kooperation.domain import agreement, duty
from upj_kooperation.domain.values import Problem

INVITED = "Invited"
ACTIVE = "Active"
ENDED = "Ended"

DUE_SOON = "Due Soon"
OVERDUE = duty.OVERDUE
# So many days before the last day of a duty its partner is reminded.
REMIND_DAYS = 7

ON, OFF = "On", "Off"
SWITCH = (ON, OFF)

REPORTED = "Reported"
CONFIRMED = "Confirmed"
RETURNED = "Sent Back"

# Before these an agreement is the town's own paper.
SHOWN_STATES = (
	agreement.SIGNING,
	agreement.IN_FORCE,
	agreement.EXPIRED,
	agreement.TERMINATED,
	agreement.REPLACED,
)

NOT_OF_PARTNER = "{0} is no contact of {1}. Add the partner to the contact first, under Links."
NO_EMAIL = "{0} has no mail address. Enter one in the contact first; the invitation goes there."
WORKS_IN_DESK = "{0} belongs to somebody who works in the desk. Invite a contact with another mail address."
INVITED_ALREADY = "{0} has access for {1} already."
ENDED_ALREADY = "This access has ended already."
NOT_ON_ITS_WAY = "This report is in the state {0}. Only a report in the state {1} can be sent back."
NO_ANSWER = "Say why the report goes back, so that the partner knows what is missing."
REPORTED_ALREADY = "This duty was reported already, for {0}. The town is looking at it."
NEW_VERSION = "The agreement has a new version in force. Please report the duty there."
NOTHING_THERE = "There is no agreement here that is open to you. Open it from your overview."

MESSAGES = (
	NOT_OF_PARTNER,
	NO_EMAIL,
	WORKS_IN_DESK,
	INVITED_ALREADY,
	ENDED_ALREADY,
	NOT_ON_ITS_WAY,
	NO_ANSWER,
	REPORTED_ALREADY,
	NEW_VERSION,
	NOTHING_THERE,
)


@dataclass(frozen=True)
class Invited:
	"""A contact that the town wants to invite. works_in_desk: the mail address is that of a user of the desk."""

	name: str
	email: str | None
	belongs: bool
	works_in_desk: bool = False


def check_invitation(contact: Invited, partner: str) -> Problem | None:
	"""Return why a contact cannot be invited for a partner (its name), or None."""
	if not contact.belongs:
		return Problem(NOT_OF_PARTNER, (contact.name, partner))
	if not contact.email:
		return Problem(NO_EMAIL, (contact.name,))
	# An account of the desk would come to a second way in, past the town's own roles.
	return Problem(WORKS_IN_DESK, (contact.email,)) if contact.works_in_desk else None


def access_key(partner: str, contact: str, status: str) -> str | None:
	"""Return the unique key by which a contact has one access for a partner; an ended one stands in nobody's way."""
	return None if status == ENDED else f"{partner}|{contact}"


def open_key(duty_row: str, status: str) -> str | None:
	"""Return the unique key by which a duty has one report that waits for the town."""
	return duty_row if status == REPORTED else None


def check_return(status: str, answer: str | None) -> Problem | None:
	"""Return why a report cannot go back to its partner with this answer, or None."""
	if status != REPORTED:
		return Problem(NOT_ON_ITS_WAY, (status, REPORTED))
	return None if (answer or "").strip() else Problem(NO_ANSWER)


def standing_of(one: duty.Duty, report: str | None, today: datetime.date) -> tuple[str, int]:
	"""Return in a word how a duty stands for its partner, and by how many days it is overdue.

	report: state of the latest report, None without one. A reported duty waits for the town and is not called overdue.
	"""
	return (REPORTED, 0) if report == REPORTED and not one.fulfilled_on else duty.standing(one, today)


def mail_of(
	one: duty.Duty,
	report: str | None,
	reminded_for: datetime.date | None,
	warned_for: datetime.date | None,
	today: datetime.date,
) -> str | None:
	"""Return which mail a partner gets about its duty today, or None.

	reminded_for, warned_for: the last day that it was reminded of, and told to be over. An amendment that moves the day
	begins anew; a duty that was reported waits for the town.
	"""
	last, (word, _days) = one.last_day, standing_of(one, report, today)
	if word == OVERDUE:
		return None if warned_for == last else OVERDUE
	if word != duty.OPEN or not last or last - datetime.timedelta(days=REMIND_DAYS) > today:
		return None
	return None if reminded_for == last else DUE_SOON
