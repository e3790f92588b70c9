from upj_kooperation.document import CooperationRow


class WorkingGroupMember(CooperationRow):
	"""A person in a working group, for a time."""
