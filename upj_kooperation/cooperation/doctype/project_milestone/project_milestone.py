from upj_kooperation.document import CooperationRow


class ProjectMilestone(CooperationRow):
	"""A milestone of a cooperation project."""
