from upj_kooperation.document import CooperationRow


class AgreementTemplateClause(CooperationRow):
	"""One clause of an agreement template (F19)."""
