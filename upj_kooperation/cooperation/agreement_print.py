"""An agreement as PDF: on the municipality's letter head, a copy for each party, the checksum at the foot of each page.

Made without the network: pictures of the letter head and the text go into the page itself.
"""

import base64
import io
import mimetypes
import re
from collections.abc import Iterable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils import escape_html
from pypdf import PdfWriter

from upj_kooperation.pdf import as_pdf, with_foot

PRINT_FORMAT = "Cooperation Agreement"
# The print format leaves this mark where the name of the copy's party goes.
COPY_MARK = "%%COPY%%"

_PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")(/files/[^"?#]+)', re.IGNORECASE)


def copies_as_pdf(doc: Document, parties: Iterable[str]) -> bytes:
	"""Return one PDF with a copy for each of these parties, in the site's language; pages are counted in each copy."""
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		html = _with_pictures(_page_of(doc))
		writer = PdfWriter()
		for party in parties:
			copy = as_pdf(html.replace(COPY_MARK, escape_html(_("Copy for {0}").format(party))))
			writer.append(io.BytesIO(with_foot(copy, foot_of(doc))))
		made = io.BytesIO()
		writer.write(made)
	return made.getvalue()


def foot_of(doc: Document) -> str:
	"""Return what stands at the foot of each page: the agreement and the checksum of its text."""
	named = f"{doc.first_version or doc.name} · {_('Version {0}').format(doc.version or 1)}"
	if doc.content_hash:
		return _("{0} · checksum {1}").format(named, doc.content_hash)
	return _("{0} · draft, not approved yet").format(named)


def letter_head_of(municipality: str) -> str | None:
	"""Return the name of the municipality's letter head: its company's, else the site's default; None without one."""
	company = frappe.get_cached_value("Municipality", municipality, "company")
	own = frappe.db.get_value("Company", company, "default_letter_head") if company else None
	return own or frappe.db.get_value("Letter Head", {"is_default": 1, "disabled": 0}, "name", order_by="name asc")


def _page_of(doc: Document) -> str:
	letter_head = letter_head_of(doc.municipality)
	doc.flags.for_signing = True
	return frappe.get_print(
		doc.doctype,
		doc.name,
		print_format=PRINT_FORMAT,
		doc=doc,
		no_letterhead=0 if letter_head else 1,
		letterhead=letter_head,
	)


def _with_pictures(html: str) -> str:
	addresses = sorted({match[2] for match in _PICTURE.finditer(html)})
	if not addresses:
		return html
	names = frappe.get_all(
		"File", filters={"file_url": ["in", addresses]}, fields=["name", "file_url"], order_by="creation asc, name asc"
	)
	inline = {}
	for row in names:
		kind = mimetypes.guess_type(row.file_url)[0] or ""
		if kind.startswith("image/") and row.file_url not in inline:
			content = frappe.get_doc("File", row.name).get_content()
			content = content.encode() if isinstance(content, str) else content
			inline[row.file_url] = f"data:{kind};base64,{base64.b64encode(content).decode()}"
	return _PICTURE.sub(lambda match: match[1] + inline.get(match[2], match[2]), html)
