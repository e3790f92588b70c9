"""Rules of a stakeholder: engagement stages, next step, assessments, the key of its business partner (F1, F3, F5)."""

import datetime

from upj_kooperation.domain.values import Problem

IDENTIFIED = "Identified"
CONTACTED = "Contacted"
INTERESTED = "Interested"
IN_TALKS = "In Talks"
ENGAGED = "Engaged"
DORMANT = "Dormant"
ENDED = "Ended"

STAGES = (IDENTIFIED, CONTACTED, INTERESTED, IN_TALKS, ENGAGED, DORMANT, ENDED)
NEEDS_REASON = frozenset({DORMANT, ENDED})

_IN_CONTACT = frozenset({CONTACTED, INTERESTED, IN_TALKS, ENGAGED})

# Warmer and colder both happen; but who was contacted is not unknown again, and what ended starts anew with a contact.
NEXT_STAGES: dict[str, frozenset[str]] = {
	IDENTIFIED: _IN_CONTACT | NEEDS_REASON,
	CONTACTED: _IN_CONTACT | NEEDS_REASON,
	INTERESTED: _IN_CONTACT | NEEDS_REASON,
	IN_TALKS: _IN_CONTACT | NEEDS_REASON,
	ENGAGED: _IN_CONTACT | NEEDS_REASON,
	DORMANT: _IN_CONTACT | {ENDED},
	ENDED: frozenset({CONTACTED}),
}

PARTY_TYPES = ("Customer", "Supplier", "Lead", "Prospect", "Contact")

UNKNOWN_STAGE = "{0} is no engagement stage."
STAGE_NOT_ALLOWED = "From the stage {0} a stakeholder can go to: {1}. {2} is not among them."
REASON_MISSING = "Say why the relationship is dormant or has ended."
STEP_WITHOUT_DATE = "The next step needs a date."
DATE_WITHOUT_STEP = "Say what the next step on {0} is, or remove the date."
STEP_AFTER_END = "A relationship that has ended has no next step. Remove it, or choose another stage."
ASSESSED_IN_FUTURE = "Assessments, row {0}: the day {1} lies in the future."
PARTY_INCOMPLETE = "Choose both the type of the business partner and the business partner, or neither."
PARTY_TYPE_UNKNOWN = "A business partner is a Customer, Supplier, Lead, Prospect or Contact, not {0}."

MESSAGES = (
	UNKNOWN_STAGE,
	STAGE_NOT_ALLOWED,
	REASON_MISSING,
	STEP_WITHOUT_DATE,
	DATE_WITHOUT_STEP,
	STEP_AFTER_END,
	ASSESSED_IN_FUTURE,
	PARTY_INCOMPLETE,
	PARTY_TYPE_UNKNOWN,
)


def check_stage(before: str | None, after: str, reason: str | None) -> Problem | None:
	"""Return why a stakeholder cannot go from stage `before` (None: it is new) to `after`, or None."""
	if after not in STAGES:
		return Problem(UNKNOWN_STAGE, (after,))
	if before and before != after and after not in NEXT_STAGES[before]:
		allowed = tuple(stage for stage in STAGES if stage in NEXT_STAGES[before])
		return Problem(STAGE_NOT_ALLOWED, (before, allowed, after))
	if after in NEEDS_REASON and not (reason or "").strip():
		return Problem(REASON_MISSING)
	return None


def check_next_step(stage: str, step: str | None, day: datetime.date | None) -> Problem | None:
	"""Return what is wrong with the next step and its date, or None."""
	step = (step or "").strip()
	if stage == ENDED and (step or day):
		return Problem(STEP_AFTER_END)
	if step and not day:
		return Problem(STEP_WITHOUT_DATE)
	return Problem(DATE_WITHOUT_STEP, (day,)) if day and not step else None


def check_assessments(days: list[datetime.date], today: datetime.date) -> Problem | None:
	"""Return the first assessment whose day lies in the future, or None."""
	for row, day in enumerate(days, start=1):
		if day > today:
			return Problem(ASSESSED_IN_FUTURE, (str(row), day))
	return None


def check_party(party_type: str | None, party: str | None) -> Problem | None:
	"""Return what is wrong with the link to a business partner, or None."""
	if bool(party_type) != bool(party):
		return Problem(PARTY_INCOMPLETE)
	if party_type and party_type not in PARTY_TYPES:
		return Problem(PARTY_TYPE_UNKNOWN, (party_type,))
	return None


def party_key(party_type: str | None, party: str | None, municipality: str | None) -> str | None:
	"""Return the unique key by which a business partner is one stakeholder of a municipality; None without partner."""
	return f"{party_type}::{party}::{municipality}" if party_type and party else None
