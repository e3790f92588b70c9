"""What the page for sessions on the road asks for and sends (F15)."""

import datetime
import io
from typing import Any

import frappe
from frappe import _
from frappe.sessions import get_csrf_token
from frappe.utils import escape_html, get_fullname
from PIL import Image

from upj_kooperation.advisory_services import phone, phone_page
from upj_kooperation.advisory_services.held import new_held_session, rows_of
from upj_kooperation.domain import submission as rules
from upj_kooperation.domain.submission import SentFile
from upj_kooperation.domain.values import Problem, check_value
from upj_kooperation.refusals import refuse


@frappe.whitelist(methods=["GET"])
def start() -> dict[str, Any]:
	"""Return what the page works with: user, own active mandates, the token for sending; and give the device's key.

	Raises PermissionError where the user may not log sessions.
	"""
	frappe.has_permission("Advisory Session", "create", throw=True)
	phone.give_device_key()
	return {
		"user": frappe.session.user,
		"full_name": get_fullname(),
		"csrf_token": get_csrf_token(),
		"version": phone_page.version(),
		"mandates": phone.own_mandates(),
	}


@frappe.whitelist(methods=["POST"])
def send_session(
	token: str,
	user: str,
	mandate: str,
	subject: str,
	session_date: str | datetime.date,
	hours: float | str,
	mode: str,
	minutes: str,
	participants: list | str,
	next_steps: list | str,
	start_time: str | None = None,
) -> dict[str, str]:
	"""Record a session that was held, once for each token of a user, and return its name and address (F15).

	token: a random UUID that the device made; user: who entered the session; minutes: plain text; participants and
	next_steps as for `advisory.log_session`; photos and PDFs come as the request's files. Sent again, the same content
	gets the same answer, and other content is refused. Raises ValidationError in words where a rule is broken, and
	PermissionError for another user's entry or mandate.
	"""
	frappe.has_permission("Advisory Session", "create", throw=True)
	if user != frappe.session.user:
		frappe.throw(
			_("This session was entered under another login. Log in with that one to send it."),
			frappe.PermissionError,
		)
	refuse(rules.check_token(token))
	values = {
		"mandate": mandate,
		"subject": subject,
		"session_date": session_date,
		"start_time": start_time,
		"hours": hours,
		"mode": mode,
		"minutes": minutes,
		"participants": rows_of(participants),
		"next_steps": rows_of(next_steps),
	}
	files = _sent_files()
	key, digest = rules.key_of(frappe.session.user, token), rules.digest_of(values, files)
	if known := _received(key):
		return _answer_again(known, digest)
	_require_own_mandate(mandate)
	session = new_held_session(**{**values, "minutes": _as_html(minutes)})
	frappe.db.savepoint("submission")
	try:
		session.record(submission_key=key, submission_digest=digest).insert()
	except frappe.ValidationError:
		# The same entry may have come in at the same moment; this transaction sees it only when it locks.
		frappe.db.rollback(save_point="submission")
		known = _received(key, lock=True)
		if not known:
			raise
		frappe.clear_messages()
		return _answer_again(known, digest)
	_attach(session, files)
	return _answer(session.name)


def _received(key: str, lock: bool = False) -> frappe._dict | None:
	fields = ["name", "submission_digest"]
	return frappe.db.get_value("Advisory Session", {"submission_key": key}, fields, as_dict=True, for_update=lock)


def _answer_again(known: frappe._dict, digest: str) -> dict[str, str]:
	refuse(rules.check_same(known.name, known.submission_digest, digest), title=_("Received before"))
	return _answer(known.name)


def _answer(session: str) -> dict[str, str]:
	return {"session": session, "address": f"/app/advisory-session/{session}"}


def _require_own_mandate(mandate: str) -> None:
	fine = not check_value("Link", mandate)
	if not fine or frappe.db.get_value("Advisory Mandate", mandate, "consultant") != frappe.session.user:
		frappe.throw(
			_("This mandate is not one of yours (any more). Choose another one, or ask the programme office."),
			frappe.PermissionError,
		)


def _as_html(minutes: str) -> str:
	return escape_html(minutes.strip()).replace("\r\n", "\n").replace("\n", "<br>")


def _sent_files() -> list[SentFile]:
	request = getattr(frappe.local, "request", None)
	sent = request.files.getlist("files") if request else []
	files = [SentFile(file.stream.read(rules.MAX_FILE_BYTES + 1)) for file in sent[: rules.MAX_FILES + 1]]
	refuse(rules.check_files(files) or _check_pictures(files))
	return files


def _check_pictures(files: list[SentFile]) -> Problem | None:
	# Frappe takes the place of taking out of photos, and stumbles over damaged ones.
	for number, file in enumerate(files, start=1):
		try:
			if file.kind != "pdf":
				Image.open(io.BytesIO(file.content)).load()
		except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
			return Problem(rules.DAMAGED_FILE, (str(number),))
	return None


def _attach(session: Any, files: list[SentFile]) -> None:
	for number, file in enumerate(files, start=1):
		# What we check a file's owner by when an equal one is there already; Frappe's own upload sets it too.
		frappe.local.uploaded_file = file.content
		attached = frappe.get_doc(
			{
				"doctype": "File",
				"file_name": f"{session.name}-{number}.{file.kind}",
				"attached_to_doctype": session.doctype,
				"attached_to_name": session.name,
				"folder": "Home/Attachments",
				"is_private": 1,
				"content": file.content,
			}
		).insert()
		if number == 1:
			session.db_set("attachment", attached.file_url, update_modified=False)
