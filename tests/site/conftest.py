"""The site tier's fixtures: a real ERPNext site with the app, made for this run and dropped after it.

`scripts/test` lays out the throw-away bench (see scripts/harness/sites.py) and names it in UPJ_OVERLAY. Nothing here
replaces Frappe or the database. Each test has a connection of its own as Administrator and is rolled back.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import frappe
import pytest
import requests
import snapshots
from frappe.cache_manager import clear_defaults_cache, global_cache_keys, user_cache_keys
from frappe.desk.notifications import clear_notifications
from frappe.website.utils import clear_website_cache
from harness import machine
from harness.sites import ADMIN_PASSWORD, Overlay

# What follows from the installed apps alone.
SAME_FOR_ALL = {
	"app_hooks",
	"installed_apps",
	"all_apps",
	"app_modules",
	"installed_app_modules",
	"module_app",
	"module_installed_app",
}

CHROMIUM_ARGUMENTS = (
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Begin with the files that make sites of their own: the longest would else run last, with idle lanes beside it."""
	items.sort(key=lambda item: item.get_closest_marker("install") is None)


@pytest.fixture(scope="session")
def overlay() -> Overlay:
	"""The throw-away bench of this run; its `sites` becomes the working directory, as Frappe expects."""
	if "UPJ_OVERLAY" not in os.environ:
		pytest.exit("tests/site needs a site of its own: run `make test`, or `scripts/test tests/site`", returncode=4)
	overlay = Overlay.load(Path(os.environ["UPJ_OVERLAY"]))
	os.chdir(overlay.sites)
	return overlay


@pytest.fixture(scope="session")
def test_site(overlay: Overlay) -> Iterator[str]:
	"""The name of the site that all tests share: ERPNext, wizard completed, app installed, German compiled."""
	site = overlay.make_site()
	overlay.prepare_app()
	overlay.install_app(site)
	overlay.frappe(site, "set-config", "allow_tests", "1", "--parse")
	yield site
	overlay.drop_site(site)


@contextlib.contextmanager
def connected(site: str) -> Iterator[None]:
	"""A connection to a site as Administrator, with everything that Frappe keeps for a request made anew."""
	frappe.init(site=site, force=True)
	frappe.connect()
	frappe.set_user("Administrator")
	try:
		yield
	finally:
		frappe.db.rollback()
		frappe.destroy()


def forget_cached_records() -> None:
	"""Drop from Redis what tests that are rolled back may have left there: rights, settings, routes, documents.

	Not meta and hooks: building them takes seconds, and Frappe itself drops a meta when its change is rolled back.
	"""
	clear_notifications()
	clear_website_cache()
	clear_defaults_cache()
	for key in user_cache_keys:
		frappe.cache.delete_key(key)
	frappe.cache.delete_value([key for key in global_cache_keys if key not in SAME_FOR_ALL])
	frappe.cache.delete_keys("document_cache::")


@pytest.fixture(autouse=True)
def rolled_back(request: pytest.FixtureRequest) -> Iterator[None]:
	"""Give each test a connection to the test site and undo what it wrote.

	A commit without the mark is an error; after a test with it, the records that are new are deleted. What it changed
	in records that were there, it puts back itself.
	"""
	if request.node.get_closest_marker("install"):
		yield
		return
	commits: list[bool] = []
	marked = request.node.get_closest_marker("commits")
	with connected(request.getfixturevalue("test_site")):
		before = snapshots.names_in(snapshots.MADE) if marked else {}
		frappe.db.after_commit.add(lambda: commits.append(True))
		yield
		frappe.db.rollback()
		if marked:
			snapshots.remove_new(before)
			frappe.db.commit()
		forget_cached_records()
	if commits and not marked:
		pytest.fail("This test committed to the shared site. Mark it with @pytest.mark.commits.")


@pytest.fixture(scope="module", autouse=True)
def nothing_left(request: pytest.FixtureRequest) -> Iterator[None]:
	"""Name the file whose shared fixtures leave committed records on the site."""
	tests = [item for item in request.session.items if item.path == request.path]
	if all(item.get_closest_marker("install") for item in tests):
		yield
		return
	site = request.getfixturevalue("test_site")
	with connected(site):
		before = snapshots.names_in((*snapshots.OURS, "User", "ToDo"))
	yield
	with connected(site):
		after = snapshots.names_in((*snapshots.OURS, "User", "ToDo"))
	if left := {doctype: names - before[doctype] for doctype, names in after.items() if names - before[doctype]}:
		pytest.fail(f"This file left on the shared site: {left}")


@pytest.fixture(scope="session")
def make_site(overlay: Overlay) -> Iterator[Callable[[], str]]:
	"""`make_site()` returns the name of a fresh ERPNext site without the app; all are dropped at the end."""
	made: list[str] = []

	def make() -> str:
		made.append(overlay.make_site())
		return made[-1]

	yield make
	for site in made:
		with contextlib.suppress(FileNotFoundError):
			overlay.drop_site(site)


@pytest.fixture(scope="session")
def on_site(overlay: Overlay) -> Callable[[str], contextlib.AbstractContextManager[None]]:
	"""`with on_site(name): ...` connects to a site that `make_site` made (for tests marked `install`)."""
	return connected


@pytest.fixture(scope="session")
def bench_cmd(overlay: Overlay) -> Callable[..., subprocess.CompletedProcess]:
	"""`bench_cmd(site, "migrate")` runs a bench command; options, such as check=False, go to `subprocess.run`."""
	return overlay.frappe


@pytest.fixture(scope="session")
def run_jobs(overlay: Overlay) -> Callable[[], None]:
	"""`run_jobs()` lets a real worker run everything that is queued, and returns when it is done."""

	def run() -> None:
		overlay.frappe(None, "worker", "--burst", "--queue", "short,default,long")

	return run


@dataclass
class Outcome:
	"""What one of several calls at the same time came to."""

	value: Any = None
	error: Exception | None = None


@pytest.fixture
def in_parallel(test_site: str) -> Callable[..., list[Outcome]]:
	"""`in_parallel(f, g, ...)` runs each call on a connection of its own, all at once, and commits or rolls back.

	Returns an Outcome (value, error) for each, in the order given. For tests marked `commits`.
	"""

	def run(*calls: Callable[[], Any]) -> list[Outcome]:
		outcomes = [Outcome() for _ in calls]
		together = threading.Barrier(len(calls))

		def one(call: Callable[[], Any], outcome: Outcome) -> None:
			with connected(test_site):
				together.wait(30)
				try:
					outcome.value = call()
					frappe.db.commit()
				except Exception as error:
					outcome.error = error

		threads = [threading.Thread(target=one, args=pair) for pair in zip(calls, outcomes, strict=True)]
		for thread in threads:
			thread.start()
		for thread in threads:
			thread.join()
		return outcomes

	return run


class Session(requests.Session):
	"""A logged-in HTTP client; addresses may leave out the server."""

	def __init__(self, url: str) -> None:
		super().__init__()
		self.url = url

	def request(self, method: str, url: str, *arguments: Any, **options: Any) -> requests.Response:
		"""Send a request; never waits for ever."""
		options.setdefault("timeout", 60)
		return super().request(method, self.url + url if url.startswith("/") else url, *arguments, **options)


@dataclass(frozen=True)
class WebServer:
	"""The test site over HTTP."""

	url: str
	site: str

	def session(self, user: str | None = "Administrator", password: str = ADMIN_PASSWORD) -> Session:
		"""A client logged in as a user, or a guest for None."""
		session = Session(self.url)
		if user:
			answer = session.post("/api/method/login", data={"usr": user, "pwd": password})
			answer.raise_for_status()
		return session


@contextlib.contextmanager
def served(overlay: Overlay, site: str) -> Iterator[WebServer]:
	"""A site behind gunicorn: two processes with four threads each, so that races are real."""
	port = machine.free_port()
	url = f"http://127.0.0.1:{port}"
	overlay.frappe(site, "set-config", "host_name", url)
	command = ["-m", "gunicorn", "harness.wsgi:application", f"--bind=127.0.0.1:{port}", "--workers=2", "--threads=4"]
	log = overlay.path / "logs" / f"web-{port}.log"
	with log.open("wb") as output:
		process = subprocess.Popen(
			[str(overlay.python), *command, "--timeout=120", "--worker-tmp-dir=/dev/shm"],
			cwd=overlay.sites,
			env=overlay.bench.environment(overlay.environment({"UPJ_SITE": site})),
			stdout=output,
			stderr=output,
		)

	def answers() -> bool:
		with contextlib.suppress(requests.RequestException):
			return requests.get(f"{url}/api/method/ping", timeout=10).ok
		return False

	try:
		if not machine.wait_until(answers, 60, lambda: process.poll() is None):
			pytest.fail(f"The web server does not answer:\n{log.read_text()[-3000:]}")
		yield WebServer(url, site)
	finally:
		process.send_signal(signal.SIGTERM)
		with contextlib.suppress(subprocess.TimeoutExpired):
			process.wait(20)
		process.kill()


@pytest.fixture(scope="session")
def serve(overlay: Overlay) -> Callable[[str], contextlib.AbstractContextManager[WebServer]]:
	"""`with serve(site) as server: ...` puts a site that `make_site` made behind a web server."""
	return lambda site: served(overlay, site)


@pytest.fixture(scope="session")
def web_server(overlay: Overlay, test_site: str) -> Iterator[WebServer]:
	"""The test site over HTTP, for the whole run."""
	with served(overlay, test_site) as server:
		yield server


@pytest.fixture(scope="module")
def socket_server(overlay: Overlay, test_site: str) -> Iterator[str]:
	"""The address of Frappe's socket server for the test site, a program for node."""
	if not shutil.which("node"):
		leave_out("Frappe's socket server needs node")
	port = machine.free_port()
	environment = overlay.environment({"FRAPPE_SITE": test_site, "FRAPPE_SOCKETIO_PORT": str(port)})
	process = subprocess.Popen(
		["node", str(overlay.path / "apps" / "frappe" / "socketio.js")],
		env=overlay.bench.environment(environment),
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
	)

	def answers() -> bool:
		with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
			return True
		return False

	try:
		assert machine.wait_until(answers, 60, lambda: process.poll() is None), "the socket server does not answer"
		yield f"http://127.0.0.1:{port}"
	finally:
		process.terminate()
		process.wait(20)


def leave_out(reason: str) -> NoReturn:
	"""Leave tests out, and say so; where the site tier is asked for, fail."""
	(pytest.fail if os.environ.get("UPJ_REQUIRE_SITE") == "1" else pytest.skip)(reason)


@pytest.fixture(scope="session")
def bundles(overlay: Overlay, test_site: str) -> None:
	"""Pages that are drawn by the app's own bundles; without npm's registry their tests are left out, and say so."""
	if overlay.without_bundles.exists():
		leave_out(f"The app's bundles are not built: {overlay.without_bundles.read_text()}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
	"""The system's Chromium, driven by Playwright."""
	from playwright.sync_api import sync_playwright

	with sync_playwright() as playwright:
		browser = playwright.chromium.launch(executable_path=machine.chromium(), args=list(CHROMIUM_ARGUMENTS))
		yield browser
		browser.close()


@pytest.fixture
def open_page(browser: Any, web_server: WebServer) -> Iterator[Callable[..., Any]]:
	"""`open_page(user, password)` returns a Playwright page in a German browser, logged in (or as guest for None)."""
	contexts: list[Any] = []

	def open_one(user: str | None = None, password: str = ADMIN_PASSWORD) -> Any:
		context = browser.new_context(base_url=web_server.url, locale="de-DE", timezone_id="Europe/Berlin")
		contexts.append(context)
		if user:
			answer = context.request.post("/api/method/login", form={"usr": user, "pwd": password})
			assert answer.ok, answer.text()
		return context.new_page()

	yield open_one
	for context in contexts:
		context.close()
