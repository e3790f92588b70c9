"""Rules of what a mandate covers over time: changed with a reason, and announced before it runs out (F14)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.quota import Amount
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem

USE_EXTENSION = (
	"Sessions have been held under this mandate, so its quota and its end change with a reason alone. Use the button"
	" Extend Mandate."
)
NOTHING_EXTENDED = "Enter what changes: more sessions, more hours or another end."
ONE_AT_A_TIME = "Enter one change of the agreement at a time."
NO_REASON = "Please say why the mandate is changed."
NEW_HAS_NO_HISTORY = "A new mandate has no changes yet. Enter its quota and its period directly."
BAD_PERCENT = "Enter a share between 1 and 100 percent for the warning."

SHARE_REACHED = "{0} percent of the quota are used."
USED_UP = "The quota is used up. Nothing more can be logged until the mandate is extended."
ENDS_SOON = "The mandate ends on {0}."

MESSAGES = (
	USE_EXTENSION,
	NOTHING_EXTENDED,
	ONE_AT_A_TIME,
	NO_REASON,
	NEW_HAS_NO_HISTORY,
	BAD_PERCENT,
	SHARE_REACHED,
	USED_UP,
	ENDS_SOON,
)


# Share of the quota in percent that is announced where nothing else was agreed.
USUAL_PERCENT = 80


class Threshold:
	"""What is announced once: a share of the quota, its last bit, and the days before the end."""

	SHARE = "share"
	USED_UP = "used up"
	END = "end"


@dataclass(frozen=True)
class Terms:
	"""What a mandate covers: sessions and hours (0 sets no limit), and its last day."""

	quota: Amount
	end: datetime.date | None = None


def check_change(
	before: Terms | None, after: Terms, *, in_use: bool, reasons: Sequence[str | None] = ()
) -> Problem | None:
	"""Return why a mandate's terms may not change so, or None.

	before: None for a new mandate; in_use: something was held or changed already, so that a change needs its reason;
	reasons: those of the rows that are added to the history with this change.
	"""
	if before is None:
		return Problem(NEW_HAS_NO_HISTORY) if reasons else None
	if len(reasons) > 1:
		return Problem(ONE_AT_A_TIME)
	if not reasons:
		return Problem(USE_EXTENSION) if in_use and before != after else None
	if before == after:
		return Problem(NOTHING_EXTENDED)
	return Problem(NO_REASON) if is_blank(reasons[0]) else None


def check_warning(percent: int) -> Problem | None:
	"""Return what is wrong with the share in percent that a warning waits for, or None."""
	return None if 1 <= percent <= 100 else Problem(BAD_PERCENT)


def percent_used(quota: Amount, used: Amount) -> Decimal:
	"""Return the larger of the two used shares in percent, with one decimal; 0 where the quota sets no limit."""
	shares = [Decimal(0)]
	if quota.sessions > 0:
		shares.append(Decimal(used.sessions) / quota.sessions)
	if quota.hours > 0:
		shares.append(used.hours / quota.hours)
	return (max(shares) * 100).quantize(Decimal("0.1"))


def reached(terms: Terms, used: Amount, today: datetime.date, percent: int, days: int) -> dict[str, Problem]:
	"""Return which thresholds a mandate has reached, each with its announcement, the most urgent first.

	percent: share of the quota in percent; days: calendar days before the end, 0 for no warning of the end.
	"""
	found = {}
	quota = terms.quota
	full = (0 < quota.sessions <= used.sessions) or (0 < quota.hours <= used.hours)
	if full:
		found[Threshold.USED_UP] = Problem(USED_UP)
	if _has_reached(quota, used, percent):
		found[Threshold.SHARE] = Problem(SHARE_REACHED, (percent_used(quota, used),))
	if days > 0 and terms.end and today >= terms.end - datetime.timedelta(days=days):
		found[Threshold.END] = Problem(ENDS_SOON, (terms.end,))
	return found


def _has_reached(quota: Amount, used: Amount, percent: int) -> bool:
	# Multiplied, not divided: exact at the limit.
	return (quota.sessions > 0 and used.sessions * 100 >= quota.sessions * percent) or (
		quota.hours > 0 and used.hours * 100 >= quota.hours * percent
	)
