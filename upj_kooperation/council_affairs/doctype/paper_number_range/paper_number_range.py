import frappe
from frappe.utils import cint

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import paper_number as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import refuse, refuse_all

COUNTING_FIELDS = ("meeting_body", "year", "last_number")


class PaperNumberRange(CooperationDocument):
	"""How a municipality counts the papers of a body in a year (F42)."""

	def validate(self) -> None:
		self.range_key = rules.range_key(self.municipality, self.meeting_body or "", cint(self.year))
		refuse_all(rules.check_range(self.plain()))
		self.keep_what_was_counted()
		self.refuse_second_range()
		self.next_reference = next((reference for _number, reference in rules.following(self.plain())), None)

	def plain(self) -> rules.Range:
		"""Return the range as plain values."""
		return rules.Range(
			name=self.name or "",
			pattern=self.pattern or "",
			period=self.legislative_period or "",
			year=cint(self.year),
			last_number=cint(self.last_number),
			body=self.meeting_body or "",
		)

	def keep_what_was_counted(self) -> None:
		"""Refuse to count otherwise once a paper has a number of this range: it would leave a gap or a double."""
		before = self.get_doc_before_save()
		if not before:
			return
		# The lock that a release takes, too: neither happens in the middle of the other.
		given = frappe.db.get_value(self.doctype, self.name, ["last_number", "modified"], for_update=True)
		changed = [field for field in COUNTING_FIELDS if (self.get(field) or 0) != (before.get(field) or 0)]
		if frappe.db.exists("Council Paper", {"number_range": self.name}):
			refuse_all(Problem(rules.COUNTED, (self.meta.get_label(field),)) for field in changed)
			self.last_number = given[0]

	def refuse_second_range(self) -> None:
		"""Refuse a second range for the same body and year in words; the key is unique anyway."""
		other = frappe.db.get_value(
			self.doctype, {"range_key": self.range_key, "name": ["!=", self.name or ""]}, "pattern"
		)
		if other:
			refuse(Problem(rules.RANGE_EXISTS, (other,)), exc=frappe.UniqueValidationError)


def on_doctype_update() -> None:
	"""Give the list page its index."""
	add_list_index("Paper Number Range")
