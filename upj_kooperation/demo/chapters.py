"""The whole story: the deeds of all chapters in the order of their moments."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from upj_kooperation.demo import (
	areas_and_groups,
	call_and_advice,
	challenge,
	challenge_market,
	challenge_office,
	challenge_partners,
	exchange,
	first_list,
	gifts_and_council,
	network,
	partners_and_project,
)
from upj_kooperation.demo.deeds import Deed


def story() -> list[Deed]:
	"""Return every deed, earliest first; deeds of one moment follow each other by the minute, as they are written."""
	deeds = [
		*call_and_advice.deeds(),
		*areas_and_groups.deeds(),
		*exchange.deeds(),
		*partners_and_project.deeds(),
		*first_list.deeds(),
		*network.deeds(),
		*gifts_and_council.deeds(),
		*challenge.deeds(),
		*challenge_partners.deeds(),
		*challenge_office.deeds(),
		*challenge_market.deeds(),
	]
	return list(_a_minute_apart(sorted(deeds, key=lambda deed: deed.moment)))


def _a_minute_apart(deeds: Iterable[Deed]) -> Iterator[Deed]:
	# With one moment for two of them, how long each takes would decide which record is the older one.
	before = datetime.datetime.min
	for deed in deeds:
		before = max(datetime.datetime.fromisoformat(deed.moment), before + datetime.timedelta(minutes=1))
		yield replace(deed, moment=f"{before:%Y-%m-%d %H:%M}")
