"""Givers that count as one for the acceptance rule: a firm and its subsidiary, two firms of one owner (F25).

Whoever splits a gift over firms that belong together must not stay below a limit (DOMAIN.md, "Who accepts a gift").
"""

from collections.abc import Iterable
from typing import NamedTuple

from upj_kooperation.domain.periods import Period

Party = tuple[str, str]


class Tie(NamedTuple):
	"""A relationship whose sides count as one giver. first, other: DocType and name of an organisation or a person."""

	first: Party
	other: Party
	period: Period


def linked(giver: Party, ties: Iterable[Tie], period: Period | None = None) -> frozenset[Party]:
	"""Return everybody who counts as one giver with `giver`, over any number of ties, and `giver` itself.

	period: a budget year; a tie counts for the whole year if it holds on one of its days, so that no sum misses a gift.
	Without it every tie counts, whenever it holds.
	"""
	neighbours: dict[Party, set[Party]] = {}
	for tie in ties:
		if period is None or tie.period.overlaps(period):
			neighbours.setdefault(tie.first, set()).add(tie.other)
			neighbours.setdefault(tie.other, set()).add(tie.first)
	found, waiting = {giver}, [giver]
	while waiting:
		new = neighbours.get(waiting.pop(), set()) - found
		found |= new
		waiting += new
	return frozenset(found)


def heads(ties: Iterable[Tie], period: Period | None = None) -> dict[Party, Party]:
	"""Return for everybody in a tie the one who stands for the whole group: the same for all who count as one giver."""
	ties = list(ties)
	found: dict[Party, Party] = {}
	for key in sorted({side for tie in ties for side in (tie.first, tie.other)}):
		if key not in found:
			found.update(dict.fromkeys(linked(key, ties, period), key))
	return found
