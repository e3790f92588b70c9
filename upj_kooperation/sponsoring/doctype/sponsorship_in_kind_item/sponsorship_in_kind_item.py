from frappe.model.document import Document


class SponsorshipInkindItem(Document):
	"""A donated object with its valuation (F29)."""
