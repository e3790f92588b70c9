from upj_kooperation.document import CooperationRow


class SessionCorrection(CooperationRow):
	"""A correction of a session that was held: who, when, what and why."""
