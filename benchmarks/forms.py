"""The public form of a call against a web form of the platform over a plain DocType: whole requests."""

import itertools
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import frappe
import frappe.app
from frappe.installer import update_site_config
from harness import Result
from records import ensure_open_call
from werkzeug.test import Client

WEB_FORM = "messung"
# Frappe counts posts to a web form by this header; ours does not look at it.
ADDRESSES = (f"198.51.{high}.{low}" for high, low in itertools.product(range(256), range(256)))


def public_form_post() -> Result:
	"""Begin an application, with its mail, against a plain web form's post. Goal: at least 0.8 of the rate."""
	site, call = frappe.local.site, ensure_open_call()
	_ensure_web_form()
	update_site_config("upj_guest_posts_per_hour", 1_000_000)
	frappe.db.commit()
	client, numbers = Client(frappe.app.application), itertools.count(1)
	frappe.app._site = site

	def work() -> None:
		number, mark = next(numbers), frappe.generate_hash(length=8)
		_post(
			client,
			"/api/method/upj_kooperation.api.portal.start_application",
			{
				"call": call,
				"answers": {
					"contact_person": "Messung (erfunden)",
					"contact_email": f"messung-{number}-{mark}@stadt.example",
					"municipality_name": "Messung",
				},
				"once": frappe.generate_hash(length=32),
			},
		)

	def web_form() -> None:
		number, mark = next(numbers), frappe.generate_hash(length=8)
		data = {
			"lead_name": f"Messung {number}",
			"email_id": f"messung-{number}-{mark}@stadt.example",
			"company_name": "Messung",
		}
		_post(
			client,
			"/api/method/frappe.website.doctype.web_form.web_form.accept",
			{"web_form": WEB_FORM, "data": json.dumps({"doctype": "Lead", **data})},
		)

	try:
		ours, theirs = _interleaved(work, web_form, rounds=100)
	finally:
		frappe.init(site=site, sites_path=".", force=True)
		frappe.connect()
		frappe.set_user("Administrator")
	name = "post of the public form / web form"
	return Result(name, ours, theirs, ours / theirs, 1.25, 0, 0, "whole requests, which count no queries here")


def _interleaved(work: Callable[[], None], baseline: Callable[[], None], rounds: int) -> tuple[float, float]:
	# Each request opens a connection of its own, so that the harness cannot count its queries.
	timings: tuple[list[float], list[float]] = ([], [])
	for number in range(rounds + 2):
		for times, act in zip(timings, (work, baseline), strict=True):
			start = time.perf_counter()
			act()
			if number >= 2:
				times.append((time.perf_counter() - start) * 1000)
	return statistics.median(timings[0]), statistics.median(timings[1])


def _post(client: Client, address: str, body: dict[str, Any]) -> None:
	answer = client.post(address, json=body, headers={"X-Forwarded-For": next(ADDRESSES)})
	if answer.status_code != 200:
		raise RuntimeError(f"{address}: {answer.status_code} {answer.get_data(as_text=True)[:500]}")


def _ensure_web_form() -> None:
	if frappe.db.exists("Web Form", WEB_FORM):
		return
	frappe.db.set_single_value("CRM Settings", "auto_creation_of_contact", 0)
	fields = [
		{"fieldname": name, "fieldtype": "Data", "label": name} for name in ("lead_name", "email_id", "company_name")
	]
	form = {"doctype": "Web Form", "title": WEB_FORM, "route": WEB_FORM, "doc_type": "Lead", "module": "CRM"}
	frappe.get_doc({**form, "published": 1, "login_required": 0, "web_form_fields": fields}).insert()
