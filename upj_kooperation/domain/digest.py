"""The daily overview of a person's steps: what stands in it, and on which days it comes (F3)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from upj_kooperation.domain.working_days import Calendar, is_working_day

KEEP_DAYS = 90


@dataclass(frozen=True)
class Due:
	"""A step that is due. text: what is to be done; about: whom or what it concerns; url: where to do it."""

	day: datetime.date
	text: str
	about: str
	url: str
	municipality: str | None = None


@dataclass(frozen=True)
class Overview:
	"""The steps of one person by urgency, each part the earliest first."""

	overdue: tuple[Due, ...] = ()
	today: tuple[Due, ...] = ()
	this_week: tuple[Due, ...] = ()

	@property
	def total(self) -> int:
		"""Number of steps."""
		return len(self.overdue) + len(self.today) + len(self.this_week)


def last_day(today: datetime.date) -> datetime.date:
	"""Return the last day that an overview looks at: the Sunday of the week."""
	return today + datetime.timedelta(days=6 - today.weekday())


def overview(steps: Iterable[Due], today: datetime.date) -> Overview:
	"""Sort steps by urgency; those after this week are left out."""
	known = sorted(steps, key=lambda step: (step.day, step.about, step.text))
	return Overview(
		overdue=tuple(step for step in known if step.day < today),
		today=tuple(step for step in known if step.day == today),
		this_week=tuple(step for step in known if today < step.day <= last_day(today)),
	)


def comes_on(today: datetime.date, calendars: Iterable[Calendar]) -> bool:
	"""Say whether an overview comes today: in one of the towns that it is about somebody works."""
	return any(is_working_day(today, calendar) for calendar in calendars)


def digest_key(user: str, day: datetime.date) -> str:
	"""Return the unique key by which a user gets one overview a day."""
	return f"{user}::{day.isoformat()}"
