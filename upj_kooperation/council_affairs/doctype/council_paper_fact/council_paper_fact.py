from upj_kooperation.document import CooperationRow


class CouncilPaperFact(CooperationRow):
	"""A fact of a council paper with the record that it comes from (F42)."""
