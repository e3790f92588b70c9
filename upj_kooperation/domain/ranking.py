"""The ranking of a call's applications: mean, spread and missing reviews, exact and in a stable order (F12, F13)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from upj_kooperation.domain.review import CENT, rounded

TIE_RULE = (
	"Equal means are ordered by the smaller standard deviation, then by the earlier submission, then by the number of"
	" the application."
)
MESSAGES = (TIE_RULE,)

_NEVER = datetime.datetime.max


@dataclass(frozen=True)
class Reviewed:
	"""An application with what its reviewers gave.

	scores: exact percent (0 to 100) of each review that is in; missing, conflicts: numbers of reviews.
	"""

	name: str
	submitted_on: datetime.datetime | None
	scores: tuple[Fraction, ...] = ()
	missing: int = 0
	conflicts: int = 0


@dataclass(frozen=True)
class Place:
	"""An application's place in the ranking. Figures in percent with two decimals; None without a review.

	tied: another application has the same mean, so that the tie rule decided.
	"""

	name: str
	rank: int
	mean: Decimal | None
	deviation: Decimal | None
	lowest: Decimal | None
	highest: Decimal | None
	reviews: int
	missing: int
	conflicts: int
	tied: bool = False


def rank(applications: Iterable[Reviewed]) -> list[Place]:
	"""Return the ranking, best first; the order of the input does not matter.

	The mean that is shown (two decimals, rounded half up) decides; TIE_RULE says what decides among equals.
	Applications without any review come last.
	"""
	rows = list(applications)
	figures = {row.name: _figures(row.scores) for row in rows}
	means = [figures[row.name][0] for row in rows]
	ordered = sorted(rows, key=lambda row: _order(row, *figures[row.name][:2]))
	return [
		Place(
			row.name,
			number,
			*figures[row.name],
			reviews=len(row.scores),
			missing=row.missing,
			conflicts=row.conflicts,
			tied=figures[row.name][0] is not None and means.count(figures[row.name][0]) > 1,
		)
		for number, row in enumerate(ordered, start=1)
	]


def _figures(scores: tuple[Fraction, ...]) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]:
	if not scores:
		return None, None, None, None
	mean = sum(scores, Fraction(0)) / len(scores)
	variance = sum(((score - mean) ** 2 for score in scores), Fraction(0)) / len(scores)
	root = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
	return rounded(mean), root.quantize(CENT, ROUND_HALF_UP), rounded(min(scores)), rounded(max(scores))


def _order(row: Reviewed, mean: Decimal | None, deviation: Decimal | None) -> tuple:
	return (
		mean is None,
		-(mean or Decimal(0)),
		deviation or Decimal(0),
		row.submitted_on or _NEVER,
		row.name,
	)
