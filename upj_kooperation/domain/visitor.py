"""Rules of what a visitor sends in, whatever it is about: how long answers may be, and which files are taken."""

import re
from collections.abc import Mapping

from upj_kooperation.domain.values import Problem

MAX_ANSWER = 10_000
MAX_FILES = 5
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_FILE_NAME = 100
# Extension to the first bytes of such a file (for images and PDF their own signature, for office files that of ZIP).
SIGNATURES: dict[str, tuple[bytes, ...]] = {
	"pdf": (b"%PDF-",),
	"png": (b"\x89PNG\r\n\x1a\n",),
	"jpg": (b"\xff\xd8\xff",),
	"jpeg": (b"\xff\xd8\xff",),
	"docx": (b"PK\x03\x04",),
	"xlsx": (b"PK\x03\x04",),
	"odt": (b"PK\x03\x04",),
	"ods": (b"PK\x03\x04",),
}
# What people read of them: one name for each kind.
FILE_KINDS: tuple[str, ...] = tuple(sorted({kind.upper() for kind in SIGNATURES} - {"JPEG"}))

ANSWER_TOO_LONG = "{0} has {1} characters. At most {2} are possible; attach the rest as a file."
FILE_EMPTY = "Choose a file that is not empty."
FILE_TOO_LARGE = "{0} is larger than {1} MB."
FILE_KIND = "{0} is none of the kinds that can be read here: {1}."
TOO_MANY_FILES = "There are {0} files already. Remove one first."

MESSAGES = (ANSWER_TOO_LONG, FILE_EMPTY, FILE_TOO_LARGE, FILE_KIND, TOO_MANY_FILES)

_NOT_IN_FILE_NAMES = re.compile(r"[^\w.() -]+")


def check_lengths(answers: Mapping[str, str | None]) -> Problem | None:
	"""Return the first answer that is too long, or None. answers: label to text."""
	for label, text in answers.items():
		if len(text or "") > MAX_ANSWER:
			return Problem(ANSWER_TOO_LONG, (label, str(len(text or "")), str(MAX_ANSWER)))
	return None


def plain_file_name(name: str | None) -> str:
	"""Return a file's name without its folder and without characters that mean something to a computer."""
	bare = _NOT_IN_FILE_NAMES.sub("_", (name or "").replace("\\", "/").rpartition("/")[2]).strip(" .")
	stem, dot, extension = bare.rpartition(".")
	return f"{stem[:MAX_FILE_NAME]}{dot}{extension[:10]}" if dot else bare[:MAX_FILE_NAME]


def check_file(name: str, content: bytes, count: int) -> Problem | None:
	"""Return why a file cannot be added to `count` others, or None. Its content counts, not its name alone."""
	if count >= MAX_FILES:
		return Problem(TOO_MANY_FILES, (str(count),))
	if not content:
		return Problem(FILE_EMPTY)
	if len(content) > MAX_FILE_BYTES:
		return Problem(FILE_TOO_LARGE, (name, str(MAX_FILE_BYTES // 1024 // 1024)))
	signatures = SIGNATURES.get(name.rpartition(".")[2].lower(), ())
	if not content.startswith(signatures or (b"\x00never",)):
		return Problem(FILE_KIND, (name, FILE_KINDS))
	return None
