from upj_kooperation.document import CooperationRow


class SponsorshipConflictAnswer(CooperationRow):
	"""An answer to a conflict-of-interest question (F26)."""
