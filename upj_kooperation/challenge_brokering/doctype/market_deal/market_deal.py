import frappe
from frappe import _
from frappe.utils import cint, cstr, flt, now_datetime
from frappe.utils.user import get_user_fullname

from upj_kooperation.challenge_brokering import market
from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import market_event as rules
from upj_kooperation.domain.support_offer import KIND_CLOSED
from upj_kooperation.domain.values import Problem
from upj_kooperation.refusals import local_text, refuse

# What stands on the paper.
CONTENT = (
	*("giver", "giver_name", "taker", "taker_name", "given", "returned"),
	*("kind", "field_of_action", "hours", "value"),
)


class MarketDeal(CooperationDocument):
	"""An agreement of a company and a nonprofit at a market event (F33). It is never lost: it is withdrawn."""

	def before_insert(self) -> None:
		"""Hold the event, so that it is not closed meanwhile, and say who enters what when."""
		if not self.market_event:
			# Frappe names the missing field after this.
			return
		event = frappe.db.get_value(
			market.EVENT,
			self.market_event,
			["status", "challenge_group", "municipality", "event_date"],
			as_dict=True,
			for_update=True,
		)
		refuse(rules.check_entering(event.pop("status")))
		self.update(event)
		self.update({"status": rules.AGREED, "entered_by": frappe.session.user, "entered_at": now_datetime()})
		self.entry_key = self.entry_key or frappe.generate_hash(length=32)

	def validate(self) -> None:
		"""Check parties, money and, of an agreement that stands, that its change has a reason."""
		self.name_parties()
		refuse(rules.check_parties(self.giver_name, self.taker_name))
		self.deal_title = f"{self.giver_name} / {self.taker_name}"[:140]
		changed = self.changed_fields()
		if not self.is_new():
			refuse(rules.check_change(changed, self.get_doc_before_save().status, self.change_reason))
		if self.is_new() or changed:
			self.check_kind()
		self.keep_reason(changed)

	def on_update(self) -> None:
		"""Tell the boards."""
		market.tell_boards(self.market_event)

	def after_delete(self) -> None:
		"""Tell the boards."""
		market.tell_boards(self.market_event)

	def name_parties(self) -> None:
		"""Take the names of linked stakeholders; refuse those of another town."""
		links = {field: self.get(field) for field in ("giver", "taker") if self.get(field) and self.is_changed(field)}
		if not links:
			return
		rows = frappe.get_all(
			"Stakeholder",
			filters={"name": ["in", list(links.values())]},
			fields=["name", "stakeholder_name", "municipality"],
			order_by="name asc",
		)
		known = {row.name: row for row in rows}
		for field, name in links.items():
			row = known.get(name)
			if not row:
				# Frappe has named what does not exist.
				continue
			if row.municipality != self.municipality:
				refuse(Problem(rules.FOREIGN_PARTY, (row.stakeholder_name,)))
			self.set(f"{field}_name", row.stakeholder_name)

	def changed_fields(self) -> list[str]:
		"""Return the fields of the paper, and the status, that this save changes."""
		return [] if self.is_new() else [field for field in (*CONTENT, "status") if self.is_changed(field)]

	def is_changed(self, field: str) -> bool:
		"""Say whether this save changes a field; a new agreement changes each."""
		before = self.get_doc_before_save()
		same = flt if field in ("hours", "value") else cstr
		return not before or same(before.get(field)) != same(self.get(field))

	def check_kind(self) -> None:
		"""Check the kind: in use, and no money where that is taboo."""
		if not (self.kind and self.market_event):
			# Frappe names the missing field after this.
			return
		kind = frappe.db.get_value("Support Kind", self.kind, ["enabled", "is_money"], as_dict=True)
		if not kind.enabled and self.is_changed("kind"):
			refuse(Problem(KIND_CLOSED, (self.kind,)))
		refuse(
			rules.check_money(
				taboo=bool(cint(frappe.db.get_value(market.EVENT, self.market_event, "money_taboo"))),
				kind=self.kind,
				is_money=bool(kind.is_money),
				texts=(self.given, self.returned),
			)
		)

	def keep_reason(self, changed: list[str]) -> None:
		"""Put the reason into the log, with day, name and the fields; the next change needs one of its own."""
		if not self.is_new() and self.change_reason:
			labels = ", ".join(_(self.meta.get_label(field), context=self.doctype) for field in changed)
			line = (
				f"{local_text(now_datetime())}, {get_user_fullname(frappe.session.user)}: {self.change_reason.strip()}"
			)
			self.change_log = "\n".join(filter(None, (self.change_log, f"{line} ({labels})" if labels else line)))
		self.change_reason = None

	def show_unique_validation_message(self, e: Exception) -> None:
		"""Say in words that the entry was used, also where another request was faster."""
		if "entry_key" in str(e):
			refuse(Problem(rules.USED_KEY), exc=frappe.UniqueValidationError)
		super().show_unique_validation_message(e)


def on_doctype_update() -> None:
	"""Add the indexes of the list page, of an event's totals and latest agreements, and of a town's year."""
	add_list_index("Market Deal")
	frappe.db.add_index("Market Deal", ["market_event", "status", "creation"])
	frappe.db.add_index("Market Deal", ["municipality", "event_date"])
	frappe.db.add_index("Market Deal", ["giver"])
