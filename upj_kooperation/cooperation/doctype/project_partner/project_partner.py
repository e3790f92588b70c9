from upj_kooperation.document import CooperationRow


class ProjectPartner(CooperationRow):
	"""A partner of a cooperation project and what it brings in (F18)."""
