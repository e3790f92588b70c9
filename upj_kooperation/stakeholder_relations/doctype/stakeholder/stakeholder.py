import frappe
from frappe import _
from frappe.contacts.address_and_contact import delete_contact_and_address, load_address_and_contact
from frappe.utils import cstr, escape_html, get_link_to_form, getdate

from upj_kooperation.boards import ask_for_reason, is_dragged
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import duplicates
from upj_kooperation.domain import stakeholder as rules
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import in_words, refuse
from upj_kooperation.stakeholder_relations import duplicates as search
from upj_kooperation.stakeholder_relations import first_contact, followers, merging
from upj_kooperation.stakeholder_relations.follow_ups import follow_stakeholder, forget_stakeholder
from upj_kooperation.stakeholder_relations.lookups import as_date, refuse_foreign_areas
from upj_kooperation.stakeholder_relations.parties import leave_shared_contacts, require_readable_party
from upj_kooperation.stakeholder_relations.titles import refresh_titles

# What makes a stakeholder look like another one.
IDENTITY = ("stakeholder_name", "website", "register_type", "register_number", "register_court")


class Stakeholder(CooperationDocument):
	"""A company, foundation, nonprofit or other actor around a neighbourhood (F1, F3)."""

	def onload(self) -> None:
		"""Send Addresses and Contacts along, as Frappe's forms expect them."""
		load_address_and_contact(self)

	def _check_linked_records(self) -> None:
		refuse(rules.check_party(self.party_type, self.party))
		super()._check_linked_records()

	def _validate_links(self) -> None:
		self.unpack()
		super()._validate_links()

	def unpack(self) -> None:
		"""Take the first contact, and a list's words, out of their fields: none of them is stored there."""
		if not any(self.get(field) for field in first_contact.ALL_FIELDS):
			return
		self._check_values(first_contact.ALL_FIELDS)
		self._validate_length()
		if self.is_new() and frappe.flags.in_import:
			first_contact.read_words(self)
		values = {field: self.get(field) for field in first_contact.FIELDS}
		labels = {field: _(self.meta.get_label(field), context=self.doctype) for field in values}
		entry = first_contact.read(cstr(self.stakeholder_name), cstr(self.actor_type), values, labels)
		self.update(dict.fromkeys(first_contact.ALL_FIELDS, None))
		self.flags.first_contact = entry
		if entry and self.is_new() and frappe.flags.in_import:
			self.record(import_key=entry.key(cstr(self.municipality)))

	def validate(self) -> None:
		"""Check stage, next step, areas, assessments and business partner."""
		self.follow_stage()
		refuse(rules.check_next_step(self.engagement_stage, self.next_step, as_date(self.next_step_date)))
		refuse_foreign_areas(self.municipality, [row.programme_area for row in self.programme_areas])
		refuse(rules.check_assessments([getdate(row.assessed_on) for row in self.assessments], getdate()))
		self.spell_register()
		self.bind_party()

	def on_update(self) -> None:
		"""Keep titles of relationships, search keys and follow-up plans true; say whom the stakeholder looks like."""
		before = self.get_doc_before_save()
		if before and before.stakeholder_name != self.stakeholder_name:
			refresh_titles(stakeholder=self.name)
		if not before or any(before.get(field) != self.get(field) for field in IDENTITY):
			self.warn_of_duplicates()
			self.store_keys()
		if entry := self.flags.pop("first_contact", None):
			first_contact.enter(entry, self.name)
		follow_stakeholder(self, before)
		followers.follow(self, before)

	def on_trash(self) -> None:
		"""Take what was planned and search keys along, and Contacts and Addresses that belong to nobody else."""
		forget_stakeholder(self.name)
		leave_shared_contacts(self.doctype, self.name, keep=self.party if self.party_type == "Contact" else None)
		delete_contact_and_address(self.doctype, self.name)
		frappe.db.delete("Stakeholder Key", {"stakeholder": self.name})

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Check a merge, and move what Frappe would lose."""
		if merge:
			merging.before(old, new)

	def after_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Make the kept record true after a merge."""
		if merge:
			merging.after(old, new)
		followers.tell([new])

	def follow_stage(self) -> None:
		"""Check the engagement stage, date it, and drop the reason of a stage that was left."""
		before = self.get_doc_before_save()
		stage = before.engagement_stage if before else None
		problem = rules.check_stage(stage, self.engagement_stage, self.stage_reason)
		if problem and problem.message == rules.REASON_MISSING and is_dragged():
			ask_for_reason(
				in_words(problem),
				"upj_kooperation.stakeholders.state_reason",
				stakeholder=self.name,
				stage=self.engagement_stage,
			)
		refuse(problem)
		if stage != self.engagement_stage:
			self.stage_since = getdate()
		if self.engagement_stage not in rules.NEEDS_REASON:
			self.stage_reason = None

	def spell_register(self) -> None:
		"""Put register, number and court into their own fields, in one spelling."""
		entry = duplicates.read_register(self.register_type, self.register_number, self.register_court)
		if isinstance(entry, Problem):
			refuse(entry)
		if entry and entry.key:
			self.register_type, self.register_number = entry.register, entry.number
			self.register_court = entry.court

	def known(self) -> duplicates.Known:
		"""Return what is compared with other stakeholders."""
		return duplicates.Known(
			self.name or "",
			self.stakeholder_name or "",
			self.municipality or "",
			search.register_of(self.register_type, self.register_number, self.register_court),
			frozenset(filter(None, [duplicates.domain_of(self.website)])),
		)

	def warn_of_duplicates(self) -> None:
		"""Say which stakeholders of the municipality may be the same, but for those that the form has just named."""
		# Whoever only enters a stakeholder, as through a web form, hears nothing of the others.
		if self.flags.duplicates_named or not frappe.has_permission("Stakeholder", "read"):
			return
		seen = frappe.parse_json(self.get("__duplicates_seen") or "[]")
		found = [
			one
			for one in search.find_similar(self.known())
			if one.municipality == self.municipality and one.name not in seen
		]
		if found:
			search.warn(found, self.municipality)

	def store_keys(self) -> None:
		"""Write the keys under which the stakeholder is found; a new one has no Contacts to ask for addresses yet."""
		if self.get_doc_before_save():
			search.refresh_keys([self.name])
			return
		known = self.known()
		keys = duplicates.keys_of(known.title, known.register, known.domains)
		search.write_keys([(self.name, self.municipality, keys)])

	def bind_party(self) -> None:
		"""Set the key that makes a business partner one stakeholder of a municipality only."""
		before = self.get_doc_before_save()
		self.party_key = rules.party_key(self.party_type, self.party, self.municipality)
		if self.party_key and (not before or before.party_key != self.party_key):
			require_readable_party(self.party_type, self.party)
			self.refuse_second_stakeholder()

	def refuse_second_stakeholder(self) -> None:
		"""Name the stakeholder that a business partner already is; the unique key holds when two come at once."""
		other = frappe.db.get_value(
			"Stakeholder", {"party_key": self.party_key, "name": ["!=", self.name or ""]}, "name"
		)
		if other:
			self.throw_second_stakeholder(get_link_to_form("Stakeholder", other))

	def throw_second_stakeholder(self, other: str) -> None:
		"""Raise UniqueValidationError in words. other: link to the stakeholder, or what stands for it."""
		frappe.throw(
			_("{0} {1} is already a stakeholder of this municipality: {2}. Open that one instead.").format(
				_(self.party_type), escape_html(self.party), other
			),
			frappe.UniqueValidationError,
			title=_("Already There"),
		)

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Translate the database's refusal when another user was faster."""
		if self.party_key and "party_key" in str(e):
			self.throw_second_stakeholder(_("just created by somebody else"))
		if self.import_key and "import_key" in str(e):
			frappe.throw(
				_("{0} is there already: a list with this name, postal code and street was imported before.").format(
					escape_html(self.stakeholder_name)
				),
				frappe.UniqueValidationError,
				title=_("Already There"),
			)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of overdue next steps and of the business partner's form."""
	add_list_index("Stakeholder")
	frappe.db.add_index("Stakeholder", ["municipality", "next_step_date"])
	frappe.db.add_index("Stakeholder", ["party", "party_type"])
