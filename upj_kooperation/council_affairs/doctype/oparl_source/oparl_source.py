from frappe.utils import cint

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import oparl
from upj_kooperation.refusals import refuse

# What a run goes by; another address or body begins anew.
PROGRESS = ("since", "since_next", "next_page", "paper_list", "last_modified")
MAX_PAGES = 500


class OParlSource(CooperationDocument):
	"""A council information system that papers and their results are read from over OParl 1.1 (F42)."""

	def validate(self) -> None:
		self.url = (self.url or "").strip()
		refuse(oparl.check_address(self.url))
		self.max_pages = min(max(cint(self.max_pages), 1), MAX_PAGES)
		if not self.is_new() and (self.has_value_changed("url") or self.has_value_changed("body_name")):
			self.record(**dict.fromkeys(PROGRESS))


def on_doctype_update() -> None:
	"""Give the list page its index."""
	add_list_index("OParl Source")
