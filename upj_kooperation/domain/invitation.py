"""Rules of the invitation to a session (F15): who gets which version of it, and when it is withdrawn.

Versions begin with 1. The SEQUENCE of RFC 5545 begins with 0 and is one less.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.session import SessionStatus
from upj_kooperation.domain.values import Problem

NOT_PLANNED = "Invitations go out for planned sessions alone. This one is held or cancelled."
IN_THE_PAST = "The session lies in the past. Move it to a coming day, then invite."
NOBODY_TO_INVITE = "No participant has a mail address. Enter at least one, then invite."
ALL_INVITED = "Everybody with a mail address has this invitation already."
NOT_MOVABLE = "Only a planned session can be moved in the calendar."

MESSAGES = (NOT_PLANNED, IN_THE_PAST, NOBODY_TO_INVITE, ALL_INVITED, NOT_MOVABLE)

# Length of an entry in hours where the session's hours are not known yet.
USUAL_HOURS = Decimal(1)


@dataclass(frozen=True)
class Slot:
	"""What an invitation says. start: None for the whole day; hours: length, 0 if not known."""

	subject: str
	day: datetime.date
	start: datetime.time | None = None
	hours: Decimal = Decimal(0)
	mode: str = ""
	location: str = ""

	@property
	def begin(self) -> datetime.datetime | None:
		"""The local time at which the session begins, None where it takes the whole day."""
		return datetime.datetime.combine(self.day, self.start) if self.start else None

	@property
	def end(self) -> datetime.datetime | None:
		"""The local time at which the session ends, None where it takes the whole day."""
		length = datetime.timedelta(minutes=round((self.hours or USUAL_HOURS) * 60))
		return self.begin + length if self.begin else None

	@property
	def says(self) -> str:
		"""All of it as one line, to see whether an invitation that was sent still holds."""
		time = self.start.strftime("%H:%M") if self.start else ""
		hours = f"{self.hours.normalize():f}"
		return "|".join((self.subject, self.day.isoformat(), time, hours, self.mode, self.location))


@dataclass(frozen=True)
class Mailing:
	"""What is to be sent: the version, mail addresses that get it, and those whose invitation is withdrawn."""

	version: int
	invite: tuple[str, ...] = ()
	withdraw: tuple[str, ...] = ()


def normal(address: str | None) -> str:
	"""Return a mail address as it is compared: without blanks, in small letters."""
	return (address or "").strip().lower()


def check_invitable(status: str, day: datetime.date, today: datetime.date) -> Problem | None:
	"""Return why nobody can be invited to a session, or None."""
	if status != SessionStatus.PLANNED:
		return Problem(NOT_PLANNED)
	return Problem(IN_THE_PAST) if day < today else None


def plan_mailing(
	slot: Slot, sent_says: str | None, version: int, invited: Mapping[str, int], wanted: Iterable[str]
) -> Mailing:
	"""Return what has to be sent so that everybody has the current invitation once.

	sent_says, version: what the last invitation said and its version, None and 0 before the first; invited: normal
	address to the version it has; wanted: addresses of the participants now.
	"""
	current = version if version and slot.says == sent_says else version + 1
	addresses = tuple(dict.fromkeys(filter(None, map(normal, wanted))))
	return Mailing(
		current,
		tuple(address for address in addresses if invited.get(address, 0) < current),
		tuple(address for address in invited if address not in addresses),
	)


def check_mailing(mailing: Mailing, wanted: Iterable[str]) -> Problem | None:
	"""Return why there is nothing to send, or None."""
	if mailing.invite or mailing.withdraw:
		return None
	return Problem(ALL_INVITED if any(map(normal, wanted)) else NOBODY_TO_INVITE)
