"""Gap view of a programme area: which fields of action lack a working group, a project or a partner (F7)."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

COVERED = "Covered"
PARTLY_COVERED = "Partly Covered"
GAP = "Gap"

WORKING_GROUP = "Working Group"
PROJECT = "Cooperation Project"
PARTNER = "Partner"

MESSAGES = (COVERED, PARTLY_COVERED, GAP, WORKING_GROUP, PROJECT, PARTNER)


class Counted(NamedTuple):
	"""Something that covers a field of action; key: what is counted once; day: its last activity, if known."""

	field_of_action: str
	key: str
	day: datetime.date | None = None


@dataclass(frozen=True)
class FieldCoverage:
	"""How well one field of action is covered in an area. The numbers are counts of records."""

	field_of_action: str
	working_groups: int = 0
	projects: int = 0
	partners: int = 0
	stakeholders: int = 0
	last_activity: datetime.date | None = None
	missing: tuple[str, ...] = field(default=())

	@property
	def status(self) -> str:
		"""Gap where nothing is there, Covered where nothing is missing, else Partly Covered."""
		if not self.missing:
			return COVERED
		return GAP if len(self.missing) == 3 else PARTLY_COVERED


def find_gaps(
	fields: Iterable[str],
	groups: Iterable[Counted],
	projects: Iterable[Counted],
	partners: Iterable[Counted],
	stakeholders: Iterable[Counted],
	today: datetime.date,
) -> list[FieldCoverage]:
	"""Return the coverage of each field of action, the gaps first, then by name.

	groups: active working groups; projects: those not abandoned; partners: stakeholders that take part in them;
	stakeholders: those who care about the field in this area. A stakeholder that only cares does not close a gap.
	What lies after `today` is planned and no activity.
	"""
	tables = [list(rows) for rows in (groups, projects, partners, stakeholders)]
	numbers = [Counter(name for name, _key in {(row.field_of_action, row.key) for row in rows}) for rows in tables]
	days = defaultdict(list)
	for row in chain.from_iterable(tables):
		if row.day and row.day <= today:
			days[row.field_of_action].append(row.day)
	found = [_coverage(name, *(counts[name] for counts in numbers), max(days[name], default=None)) for name in fields]
	return sorted(found, key=lambda row: (-len(row.missing), row.field_of_action))


def _coverage(
	name: str, groups: int, projects: int, partners: int, stakeholders: int, last: datetime.date | None
) -> FieldCoverage:
	counts = ((WORKING_GROUP, groups), (PROJECT, projects), (PARTNER, partners))
	missing = tuple(what for what, number in counts if not number)
	return FieldCoverage(name, groups, projects, partners, stakeholders, last, missing)
