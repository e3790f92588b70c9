"""What stands between a visitor without a login and our records: a limit, a trap, and the link that opens one record.

The limits believe no header that a visitor may write: Frappe's own counts by X-Forwarded-For (PLATFORM.md, "Input").
"""

import ipaddress
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, getdate, validate_email_address
from frappe.utils.password import get_encryption_key
from redis.exceptions import RedisError

from upj_kooperation.domain import secret_link
from upj_kooperation.public_pages import not_found, speak_the_sites_language
from upj_kooperation.refusals import refuse

HOUR = 60 * 60
# Posts an hour from one address, and from all together; the site's configuration may set the second one.
FROM_ONE_PLACE = 60
FROM_EVERYWHERE = 600
SETTING = "upj_guest_posts_per_hour"


def limit(action: str, subject: str | None = None, most: int = 0) -> None:
	"""Count a visitor's post and raise TooManyRequestsError in words when there were too many in an hour.

	subject: what the post is about (a mail address, a record), of which `most` are taken an hour.
	"""
	counts = [("everywhere", cint(frappe.conf.get(SETTING)) or FROM_EVERYWHERE)]
	if place := _place():
		counts.append((f"place|{place}", FROM_ONE_PLACE))
	if subject:
		counts.append((f"subject|{subject.casefold()}", most))
	if any(_count(f"{action}|{name}") > allowed for name, allowed in counts):
		frappe.throw(
			_("Too much was sent from here in a short time. Please try again in an hour, or write to the office."),
			frappe.TooManyRequestsError,
			title=_("Please Wait"),
		)


def refuse_trapped(value: Any) -> None:
	"""Refuse a post whose trap field, which people do not see, was filled in."""
	if value:
		frappe.throw(_("The field “Website” must stay empty. It keeps programs away that fill in every field."))


def check_first_post(once: Any, website: Any) -> None:
	"""Check what comes with the first post of a page: its random key, and the trap. Answers in the site's language."""
	speak_the_sites_language()
	refuse_trapped(website)
	if not secret_link.is_once(once):
		frappe.throw(_("This page is out of date. Please load it again."))


def mail_address(text: Any) -> str:
	"""Return one mail address without blanks around it. Raises ValidationError for anything else.

	Frappe takes a list of addresses for one; each mail of ours goes to one person.
	"""
	address = text.strip() if isinstance(text, str) else ""
	if not address or validate_email_address(address) != address or set(address) & set(",;<> \n"):
		frappe.throw(_("{0} is not a valid mail address.").format(escape_html(address[:140])))
	return address


def insert_once(doc: Document, once: str) -> tuple[Document, bool]:
	"""Insert what a visitor begins and return it with True; of the same page sent twice the first one's, with False."""
	mark_as_opened(doc)
	doc.new_link()
	return insert_first(doc, once)


def insert_first(doc: Document, once: str) -> tuple[Document, bool]:
	"""Insert a record with the random key of its page, once; as insert_once, with the user's own rights."""
	doc.record(once=once)
	frappe.db.savepoint("first_post")
	try:
		return doc.insert(), True
	except frappe.UniqueValidationError:
		frappe.db.rollback(save_point="first_post")
		frappe.clear_messages()
	# The other post may have committed after this one's snapshot was taken.
	name = frappe.db.get_value(doc.doctype, {"once": once}, "name", for_update=True)
	return frappe.get_doc(doc.doctype, name, for_update=True), False


def new_link(doc: Document, last_day: Any) -> None:
	"""Give a record a new secret link; the one before it opens nothing any more."""
	salt = frappe.generate_hash(length=32)
	token = secret_link.make_token(_key(), salt)
	doc.record(link_salt=salt, link_hash=secret_link.hash_of(token), link_expires_on=last_day)


def token_of(doc: Document) -> str:
	"""Return the token of a record's link, for an address or a mail."""
	return secret_link.make_token(_key(), doc.link_salt)


def open_by_link(doctype: str, token: Any, *, for_update: bool = False) -> Document:
	"""Return the record that a link opens; from here on, this request may read and write it, and no other.

	Raises DoesNotExistError in words for a link that leads nowhere, ValidationError for one that has expired.
	"""
	name = None
	if secret_link.is_token(token):
		name = frappe.db.get_value(doctype, {"link_hash": secret_link.hash_of(token)}, "name")
	if not name:
		frappe.throw(_(secret_link.LINK_UNKNOWN), frappe.DoesNotExistError, title=_("Link not Valid"))
	doc = frappe.get_doc(doctype, name, for_update=for_update)
	refuse(secret_link.check_expiry(getdate(doc.link_expires_on), getdate()), title=_("Link not Valid"))
	mark_as_opened(doc)
	return doc


def opened(doctype: str, token: Any, action: str, most: int) -> Document:
	"""Return the record of a link under a lock, counted as one of `most` posts an hour about it.

	Of two posts at once the second one sees what the first has done.
	"""
	speak_the_sites_language()
	doc = open_by_link(doctype, token, for_update=True)
	limit(action, doc.name, most)
	return doc


def open_for_page(doctype: str, context: frappe._dict) -> Document | None:
	"""Return the record that the page's address opens; None where it leads nowhere, which the page then says."""
	try:
		return open_by_link(doctype, frappe.form_dict.get("token"))
	except (frappe.DoesNotExistError, frappe.ValidationError) as refusal:
		frappe.clear_messages()
		not_found(context, str(refusal))
		return None


def mark_as_opened(doc: Document) -> None:
	"""Let this request write a record that it made itself, has the link of, or has found to be a member's own."""
	frappe.flags.upj_opened_by_link = doc


def _key() -> bytes:
	return get_encryption_key().encode()


def _place() -> str | None:
	# Behind the town's own web server everybody comes from the same address; then only the other limits hold.
	address = getattr(getattr(frappe.local, "request", None), "remote_addr", None)
	try:
		return None if not address or ipaddress.ip_address(address).is_loopback else address
	except ValueError:
		return None


def _count(name: str) -> int:
	key = frappe.cache.make_key(f"upj_guests|{name}")
	try:
		count = frappe.cache.incr(key)
		if count == 1:
			frappe.cache.expire(key, HOUR)
	except RedisError:
		# Without its cache the site goes on working.
		return 0
	return cint(count)
