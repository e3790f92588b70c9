"""Sponsor packages: what is offered at a price, and how often it can be taken (F24).

A place is held by every sponsorship with the package that is up for decision or accepted; an offer alone holds none.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from upj_kooperation.domain.contribution import DECIDED, EXCHANGES, TO_BE_ACCEPTED
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.values import Problem

HOLDS_A_PLACE = DECIDED | {TO_BE_ACCEPTED}

NO_PLACES = "Enter how many places the package has: at least 1."
FEWER_THAN_TAKEN = "{0} places are taken already. Enter at least {0}, or disable the package."
NO_PRICE = "The values of the counter-performances add up to the price. Enter them: together more than 0 Euro."
CROSSED_DATES = "The package is offered until {1}, before it begins on {0}. Correct one of the two days."
FULL = (
	"All places of the package {0} are taken ({1}). Choose another package, or raise the number of places if there are "
	"more of them."
)
NOT_OFFERED = "The package {0} is no longer offered. Choose another one."
NOT_ON_THAT_DAY = "The package {0} was not offered on {1}. Choose another one, or correct the day of the offer."
ONLY_EXCHANGE = (
	"A sponsor package belongs to sponsoring or advertising, not to the kind {0}. Remove it, or change the answers on "
	"the tab Kind."
)
BELOW_PRICE = "The package {0} costs {1} Euro, but {2} Euro are entered. Correct the amount, or remove the package."

MESSAGES = (
	NO_PLACES,
	FEWER_THAN_TAKEN,
	NO_PRICE,
	CROSSED_DATES,
	FULL,
	NOT_OFFERED,
	NOT_ON_THAT_DAY,
	ONLY_EXCHANGE,
	BELOW_PRICE,
)


@dataclass(frozen=True)
class Package:
	"""A package as plain values. price: Euro; places: how often it can be taken; period: when it is offered."""

	title: str
	price: Decimal
	places: int
	period: Period
	enabled: bool = True


def package_problems(package: Package, taken: int) -> list[Problem]:
	"""Return what is wrong with a package. taken: places that sponsorships hold."""
	problems = []
	if package.places < 1:
		problems.append(Problem(NO_PLACES))
	elif package.places < taken:
		problems.append(Problem(FEWER_THAN_TAKEN, (taken,)))
	if package.price <= 0:
		problems.append(Problem(NO_PRICE))
	if package.period.crossed:
		problems.append(Problem(CROSSED_DATES, tuple(package.period)))
	return problems


def choice_problem(package: Package, kind: str, offered_on: datetime.date) -> Problem | None:
	"""Return why a sponsorship of this kind and day cannot have the package, or None."""
	if kind not in EXCHANGES:
		return Problem(ONLY_EXCHANGE, (kind,))
	if not package.enabled:
		return Problem(NOT_OFFERED, (package.title,))
	return None if package.period.contains(offered_on) else Problem(NOT_ON_THAT_DAY, (package.title, offered_on))


def taking_problem(package: Package, taken: int, amount: Decimal) -> Problem | None:
	"""Return why one more sponsorship over `amount` Euro cannot hold a place, or None. taken: places of others."""
	if amount < package.price:
		return Problem(BELOW_PRICE, (package.title, package.price, amount))
	return Problem(FULL, (package.title, package.places)) if taken >= package.places else None
