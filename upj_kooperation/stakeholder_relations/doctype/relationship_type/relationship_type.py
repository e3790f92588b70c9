from upj_kooperation.document import CooperationDocument
from upj_kooperation.stakeholder_relations.one_giver import follow_type
from upj_kooperation.stakeholder_relations.titles import refresh_titles


class RelationshipType(CooperationDocument):
	"""A kind of relationship between two stakeholders, with its wording for each side (F2)."""

	def on_update(self) -> None:
		"""Keep the titles of the relationships true, and who counts as one giver."""
		before = self.get_doc_before_save()
		if before and before.label_from != self.label_from:
			refresh_titles(relationship_type=self.name)
		follow_type(self, before)
