"""Rules of what a municipality sends in from outside: its answers, its files, and what may still be done (F11)."""

import datetime
import re
from collections.abc import Mapping

from upj_kooperation.domain.call import ApplicationState
from upj_kooperation.domain.periods import Period
from upj_kooperation.domain.programme_area import (
	ACTIVE,
	Activity,
	ProgrammePeriod,
	active_programme_on,
	was_active_on,
)
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


class IntakeStatus:
	"""Values of Application Intake.status."""

	DRAFT = "Draft"
	HANDED_IN = "Handed In"
	TAKEN_OVER = "Taken Over"
	DECLINED = "Declined"
	WITHDRAWN = "Withdrawn"


ANSWER_TOO_LONG = "{0} has {1} characters. At most {2} are possible; attach the rest as a file."
PERIOD_CROSSED = "The programme ends on {1}, before it starts on {0}."
NO_LONGER_DRAFT = "The application was handed in already and cannot be changed here. Write to the programme office."
WITHDRAWN_ALREADY = "The application was withdrawn already."
NOTHING_TO_WITHDRAW = "A draft is not handed in, so there is nothing to withdraw. It is deleted after the window."
DECIDED_ALREADY = "The application was turned down, so there is nothing to withdraw."
NOT_HANDED_IN = "Only an application that was handed in can be taken over or declined. This one is: {0}"
REASON_MISSING = "Say in a sentence why the application is not taken over. The municipality gets to read it."
FILE_EMPTY = "Choose a file that is not empty."
FILE_TOO_LARGE = "{0} is larger than {1} MB."
FILE_KIND = "{0} is none of the kinds that can be read here: {1}."
TOO_MANY_FILES = "There are {0} files already. Remove one first."

MESSAGES = (
	ANSWER_TOO_LONG,
	PERIOD_CROSSED,
	NO_LONGER_DRAFT,
	WITHDRAWN_ALREADY,
	NOTHING_TO_WITHDRAW,
	DECIDED_ALREADY,
	NOT_HANDED_IN,
	REASON_MISSING,
	FILE_EMPTY,
	FILE_TOO_LARGE,
	FILE_KIND,
	TOO_MANY_FILES,
)

_NOT_IN_FILE_NAMES = re.compile(r"[^\w.() -]+")


def declared_activity(
	programme: str, start: datetime.date | None, end: datetime.date | None, required: str, day: datetime.date
) -> Activity:
	"""Say whether an area, as the applicant describes it, was active on `day` under the required programme, and why."""
	period = ProgrammePeriod(programme, start, end)
	return was_active_on(active_programme_on([period], ACTIVE, start, end, day), day, required)


def check_period(start: datetime.date | None, end: datetime.date | None) -> Problem | None:
	"""Return that the programme ends before it starts, or None."""
	return Problem(PERIOD_CROSSED, (start, end)) if Period(start, end).crossed else None


def check_lengths(answers: Mapping[str, str | None]) -> Problem | None:
	"""Return the first answer that is too long, or None. answers: label to text."""
	for label, text in answers.items():
		if len(text or "") > MAX_ANSWER:
			return Problem(ANSWER_TOO_LONG, (label, str(len(text or "")), str(MAX_ANSWER)))
	return None


def check_change(status: str) -> Problem | None:
	"""Return why the applicant may no longer change the answers, or None."""
	return None if status == IntakeStatus.DRAFT else Problem(NO_LONGER_DRAFT)


def check_withdrawal(status: str, application_state: str | None) -> Problem | None:
	"""Return why the applicant cannot withdraw, or None. Withdrawing is possible after the selection too (F11)."""
	if status == IntakeStatus.DRAFT:
		return Problem(NOTHING_TO_WITHDRAW)
	if status == IntakeStatus.WITHDRAWN or application_state == ApplicationState.WITHDRAWN:
		return Problem(WITHDRAWN_ALREADY)
	if status == IntakeStatus.DECLINED or application_state == ApplicationState.REJECTED:
		return Problem(DECIDED_ALREADY)
	return None


def check_taking_over(status: str) -> Problem | None:
	"""Return why the office cannot take over or decline, or None."""
	return None if status == IntakeStatus.HANDED_IN else Problem(NOT_HANDED_IN, (status,))


def same_name(one: str | None, other: str | None) -> bool:
	"""Say whether two names of areas are the same but for blanks and capitals."""
	return " ".join((one or "").split()).casefold() == " ".join((other or "").split()).casefold()


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
		return Problem(FILE_KIND, (name, tuple(sorted({kind.upper() for kind in SIGNATURES} - {"JPEG"}))))
	return None
