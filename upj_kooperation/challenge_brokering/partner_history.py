"""What is known of a partner from earlier matches: when it was asked, and whether it has given support before (F33)."""

import datetime
from collections.abc import Collection
from typing import NamedTuple


class History(NamedTuple):
	"""last_asked: day of the latest first contact in a match; worked_together: a match was carried out."""

	last_asked: datetime.date | None = None
	worked_together: bool = False


NOTHING = History()


def of(stakeholders: Collection[str]) -> dict[str, History]:
	"""Return the history of these partners."""
	return {}
