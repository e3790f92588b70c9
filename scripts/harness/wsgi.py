"""Frappe's web application for one site (UPJ_SITE), with the files that a web server would serve; for gunicorn.

One fixed site makes every address of the machine lead to it, so nobody has to touch a hosts file.
"""

import os

import frappe.app

frappe.app._site = os.environ["UPJ_SITE"]
application = frappe.app.application_with_statics()
