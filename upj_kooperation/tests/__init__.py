"""For `bench run-tests --app upj_kooperation`: is this installation whole? The stories stand in the repository."""

try:
	from frappe.tests import IntegrationTestCase as SiteTestCase
except ImportError:
	from frappe.tests.utils import FrappeTestCase as SiteTestCase

__all__ = ["SiteTestCase"]
