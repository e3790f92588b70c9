"""When two stakeholders look like one: register number, domain and name, with the reason in words (F1)."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from upj_kooperation.domain.names import are_alike, fold, name_key, sound_keys
from upj_kooperation.domain.values import Problem

REGISTERS = ("HRA", "HRB", "GnR", "PR", "VR", "GsR")

SAME_REGISTER = "the same entry in the register: {0}"
SAME_DOMAIN = "the same internet domain: {0}"
SAME_NAME = "the same name, apart from spelling and legal form"
SIMILAR_NAME = "a similar name in the same municipality"

REGISTER_UNKNOWN = "{0} is no register number. Enter register and number, for example HRB 12345."
REGISTER_CONTRADICTS = "The register number names the register {0}, but {1} was chosen. Correct one of them."

MESSAGES = (SAME_REGISTER, SAME_DOMAIN, SAME_NAME, SIMILAR_NAME, REGISTER_UNKNOWN, REGISTER_CONTRADICTS)

# A shared register entry or domain weighs more than any number of words that sound alike.
STRONG, WEAK = 100, 1
MAX_KEY = 140

# Addresses that anybody can have say nothing about who somebody is.
_FREE_MAIL = """
	aol.com aol.de arcor.de email.de ewe.net ewetel.net freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
	googlemail.com hotmail.com hotmail.de htp-tel.de icloud.com kabelmail.de live.com live.de mac.com mail.com mail.de
	mailbox.org me.com msn.com o2mail.de o2online.de online.de online.ms osnanet.de outlook.com outlook.de posteo.de
	posteo.net proton.me protonmail.com t-online.de tutanota.com tutanota.de unitybox.de vodafone.de vodafonemail.de
	web.de yahoo.com yahoo.de ymail.com
"""
FREE_MAIL = frozenset(_FREE_MAIL.split())
# Pages below these belong to many: the domain says nothing.
_SHARED_SITES = """
	blogspot.com facebook.com github.io google.com instagram.com jimdo.com jimdofree.com jimdosite.com linkedin.com
	linktr.ee sites.google.com wix.com wixsite.com wordpress.com xing.com youtube.com
"""
SHARED_SITES = frozenset(_SHARED_SITES.split())

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")
_SUBDOMAINS = re.compile(r"^(?:www\d?|mail|info|shop|web)\.(?=[^.]+\.)")
_COURT = re.compile(r"\b(?:amtsgericht|registergericht|ag|beim?|des|gericht)\b\.?", re.IGNORECASE)
_NUMBER = re.compile(
	r"\b(hra|hrb|gnr|pr|vr|gsr)?[\s.:-]*(?:nr\.?\s*)?(\d{1,3}(?: \d{3})+|\d{1,7})\s?([a-z]{1,3})?\b", re.IGNORECASE
)


class Register(NamedTuple):
	"""An entry in a public register: register (HRB, VR …), number with its letters, the court's town."""

	register: str
	number: str
	court: str

	@property
	def key(self) -> str:
		"""Register and number in one spelling; empty unless both are known."""
		return f"{self.register} {self.number}" if self.register and self.number else ""

	def agrees(self, other: "Register") -> bool:
		"""Say whether both are one entry. Each court counts anew; an unknown one agrees with any."""
		courts = {fold(entry.court) for entry in (self, other) if entry.court}
		return bool(self.key) and self.key == other.key and len(courts) < 2

	def __str__(self) -> str:
		return ", ".join(filter(None, (self.key, self.court)))


class Known(NamedTuple):
	"""What is compared of a stakeholder: its name as a record and as a title, municipality, register entry, domains."""

	name: str
	title: str
	municipality: str
	register: Register | None = None
	domains: frozenset[str] = frozenset()


def read_register(register: str | None, number: str | None, court: str | None) -> Register | Problem | None:
	"""Return an entry in one spelling from what people write: "Amtsgericht Walsrode, HRB 12345".

	None: no number was given. What stands in its own field goes before what the number's text says.
	"""
	text = " ".join((number or "").split())
	if not text:
		return None
	found = _NUMBER.search(text)
	if not found:
		return Problem(REGISTER_UNKNOWN, (text,))
	named = next((name for name in REGISTERS if name.casefold() == (found[1] or "").casefold()), "")
	if register and named and register != named:
		return Problem(REGISTER_CONTRADICTS, (named, register))
	rest = _COURT.sub(" ", text[: found.start()] + " " + text[found.end() :])
	rest = " ".join(re.sub(r"[,;:()/]", " ", rest).split())
	town = " ".join(_COURT.sub(" ", court or "").split()) or rest
	digits = found[2].replace(" ", "").lstrip("0") or "0"
	return Register(register or named, f"{digits} {found[3].upper()}" if found[3] else digits, town)


def domain_of(address: str | None) -> str:
	"""Return the domain of a web or mail address that tells who somebody is; empty for free mail and shared sites."""
	text = (address or "").strip().casefold()
	host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", text)
	host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2].partition(":")[0].rstrip(".")
	host = _SUBDOMAINS.sub("", host)
	if not _DOMAIN.fullmatch(host) or host in FREE_MAIL or _is_shared(host):
		return ""
	return host


def keys_of(title: str, register: Register | None, domains: Iterable[str]) -> dict[str, int]:
	"""Return the keys under which a stakeholder is found, each with its weight."""
	strong = [f"r{register.key}"] if register and register.key else []
	strong += [f"d{domain}" for domain in sorted(set(domains)) if domain]
	return {
		**{key[:MAX_KEY]: WEAK for key in sound_keys(title)},
		**{key[:MAX_KEY]: STRONG for key in strong},
	}


def reasons(one: Known, other: Known) -> list[Problem]:
	"""Return why two stakeholders may be one; empty where nothing speaks for it. Symmetric.

	Names count only within a municipality.
	"""
	found = []
	if one.register and other.register and one.register.agrees(other.register):
		found.append(Problem(SAME_REGISTER, (max(str(one.register), str(other.register), key=len),)))
	found += [Problem(SAME_DOMAIN, (domain,)) for domain in sorted(one.domains & other.domains)[:1]]
	if one.municipality == other.municipality:
		if name_key(one.title) and name_key(one.title) == name_key(other.title):
			found.append(Problem(SAME_NAME))
		elif are_alike(one.title, other.title):
			found.append(Problem(SIMILAR_NAME))
	return found


def _is_shared(host: str) -> bool:
	return host in SHARED_SITES or any(host.endswith("." + site) for site in SHARED_SITES)
