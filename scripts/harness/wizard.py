"""Completes ERPNext's setup wizard on a site, as the demo does; for the bench's Python, before the app is installed.

`bench execute` cannot do this: it refuses functions of an app that the site does not have yet. The one file is run
without its package, so that the site, which is kept as a dump, depends on nothing else of the app.
"""

import runpy
import sys

import frappe

from harness.bench import APP, CHECKOUT

if __name__ == "__main__":
	frappe.init(site=sys.argv[1])
	frappe.connect()
	runpy.run_path(str(CHECKOUT / APP / "demo" / "setup.py"))["complete_setup_wizard"]()
	frappe.destroy()
