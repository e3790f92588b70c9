"""The council paper as PDF."""

import frappe
from frappe.translate import print_language

from upj_kooperation.pdf import as_pdf

PRINT_FORMAT = "Status Report"


def paper_as_pdf(name: str) -> bytes:
	"""Return the paper as PDF in the site's language. Raises PermissionError where the user may not print it."""
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		return as_pdf(frappe.get_print("Council Paper", name, print_format=PRINT_FORMAT))
