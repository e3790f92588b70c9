"""Rules for a session that a device sends: once, however often it tries, with a few files (F15)."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from upj_kooperation.domain.values import Problem

MAX_FILES = 3
MAX_FILE_BYTES = 5 * 1024 * 1024
# How a file of each kind begins. Kinds that can carry scripts, such as SVG, are not among them.
KINDS: tuple[tuple[bytes, str], ...] = (
	(b"\xff\xd8\xff", "jpg"),
	(b"\x89PNG\r\n\x1a\n", "png"),
	(b"%PDF-", "pdf"),
)

WRONG_TOKEN = "The entry's own number is missing or damaged. Reload the page and enter the session again."
OTHER_CONTENT = (
	"This entry was received before, as {0}, with other content. Nothing was changed. Open {0} and have it corrected "
	"if need be."
)
TOO_MANY_FILES = "A session takes {0} files with it. Leave some out, and add them to the session later."
EMPTY_FILE = "File {0} is empty. Choose it again."
FILE_TOO_LARGE = "File {0} is larger than {1} MB. Make it smaller, or add it to the session later."
DAMAGED_FILE = "File {0} is damaged and cannot be opened. Take the photo again, or choose another file."
WRONG_KIND = "File {0} is neither a photo (JPEG, PNG) nor a PDF."

MESSAGES = (WRONG_TOKEN, OTHER_CONTENT, TOO_MANY_FILES, EMPTY_FILE, FILE_TOO_LARGE, DAMAGED_FILE, WRONG_KIND)

NUMBERS = frozenset({"hours", "persons"})
_TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class SentFile:
	"""A file that came with a session."""

	content: bytes

	@property
	def kind(self) -> str | None:
		"""Extension of the file's kind, told by its first bytes and not by its name; None for any other kind."""
		return next((kind for start, kind in KINDS if self.content.startswith(start)), None)


def check_token(token: str) -> Problem | None:
	"""Return why a token is none (a random UUID in small letters), or None."""
	return None if _TOKEN.fullmatch(token) else Problem(WRONG_TOKEN)


def key_of(user: str, token: str) -> str:
	"""Return what a session is found by again, 64 hex digits. Two users with one token have two keys."""
	return hashlib.sha256(json.dumps([user, token]).encode()).hexdigest()


def digest_of(values: Mapping[str, Any], files: Iterable[SentFile]) -> str:
	"""Return a mark of what was sent, 64 hex digits: equal for equal content, however numbers and gaps are written."""
	content = [_plain(dict(values)), [hashlib.sha256(file.content).hexdigest() for file in files]]
	return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def check_same(session: str, digest_before: str, digest: str) -> Problem | None:
	"""Return why an entry that led to this session earlier is not the same one, or None."""
	return None if digest_before == digest else Problem(OTHER_CONTENT, (session,))


def check_files(files: list[SentFile]) -> Problem | None:
	"""Return what is wrong with the files of a session, or None."""
	if len(files) > MAX_FILES:
		return Problem(TOO_MANY_FILES, (str(MAX_FILES),))
	for number, file in enumerate(files, start=1):
		if not file.content:
			return Problem(EMPTY_FILE, (str(number),))
		if len(file.content) > MAX_FILE_BYTES:
			return Problem(FILE_TOO_LARGE, (str(number), str(MAX_FILE_BYTES // 1024 // 1024)))
		if file.kind is None:
			return Problem(WRONG_KIND, (str(number),))
	return None


def _plain(value: Any, key: str = "") -> Any:
	if isinstance(value, Mapping):
		return {str(name): plain for name, item in value.items() if (plain := _plain(item, str(name))) != ""}
	if isinstance(value, list | tuple):
		return [_plain(item) for item in value]
	text = "" if value is None else str(value).strip().replace("\r\n", "\n")
	return _plain_number(text) if key in NUMBERS else text


def _plain_number(text: str) -> str:
	try:
		number = Decimal(text)
	except InvalidOperation:
		return text
	return f"{number.normalize():f}" if number.is_finite() and abs(number.adjusted()) < 20 else text
