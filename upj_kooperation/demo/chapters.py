"""The whole story: the deeds of all chapters in the order of their moments."""

from upj_kooperation.demo import (
	areas_and_groups,
	call_and_advice,
	exchange,
	first_list,
	gifts_and_council,
	network,
	partners_and_project,
)
from upj_kooperation.demo.deeds import Deed


def story() -> list[Deed]:
	"""Return every deed, earliest first; deeds of one moment stay in the order in which they are written."""
	deeds = [
		*call_and_advice.deeds(),
		*areas_and_groups.deeds(),
		*exchange.deeds(),
		*partners_and_project.deeds(),
		*first_list.deeds(),
		*network.deeds(),
		*gifts_and_council.deeds(),
	]
	return sorted(deeds, key=lambda deed: deed.moment)
