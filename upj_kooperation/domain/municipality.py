"""Rules of a municipality: its official key (AGS), its Land, its size class, its budget year, its maps.

The key has eight digits: two for the Land, one for the Regierungsbezirk, two for the Kreis, three for the Gemeinde
(Statistisches Bundesamt, Gemeindeverzeichnis).
"""

import re

from upj_kooperation.domain.values import Problem

LANDS: dict[str, str] = {
	"01": "Schleswig-Holstein",
	"02": "Hamburg",
	"03": "Niedersachsen",
	"04": "Bremen",
	"05": "Nordrhein-Westfalen",
	"06": "Hessen",
	"07": "Rheinland-Pfalz",
	"08": "Baden-Württemberg",
	"09": "Bayern",
	"10": "Saarland",
	"11": "Berlin",
	"12": "Brandenburg",
	"13": "Mecklenburg-Vorpommern",
	"14": "Sachsen",
	"15": "Sachsen-Anhalt",
	"16": "Thüringen",
}

# Digits that are in use for the Regierungsbezirk (or the region that took its place); 0 where a Land has none.
REGIONS: dict[str, str] = {
	"03": "1234",
	"05": "13579",
	"06": "456",
	"07": "123",
	"08": "1234",
	"09": "1234567",
	"14": "567",
}
CITY_STATES = frozenset({"02", "11"})

RURAL_MUNICIPALITY = "Rural Municipality"
SMALL_TOWN = "Small Town"
MEDIUM_SIZED_TOWN = "Medium-sized Town"
CITY = "Large City"

# Bounds of the Bundesinstitut für Bau-, Stadt- und Raumforschung: the first number of inhabitants that is too many.
SIZE_CLASSES = ((5_000, RURAL_MUNICIPALITY), (20_000, SMALL_TOWN), (100_000, MEDIUM_SIZED_TOWN))

NOT_EIGHT_DIGITS = "The official municipality key (AGS) has eight digits, for example 03256022. {0} does not."
UNKNOWN_LAND = "The first two digits of the AGS name the Land, 01 to 16. {0} is no Land."
UNKNOWN_REGION = "In {0} the third digit of the AGS (Regierungsbezirk) is one of {1}, not {2}."
NO_DISTRICT = "The fourth and fifth digit of the AGS name the district (Kreis). 00 is no district in {0}."
CITY_STATE = "{0} is one municipality, its AGS is {1}."
NO_MONTH = "The budget year starts in a month from 1 to 12, not {0}."
NO_MAP_TILES = "The address of the map tiles begins with https://, http:// or / and holds {0}, for example {1}."

MESSAGES = (NOT_EIGHT_DIGITS, UNKNOWN_LAND, UNKNOWN_REGION, NO_DISTRICT, CITY_STATE, NO_MONTH, NO_MAP_TILES)

MAP_PLACES = ("{z}", "{x}", "{y}")
MAP_EXAMPLE = "https://karten.stadt.example/{z}/{x}/{y}.png"

_EIGHT_DIGITS = re.compile(r"[0-9]{8}")
_MAP_ADDRESS = re.compile(r"(https?://[a-z0-9][a-z0-9.\-]*(:[0-9]{1,5})?/|/(?!/))[A-Za-z0-9._~/?&=%{}+\-]*")


def normalise_ags(text: str | None) -> str:
	"""Return the key without the blanks that it is often printed with ("03 2 56 022")."""
	return "".join(str(text or "").split())


def check_ags(ags: str) -> Problem | None:
	"""Return what is wrong with a normalised key, or None."""
	if not _EIGHT_DIGITS.fullmatch(ags):
		return Problem(NOT_EIGHT_DIGITS, (ags,))
	land, region, district = ags[:2], ags[2], ags[3:5]
	if land not in LANDS:
		return Problem(UNKNOWN_LAND, (land,))
	if land in CITY_STATES:
		key = land + "000000"
		return None if ags == key else Problem(CITY_STATE, (LANDS[land], key))
	regions = REGIONS.get(land, "0")
	if region not in regions:
		return Problem(UNKNOWN_REGION, (LANDS[land], ", ".join(regions), region))
	return Problem(NO_DISTRICT, (LANDS[land],)) if district == "00" else None


def land_of(ags: str) -> str:
	"""Return the Land of a key that `check_ags` has passed."""
	return LANDS[ags[:2]]


def size_class(inhabitants: int | None) -> str:
	"""Return the size class of a town by its inhabitants; empty if they are not known (None or 0)."""
	if not inhabitants:
		return ""
	return next((name for bound, name in SIZE_CLASSES if inhabitants < bound), CITY)


def check_budget_year_start(month: int) -> Problem | None:
	"""Return what is wrong with the first month of the budget year, or None."""
	return None if 1 <= month <= 12 else Problem(NO_MONTH, (str(month),))


def check_map_tiles(address: str | None) -> Problem | None:
	"""Return what is wrong with the address that maps load their background from, or None. Empty: no background."""
	if not address:
		return None
	if _MAP_ADDRESS.fullmatch(address) and all(address.count(place) == 1 for place in MAP_PLACES):
		return None
	return Problem(NO_MAP_TILES, (", ".join(MAP_PLACES), MAP_EXAMPLE))
