"""The empty list that a town fills in: headings, a drop-down for the kinds, texts kept as texts."""

import io

import frappe
from frappe import _

from upj_kooperation.domain.list_rows import ACTOR_TYPES

# The form's fields in the order of a town's list; Frappe's Data Import knows their labels.
FIELDS = (
	"stakeholder_name",
	"kind_in_words",
	"street",
	"postcode",
	"town",
	"contact_person",
	"contact_phone",
	"contact_mobile",
	"contact_email",
	"themes_in_words",
	"notes",
	"website",
	"municipality",
)
LAST_ROW = 20_000


def headings() -> list[str]:
	"""Return the headings of the template in the user's language."""
	meta = frappe.get_meta("Stakeholder")
	return [_(meta.get_label(field), context="Stakeholder") for field in FIELDS]


def make_template() -> bytes:
	"""Return the template as an XLSX workbook."""
	from openpyxl import Workbook
	from openpyxl.styles import Font
	from openpyxl.utils import get_column_letter
	from openpyxl.worksheet.datavalidation import DataValidation

	book = Workbook()
	sheet = book.active
	sheet.title = _("Stakeholder List")[:31]
	sheet.append(headings())
	for index, field in enumerate(FIELDS, start=1):
		sheet.cell(1, index).font = Font(bold=True)
		letter = get_column_letter(index)
		sheet.column_dimensions[letter].width = 30 if field in ("stakeholder_name", "street", "notes") else 18
		# Numbers as text: postal codes and phone numbers keep their zero.
		for row in range(2, 500):
			sheet.cell(row, index).number_format = "@"
	kinds = book.create_sheet(_("Kinds")[:31])
	for kind in ACTOR_TYPES:
		kinds.append([_(kind)])
	kinds.sheet_state = "hidden"
	choice = DataValidation(type="list", formula1=f"'{kinds.title}'!$A$1:$A${len(ACTOR_TYPES)}", allow_blank=True)
	sheet.add_data_validation(choice)
	letter = get_column_letter(FIELDS.index("kind_in_words") + 1)
	choice.add(f"{letter}2:{letter}{LAST_ROW}")
	sheet.freeze_panes = "A2"
	out = io.BytesIO()
	book.save(out)
	return out.getvalue()
