"""Links that open one record to whoever holds them: made from a secret of the site, kept as a hash, gone after a day.

The link's token is an HMAC (RFC 2104) of a random salt under the site's own key. The database holds salt and hash, so
that neither it nor its backups let anybody in, and the site can still write the link into a later mail.
"""

import base64
import datetime
import hashlib
import hmac
import re

from upj_kooperation.domain.values import Problem

TOKEN_LENGTH = 43
DAYS_AFTER_WINDOW = 30
DAYS_AFTER_PROJECT = 90

LINK_UNKNOWN = "This link leads nowhere. Copy it from the mail completely, or have a new one sent to you."
LINK_EXPIRED = "This link was valid until {0}. Have a new one sent to you, or ask the office."

MESSAGES = (LINK_UNKNOWN, LINK_EXPIRED)

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_ONCE = re.compile(r"[A-Za-z0-9_-]{20,64}")


def make_token(key: bytes, salt: str) -> str:
	"""Return the token for a salt: 43 characters that an address may hold, 256 bits."""
	digest = hmac.new(key, b"upj-secret-link|" + salt.encode(), hashlib.sha256).digest()
	return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def hash_of(token: str) -> str:
	"""Return what is stored of a token. It has 256 random bits, so a plain hash is enough."""
	return hashlib.sha256(token.encode()).hexdigest()


def is_token(text: object) -> bool:
	"""Say whether this may be a token at all."""
	return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


def is_once(text: object) -> bool:
	"""Say whether this may be the random key of a page that is sent once."""
	return isinstance(text, str) and _ONCE.fullmatch(text) is not None


def expires_on(closes_on: datetime.date, period_end: datetime.date | None, submitted: bool) -> datetime.date:
	"""Return the last day of a link: of a draft a month after the window, of an application until after the project."""
	if submitted:
		return max(closes_on, period_end or closes_on) + datetime.timedelta(days=DAYS_AFTER_PROJECT)
	return closes_on + datetime.timedelta(days=DAYS_AFTER_WINDOW)


def check_expiry(last_day: datetime.date | None, today: datetime.date) -> Problem | None:
	"""Return that a link is no longer valid, or None."""
	return Problem(LINK_EXPIRED, (last_day,)) if last_day and last_day < today else None
