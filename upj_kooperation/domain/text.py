"""What counts as text that somebody wrote."""

import re
from html import unescape
from typing import Any

_TAG = re.compile(r"<[^>]*>")
# What XML 1.0 does not allow in a document (section 2.2).
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PICTURE = re.compile(r"<\s*img\b", re.IGNORECASE)


def is_blank(text: str | None) -> bool:
	"""Say whether a (rich) text holds nothing to read: only tags, blanks or line breaks."""
	if not text or _PICTURE.search(text):
		return not text
	return not unescape(_TAG.sub(" ", text)).replace("\u200b", " ").strip()


def printable(text: str | None) -> str:
	"""Return a text without the characters that no document may hold, such as control characters."""
	return _UNPRINTABLE.sub("", text or "")


def neutralised(value: Any) -> Any:
	"""Return a value for a spreadsheet: a text that a program could take for a formula gets an apostrophe in front."""
	if isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@"):
		return f"'{value}"
	return value
