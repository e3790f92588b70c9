from upj_kooperation.document import CooperationRow


class ResidentParticipation(CooperationRow):
	"""How residents took part in a project (F22)."""
