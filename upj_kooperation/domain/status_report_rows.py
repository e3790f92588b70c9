"""The rows that a status report is drafted from, as plain values (F42)."""

import datetime
import hashlib
from dataclasses import dataclass
from decimal import Decimal


class Word(str):
	"""A term of the program that a reader sees in their own language."""


class Money(Decimal):
	"""An amount in Euro."""


class Hours(Decimal):
	"""A number of hours."""


@dataclass(frozen=True)
class Span:
	"""Two days and what lies between them."""

	start: datetime.date
	end: datetime.date

	def has(self, day: datetime.date | None) -> bool:
		"""Say whether `day` lies in the span; both its days belong to it."""
		return bool(day) and self.start <= day <= self.end

	def meets(self, start: datetime.date | None, end: datetime.date | None) -> bool:
		"""Say whether something that runs from `start` to `end` runs within the span; None is open."""
		return (not start or start <= self.end) and (not end or end >= self.start)


AREA, PROJECT, CALL = "Programme Area", "Cooperation Project", "Project Call"
SUBJECTS = (AREA, PROJECT, CALL)

Value = str | int | Money | Hours | datetime.date | Span | None


@dataclass(frozen=True)
class Fact:
	"""One line of a report's table: what, how much, and the record it comes from.

	part: tells lines of one message and one record apart, for example by the milestone.
	"""

	chapter: Word
	message: str
	values: tuple[Value, ...] = ()
	figure: Value = None
	source_doctype: str | None = None
	source_name: str | None = None
	part: str = ""

	@property
	def key(self) -> str:
		"""Return what finds the same line in a later draft, whatever its figure and its record's title are then."""
		parts = (self.message, self.source_doctype or "", self.source_name or "", self.part)
		return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


@dataclass(frozen=True)
class Question:
	"""An open question that the records raise."""

	message: str
	values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Call:
	"""A project call. places: how many municipalities it takes; period: of the project."""

	name: str
	title: str
	published_by: str = ""
	on_behalf_of: str = ""
	carried_out_by: str = ""
	places: int = 0
	period: Span | None = None


@dataclass(frozen=True)
class Application:
	"""An application for a call. call: the call's name; state: of its procedure."""

	name: str
	call: str
	state: str
	submitted_on: datetime.date | None = None


@dataclass(frozen=True)
class Mandate:
	"""An advisory mandate with its quota and what remains of it."""

	name: str
	title: str
	quota_sessions: int = 0
	quota_hours: Decimal = Decimal(0)
	sessions_remaining: int = 0
	hours_remaining: Decimal = Decimal(0)
	status: str = "Active"


@dataclass(frozen=True)
class Session:
	"""An advisory session. mandate: the mandate's name; status: Planned or Held."""

	name: str
	mandate: str
	subject: str
	day: datetime.date
	status: str
	hours: Decimal = Decimal(0)


@dataclass(frozen=True)
class Step:
	"""A next step that a session agreed on."""

	session: str
	text: str
	due: datetime.date
	done: bool = False


@dataclass(frozen=True)
class Group:
	"""A working group and the field of action that it covers."""

	name: str
	title: str
	field_of_action: str
	state: str = "Active"


@dataclass(frozen=True)
class Partner:
	"""A stakeholder of the programme area."""

	name: str
	title: str
	stage: str
	stage_since: datetime.date | None = None


@dataclass(frozen=True)
class Milestone:
	"""A milestone of a project; reached: None while it is not."""

	title: str
	due: datetime.date
	reached: datetime.date | None = None


@dataclass(frozen=True)
class Project:
	"""A cooperation project. participation: pairs of a day and how many residents took part.

	pledged and delivered: what all partners put in, in Euro, and in hours.
	"""

	name: str
	title: str
	state: str
	field_of_action: str = ""
	start: datetime.date | None = None
	end: datetime.date | None = None
	partners: tuple[str, ...] = ()
	milestones: tuple[Milestone, ...] = ()
	participation: tuple[tuple[datetime.date, int], ...] = ()
	pledged: Decimal = Decimal(0)
	pledged_hours: Decimal = Decimal(0)
	delivered: Decimal = Decimal(0)
	delivered_hours: Decimal = Decimal(0)


@dataclass(frozen=True)
class Agreement:
	"""A cooperation agreement with the names of its parties."""

	name: str
	title: str
	state: str
	in_force_since: datetime.date | None = None
	parties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gift:
	"""A sponsorship or donation. amount and received_amount in Euro; hours for working time."""

	name: str
	title: str
	kind: str
	state: str
	amount: Decimal = Decimal(0)
	hours: Decimal = Decimal(0)
	decided_on: datetime.date | None = None
	received_on: datetime.date | None = None
	received_amount: Decimal = Decimal(0)
	deciding_organ: str = ""


@dataclass(frozen=True)
class Records:
	"""All rows that a report is drafted from.

	subject: the DocType that the report is about, one of SUBJECTS; key and title: its record; today: day of drafting.
	"""

	town: str
	key: str
	title: str
	period: Span
	today: datetime.date
	subject: str = AREA
	calls: tuple[Call, ...] = ()
	applications: tuple[Application, ...] = ()
	mandates: tuple[Mandate, ...] = ()
	sessions: tuple[Session, ...] = ()
	steps: tuple[Step, ...] = ()
	groups: tuple[Group, ...] = ()
	fields_of_action: tuple[str, ...] = ()
	partners: tuple[Partner, ...] = ()
	projects: tuple[Project, ...] = ()
	agreements: tuple[Agreement, ...] = ()
	gifts: tuple[Gift, ...] = ()

	@property
	def is_empty(self) -> bool:
		"""Say whether there is nothing at all to report."""
		return not any(
			(
				self.calls,
				self.applications,
				self.mandates,
				self.sessions,
				self.groups,
				self.partners,
				self.projects,
				self.agreements,
				self.gifts,
			)
		)
