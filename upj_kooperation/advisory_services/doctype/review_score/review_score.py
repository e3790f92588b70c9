from upj_kooperation.document import CooperationRow


class ReviewScore(CooperationRow):
	"""The points that a reviewer gives for one criterion."""
