"""Cells of a spreadsheet as the text that a person sees, and text that no spreadsheet takes for a formula."""

import datetime
from typing import Any

_PHONE_COLUMNS = frozenset({"phone", "mobile"})


def as_text(value: Any, column: str = "") -> str:
	"""Return a cell as trimmed text: 31582.0 is "31582", a date is written as in German, blanks are joined.

	column: a phone number that a spreadsheet took for a number gets its zero or plus back.
	"""
	if value is None:
		return ""
	if isinstance(value, bool):
		return "1" if value else "0"
	if isinstance(value, datetime.datetime | datetime.date):
		return f"{value:%d.%m.%Y}"
	if isinstance(value, int | float):
		text = str(int(value)) if float(value).is_integer() else repr(value)
		if column in _PHONE_COLUMNS and text.isdigit():
			return f"+{text}" if text.startswith("49") and len(text) > 10 else f"0{text}"
		return text
	lines = (" ".join(line.split()) for line in str(value).replace("\xa0", " ").strip().splitlines())
	return "\n".join(line for line in lines if line)


def harmless(text: str) -> str:
	"""Return text that a spreadsheet shows and never runs: what begins like a formula gets an apostrophe before it."""
	return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) or text[:1] in ("\t", "\r") else text
