"""Rules of a market event: an evening on which companies and nonprofits agree on give and take (F33, seed 002).

Money is taboo on such an evening: partners bring time, things, knowledge, rooms and contacts. What a contribution is
worth in Euro may be said all the same, for the balance.
"""

import re
from collections.abc import Collection

from upj_kooperation.domain.names import fold
from upj_kooperation.domain.text import is_blank
from upj_kooperation.domain.values import Problem

PLANNED = "Planned"
OPEN = "Open"
CLOSED = "Closed"
# Which way an event goes; a late paper opens a closed one again.
NEXT_STATUSES: dict[str, tuple[str, ...]] = {PLANNED: (OPEN,), OPEN: (CLOSED,), CLOSED: (OPEN,)}

AGREED = "Agreed"
WITHDRAWN = "Withdrawn"

STEP_NOT_ALLOWED = "A market event in the status {0} cannot become {1}."
GROUP_ENDED = "The challenge group has ended. Choose an active one, or make this one active again."
NOT_OPEN = "Agreements are entered while the market event is open. This one is: {0}"
NO_PARTY = "Say who gives and who gets: both names stand on the paper."
ONE_PARTY = "{0} stands on both sides. An agreement needs a company and a nonprofit."
FOREIGN_PARTY = "{0} belongs to another municipality. Choose one of the event's own, or enter the name alone."
MONEY_KIND = "Money is taboo here, and {0} is money. Choose another kind of support."
MONEY_TEXT = "Money is taboo here, and this speaks of money: {0}. Say what is given; its worth has a field of its own."
NO_REASON = "Say in a sentence why the agreement is corrected or withdrawn. Nothing is changed without a trace."
WITHDRAWN_ALREADY = "This agreement is withdrawn. Set it back to Agreed first, with the reason."
WRONG_KEY = "This entry has no key of its own. Reload the page and enter the agreement again."
USED_KEY = "This entry was used for another agreement already. Reload the page and enter the agreement again."
NOTHING_TO_PRINT = "No agreement has been entered yet, so there is nothing to print."

MESSAGES = (
	STEP_NOT_ALLOWED,
	GROUP_ENDED,
	NOT_OPEN,
	NO_PARTY,
	ONE_PARTY,
	FOREIGN_PARTY,
	MONEY_KIND,
	MONEY_TEXT,
	NO_REASON,
	WITHDRAWN_ALREADY,
	WRONG_KEY,
	USED_KEY,
	NOTHING_TO_PRINT,
)

_KEY = re.compile(r"[A-Za-z0-9-]{16,64}")
# Of folded text: an amount in Euro, words that only say what something is worth, and words that are money.
_SUM = r"(?:\d[\d.,]*\s*(?:€|euro\b|eur\b)|(?:€|\b(?:euro|eur)\b)\s*\d[\d.,]*)"
_WORTH = re.compile(rf"\b\w*wert\b\s*(?:von\b|:)?\s*(?:(?:ca\.?|circa|rund|etwa|bis zu)\s+)?{_SUM}")
_MONEY = re.compile(
	rf"{_SUM}|\b(?:bargeld|barspende|barbetrag|geldspende|geldbetrag|geldgeschenk|geldzuwendung|spendenscheck|scheck)"
	r"(?:e[ns]?|[ns])?\b"
)
_WORD = re.compile(r"\w+")
# A text of these words alone is money where "geld" is among them; elsewhere it may be advice on it.
_BESIDE_MONEY = frozenset({"geld", "etwas", "ein", "eine", "bar", "in", "als", "spende", "betrag", "summe", "viel"})


def check_step(before: str, after: str) -> Problem | None:
	"""Return why an event cannot go from one status to another, or None."""
	return None if after in NEXT_STATUSES.get(before, ()) else Problem(STEP_NOT_ALLOWED, (before, after))


def check_group(*, ended: bool) -> Problem | None:
	"""Return that the event's challenge group has ended, or None."""
	return Problem(GROUP_ENDED) if ended else None


def check_entering(status: str) -> Problem | None:
	"""Return why no agreement can be entered, or None."""
	return None if status == OPEN else Problem(NOT_OPEN, (status,))


def check_parties(giver: str | None, taker: str | None) -> Problem | None:
	"""Return what is wrong with the names of the two who agree, or None."""
	if is_blank(giver) or is_blank(taker):
		return Problem(NO_PARTY)
	return Problem(ONE_PARTY, (taker,)) if fold(giver) == fold(taker) else None


def names_money(text: str | None) -> bool:
	"""Say whether a text speaks of money that changes hands. What something is worth is no money."""
	rest = _WORTH.sub(" ", fold(text or ""))
	if _MONEY.search(rest):
		return True
	words = _WORD.findall(rest)
	return "geld" in words and set(words) <= _BESIDE_MONEY


def check_money(*, taboo: bool, kind: str, is_money: bool, texts: Collection[str | None]) -> Problem | None:
	"""Return that an agreement is about money where money is taboo, or None.

	kind: of the support, which is money or not; texts: what is given and what comes back.
	"""
	if not taboo:
		return None
	if is_money:
		return Problem(MONEY_KIND, (kind,))
	return next((Problem(MONEY_TEXT, (text,)) for text in texts if names_money(text)), None)


def check_change(changed: Collection[str], status: str, reason: str | None) -> Problem | None:
	"""Return why an agreement cannot be changed, or None. changed: its fields; status: what it was before."""
	if not changed:
		return None
	if status == WITHDRAWN and "status" not in changed:
		return Problem(WITHDRAWN_ALREADY)
	return Problem(NO_REASON) if is_blank(reason) else None


def check_key(key: str) -> Problem | None:
	"""Return that this is no key of an entry, by which a request that comes twice makes one agreement; or None."""
	return None if _KEY.fullmatch(key) else Problem(WRONG_KEY)
