"""Print pages as PDF, made without asking any address: each print format brings its own style.

Frappe's print page links a style sheet by the site's public name. wkhtmltopdf would ask for it over the network and
fail where that name is not known on the machine itself.
"""

import functools
import io
import re
import shutil
import subprocess

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.translate import print_language
from frappe.utils.pdf import get_pdf
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

# What Frappe's style sheet would say and a page without it still needs.
_STYLE = (
	"<style>body { margin: 0; } .print-hide, .hidden-pdf { display: none; }"
	" .print-format-gutter .print-format { margin: 0 !important; padding: 0 !important; max-width: none; }</style>"
)
# Without the patched Qt, wkhtmltopdf shrinks a page's text to three quarters.
_LARGER = (
	"<style>.council-paper, .agreement, .minutes, .project-page, .acceptance-list, .group-material, .market-deal"
	" { font-size: 13.5pt !important; }"
	" .donation-receipt { font-size: 11.5pt !important; }</style></head>"
)
# Points from the left and the lower edge of the page, and the height of the letters.
_LEFT, _FOOT, _SIZE = 43, 26, 6.5
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


def as_pdf(html: str) -> bytes:
	"""Return a print page as PDF without asking any address for its style."""
	html = _LINK.sub(_STYLE, html)
	return get_pdf(html if has_patched_qt() else html.replace("</head>", _LARGER, 1))


def answer_with_print(doc: Document, print_format: str) -> None:
	"""Answer the request with a record as PDF in the site's language. Whoever calls has checked the right to print."""
	with print_language(frappe.db.get_default("lang") or frappe.local.lang):
		content = as_pdf(frappe.get_print(doc.doctype, doc.name, print_format=print_format))
	frappe.local.response.filecontent = content
	frappe.local.response.filename = f"{doc.name}.pdf"
	frappe.local.response.type = "pdf"


@functools.cache
def has_patched_qt() -> bool:
	"""Say whether the installed wkhtmltopdf has the patched Qt; Frappe itself reports a missing program."""
	program = shutil.which("wkhtmltopdf")
	if not program:
		return True
	version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
	return "patched qt" in version.stdout


def with_foot(pdf: bytes, text: str) -> bytes:
	"""Return the PDF with a line of text and the number of the page at the foot of each page.

	Only some builds of wkhtmltopdf know feet, so we write them ourselves.
	"""
	writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
	for number, page in enumerate(writer.pages, start=1):
		line = f"{text} · {_('page {0} of {1}').format(number, len(writer.pages))}"
		page.merge_page(_foot(line, float(page.mediabox.width), float(page.mediabox.height)))
	made = io.BytesIO()
	writer.write(made)
	return made.getvalue()


def texts_of_pages(pdf: bytes) -> list[str]:
	"""Return the text of each page, with single blanks."""
	return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def _foot(text: str, width: float, height: float) -> PageObject:
	font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
	named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
	page = PageObject.create_blank_page(width=width, height=height)
	page[NameObject("/Resources")] = DictionaryObject(
		{NameObject("/Font"): DictionaryObject({NameObject("/UpjFoot"): named})}
	)
	letters = re.sub(r"([\\\\()])", r"\\\1", text).encode("cp1252", "replace")
	content = DecodedStreamObject()
	content.set_data(b"BT /UpjFoot %.1f Tf 0.35 g %d %d Td (%s) Tj ET" % (_SIZE, _LEFT, _FOOT, letters))
	page[NameObject("/Contents")] = content
	return page
