"""What stands on the public pages of calls and challenge groups, and under which address (F9, F31)."""

import re
import unicodedata
from collections.abc import Collection

from upj_kooperation.domain.call import CallStatus

MAX_SLUG = 60

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_HEADING = re.compile(r"<(/?)h([1-6])(?=[\s>])", re.IGNORECASE)
_PICTURE_WITHOUT_WORDS = re.compile(r"<img\b(?![^>]*\salt\s*=)", re.IGNORECASE)
_LOWEST_HEADING = 6


def is_public(status: str, on_website: bool) -> bool:
	"""Say whether everybody may read a call: once it was published, and while the office shows it."""
	return on_website and status in (CallStatus.PUBLISHED, CallStatus.CLOSED)


def slug_of(title: str, without_letters: str) -> str:
	"""Return a title as the last part of an address: small letters, digits and hyphens, at most 60.

	without_letters: the address of a title that has neither.
	"""
	plain = unicodedata.normalize("NFKD", title.translate(_GERMAN)).encode("ascii", "ignore").decode().lower()
	slug = _SEPARATORS.sub("-", plain).strip("-")
	if len(slug) > MAX_SLUG:
		# A whole word rather than half of one.
		slug = slug[: MAX_SLUG + 1].rpartition("-")[0] or slug[:MAX_SLUG]
	return slug.strip("-") or without_letters


def free_slug(slug: str, taken: Collection[str]) -> str:
	"""Return the slug, with a number where others have it already."""
	number, candidate = 1, slug
	while candidate in taken:
		number += 1
		candidate = f"{slug}-{number}"
	return candidate


def below_heading(text: str, level: int) -> str:
	"""Return rich text whose headings stand below one of `level`, and whose pictures are silent unless described.

	The editor lets everybody begin with the largest heading; a page has that one already (WCAG 1.3.1, 1.1.1).
	"""

	def lower(match: re.Match[str]) -> str:
		return f"<{match[1]}h{min(int(match[2]) + level, _LOWEST_HEADING)}"

	return _PICTURE_WITHOUT_WORDS.sub('<img alt=""', _HEADING.sub(lower, text))
