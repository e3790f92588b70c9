"""The text that the parties agree on, and its checksum: a text that was changed after the approval is noticed (F19).

What was done later (signatures, fulfilment, notice) is no part of the text. Two texts that read alike have the same
checksum: blanks at the edges, line ends and the way an umlaut is stored do not count.
"""

import datetime
import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from upj_kooperation.domain.values import Problem

CHANGED_SINCE = (
	"The text of this agreement is not the one that was approved: its checksum is {1}, the approved one is {0}. "
	"It is not printed for signing. Restore the text from the history, or terminate the agreement and make a new one."
)
TEXT_FIXED = (
	"{0} cannot be changed together with the approval. Return the agreement, change it, and ask for approval again."
)

MESSAGES = (CHANGED_SINCE, TEXT_FIXED)


@dataclass(frozen=True)
class TextParty:
	"""A party as the text names it."""

	name: str
	kind: str = ""
	signatory: str = ""
	function: str = ""


@dataclass(frozen=True)
class TextDuty:
	"""A duty as the text names it."""

	party: str
	duty: str
	due: datetime.date | None = None


@dataclass(frozen=True)
class AgreementText:
	"""Everything that the parties sign.

	clauses: rich text; value: Euro; months of 0: not agreed; effective_from, changes: from when an amendment holds, and
	what it changes.
	"""

	title: str
	parties: tuple[TextParty, ...]
	duties: tuple[TextDuty, ...]
	clauses: str
	start: datetime.date | None
	end: datetime.date | None = None
	notice_months: int = 0
	renewal: str = ""
	renewal_months: int = 0
	value: Decimal = field(default=Decimal(0))
	version: int = 1
	effective_from: datetime.date | None = None
	changes: str = ""


def canonical(text: AgreementText) -> str:
	"""Return the text in the one form that the checksum is made of."""
	return json.dumps(_plain(asdict(text)), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(text: AgreementText) -> str:
	"""Return the checksum: SHA-256 of the canonical form, 64 hexadecimal digits."""
	return hashlib.sha256(canonical(text).encode()).hexdigest()


def check_unchanged(approved: str | None, now: str) -> Problem | None:
	"""Return that the text is not the approved one, or None. approved: its checksum, None before the approval."""
	return Problem(CHANGED_SINCE, (approved[:12], now[:12])) if approved and approved != now else None


def _plain(value: Any) -> Any:
	if isinstance(value, dict):
		return {key: _plain(item) for key, item in value.items()}
	if isinstance(value, list | tuple):
		return [_plain(item) for item in value]
	if isinstance(value, datetime.date):
		return value.isoformat()
	if isinstance(value, Decimal):
		return f"{value:.2f}"
	if isinstance(value, str):
		return unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
	return value
