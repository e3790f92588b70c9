import json

import frappe
from frappe import _
from frappe.utils import cint, cstr, getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import receipt as rules
from upj_kooperation.domain.receipt import Forwarding, Gift, Head
from upj_kooperation.domain.receipt_form import form
from upj_kooperation.refusals import refuse_all
from upj_kooperation.sponsoring import receipts
from upj_kooperation.sponsoring.deciding import lock_givers


class DonationReceipt(CooperationDocument):
	"""Confirms gifts by the official form of a public body: locked once issued (F28)."""

	def check_if_latest(self) -> None:
		"""Lock giver and town before Frappe locks a draft that is issued, so that no two wait for each other."""
		stored = frappe.db.get_value(
			self.doctype, cstr(self.name), ["giver", "municipality", "docstatus"], as_dict=True
		)
		if stored and not stored.docstatus and cint(self.docstatus):
			lock_givers([stored.giver])
			receipts.lock_numbers(stored.municipality)
		super().check_if_latest()

	def validate(self) -> None:
		"""Let form, sum and words follow from the gifts, and fill in what is known."""
		self.take_gifts(lock=False)
		self.fill_in()

	def before_submit(self) -> None:
		"""Issue: hold the rules under lock, give the number, lock the PDF."""
		lock_givers([self.giver])
		self.take_gifts(lock=True)
		self.issued_on = self.issued_on or getdate()
		self.require_readiness()
		self.give_number()
		self.form_content = json.dumps(form(self.head(), self.gifts_read, self.receipt_number))
		receipts.lock_pdf(self)

	def on_submit(self) -> None:
		"""Note at the gifts that they are confirmed."""
		receipts.tie(self, self.gifts_read)

	def before_cancel(self) -> None:
		"""Ask for the reason; the gifts stay tied, so that no second receipt goes out while the first may be used."""
		if not self.cancel_reason:
			frappe.throw(_("Use the button Cancel Receipt, which asks for the reason."), title=_("Not Permitted"))
		self.cancelled_by = frappe.session.user

	def on_trash(self) -> None:
		"""Keep what was issued, also when it is cancelled."""
		if cint(self.docstatus):
			frappe.throw(
				_("An issued receipt stays, also when it is cancelled: its number must not be missing."),
				title=_("Not Permitted"),
			)

	def take_gifts(self, *, lock: bool) -> None:
		"""Read the gifts, and let the rows, the form and the sum follow from what came in in the receipt's year."""
		found = receipts.read_gifts((row.sponsorship for row in self.gifts), lock=lock)
		rows = [row for row in self.gifts if row.sponsorship in found]
		gifts = [found[row.sponsorship][0] for row in rows]
		self.gifts_read: list[Gift] = rules.in_year(gifts, cint(self.calendar_year))
		self.calendar_year = next((gift.year for gift in self.gifts_read), self.calendar_year)
		for row, gift in zip(rows, self.gifts_read, strict=True):
			row.update(
				{
					"gift_title": gift.title,
					"kind": gift.kind,
					"received_on": gift.received_on,
					"amount": float(gift.received),
				}
			)
		self.purposes = list(dict.fromkeys(filter(None, (found[name][1].furthered_purpose for name in found))))
		self.replaces = receipts.replaced_by(self.gifts_read, cint(self.calendar_year))
		amount = rules.total(self.gifts_read)
		self.receipt_kind = rules.receipt_kind(self.gifts_read)
		self.amount = float(amount)
		self.amount_in_words = rules.amount_in_words(amount)

	def fill_in(self) -> None:
		"""Fill in the giver's name and address, the place and the purpose where they are empty."""
		if not self.giver_name:
			self.giver_name = frappe.db.get_value("Stakeholder", self.giver, "stakeholder_name")
		if not self.giver_address:
			self.giver_address = receipts.address_of(self.giver)
		if not self.place:
			town = frappe.db.get_value(
				"Municipality", self.municipality, ["receipt_place", "municipality_name"], as_dict=True
			)
			self.place = town.receipt_place or town.municipality_name
		if not self.purpose:
			self.purpose = ", ".join(self.purposes)

	def require_readiness(self) -> None:
		"""Refuse in words what must not be confirmed or is not complete."""
		head = self.head()
		refuse_all(
			[
				*rules.gift_problems(self.giver, self.municipality, self.gifts_read),
				*rules.head_problems(head, self.gifts_read, getdate()),
			],
			title=_("No Donation Receipt"),
		)

	def head(self) -> Head:
		"""Return what the receipt says beside its gifts."""
		forwarding = Forwarding(
			receiver=self.forwarded_to or "",
			tax_office=self.tax_office or "",
			tax_number=self.tax_number or "",
			notice=self.notice_kind or "",
			notice_date=getdate(self.notice_date) if self.notice_date else None,
		)
		return Head(
			giver=self.giver,
			municipality=self.municipality,
			giver_name=self.giver_name or "",
			address=self.giver_address or "",
			issuer=frappe.db.get_value("Municipality", self.municipality, "receipt_issuer") or "",
			purpose=self.purpose or "",
			place=self.place or "",
			issued_on=getdate(self.issued_on),
			forwarding=forwarding if self.usage == rules.FORWARDED else None,
		)

	def give_number(self) -> None:
		"""Give the next number of the municipality's year."""
		self.number_year, self.number_in_year = receipts.next_number(self.municipality, getdate(self.issued_on))
		self.receipt_number = rules.receipt_number(self.number_year, self.number_in_year)
		self.number_key = f"{self.municipality} {self.receipt_number}"
		self.issued_by = frappe.session.user

	def form(self) -> dict:
		"""Return the filled-in form for the page: as it was issued, or as it would be issued now."""
		if self.form_content:
			return json.loads(self.form_content)
		self.take_gifts(lock=False)
		return form(self.head(), self.gifts_read, "") if self.gifts_read else {}


def on_doctype_update() -> None:
	"""Add the indexes of the list page and of the last number of a year."""
	add_list_index("Donation Receipt")
	frappe.db.add_index("Donation Receipt", ["municipality", "number_year", "number_in_year"])
