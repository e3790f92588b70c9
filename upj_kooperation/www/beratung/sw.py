"""The script that lets the page open without a connection. It stands here so that its scope is /beratung/."""

import frappe

from upj_kooperation.advisory_services import phone_page

no_cache = 1
sitemap = 0


def get_context(context: frappe._dict) -> None:
	"""Name what is kept on the device; a new mark makes browsers take the new files."""
	context.update({"version": phone_page.version(), "kept": phone_page.kept_addresses()})
