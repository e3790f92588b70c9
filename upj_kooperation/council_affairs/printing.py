"""The council paper as PDF."""

import frappe
from frappe import _
from frappe.translate import print_language

from upj_kooperation.pdf import as_pdf, has_patched_qt, with_foot

PAPER = "Council Paper"
PRINT_FORMAT = "Status Report"


def paper_as_pdf(name: str) -> bytes:
	"""Return the paper as PDF in the site's language. Raises PermissionError where the user may not print it."""
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		pdf = as_pdf(frappe.get_print(PAPER, name, print_format=PRINT_FORMAT))
		# With the patched Qt, the print format brings its own foot.
		return pdf if has_patched_qt() else with_foot(pdf, _foot_of(name))


def _foot_of(name: str) -> str:
	paper = frappe.db.get_value(PAPER, name, ["municipality", "reference"], as_dict=True)
	town = frappe.get_cached_doc("Municipality", paper.municipality)
	sender = town.company or town.municipality_name
	return f"{sender} · {_('Paper Number')} {paper.reference}" if paper.reference else sender
