from upj_kooperation.document import CooperationDocument


class Municipality(CooperationDocument):
	"""A town or municipality with its official key. Everything that belongs to a town links to it."""
