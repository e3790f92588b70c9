"""Print pages as PDF, made without asking any address: each print format brings its own style.

Frappe's print page links a style sheet by the site's public name. wkhtmltopdf would ask for it over the network and
fail where that name is not known on the machine itself.
"""

import functools
import io
import re
import shutil
import subprocess

from frappe.utils.pdf import get_pdf
from pypdf import PdfReader

# What Frappe's style sheet would say and a page without it still needs.
_STYLE = (
	"<style>body { margin: 0; } .print-hide, .hidden-pdf { display: none; }"
	" .print-format-gutter .print-format { margin: 0 !important; padding: 0 !important; max-width: none; }</style>"
)
# Without the patched Qt, wkhtmltopdf shrinks a page's text to three quarters.
_LARGER = (
	"<style>.council-paper, .agreement, .minutes, .project-page, .acceptance-list { font-size: 13.5pt !important; }"
	" .donation-receipt { font-size: 11.5pt !important; }</style></head>"
)
_LINK = re.compile(r"<link\b[^>]*>", re.IGNORECASE)


def as_pdf(html: str) -> bytes:
	"""Return a print page as PDF without asking any address for its style."""
	html = _LINK.sub(_STYLE, html)
	return get_pdf(html if has_patched_qt() else html.replace("</head>", _LARGER, 1))


@functools.cache
def has_patched_qt() -> bool:
	"""Say whether the installed wkhtmltopdf has the patched Qt; Frappe itself reports a missing program."""
	program = shutil.which("wkhtmltopdf")
	if not program:
		return True
	version = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
	return "patched qt" in version.stdout


def texts_of_pages(pdf: bytes) -> list[str]:
	"""Return the text of each page, with single blanks."""
	return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
