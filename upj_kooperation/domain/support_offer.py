"""Rules of a partner's offer: what it needs, which way its status goes, and whether the partner may be asked (F4, F33).

Whoever has objected (Art. 21 GDPR), or whose details are kept without a ground for asking, is never proposed.
"""

import datetime
from collections.abc import Collection

from upj_kooperation.domain import stakeholder
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

DRAFT = "Draft"
ACTIVE = "Active"
PAUSED = "Paused"
ENDED = "Ended"
STATUSES = (DRAFT, ACTIVE, PAUSED, ENDED)

NEXT_STATUSES: dict[str, tuple[str, ...]] = {
	DRAFT: (ACTIVE, ENDED),
	ACTIVE: (PAUSED, ENDED),
	PAUSED: (ACTIVE, ENDED),
	ENDED: (),
}

NO_GROUND = "No Ground"

NO_KIND = "Choose at least one kind of support."
KIND_TWICE = "{0} is chosen twice. Remove one of them."
KIND_CLOSED = "{0} is no longer in use. Choose another kind of support."
MONEY_TABOO = "No challenge group of this municipality takes money. Remove {0}, or allow money in the group first."
CROSSED_WINDOW = "The offer ends before it begins. Correct the dates."
STEP_NOT_ALLOWED = "An offer in the status {0} cannot become {1}."
NOT_PARTNERS_CONTACT = "{0} is no contact of {1}. Add the partner to the contact first, under Links."

CHANGED_MEANWHILE = "This offer was changed while you had it open. Load the page again and enter your changes there."
NOT_YOURS = "There is no offer here that is yours. Open it from your list."
ENDED_ALREADY = "This offer has ended and stays as it is. Enter a new one instead."

OBJECTED = "The partner has objected to being asked (since {0}), so this offer is not proposed."
WITHOUT_GROUND = "There is no lawful ground for asking this partner, so this offer is not proposed."
RELATIONSHIP_ENDED = "The relationship with this partner has ended, so this offer is not proposed."

MESSAGES = (
	NO_KIND,
	KIND_TWICE,
	KIND_CLOSED,
	MONEY_TABOO,
	CROSSED_WINDOW,
	STEP_NOT_ALLOWED,
	NOT_PARTNERS_CONTACT,
	CHANGED_MEANWHILE,
	NOT_YOURS,
	ENDED_ALREADY,
	OBJECTED,
	WITHOUT_GROUND,
	RELATIONSHIP_ENDED,
)


def check_kinds(
	kinds: list[str], closed: Collection[str], money: Collection[str], money_allowed: bool
) -> Problem | None:
	"""Return what is wrong with the kinds of an offer, or None.

	closed: kinds that are out of use; money: those that are money; money_allowed: a group of the town takes money.
	"""
	if not kinds:
		return Problem(NO_KIND)
	for index, kind in enumerate(kinds):
		if kind in kinds[:index]:
			return Problem(KIND_TWICE, (kind,))
		if kind in closed:
			return Problem(KIND_CLOSED, (kind,))
		if kind in money and not money_allowed:
			return Problem(MONEY_TABOO, (kind,))
	return None


def check_window(window: Period) -> Problem | None:
	"""Return that an offer ends before it begins, or None."""
	return Problem(CROSSED_WINDOW) if window.crossed else None


def check_step(before: str | None, after: str) -> Problem | None:
	"""Return why an offer cannot go from one status to another, or None. before: None for a new offer."""
	if not before or before == after:
		return None
	return None if after in NEXT_STATUSES.get(before, ()) else Problem(STEP_NOT_ALLOWED, (before, after))


def check_change(status: str) -> Problem | None:
	"""Return why a partner can no longer change what it offers, or None."""
	return Problem(ENDED_ALREADY) if status == ENDED else None


def why_not_asked(stage: str, ground: str | None, objected_on: datetime.date | None) -> Problem | None:
	"""Return why a partner must not be asked, or None. ground: on what its details are kept for asking."""
	if objected_on:
		return Problem(OBJECTED, (objected_on,))
	if not ground or ground == NO_GROUND:
		return Problem(WITHOUT_GROUND)
	return Problem(RELATIONSHIP_ENDED) if stage == stakeholder.ENDED else None
