from upj_kooperation.document import CooperationRow


class AgreementParty(CooperationRow):
	"""A party of an agreement with its signature (F19)."""
