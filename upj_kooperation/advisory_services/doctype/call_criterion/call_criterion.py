from upj_kooperation.document import CooperationRow


class CallCriterion(CooperationRow):
	"""A criterion by which reviewers score the applications for a call, with its weight."""
