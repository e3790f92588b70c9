"""The stakeholder map: how actors were judged on a day, on two of six measures, and what follows from it (F5).

Source: the power and interest matrix of stakeholder management, with the strategies that go with its quarters.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

MEASURES = ("influence", "interest", "impact", "criticality", "position", "effort")
POSITIONS = ("Opposed", "Sceptical", "Neutral", "Supportive")

# A measure is high from 4 on: 3 is what nobody has judged yet, and nobody is to be courted by default.
HIGH_FROM = 4

MANAGE_CLOSELY = "Engage Closely"
KEEP_SATISFIED = "Keep Satisfied"
KEEP_INFORMED = "Keep Informed"
MONITOR = "Monitor"


class Assessment(NamedTuple):
	"""One assessment: whose, when, its place among those of the day, and each measure as it is stored."""

	stakeholder: str
	day: datetime.date
	idx: int
	measures: Mapping[str, str | None]


def value_of(measure: str, stored: str | None) -> int | None:
	"""Return a measure as a number, 1 low to 5 high; a position from 1 opposed to 4 supportive; None if not judged."""
	if measure == "position":
		return POSITIONS.index(stored) + 1 if stored in POSITIONS else None
	return int(stored) if stored and stored.isdigit() and 1 <= int(stored) <= 5 else None


def quarter(influence: int | None, interest: int | None) -> str | None:
	"""Return what to do with an actor of this influence and interest; None where one of them is not judged."""
	if influence is None or interest is None:
		return None
	if influence >= HIGH_FROM:
		return MANAGE_CLOSELY if interest >= HIGH_FROM else KEEP_SATISFIED
	return KEEP_INFORMED if interest >= HIGH_FROM else MONITOR


def latest(assessments: Iterable[Assessment], day: datetime.date) -> dict[str, Assessment]:
	"""Return each stakeholder's assessment that holds on `day`: the newest until then, the last row of its day."""
	found: dict[str, Assessment] = {}
	for one in assessments:
		held = found.get(one.stakeholder)
		if one.day <= day and (held is None or (one.day, one.idx) >= (held.day, held.idx)):
			found[one.stakeholder] = one
	return found
