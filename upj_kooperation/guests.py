"""What stands between a visitor without a login and our records: a limit, a trap, and the link that opens one record.

The limits believe no header that a visitor may write: Frappe's own counts by X-Forwarded-For (PLATFORM.md, "Input").
"""

import ipaddress
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, getdate
from frappe.utils.password import get_encryption_key
from redis.exceptions import RedisError

from upj_kooperation.domain import secret_link
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


def mark_as_opened(doc: Document) -> None:
	"""Let this request write a record that it made itself or has the link of."""
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
