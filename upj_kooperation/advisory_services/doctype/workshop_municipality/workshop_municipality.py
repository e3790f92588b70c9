from upj_kooperation.document import CooperationRow


class WorkshopMunicipality(CooperationRow):
	"""A municipality that is invited to a peer workshop, and whether it came."""
