"""The only file that asks which version of the platform runs."""

import frappe

MAJOR = int(frappe.__version__.split(".", 1)[0])
SAFE_ERPNEXT = (15, 98, 1)


def version_tuple(version: str) -> tuple[int, ...]:
	"""Return the numbers of a version: '15.98.1-dev' gives (15, 98, 1)."""
	return tuple(int(part) for part in version.split("-", 1)[0].split(".") if part.isdigit())


def erpnext_is_safe() -> bool:
	"""Say whether the installed ERPNext has the fixes of 15.98.1 (unauthenticated reading, CVE-2026-27471)."""
	import erpnext

	return version_tuple(erpnext.__version__) >= SAFE_ERPNEXT
