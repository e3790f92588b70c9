"""Frappe's web application for one site (UPJ_SITE), with the files that a web server would serve; for gunicorn.

One fixed site makes every address of the machine lead to it, so nobody has to touch a hosts file.
"""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import frappe.app

frappe.app._site = os.environ["UPJ_SITE"]
answer = frappe.app.application_with_statics()
assets = Path(os.environ["SITES_PATH"], "assets")
bundles = {
	name: address
	for path in (assets / "assets.json", assets / "assets-rtl.json")
	if path.exists()
	for name, address in json.loads(path.read_text()).items()
}


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
	"""Answer a request with the overlay's own bundles: Frappe keeps one map of them in Redis for a whole bench."""
	frappe.local.assets_json = bundles
	return answer(environ, start_response)
