"""`make demo`: the story of Nienburg on a real ERPNext site, in an overlay over a bench that stays as it is.

All of it (site, private servers, logs, process ids) lies in one folder in the cache of the bench's account. `start`
makes the demo, or opens the one that is there (migrating it if the app has changed), and returns once it answers;
`serve` stays, as containers want it. `stop` ends the processes, `clean` also removes the folder. HOST (127.0.0.1) and
PORT (the first free one from 8000) say where to serve, DB=sqlite asks for a site without a database server (Frappe 16).
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence

from harness import backend, machine
from harness.bench import APP, CHECKOUT, Account, Bench, find, make_folder
from harness.environments import layered_python
from harness.services import Folder
from harness.sites import ADMIN_PASSWORD, Backend, Overlay

SITE = "kooperation.localhost"
EXTRAS = ("demo",)
NO_BENCH = """\
The demo needs a bench with ERPNext, and none was found (FRAPPE_BENCH may name one).
How to install Frappe and ERPNext: https://docs.frappe.io/framework/user/en/installation
Or run `docker compose up`: the same demo on Frappe's official ERPNext image."""
TO_TRY = """\
Three things to try:
  1. As Cooperation Manager, open "Kooperation" and see which companies around Nordertor are engaged.
  2. As Cooperation Adviser, log an advisory session: its next steps become ToDos and the quota goes down.
  3. As Cooperation Approver, accept a sponsorship; then print the Sachstandsbericht for the council."""
CACHES = (".venv", ".pytest_cache", ".hypothesis", ".ruff_cache")


class Demo:
	"""The demo of one bench."""

	def __init__(self, bench: Bench) -> None:
		self.bench = bench
		self.folder = bench.account.cache / "demo"
		self.services = self.folder / "services"
		self.overlay_path = self.folder / "bench"
		self.ready = self.folder / "ready.json"

	def state(self) -> dict[str, str]:
		"""What a finished demo wrote down about itself; empty where there is none, or one that was cut off."""
		with contextlib.suppress(FileNotFoundError):
			return dict(json.loads(self.ready.read_text()))
		return {}

	def save(self, **values: str) -> None:
		"""Write the state down."""
		self.ready.write_text(json.dumps(self.state() | values))
		self.bench.account.give(self.ready)

	def backend(self, sqlite: bool) -> Backend:
		"""The servers of the demo: those that it was made on, else the bench's own, else private ones."""
		if not self.services.exists() and (own := backend.own(self.bench, not sqlite)):
			return own
		if self.state() and not self.services.exists():
			raise machine.Missing(
				"The demo lies on the bench's own servers, and they do not answer: start them, or `make demo-reset`."
			)
		make_folder(self.services, self.bench.account)
		return backend.private(self.services, not sqlite)

	def start(self) -> None:
		"""Open the demo, making what is missing."""
		state, version = self.state(), content_mark()
		sqlite = (state.get("database") or os.environ.get("DB")) == "sqlite"
		if not state:
			self.clean()
		if not self.is_served(state) or state.get("version") != version:
			self.end_processes()
			make_folder(self.folder, self.bench.account)
			overlay = Overlay.build(
				self.overlay_path, self.bench, layered_python(self.bench, EXTRAS), self.backend(sqlite)
			)
			overlay.prepare_app()
			if not state:
				self.make(overlay, sqlite)
			elif state["version"] != version:
				say("The app has changed: migrating")
				overlay.frappe(SITE, "migrate", "--skip-search-index")
			self.save(version=version, database="sqlite" if sqlite else "mariadb")
			self.serve(overlay)
		self.tell()

	def make(self, overlay: Overlay, sqlite: bool) -> None:
		"""Make the site, install the app and load the story."""
		say(f"Making the ERPNext site {SITE} (about two minutes, seconds when it was made before)")
		if sqlite:
			overlay.new_erpnext_site(SITE, "--db-type=sqlite")
		else:
			overlay.make_site(SITE)
		say(f"Installing {APP}")
		overlay.install_app(SITE)
		say("Loading the story")
		overlay.frappe(SITE, "execute", f"{APP}.demo.load", capture_output=False)

	def serve(self, overlay: Overlay) -> None:
		"""Start the web server and a worker, and wait until the site answers."""
		host = os.environ.get("HOST", "127.0.0.1")
		port = int(os.environ.get("PORT") or machine.free_port(8000))
		url = f"http://{'localhost' if host == '0.0.0.0' else host}:{port}"
		overlay.frappe(SITE, "set-config", "host_name", url)
		gunicorn = ["-m", "gunicorn", "harness.wsgi:application", f"--bind={host}:{port}", "--workers=2", "--threads=4"]
		self.spawn(overlay, "web", *gunicorn, "--timeout=120")
		helper = ["-m", "frappe.utils.bench_helper", "frappe"]
		self.spawn(overlay, "worker", *helper, "worker", "--queue", "short,default,long", "--quiet")
		self.spawn(overlay, "schedule", *helper, "schedule")
		self.save(url=url)
		if not machine.wait_until(lambda: self.is_served({"url": url}), 90):
			log = (self.folder / "web.log").read_text(errors="replace")
			raise machine.Missing(f"The web server does not answer; its last words:\n{log[-2000:]}")

	def spawn(self, overlay: Overlay, name: str, *arguments: str) -> None:
		"""Start a process of the demo on its own and remember its id."""
		with (self.folder / f"{name}.log").open("ab") as log:
			process = subprocess.Popen(
				[str(overlay.python), *arguments],
				cwd=overlay.sites,
				env=self.bench.environment(overlay.environment({"UPJ_SITE": SITE})),
				stdin=subprocess.DEVNULL,
				stdout=log,
				stderr=log,
				start_new_session=True,
				**self.bench.account.popen_arguments(),
			)
		(self.folder / f"{name}.pid").write_text(str(process.pid))

	def is_served(self, state: dict[str, str]) -> bool:
		"""Whether the demo of this state answers over HTTP."""
		if "url" not in state:
			return False
		try:
			with urllib.request.urlopen(f"{state['url']}/api/method/ping", timeout=10) as answer:
				return answer.status == 200 and self.is_ours("web")
		except OSError:
			return False

	def is_ours(self, name: str) -> bool:
		"""Whether a process of the demo runs, so that another server on its old port is not taken for it."""
		with contextlib.suppress(FileNotFoundError, ValueError):
			pid = int((self.folder / f"{name}.pid").read_text())
			return machine.is_running(pid) and machine.belongs(pid, str(self.overlay_path))
		return False

	def serve_until_told(self) -> None:
		"""Open the demo and stay until Ctrl-C or SIGTERM, as a container does."""
		try:
			self.start()
			signal.pause()
		finally:
			self.stop()

	def tell(self) -> None:
		"""Print where the demo is and who can log in."""
		overlay = Overlay.load(self.overlay_path)
		printed = overlay.frappe(SITE, "execute", f"{APP}.demo.users").stdout
		people = json.loads(printed[printed.index("[") :])
		print(f"\nThe demo is at {self.state()['url']}\n")
		for person in people:
			print(f"  {person['role']:<22} {person['user']:<32} {person['password']:<18} {person['full_name']}")
		print(f"  {'Administrator':<22} {'Administrator':<32} {ADMIN_PASSWORD}")
		print(f"\n{TO_TRY}\n\nStop it with `make demo-stop`, remove it with `make clean`.", flush=True)

	def end_processes(self) -> None:
		"""End the web server, the worker and the scheduler."""
		for file in self.folder.glob("*.pid"):
			machine.end(int(file.read_text() or 0), str(self.overlay_path))
			file.unlink()

	def stop(self) -> None:
		"""End every process; the site stays and `start` opens it again."""
		self.end_processes()
		if self.services.is_dir():
			Folder(self.services).end_servers()

	def clean(self) -> None:
		"""End every process and remove everything that the demo made."""
		self.end_processes()
		if self.services.is_dir():
			Folder(self.services).stop()
		elif (self.overlay_path / "overlay.json").exists():
			Overlay.load(self.overlay_path).drop_everything()
		if self.folder.is_dir():
			shutil.rmtree(self.folder)


def content_mark() -> str:
	"""A mark that changes whenever a file of the app or of these scripts does."""
	digest = hashlib.sha256()
	folders = [path for folder in (APP, "scripts") for path in sorted((CHECKOUT / folder).rglob("*"))]
	for path in [CHECKOUT / "package.json", *folders]:
		if path.is_file() and "__pycache__" not in path.parts:
			digest.update(str(path.relative_to(CHECKOUT)).encode())
			digest.update(path.read_bytes())
	return digest.hexdigest()


def say(words: str) -> None:
	"""Say what comes next, at once."""
	print(words, flush=True)


def clean_caches(bench: Bench | None) -> None:
	"""Remove what tests and demo keep between runs: dumps, layered environments, .venv and tool caches."""
	accounts = {Account.current(), *([bench.account] if bench else [])}
	for path in [*(account.cache for account in accounts), *(CHECKOUT / name for name in CACHES)]:
		if path.is_dir():
			shutil.rmtree(path)
	for path in [*CHECKOUT.rglob("__pycache__")]:
		shutil.rmtree(path)


def main(arguments: Sequence[str]) -> int:
	"""The command line: start, reset, stop, clean, or a bench command on the demo's site."""
	action = arguments[0] if arguments else "start"
	search = find()
	if search.bench is None and action != "clean":
		print(NO_BENCH, file=sys.stderr)
		return 1
	demo = Demo(search.bench) if search.bench else None
	try:
		if action == "bench" and demo:
			overlay = Overlay.load(demo.overlay_path)
			return overlay.frappe(SITE, *arguments[1:], capture_output=False, check=False).returncode
		if demo and action in ("reset", "clean"):
			demo.clean()
		if action == "clean":
			clean_caches(search.bench)
		elif action == "stop" and demo:
			demo.stop()
		elif action in ("start", "reset") and demo:
			demo.start()
		elif action == "serve" and demo:
			signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
			demo.serve_until_told()
		else:
			print("usage: demo [start | serve | reset | stop | clean | bench COMMAND ...]", file=sys.stderr)
			return 2
	except (machine.Missing, RuntimeError, OSError, subprocess.CalledProcessError) as problem:
		print(problem, file=sys.stderr)
		return 1
	return 0


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:]))
	except KeyboardInterrupt:
		sys.exit("\nStopped. `make demo` takes it up again, `make clean` removes what is there.")
