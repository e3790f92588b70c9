"""The hard check of an application: did the municipality have an active programme area on the day (F10)."""

from upj_kooperation.domain.programme_area import Activity
from upj_kooperation.domain.values import Problem

OTHER_MUNICIPALITY = "The programme area {0} belongs to another municipality. Choose one of your own."

MESSAGES = (OTHER_MUNICIPALITY,)


def check_owner(area: str, owner: str, municipality: str) -> Problem | None:
	"""Return why an area cannot stand for a municipality, or None.

	area: the area's name, for the message; owner: key of the municipality that the area belongs to.
	"""
	return None if owner == municipality else Problem(OTHER_MUNICIPALITY, (area,))


def check_eligibility(area: str, owner: str, municipality: str, activity: Activity) -> Activity:
	"""Say whether a municipality may apply with an area, and why (not).

	activity: the area's on the day of the application, under the programme that the call requires.
	"""
	problem = check_owner(area, owner, municipality)
	return Activity(False, "", problem) if problem else activity
