from upj_kooperation.document import CooperationDocument


class CallApplication(CooperationDocument):
	"""A municipality's application for a call (F10, F11)."""
