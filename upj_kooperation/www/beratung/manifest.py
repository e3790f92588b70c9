"""What a phone needs to put the page on its home screen."""

import frappe
from frappe import _

from upj_kooperation.advisory_services import phone_page

no_cache = 1
sitemap = 0


def get_context(context: frappe._dict) -> None:
	"""Name page, colours and picture."""
	context.manifest = {
		"name": _("Log Session"),
		"short_name": _("Session", context="page on the phone"),
		"lang": frappe.local.lang,
		"start_url": phone_page.PAGE,
		"scope": "/beratung/",
		"display": "standalone",
		"background_color": "#ffffff",
		"theme_color": "#0b5394",
		"icons": [{"src": "/assets/upj_kooperation/images/logo.svg", "sizes": "any", "type": "image/svg+xml"}],
	}
