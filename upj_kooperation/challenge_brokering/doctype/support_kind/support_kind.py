from upj_kooperation.document import CooperationDocument


class SupportKind(CooperationDocument):
	"""A kind of help that nonprofits ask for and partners offer (F4, F31)."""
