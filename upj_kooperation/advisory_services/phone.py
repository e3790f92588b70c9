"""What the page for sessions on the road works with: the user's own mandates, the people known there, and its key."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import cint, flt
from frappe.utils.password import get_encryption_key

from upj_kooperation.domain.quota import MandateStatus
from upj_kooperation.permissions import fenced

# Holds the key that the browser locks entries with. It goes with every log-in and log-out, so that what is left on a
# device after a log-out can be read by nobody, and by its owner only after logging in again.
COOKIE = "upj_termin"
COOKIE_DAYS = 30
KNOWN_ROWS = 400


def give_device_key() -> None:
	"""Hand the session's user the key of the entries on this device."""
	secret, user = get_encryption_key().encode(), frappe.session.user
	key = hmac.new(secret, f"advisory session on the road: {user}".encode(), hashlib.sha256).hexdigest()
	if cookies := getattr(frappe.local, "cookie_manager", None):
		cookies.set_cookie(COOKIE, key, samesite="Strict", max_age=COOKIE_DAYS * 24 * 3600)


def forget_device_key() -> None:
	"""Take the key away at each log-in and log-out; the page asks for it anew."""
	if cookies := getattr(frappe.local, "cookie_manager", None):
		cookies.delete_cookie(COOKIE)


def own_mandates() -> list[dict[str, Any]]:
	"""Return the user's active mandates, the one with the latest session first, with quota, participants and helpers.

	The number of queries does not depend on the number of mandates or sessions.
	"""
	mandates = _mandates()
	names = [row.name for row in mandates]
	participants = _participants(names)
	helpers = _helpers(names, {row.relationship_manager for row in mandates} | {frappe.session.user})
	return [
		{
			"name": row.name,
			"title": row.mandate_title,
			"municipality": row.municipality_name,
			"area": row.area_name,
			"start": str(row.start_date),
			"end": str(row.end_date),
			"quota_sessions": cint(row.quota_sessions),
			"sessions_remaining": cint(row.sessions_remaining),
			"quota_hours": flt(row.quota_hours, 2),
			"hours_remaining": flt(row.hours_remaining, 2),
			"participants": participants[row.name],
			"helpers": _of_mandate(row, helpers),
		}
		for row in mandates
	]


def _mandates() -> list[frappe._dict]:
	mandates, sessions, towns, areas = (
		frappe.qb.DocType(name) for name in ("Advisory Mandate", "Advisory Session", "Municipality", "Programme Area")
	)
	last = (
		frappe.qb.from_(sessions)
		.select(sessions.mandate, Max(sessions.session_date).as_("day"))
		.where(sessions.consultant == frappe.session.user)
		.groupby(sessions.mandate)
	)
	query = (
		frappe.qb.from_(mandates)
		.left_join(towns)
		.on(towns.name == mandates.municipality)
		.left_join(areas)
		.on(areas.name == mandates.programme_area)
		.left_join(last)
		.on(last.mandate == mandates.name)
		.select(
			mandates.name,
			mandates.mandate_title,
			mandates.start_date,
			mandates.end_date,
			mandates.quota_sessions,
			mandates.sessions_remaining,
			mandates.quota_hours,
			mandates.hours_remaining,
			towns.municipality_name,
			towns.relationship_manager,
			areas.area_name,
			last.day,
		)
		.where(mandates.consultant == frappe.session.user)
		.where(mandates.status == MandateStatus.ACTIVE)
		.orderby(mandates.start_date)
		.orderby(mandates.name)
	)
	rows = fenced(query, "Advisory Mandate").run(as_dict=True)
	return sorted(rows, key=lambda row: str(row.day or ""), reverse=True)


def _participants(mandates: list[str]) -> dict[str, list[dict[str, str]]]:
	sessions, rows = frappe.qb.DocType("Advisory Session"), frappe.qb.DocType("Session Participant")
	known: dict[str, list[dict[str, str]]] = defaultdict(list)
	if not mandates:
		return known
	query = (
		frappe.qb.from_(rows)
		.join(sessions)
		.on((rows.parent == sessions.name) & (rows.parenttype == "Advisory Session"))
		.select(sessions.mandate, rows.participant_name, rows.organisation, rows.sector)
		.where(sessions.mandate.isin(mandates))
		.where(rows.persons == 1)
		.orderby(sessions.session_date, order=frappe.qb.desc)
		.orderby(rows.idx)
		.limit(KNOWN_ROWS)
	)
	for row in fenced(query, "Advisory Session").run(as_dict=True):
		person = {"name": row.participant_name, "organisation": row.organisation or "", "sector": row.sector}
		if person not in known[row.mandate]:
			known[row.mandate].append(person)
	return known


def _helpers(mandates: list[str], always: Iterable[str | None]) -> dict[str, Any]:
	sessions, steps = frappe.qb.DocType("Advisory Session"), frappe.qb.DocType("Session Next Step")
	asked: dict[str, set[str]] = defaultdict(set)
	if mandates:
		query = (
			frappe.qb.from_(steps)
			.join(sessions)
			.on((steps.parent == sessions.name) & (steps.parenttype == "Advisory Session"))
			.select(sessions.mandate, steps.responsible)
			.distinct()
			.where(sessions.mandate.isin(mandates))
			.limit(KNOWN_ROWS)
		)
		for mandate, user in fenced(query, "Advisory Session").run():
			asked[mandate].add(user)
	users = frappe.get_all(
		"User",
		filters={
			"name": ["in", sorted({*filter(None, always), *(user for found in asked.values() for user in found)})],
			"enabled": 1,
			"user_type": "System User",
		},
		fields=["name", "full_name"],
		order_by="full_name asc, name asc",
	)
	return {"asked": asked, "names": {row.name: row.full_name for row in users}}


def _of_mandate(mandate: frappe._dict, helpers: dict[str, Any]) -> list[dict[str, str]]:
	own = frappe.session.user
	others = {mandate.relationship_manager, *helpers["asked"][mandate.name]} - {own, None}
	names = helpers["names"]
	return [{"user": user, "name": names[user]} for user in (own, *sorted(others)) if user in names]
