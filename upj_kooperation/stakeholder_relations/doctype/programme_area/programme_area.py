import datetime

from frappe.utils import getdate

from upj_kooperation.document import CooperationDocument, add_list_index
from upj_kooperation.domain import programme_area as rules
from upj_kooperation.domain.geometry import read_boundary
from upj_kooperation.refusals import refuse
from upj_kooperation.stakeholder_relations.lookups import as_date


class ProgrammeArea(CooperationDocument):
	"""A neighbourhood in an urban development programme, with the programme's names over time (F6)."""

	def validate(self) -> None:
		"""Check the dates, the programmes over time, and that the status agrees with them."""
		start, end = as_date(self.start_date), as_date(self.end_date)
		refuse(rules.check_dates(start, end))
		refuse(rules.check_programmes(self.programme_periods()))
		refuse(rules.check_status(self.status, start, end, getdate()))
		self.measure_boundary()

	def measure_boundary(self) -> None:
		"""Check a new boundary, keep it in one form, and compute its area."""
		before = self.get_doc_before_save()
		if before and before.geometry == self.geometry:
			return
		boundary, problem = read_boundary(self.geometry)
		refuse(problem)
		self.geometry = boundary.geojson if boundary.polygons else None
		self.boundary_hectares = boundary.hectares

	def programme_periods(self) -> list[rules.ProgrammePeriod]:
		"""Return the programmes over time as plain values."""
		return [
			rules.ProgrammePeriod(row.programme, as_date(row.from_date), as_date(row.to_date))
			for row in self.programmes
		]

	def was_active_on(self, day: datetime.date, programme: str | None = None) -> rules.Activity:
		"""Say whether the area was active on `day`, under `programme` if one is named, and why (not)."""
		activity = rules.active_programme_on(
			self.programme_periods(), self.status, as_date(self.start_date), as_date(self.end_date), day
		)
		return rules.was_active_on(activity, day, programme)


def on_doctype_update() -> None:
	"""Add the index of the list page."""
	add_list_index("Programme Area")
