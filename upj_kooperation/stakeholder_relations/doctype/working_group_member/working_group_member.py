from upj_kooperation.document import CooperationRow


class WorkingGroupMember(CooperationRow):
	"""A person or an organisation in a working group, for a time."""
