from upj_kooperation.document import CooperationRow


class EnablerRole(CooperationRow):
	"""A role that the municipality plays as enabler, for a time (F8)."""
