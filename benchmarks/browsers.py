"""A web server and a browser for what can only be measured on a screen."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import requests
from playwright.sync_api import sync_playwright

CHROMIUM_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


@contextlib.contextmanager
def desk(site: str, password: str = "admin") -> Iterator[Callable[[], Any]]:
	"""Serve the site and give back a function that opens a German page in Chromium, logged in as Administrator."""
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	url = f"http://127.0.0.1:{port}"
	server = subprocess.Popen(
		[sys.executable, "-m", "gunicorn", "harness.wsgi:application", f"--bind=127.0.0.1:{port}", "--threads=4"],
		env=os.environ | {"UPJ_SITE": site},
	)
	try:
		while not _answers(url) and server.poll() is None:
			time.sleep(0.5)
		with sync_playwright() as playwright:
			chromium = shutil.which("chromium") or shutil.which("google-chrome")
			browser = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGUMENTS))
			context = browser.new_context(base_url=url, locale="de-DE", viewport={"width": 1360, "height": 900})
			context.request.post("/api/method/login", form={"usr": "Administrator", "pwd": password})
			yield context.new_page
			browser.close()
	finally:
		server.terminate()
		server.wait(20)


def _answers(url: str) -> bool:
	with contextlib.suppress(requests.RequestException):
		return requests.get(f"{url}/api/method/ping", timeout=10).ok
	return False
