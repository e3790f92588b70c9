"""The parts of the page for sessions on the road that a device keeps, and the mark that says when they have changed."""

import functools
import hashlib
from pathlib import Path

import frappe

SCRIPTS = ("main.js", "form.js", "queue.js", "vault.js")
STYLE = "phone.css"
PAGE = "/beratung/termin"
ASSETS = "/assets/upj_kooperation/phone"


@functools.cache
def version() -> str:
	"""Return a mark of the page's files: it changes with each of them."""
	app = Path(frappe.get_app_path("upj_kooperation"))
	public, pages = app / "public" / "phone", app / "www" / "beratung"
	places = [*(public / name for name in (*SCRIPTS, STYLE)), *sorted(pages.iterdir())]
	digest = hashlib.sha256()
	for place in places:
		if place.is_file():
			digest.update(place.read_bytes())
	return digest.hexdigest()[:16]


def kept_addresses() -> list[str]:
	"""Return the addresses of what the page needs without a connection, the page itself first."""
	return [PAGE, *(f"{ASSETS}/{name}?v={version()}" for name in (*SCRIPTS, STYLE))]
