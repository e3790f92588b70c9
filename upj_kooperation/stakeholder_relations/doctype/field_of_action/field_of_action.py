from upj_kooperation.document import CooperationDocument


class FieldofAction(CooperationDocument):
	"""A theme that working groups, projects and calls share."""
