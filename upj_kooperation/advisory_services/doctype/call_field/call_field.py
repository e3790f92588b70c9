from upj_kooperation.document import CooperationRow


class CallField(CooperationRow):
	"""A field of action that a call asks for."""
