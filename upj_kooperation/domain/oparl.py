"""Reads what a council information system says over OParl 1.1: lists, papers, consultations, results (F42).

Source: OParl specification 1.1. Only `id` and `type` can be relied on: everything else may be missing or of another
form, and is then passed over. What comes from outside is cut to a length and never taken for markup.
"""

import datetime
import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from upj_kooperation.domain.text import printable
from upj_kooperation.domain.values import Problem

# The values are free; these are the ones in use.
CANCELLED = ("abgesagt", "ausgefallen", "cancelled")
MAX_TEXT = 1_000
MAX_ADDRESS = 1_000
MAX_FILES = 20
MAX_CONSULTATIONS = 20

NO_ADDRESS = "{0} is no web address. Enter one that begins with https:// and names a host."
USER_IN_ADDRESS = "The address names a user or password. Enter it without: OParl is public."
REDIRECT = "{0} leads on to another address ({1}). Enter that one, if it is right."
FOREIGN_HOST = "The system names the address {0}, which lies on another host. It was not read."
PRIVATE_ADDRESS = "{0} leads to an address that is not public. It was not read."
UNKNOWN_HOST = "The name {0} is not known in the network. Check the address."
NO_ANSWER = "{0} did not answer in time or broke off. The next run tries again."
BAD_STATUS = "{0} answered with the status {1}. The next run tries again."
TOO_BIG = "{0} answered with more than {1} MB. It was not read."
NO_JSON = "{0} did not answer with JSON as OParl wants it."
NO_BODY = "{0} is no OParl system or body. Enter the address of the body, or of the system and the body's name."
WHICH_BODY = "The system has these bodies: {0}. Enter the name of yours."
NO_PAPERS = "The body {0} names no list of papers."
NO_LIST = "{0} is no list of OParl objects."
ENDLESS = "The list of papers leads back to a page that was read already: {0}."
NO_END = "The list of papers has more than {0} pages. It was left there; the next run begins anew."
TOO_OFTEN = "{0} was asked {1} times in one run. The next run goes on from there."

MESSAGES = (
	NO_ADDRESS,
	USER_IN_ADDRESS,
	REDIRECT,
	FOREIGN_HOST,
	PRIVATE_ADDRESS,
	UNKNOWN_HOST,
	NO_ANSWER,
	BAD_STATUS,
	TOO_BIG,
	NO_JSON,
	NO_BODY,
	WHICH_BODY,
	NO_PAPERS,
	NO_LIST,
	ENDLESS,
	NO_END,
	TOO_OFTEN,
)


@dataclass(frozen=True)
class Page:
	"""A page of a list: its objects, and the address of the next page, if there is one."""

	objects: tuple[dict, ...]
	next: str | None = None


@dataclass(frozen=True)
class Consultation:
	"""Where and how a paper was dealt with; addresses of agenda item and meeting."""

	agenda_item: str | None = None
	meeting: str | None = None
	role: str = ""
	authoritative: bool = False


@dataclass(frozen=True)
class Paper:
	"""A paper as the system has it. files: pairs of a name and an address."""

	id: str
	reference: str = ""
	name: str = ""
	deleted: bool = False
	modified: str = ""
	consultations: tuple[Consultation, ...] = ()
	files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class AgendaItem:
	"""What a meeting came to about one item."""

	result: str = ""
	resolution: str = ""
	deleted: bool = False

	@property
	def words(self) -> str:
		"""Return the result in words; empty where there is none."""
		return "\n".join(filter(None, (self.result, self.resolution)))


@dataclass(frozen=True)
class Meeting:
	"""A meeting. day: of its beginning; cancelled: it did not take place."""

	name: str = ""
	day: datetime.date | None = None
	cancelled: bool = False
	deleted: bool = False


@dataclass(frozen=True)
class Result:
	"""What the system says about a paper: where, when, with which result."""

	meeting: str = ""
	day: datetime.date | None = None
	words: str = ""


def check_address(url: str | None) -> Problem | None:
	"""Return what is wrong with a web address, or None. Hosts are checked when they are connected to."""
	try:
		parts = urlsplit(url or "")
		host, _port = parts.hostname, parts.port
	except ValueError:
		return Problem(NO_ADDRESS, (url,))
	if parts.scheme not in ("http", "https") or not host or len(url) > MAX_ADDRESS or url != printable(url).strip():
		return Problem(NO_ADDRESS, (url,))
	if parts.username is not None or parts.password is not None:
		return Problem(USER_IN_ADDRESS)
	return None


def same_host(one: str, other: str) -> bool:
	"""Say whether two addresses lie on one host, with scheme and port."""
	return _origin(one) == _origin(other)


def _origin(url: str) -> tuple[str, str | None, int | None]:
	parts = urlsplit(url)
	return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def is_public(address: str) -> bool:
	"""Say whether an IP address lies in the public internet, also where IPv6 wraps an IPv4 address."""
	try:
		ip = ipaddress.ip_address(address.split("%", 1)[0])
	except ValueError:
		return False
	if isinstance(ip, ipaddress.IPv6Address):
		nat64 = ip in ipaddress.ip_network("64:ff9b::/96")
		wrapped = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
		if nat64:
			wrapped.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
		inner = [row for row in wrapped if row is not None]
		if inner:
			return all(is_public(str(row)) for row in inner)
	return ip.is_global and not ip.is_multicast and not ip.is_reserved


def with_modified_since(url: str, since: str | None) -> str:
	"""Return the address of a list with the filter `modified_since`; without a moment, the address as it is."""
	if not since:
		return url
	parts = urlsplit(url)
	query = [row for row in parse_qsl(parts.query, keep_blank_values=True) if row[0] != "modified_since"]
	return urlunsplit(parts._replace(query=urlencode([*query, ("modified_since", since)])))


def read_page(data: Any, url: str) -> Page | None:
	"""Return the page of a list; None where it is none. Rows that are no objects are passed over."""
	if not isinstance(data, dict) or not isinstance(data.get("data"), list):
		return None
	links = data.get("links")
	following = _text(links.get("next")) if isinstance(links, dict) else ""
	objects = tuple(row for row in data["data"] if isinstance(row, dict))
	return Page(objects, urljoin(url, following) if following else None)


def kind(data: Any) -> str:
	"""Return the last part of an object's type, for example "Body"."""
	value = data.get("type") if isinstance(data, dict) else None
	return value.rsplit("/", 1)[-1] if isinstance(value, str) else ""


def choose_body(objects: tuple[dict, ...], name: str | None) -> dict | None:
	"""Return the body with this name or short name, or the only one there is; None where neither helps."""
	bodies = [row for row in objects if row.get("deleted") is not True]
	if name:
		wanted = name.strip().casefold()
		named = ("name", "shortName")
		bodies = [row for row in bodies if wanted in (_text(row.get(field)).casefold() for field in named)]
	return bodies[0] if len(bodies) == 1 else None


def names(objects: tuple[dict, ...]) -> list[str]:
	"""Return the names of objects, for a message."""
	return [_text(row.get("name")) for row in objects if _text(row.get("name"))][:20]


def address_in(data: Any, field: str) -> str | None:
	"""Return the address that a field holds; also where the object itself stands there."""
	value = data.get(field) if isinstance(data, dict) else None
	if isinstance(value, dict):
		value = value.get("id")
	return value if isinstance(value, str) and not check_address(value) else None


def read_paper(data: Any) -> Paper | None:
	"""Return a paper; None without an address of its own."""
	key = address_in(data, "id")
	if not key:
		return None
	files = []
	for row in [data.get("mainFile"), *_list(data.get("auxiliaryFile"))]:
		if isinstance(row, dict) and row.get("deleted") is not True:
			address = address_in(row, "accessUrl") or address_in(row, "downloadUrl") or address_in(row, "id")
			if address:
				files.append((_text(row.get("name"), 140) or address, address))
		elif isinstance(row, str) and not check_address(row):
			files.append((row, row))
	consultations = [
		Consultation(
			agenda_item=address_in(row, "agendaItem"),
			meeting=address_in(row, "meeting"),
			role=_text(row.get("role"), 140),
			authoritative=row.get("authoritative") is True,
		)
		for row in _list(data.get("consultation"))
		if isinstance(row, dict) and row.get("deleted") is not True
	]
	return Paper(
		id=key,
		reference=_text(data.get("reference"), 60),
		name=_text(data.get("name")),
		deleted=data.get("deleted") is True,
		modified=_text(data.get("modified"), 40),
		consultations=tuple(consultations[:MAX_CONSULTATIONS]),
		files=tuple(files[:MAX_FILES]),
	)


def read_agenda_item(data: Any) -> AgendaItem:
	"""Return what an agenda item says; nothing where it is none."""
	if not isinstance(data, dict):
		return AgendaItem()
	return AgendaItem(_text(data.get("result")), _text(data.get("resolutionText")), data.get("deleted") is True)


def read_meeting(data: Any) -> Meeting:
	"""Return what a meeting says; nothing where it is none."""
	if not isinstance(data, dict):
		return Meeting()
	standing = _text(data.get("meetingState")).casefold()
	cancelled = data.get("cancelled") is True or standing in CANCELLED
	return Meeting(_text(data.get("name"), 140), read_day(data.get("start")), cancelled, data.get("deleted") is True)


def read_day(value: Any) -> datetime.date | None:
	"""Return the day of a moment as OParl writes it (2016-04-05T18:00:00+02:00); None where it is none."""
	try:
		return datetime.date.fromisoformat(value[:10]) if isinstance(value, str) else None
	except ValueError:
		return None


def in_order(paper: Paper) -> list[Consultation]:
	"""Return the consultations of a paper, the one that decides first, then the latest."""
	latest_first = paper.consultations[::-1]
	return sorted(latest_first, key=lambda row: not row.authoritative)


def to_result(item: AgendaItem, meeting: Meeting) -> Result | None:
	"""Return the result of a consultation; None where there is none, or where it was withdrawn."""
	if item.deleted or meeting.deleted or meeting.cancelled or not item.words:
		return None
	return Result(meeting.name, meeting.day, item.words[:MAX_TEXT])


def _text(value: Any, length: int = MAX_TEXT) -> str:
	return printable(value).strip()[:length] if isinstance(value, str) else ""


def _list(value: Any) -> list:
	return value if isinstance(value, list) else []
