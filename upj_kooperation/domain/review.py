"""Rules of reviewing applications for a call: criteria, scores, conflicts of interest, who reviews what (F12)."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem

FULL_SCORE = 100
MAX_POINTS = 100
REMIND_DAYS_BEFORE = 3
REMIND_AGAIN_AFTER = 7
CENT = Decimal("0.01")


class ReviewStatus:
	"""Values of Application Review.status."""

	ASSIGNED = "Assigned"
	HANDED_IN = "Handed In"
	REOPENED = "Reopened"
	CONFLICT = "Conflict of Interest"


OPEN_STATUSES = (ReviewStatus.ASSIGNED, ReviewStatus.REOPENED)

NO_WEIGHT = "Criterion {0}: the weight must be above zero."
WRONG_SCALE = "Criterion {0}: the scale goes from 1 to a highest number of points between 2 and {1}."
CRITERION_TWICE = "The criterion {0} stands there twice."
NO_CRITERIA = "The call has no criteria yet. Enter them in the call before you assign reviewers."
CRITERIA_ARE_FIXED = "The first review is in, so the criteria with their weights and scales stay as they are."
NOT_REVIEWED = "{0} is not under review. Start the review first; reviews of a decided application stay as they are."
NOT_SCORED = "Please give points for every criterion. Missing: {0}"
WRONG_POINTS = "{0}: give 1 to {1} points."
NO_CONFLICT_REASON = "Please say in one sentence what the conflict of interest is."
NO_REOPEN_REASON = "Please say why the review is opened again. The reason stays on record."
IS_LOCKED = "The review was handed in and is locked. The programme office can open it again, with a reason."
IS_EXCLUDED = "A conflict of interest was declared, so this application is not scored here."
NOT_HANDED_IN = "Only a review that was handed in can be opened again."
ROUND_IS_ON = "The ranking of this call is already put up for decision. The reviews stay as they are."
WORKS_FOR_APPLICANT = "{0} works for {1} and cannot review its application."
TOO_FEW_REVIEWERS = "Choose at least {0} reviewers: each application gets that many."

MESSAGES = (
	NO_WEIGHT,
	WRONG_SCALE,
	CRITERION_TWICE,
	NO_CRITERIA,
	CRITERIA_ARE_FIXED,
	NOT_REVIEWED,
	NOT_SCORED,
	WRONG_POINTS,
	NO_CONFLICT_REASON,
	NO_REOPEN_REASON,
	IS_LOCKED,
	IS_EXCLUDED,
	NOT_HANDED_IN,
	ROUND_IS_ON,
	WORKS_FOR_APPLICANT,
	TOO_FEW_REVIEWERS,
)


@dataclass(frozen=True)
class Criterion:
	"""One criterion of a call. weight: any positive number; highest: the scale goes from 1 to this."""

	name: str
	weight: Decimal
	highest: int


@dataclass(frozen=True)
class Score:
	"""The points that a reviewer gives for a criterion; 0 stands for none yet."""

	criterion: Criterion
	points: int


def check_criteria(criteria: Sequence[Criterion]) -> Problem | None:
	"""Return what is wrong with a call's criteria, or None. Names are compared without regard to case."""
	seen: set[str] = set()
	for criterion in criteria:
		if criterion.weight <= 0:
			return Problem(NO_WEIGHT, (criterion.name,))
		if not 2 <= criterion.highest <= MAX_POINTS:
			return Problem(WRONG_SCALE, (criterion.name, MAX_POINTS))
		if criterion.name.strip().casefold() in seen:
			return Problem(CRITERION_TWICE, (criterion.name,))
		seen.add(criterion.name.strip().casefold())
	return None


def check_points(scores: Iterable[Score]) -> Problem | None:
	"""Return which points lie outside of their scale, or None; 0 stands for none yet."""
	for score in scores:
		if not 0 <= score.points <= score.criterion.highest:
			return Problem(WRONG_POINTS, (score.criterion.name, score.criterion.highest))
	return None


def check_hand_in(status: str, scores: Sequence[Score]) -> Problem | None:
	"""Return why a review cannot be handed in, or None."""
	if problem := check_editable(status):
		return problem
	if not scores:
		return Problem(NO_CRITERIA)
	missing = tuple(score.criterion.name for score in scores if not score.points)
	return Problem(NOT_SCORED, (missing,)) if missing else check_points(scores)


def check_editable(status: str) -> Problem | None:
	"""Return why a review with this status cannot be changed, or None."""
	if status == ReviewStatus.HANDED_IN:
		return Problem(IS_LOCKED)
	return Problem(IS_EXCLUDED) if status == ReviewStatus.CONFLICT else None


def check_conflict(status: str, reason: str | None) -> Problem | None:
	"""Return why a conflict of interest cannot be declared, or None. It can be declared after handing in, too."""
	if status == ReviewStatus.CONFLICT:
		return Problem(IS_EXCLUDED)
	return Problem(NO_CONFLICT_REASON) if is_blank(reason) else None


def check_reopen(status: str, reason: str | None) -> Problem | None:
	"""Return why the programme office cannot open a review again, or None."""
	if status != ReviewStatus.HANDED_IN:
		return Problem(NOT_HANDED_IN)
	return Problem(NO_REOPEN_REASON) if is_blank(reason) else None


def check_under_review(title: str, state: str) -> Problem | None:
	"""Return why an application in this state is not reviewed, or None."""
	if state in (ApplicationState.UNDER_REVIEW, ApplicationState.SHORTLISTED):
		return None
	return Problem(NOT_REVIEWED, (title,))


def exact_score(scores: Sequence[Score]) -> Fraction | None:
	"""Return the weighted mean of a review in percent of what could be reached, exactly; None without any score.

	Each criterion counts with points / highest; the weights are divided by their sum, so their unit does not matter.
	"""
	total = sum((Fraction(score.criterion.weight) for score in scores), Fraction(0))
	if not total:
		return None
	reached = sum(
		(Fraction(score.criterion.weight) * score.points / score.criterion.highest for score in scores), Fraction(0)
	)
	return reached / total * FULL_SCORE


def rounded(value: Fraction) -> Decimal:
	"""Return an exact number with two decimals, rounded half up."""
	return (Decimal(floor(value * 100 + Fraction(1, 2))) / 100).quantize(CENT)


def review_key(application: str, reviewer: str) -> str:
	"""Return the unique key of a review: one for each application and reviewer."""
	return f"{application}|{reviewer}"


def spread_reviews(
	applications: Sequence[str],
	reviewers: Sequence[str],
	per_application: int,
	existing: Collection[tuple[str, str]] = (),
	excluded: Collection[tuple[str, str]] = (),
) -> list[tuple[str, str]]:
	"""Return the (application, reviewer) pairs to add, so that the work is spread as evenly as possible.

	Each application gets `per_application` reviewers if so many may review it. existing: pairs that count already;
	excluded: pairs that must not be (conflicts). The reviewer with the least work comes first, then the order given.
	"""
	taken = set(existing)
	load = {reviewer: sum(1 for _application, who in taken if who == reviewer) for reviewer in reviewers}
	added = []
	for application in applications:
		wanted = per_application - sum(1 for name, _who in taken if name == application)
		order = sorted(reviewers, key=lambda reviewer: (load[reviewer], reviewers.index(reviewer)))
		free = [who for who in order if (application, who) not in taken and (application, who) not in excluded]
		for reviewer in free[: max(wanted, 0)]:
			taken.add((application, reviewer))
			added.append((application, reviewer))
			load[reviewer] += 1
	return added


def is_reminder_due(due: datetime.date | None, today: datetime.date, last: datetime.date | None) -> bool:
	"""Say whether the reviewer of an open review is reminded today.

	From three days before the due date on; again when the due date is over, and every seven days after that.
	"""
	if not due or today < due - datetime.timedelta(days=REMIND_DAYS_BEFORE):
		return False
	if last is None:
		return True
	if today <= due:
		return False
	return last <= due or today - last >= datetime.timedelta(days=REMIND_AGAIN_AFTER)
