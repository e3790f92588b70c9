"""Working days of a municipality: neither weekend nor public holiday of its Land (F3).

Source of the holidays: the Feiertagsgesetze of the Länder as kept by the package `holidays`, October 1990 to 2100. What
holds in single municipalities of a Land only is a setting of the municipality: Mariä Himmelfahrt in Bavaria (Art. 1
Abs. 1 Nr. 2 FTG), Fronleichnam in Saxony and Thuringia. Augsburg's Friedensfest follows from the municipality's key.
24 and 31 December are working days by law; a plan that should avoid them needs a person's eye.
"""

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass

import holidays
from dateutil.easter import easter

from upj_kooperation.domain.municipality import LANDS, land_of

CODES: dict[str, str] = {
	"Baden-Württemberg": "BW",
	"Bayern": "BY",
	"Berlin": "BE",
	"Brandenburg": "BB",
	"Bremen": "HB",
	"Hamburg": "HH",
	"Hessen": "HE",
	"Mecklenburg-Vorpommern": "MV",
	"Niedersachsen": "NI",
	"Nordrhein-Westfalen": "NW",
	"Rheinland-Pfalz": "RP",
	"Saarland": "SL",
	"Sachsen": "SN",
	"Sachsen-Anhalt": "ST",
	"Schleswig-Holstein": "SH",
	"Thüringen": "TH",
}
AUGSBURG = "09761000"

ASSUMPTION_DAY = "Mariä Himmelfahrt"
CORPUS_CHRISTI = "Fronleichnam"
PEACE_FESTIVAL = "Augsburger Hohes Friedensfest"
SATURDAY = "Samstag"
SUNDAY = "Sonntag"

# Where a day is a public holiday in some municipalities only.
LOCAL_IN: dict[str, frozenset[str]] = {
	ASSUMPTION_DAY: frozenset({"Bayern"}),
	CORPUS_CHRISTI: frozenset({"Sachsen", "Thüringen"}),
}

_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
	"""Which public holidays count. land: as in `municipality.LANDS`, empty for none; local: names of local ones."""

	land: str = ""
	local: frozenset[str] = frozenset()


def calendar_of(ags: str | None, *, assumption_day: bool = False, corpus_christi: bool = False) -> Calendar:
	"""Return the calendar of a municipality; without a known Land only weekends are free.

	assumption_day, corpus_christi: the municipality's settings; they count only in the Länder that know them as local.
	"""
	if not ags or ags[:2] not in LANDS:
		return Calendar()
	land = land_of(ags)
	wanted = {ASSUMPTION_DAY: assumption_day, CORPUS_CHRISTI: corpus_christi}
	local = {name for name, observed in wanted.items() if observed and land in LOCAL_IN[name]}
	if ags == AUGSBURG:
		local.add(PEACE_FESTIVAL)
	return Calendar(land, frozenset(local))


@functools.lru_cache(maxsize=512)
def public_holidays(calendar: Calendar, year: int) -> Mapping[datetime.date, str]:
	"""Return the public holidays of a year with their German names."""
	if not calendar.land:
		return {}
	known = holidays.country_holidays("DE", subdiv=CODES[calendar.land], years=year, language="de")
	days = {day: name for day, name in known.items() if day.year == year}
	dates = {
		ASSUMPTION_DAY: datetime.date(year, 8, 15),
		CORPUS_CHRISTI: easter(year) + 60 * _ONE_DAY,
		PEACE_FESTIVAL: datetime.date(year, 8, 8),
	}
	return days | {dates[name]: name for name in sorted(calendar.local)}


def day_off(day: datetime.date, calendar: Calendar) -> str | None:
	"""Return why nobody works on a day: the holiday's German name or the day of the weekend; None for a working day."""
	holiday = public_holidays(calendar, day.year).get(day)
	return holiday or {5: SATURDAY, 6: SUNDAY}.get(day.weekday())


def is_working_day(day: datetime.date, calendar: Calendar) -> bool:
	"""Say whether a day is neither weekend nor public holiday."""
	return day_off(day, calendar) is None


def working_day_from(day: datetime.date, calendar: Calendar) -> datetime.date:
	"""Return the day itself if it is a working day, else the next one that is."""
	while not is_working_day(day, calendar):
		day += _ONE_DAY
	return day


def working_day_until(day: datetime.date, calendar: Calendar) -> datetime.date:
	"""Return the day itself if it is a working day, else the last one before it that is."""
	while not is_working_day(day, calendar):
		day -= _ONE_DAY
	return day


def due_day(
	start: datetime.date, days_after: int, calendar: Calendar, *, working_days_only: bool = True
) -> datetime.date:
	"""Return the day `days_after` calendar days after `start`, moved to the next working day if so wanted."""
	day = start + days_after * _ONE_DAY
	return working_day_from(day, calendar) if working_days_only else day
