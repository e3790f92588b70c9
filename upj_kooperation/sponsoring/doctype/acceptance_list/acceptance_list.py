import frappe
from frappe import _
from frappe.utils import escape_html, flt, formatdate

from upj_kooperation.document import CooperationDocument, add_list_index

OPEN, DECIDED = "Open", "Decided"
FROM_THE_GIFT = {
	"giver_name": "giver_name",
	"gift_title": "sponsorship_title",
	"kind": "kind",
	"amount": "amount",
	"purpose": "purpose",
	"conflict_found": "conflict_found",
}
GIFT_FIELDS = ["name", "municipality", *FROM_THE_GIFT.values()]


class AcceptanceList(CooperationDocument):
	"""The gifts that one meeting decides on, with the results (F27)."""

	def validate(self) -> None:
		"""Take over what the gifts say; keep what was decided."""
		self.require_paper_of_the_town()
		self.keep_what_was_taken_over()
		self.read_gifts()
		self.total = sum(flt(row.amount, 2) for row in self.items)
		self.status = DECIDED if self.items and all(row.taken_over for row in self.items) else OPEN
		self.list_title = self.list_title or f"{_(self.organ)} {formatdate(self.meeting_date)}"

	def on_trash(self) -> None:
		"""Keep a list that decisions were taken over from."""
		if any(row.taken_over for row in self.items):
			frappe.throw(_("Decisions rest on this list, so it stays."), title=_("Not Permitted"))

	def require_paper_of_the_town(self) -> None:
		"""Refuse a paper of another municipality."""
		if self.council_paper and (
			frappe.db.get_value("Council Paper", self.council_paper, "municipality") != self.municipality
		):
			frappe.throw(_("The council paper belongs to another municipality. Choose one of this municipality."))

	def keep_what_was_taken_over(self) -> None:
		"""Refuse to change or remove a row whose result stands in its gift."""
		before = self.get_doc_before_save()
		rows = {row.name: row for row in self.items}
		for row in before.items if before else ():
			now = rows.get(row.name)
			if row.taken_over and (
				now is None or any(now.get(key) != row.get(key) for key in ("sponsorship", "result", "reason"))
			):
				frappe.throw(
					_("The decision on {0} was taken over already and stays.").format(escape_html(row.gift_title)),
					title=_("Not Permitted"),
				)

	def read_gifts(self) -> None:
		"""Show in each open row what its gift says now. One query."""
		names = [row.sponsorship for row in self.items]
		if len(names) != len(set(names)):
			frappe.throw(_("A gift stands in the list twice. Remove one of the rows."))
		found = frappe.get_all(
			"Sponsorship",
			filters={"name": ["in", names]},
			fields=GIFT_FIELDS,
			order_by="name asc",
		)
		gifts = {row.name: row for row in found}
		for row in self.items:
			gift = gifts.get(row.sponsorship)
			if gift and gift.municipality != self.municipality:
				frappe.throw(_("{0} was given to another municipality.").format(escape_html(gift.sponsorship_title)))
			if gift and not row.taken_over:
				row.update({field: gift[source] for field, source in FROM_THE_GIFT.items()})


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Acceptance List")
