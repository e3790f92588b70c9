"""What tests of donation receipts have in common: gifts that came in, receipts, and the pages of a PDF."""

import io
from typing import Any

import frappe
from factories import (
	NIENBURG,
	TAKES_OFFERS,
	accept_gift,
	as_user,
	ensure_municipality,
	make,
	make_gift,
	put_up_for_decision,
)
from frappe.model.document import Document
from frappe.utils import today
from pypdf import PdfReader

from upj_kooperation.api import receipts as api
from upj_kooperation.api import sponsoring

PURPOSE = "der Erziehung und der Volks- und Berufsbildung"
ISSUER = "Stadt Nienburg/Weser\nMarktplatz 1\n31582 Nienburg"
ADDRESS = "Weserstraße 1\n31582 Nienburg"


def ensure_issuer() -> None:
	"""Let Nienburg know what stands on its receipts."""
	town = ensure_municipality()
	if town.receipt_issuer != ISSUER:
		town.update({"receipt_issuer": ISSUER}).save()


def received_gift(amount: float = 80, received: float | None = None, **values: Any) -> Document:
	"""Return a gift of the bakery that was accepted by the mayor and came in today."""
	values.setdefault("furthered_purpose", PURPOSE)
	gift = accept_gift(put_up_for_decision(make_gift(amount, **values)))
	with as_user(TAKES_OFFERS):
		sponsoring.record_receipt(gift.name, today(), amount if received is None else received)
	return frappe.get_doc("Sponsorship", gift.name)


def draft_receipt(*gifts: Document, **values: Any) -> Document:
	"""Return the draft of a receipt over these gifts, entered by TAKES_OFFERS."""
	values.setdefault("giver_address", ADDRESS)
	with as_user(TAKES_OFFERS):
		return make(
			"Donation Receipt",
			giver=gifts[0].giver,
			municipality=NIENBURG,
			gifts=[{"sponsorship": gift.name} for gift in gifts],
			**values,
		)


def issued_receipt(*gifts: Document, **values: Any) -> Document:
	"""Return an issued receipt over these gifts."""
	receipt = draft_receipt(*gifts, **values)
	with as_user(TAKES_OFFERS):
		receipt.submit()
	return receipt


def printed(receipt: Document, user: str = TAKES_OFFERS) -> bytes:
	"""Print a receipt as the form's button does, and return the PDF."""
	with as_user(user):
		api.print_receipt(receipt.name)
	return frappe.local.response.filecontent


def pages(pdf: bytes) -> list[str]:
	"""Return the text of each page."""
	return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
