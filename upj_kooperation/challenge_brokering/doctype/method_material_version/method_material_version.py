from upj_kooperation.document import CooperationRow


class MethodMaterialVersion(CooperationRow):
	"""A version of a material as it was released (F43)."""
