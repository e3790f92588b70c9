"""Gap view of a programme area: which fields of action lack a working group, a project or a partner (F7)."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

COVERED = "Covered"
PARTLY_COVERED = "Partly Covered"
GAP = "Gap"

WORKING_GROUP = "Working Group"
PROJECT = "Cooperation Project"
PARTNER = "Partner"
STAKEHOLDER = "Stakeholder"
MEETING = "Meeting Held"
MILESTONE = "Milestone Reached"

# What must be there for a field to be covered; a stakeholder that only cares does not close a gap.
NEEDED = (WORKING_GROUP, PROJECT, PARTNER)

# For those who do not see colours, and on paper.
SYMBOLS = {COVERED: "●", PARTLY_COVERED: "◐", GAP: "○"}

MESSAGES = (COVERED, PARTLY_COVERED, GAP, WORKING_GROUP, PROJECT, PARTNER, STAKEHOLDER, MEETING, MILESTONE)


class Tally(NamedTuple):
	"""How many things of a kind concern a field of action, and the day on which one of them was last active."""

	kind: str
	field_of_action: str
	number: int
	last: datetime.date | None = None


@dataclass(frozen=True)
class FieldCoverage:
	"""How well one field of action is covered in an area.

	numbers: counts by kind, without those that are not there; last_kind: what the last activity was.
	"""

	field_of_action: str
	numbers: Mapping[str, int] = field(default_factory=dict)
	last_activity: datetime.date | None = None
	last_kind: str = ""

	@property
	def missing(self) -> tuple[str, ...]:
		"""What is needed and not there."""
		return tuple(kind for kind in NEEDED if not self.numbers.get(kind))

	@property
	def status(self) -> str:
		"""Gap where nothing is there, Covered where nothing is missing, else Partly Covered."""
		if not self.missing:
			return COVERED
		return GAP if len(self.missing) == len(NEEDED) else PARTLY_COVERED


def find_gaps(fields: Iterable[str], tallies: Iterable[Tally], today: datetime.date) -> list[FieldCoverage]:
	"""Return the coverage of each field of action, the gaps first, then by name.

	Tallies of one kind and field are summed; those of other fields are left out. What lies after `today` is planned and
	no activity.
	"""
	numbers: dict[str, dict[str, int]] = defaultdict(dict)
	days: dict[str, tuple[datetime.date, str]] = {}
	for tally in tallies:
		counted = numbers[tally.field_of_action]
		if tally.number:
			counted[tally.kind] = counted.get(tally.kind, 0) + tally.number
		if tally.last and tally.last <= today:
			known = days.get(tally.field_of_action)
			if not known or tally.last > known[0]:
				days[tally.field_of_action] = (tally.last, tally.kind)
	found = [FieldCoverage(name, numbers.get(name, {}), *days.get(name, (None, ""))) for name in fields]
	return sorted(found, key=lambda row: (-len(row.missing), row.field_of_action))
