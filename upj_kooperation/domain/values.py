"""What a value must look like before it reaches the database (PLATFORM.md, table "Input").

The platform turns some wrong values into others in silence and hands the rest to the database driver. These functions
name the problem instead. They return a `Problem` or None and never change a value.
"""

import datetime
import json
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser
from typing import Any

MAX_AMOUNT = Decimal("999999999999.99")
MAX_INT = 2**31 - 1
MAX_TEXT = 65_535
MAX_LONG_TEXT = 1_000_000
FIRST_YEAR, LAST_YEAR = 1900, 2199

_INTEGER = re.compile(r"[+-]?\d{1,20}")
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?")
_TAG = re.compile(r"<\s*[/!?]?\s*[a-zA-Z]")
# What spreadsheets run or fetch with. A dash before a word with brackets ("- Kolleg(inn)en") is plain German.
_FORMULA = re.compile(
	r"\s*(=|[+\-@][^\n]*\||[+\-@][^\n]*\b(call|dde|exec|filterxml|hyperlink|image|import(xml|html|data|range|feed)|indirect"
	r"|register\.id|rtd|sum|webservice)\s*\()",
	re.IGNORECASE,
)
# Relative to this site, or a picture inside the text that Frappe turns into a file.
_OWN_ADDRESS = re.compile(
	r"/(?!/)|#|[^:/?#]*$|data:image/(png|jpe?g|gif|webp);(filename=[^;,]*;)?base64,[a-z0-9+/=]*$", re.IGNORECASE
)
_STYLE_ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import\s*[\"']?([^\"';]*)", re.IGNORECASE)
_LOADING = frozenset({"src", "srcset", "poster", "background", "data", "xlink:href", "lowsrc", "dynsrc"})

PLAIN_TEXT = frozenset({"Data", "Small Text", "Text", "Long Text", "Autocomplete", "Phone", "Read Only", "Select"})
RICH_TEXT = frozenset({"Text Editor", "HTML Editor", "Markdown Editor"})
REFERENCE = frozenset({"Link", "Dynamic Link"})
NUMBERS = frozenset({"Float", "Currency", "Percent"})
FILES = frozenset({"Attach", "Attach Image"})


@dataclass(frozen=True)
class Problem:
	"""Why a value is refused: an English message with {0}-style places, and what fills them."""

	message: str
	values: tuple[Any, ...] = field(default=())


def check_value(
	fieldtype: str, value: Any, *, non_negative: bool = False, options: tuple[str, ...] = ()
) -> Problem | None:
	"""Return what is wrong with `value` for a field of `fieldtype`, or None. Empty values are always right.

	options: what a Select offers; none means that anything may be chosen.
	"""
	if value is None or value == "":
		return None
	if fieldtype == "Geolocation":
		return _check_geometry(value)
	if fieldtype == "JSON":
		return _check_json(value)
	if isinstance(value, dict | list | tuple | set | bytes):
		return Problem("must be a single value, not a list or an object")
	if isinstance(value, str) and (problem := _check_characters(value)):
		return problem
	if isinstance(value, Decimal) and value.is_snan():
		# It answers every comparison with an error.
		return Problem("must be a number")
	if fieldtype == "Int":
		return _check_int(value, non_negative)
	if fieldtype == "Check":
		return None if value in (0, 1, "0", "1") else Problem("must be yes (1) or no (0)")
	if fieldtype in NUMBERS:
		return _check_number(fieldtype, value, non_negative)
	if fieldtype == "Date":
		return _check_date(value)
	if fieldtype == "Datetime":
		return _check_datetime(value)
	if fieldtype == "Time":
		return _check_time(value)
	if fieldtype in FILES:
		return _check_file_url(value)
	if any(options) and str(value).strip() not in options:
		return Problem("must be one of the values to choose from")
	if fieldtype in PLAIN_TEXT | REFERENCE:
		return _check_text(fieldtype, value)
	if fieldtype in RICH_TEXT:
		return _check_rich_text(value)
	return None if len(str(value)) <= MAX_LONG_TEXT else Problem("is too long")


def parse_amount(value: Any) -> Decimal:
	"""Return an amount in Euro as Decimal, exact to the cent.

	Raises ValueError for what is no amount. A float is read by its shortest notation (0.1 is ten cents).
	"""
	try:
		amount = Decimal(str(value if value not in (None, "") else 0))
	except InvalidOperation:
		raise ValueError(f"not an amount: {value!r}") from None
	if not amount.is_finite():
		raise ValueError(f"not an amount: {value!r}")
	return amount.quantize(Decimal("0.01"))


def _check_int(value: Any, non_negative: bool) -> Problem | None:
	if isinstance(value, float) and value.is_integer():
		value = int(value)
	if isinstance(value, bool) or (not isinstance(value, int) and not _INTEGER.fullmatch(str(value).strip())):
		return Problem("must be a whole number in digits, for example 12")
	number = int(value)
	if non_negative and number < 0:
		return Problem("must not be negative")
	return None if abs(number) <= MAX_INT else Problem("is too large")


def _check_number(fieldtype: str, value: Any, non_negative: bool) -> Problem | None:
	if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
		return Problem("must be a number")
	if isinstance(value, str) and not _NUMBER.fullmatch(value.strip()):
		return Problem("must be a number in digits with a point before the decimals, for example 1234.56")
	if isinstance(value, int) and abs(value) > MAX_AMOUNT:
		return Problem("is too large")
	number = Decimal(str(value).strip())
	if not number.is_finite():
		return Problem("must be a number")
	if non_negative and number < 0:
		return Problem("must not be negative")
	if abs(number) > MAX_AMOUNT:
		return Problem("is too large")
	if fieldtype == "Percent" and not 0 <= number <= 100:
		return Problem("must lie between 0 and 100")
	if fieldtype == "Currency" and abs(number - number.quantize(Decimal("0.01"))) > Decimal("0.000001"):
		return Problem("must be an amount in whole cents")
	return None


def _check_date(value: Any) -> Problem | None:
	wrong = Problem("must be a date of the calendar, written as year-month-day, for example 2016-04-01")
	if isinstance(value, datetime.date):
		return _check_year(value.year)
	text = str(value).strip()
	if not _DATE.fullmatch(text.removesuffix(" 00:00:00")):
		return wrong
	try:
		return _check_year(datetime.date.fromisoformat(text[:10]).year)
	except ValueError:
		return wrong


def _check_datetime(value: Any) -> Problem | None:
	wrong = Problem("must be a date and time, for example 2016-04-01 09:30:00")
	if isinstance(value, datetime.date):
		return _check_year(value.year)
	day, _blank, clock = str(value).strip().partition(" ")
	if not _DATE.fullmatch(day):
		return wrong
	try:
		year = datetime.date.fromisoformat(day).year
	except ValueError:
		return wrong
	return _check_year(year) or (wrong if clock and _check_time(clock) else None)


def _check_time(value: Any) -> Problem | None:
	wrong = Problem("must be a time of the day, for example 09:30")
	if isinstance(value, datetime.time | datetime.timedelta):
		return None
	text = str(value).strip()
	if not _TIME.fullmatch(text):
		return wrong
	hour, minute, *rest = text.split(":")
	return wrong if int(hour) > 23 or int(minute) > 59 or (rest and float(rest[0]) >= 60) else None


def _check_year(year: int) -> Problem | None:
	if FIRST_YEAR <= year <= LAST_YEAR:
		return None
	return Problem("must lie between the years {0} and {1}", (str(FIRST_YEAR), str(LAST_YEAR)))


def _check_characters(text: str) -> Problem | None:
	if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
		return Problem("contains characters that cannot be stored")
	return None


def _check_text(fieldtype: str, value: Any) -> Problem | None:
	text = str(value)
	if _TAG.search(text):
		return Problem("must be plain text without HTML tags")
	if fieldtype not in REFERENCE and _FORMULA.match(text):
		return Problem("must not begin like a spreadsheet formula")
	if len(text.encode()) > (MAX_LONG_TEXT if fieldtype == "Long Text" else MAX_TEXT):
		return Problem("is too long")
	return None


def _check_rich_text(value: Any) -> Problem | None:
	text = str(value)
	if len(text) > MAX_LONG_TEXT:
		return Problem("is too long")
	reader = _AddressReader()
	reader.feed(text)
	reader.close()
	if reader.foreign:
		return Problem("must not load pictures or other content from a foreign address; upload the file instead")
	return None


class _AddressReader(HTMLParser):
	"""Notes whether a text would make a browser load something from elsewhere."""

	def __init__(self) -> None:
		super().__init__(convert_charrefs=True)
		self.foreign = False
		self.in_style = False

	def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
		self.in_style = tag == "style"
		for name, value in attrs:
			if name == "style":
				self._read_style(value or "")
			elif name == "srcset":
				self._read(*(part.split()[0] for part in (value or "").split(",") if part.split()))
			elif name in _LOADING or (name == "href" and tag not in ("a", "area")):
				self._read(value or "")

	def handle_data(self, data: str) -> None:
		if self.in_style:
			self._read_style(data)

	def _read_style(self, style: str) -> None:
		self._read(*(address for pair in _STYLE_ADDRESS.findall(style) for address in pair))

	def _read(self, *addresses: str) -> None:
		# Browsers drop control characters and read a backslash as a slash.
		plain = ("".join(char for char in address if char > " ").replace("\\", "/") for address in addresses)
		self.foreign = self.foreign or any(not _OWN_ADDRESS.match(address) for address in plain)


def _check_file_url(value: Any) -> Problem | None:
	text = str(value)
	if text.startswith(("/files/", "/private/files/")) and ".." not in text:
		return None
	return Problem("must be a file that was uploaded here, not an address")


def _check_json(value: Any) -> Problem | None:
	try:
		json.loads(value if isinstance(value, str) else json.dumps(value), parse_constant=_refuse_constant)
	except (TypeError, ValueError, RecursionError):
		return Problem("must be valid JSON")
	return None


def _refuse_constant(name: str) -> None:
	raise ValueError(f"{name} is not JSON")


def _check_geometry(value: Any) -> Problem | None:
	wrong = Problem("must be a GeoJSON FeatureCollection with coordinates in degrees")
	if isinstance(value, str) and len(value) > MAX_LONG_TEXT:
		return Problem("is too long")
	try:
		shape = value if isinstance(value, dict) else json.loads(value)
	except (TypeError, ValueError, RecursionError):
		return wrong
	if not isinstance(shape, dict) or shape.get("type") != "FeatureCollection":
		return wrong
	features = shape.get("features")
	if not isinstance(features, list):
		return wrong
	for feature in features:
		geometry = feature.get("geometry") if isinstance(feature, dict) else None
		if not isinstance(geometry, dict) or not _are_coordinates(geometry.get("coordinates")):
			return wrong
	return None


def _are_coordinates(node: Any, depth: int = 0) -> bool:
	if not isinstance(node, list) or not node or depth > 5:
		return False
	if all(isinstance(number, int | float) and not isinstance(number, bool) for number in node):
		return 2 <= len(node) <= 3 and -180 <= node[0] <= 180 and -90 <= node[1] <= 90
	return all(_are_coordinates(child, depth + 1) for child in node)
