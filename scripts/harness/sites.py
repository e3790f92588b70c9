"""Makes and drops ERPNext sites for tests, in an overlay over a bench.

An overlay is a throw-away folder that Frappe takes for a bench: links to the real one's apps, a copy of this checkout
beside them, and `sites`, `logs` and settings of its own. So a run leaves no trace in the real bench, needs no right
to write there, and works wherever the checkout lies and whoever owns it.
"""

import datetime
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from harness import machine
from harness.bench import APP, CHECKOUT, Bench, give_tree, make_folder
from harness.bundles import node_modules
from harness.stores import Database, redis_answers, redis_forget

ADMIN_PASSWORD = "admin"
# What a checkout holds beside the app: histories, environments, caches.
NOT_COPIED = (".git", ".venv", "node_modules", "__pycache__", ".pytest_cache", ".hypothesis", ".ruff_cache")


@dataclass(frozen=True)
class Backend:
	"""The servers that sites are made on; SQLite needs no database server."""

	database: Database | None
	redis_cache: str
	redis_queue: str

	def settings(self) -> dict[str, object]:
		"""What Frappe's configuration calls them."""
		database = {"db_host": self.database.host, "db_port": self.database.port} if self.database else {}
		return {
			**database,
			"redis_cache": self.redis_cache,
			"redis_queue": self.redis_queue,
			"redis_socketio": self.redis_queue,
		}


def head(app: Path) -> str:
	"""The commit that an app stands at, where its history is there."""
	done = subprocess.run(
		["git", "-c", f"safe.directory={app.resolve()}", "-C", str(app), "rev-parse", "HEAD"],
		capture_output=True,
		text=True,
	)
	return done.stdout.strip()


def link(path: Path, target: Path) -> None:
	"""Let `path` be a link to `target`, whatever it was a link to before."""
	path.unlink(missing_ok=True)
	path.symlink_to(target)


def lane(path: Path, number: int) -> Path:
	"""Where the overlay of one of several processes lies that run tests side by side; the first one's is `path`."""
	return path.with_name(f"{path.name}-{number}") if number else path


class Overlay:
	"""A throw-away bench over a real one."""

	def __init__(self, path: Path, bench: Bench, python: Path, backend: Backend, token: str) -> None:
		self.path = path
		self.bench = bench
		self.python = python
		self.backend = backend
		self.token = token

	@classmethod
	def build(cls, path: Path, bench: Bench, python: Path, backend: Backend) -> "Overlay":
		"""Lay out the folder, owned by the bench's account, and write down what `load` needs.

		On an overlay that is there, its sites stay, and links, settings and the copy of the checkout are made anew.
		"""
		token = cls.load(path).token if (path / "overlay.json").exists() else secrets.token_hex(3)
		overlay = cls(path, bench, python, backend, token)
		for folder in ("apps", "sites/assets", "logs", "config/pids"):
			(path / folder).mkdir(parents=True, exist_ok=True)
		for app in ("frappe", "erpnext"):
			link(path / "apps" / app, bench.path / "apps" / app)
		link(path / "env", bench.path / "env")
		shutil.rmtree(overlay.checkout, ignore_errors=True)
		shutil.copytree(CHECKOUT, overlay.checkout, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED))
		assets = overlay.sites / "assets"
		shutil.rmtree(assets)
		# The official image keeps the built assets beside `sites`, which is a volume.
		built = next(filter(Path.is_dir, (bench.sites / "assets", bench.path / "assets")), None)
		if built:
			shutil.copytree(built, assets, symlinks=True, ignore=shutil.ignore_patterns(APP))
		assets.mkdir(exist_ok=True)
		link(assets / APP, overlay.checkout / APP / "public")
		(overlay.sites / "apps.txt").write_text(f"frappe\nerpnext\n{APP}\n")
		settings = backend.settings() | {"bench_id": overlay.name, "mute_emails": 1}
		(overlay.sites / "common_site_config.json").write_text(json.dumps(settings, indent=1))
		state = {
			"bench": str(bench.path),
			"python": str(python),
			"database": asdict(backend.database) if backend.database else None,
			"redis": [backend.redis_cache, backend.redis_queue],
			"token": overlay.token,
		}
		(path / "overlay.json").write_text(json.dumps(state))
		(path / "overlay.json").chmod(0o600)
		give_tree(path, bench.account)
		return overlay

	@classmethod
	def load(cls, path: Path) -> "Overlay":
		"""The overlay that another process built."""
		state = json.loads((path / "overlay.json").read_text())
		database = Database(**state["database"]) if state["database"] else None
		backend = Backend(database, *state["redis"])
		return cls(path, Bench.at(Path(state["bench"])), Path(state["python"]), backend, state["token"])

	@property
	def name(self) -> str:
		"""Starts the name of every database, account and queue that comes from this overlay."""
		return f"upj_{self.token}_"

	@property
	def site_prefix(self) -> str:
		"""Starts the name of every test site, and so of its jobs in the queue."""
		return f"upj-test-{self.token}-"

	@property
	def database(self) -> Database:
		"""The database server, for everything that needs one."""
		assert self.backend.database is not None
		return self.backend.database

	@property
	def sites(self) -> Path:
		"""Where the sites are, and what Frappe expects as working directory."""
		return self.path / "sites"

	@property
	def checkout(self) -> Path:
		"""The copy of the checkout."""
		return self.path / "apps" / APP

	def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
		"""What makes Frappe take the overlay for its bench, and the copy for the app."""
		return {
			"PYTHONPATH": f"{self.checkout}{os.pathsep}{self.checkout / 'scripts'}",
			"FRAPPE_BENCH_ROOT": str(self.path),
			"UPJ_OVERLAY": str(self.path),
			"SITES_PATH": str(self.sites),
			**{f"FRAPPE_{name.upper()}": str(value) for name, value in self.backend.settings().items()},
			**(extra or {}),
		}

	def run(self, *command: str | Path, **options) -> subprocess.CompletedProcess:
		"""Run a command with the overlay as its bench; what a failing one said comes with the error."""
		options = {"cwd": self.sites, "capture_output": True, "text": True, "check": True} | options
		options["env"] = self.environment(options.get("env"))
		try:
			return self.bench.run(command, **options)
		except subprocess.CalledProcessError as failure:
			words = "\n".join(filter(None, (failure.stdout, failure.stderr)))
			# Options may hold the password of the database's root.
			spoken = [str(part).partition("-password=")[0] for part in command]
			raise RuntimeError(f"{' '.join(spoken)} failed:\n{words}") from None

	def frappe(self, site: str | None, *arguments: str, **options) -> subprocess.CompletedProcess:
		"""Run a bench command, on a site or on none."""
		where = ["--site", site] if site else []
		return self.run(self.python, "-m", "frappe.utils.bench_helper", "frappe", *where, *arguments, **options)

	def prepare_app(self) -> None:
		"""Make the app's translations and bundles usable; without npm's registry only its drawn pages are missing."""
		self.frappe(None, "compile-po-to-mo", "--app", APP)
		if not any((self.checkout / APP / "public").rglob("*.bundle.*")):
			return
		try:
			if not (self.bench.path / "apps" / "frappe" / "node_modules" / "esbuild").is_dir():
				raise machine.Missing("this bench has no esbuild: run `bench setup requirements --node` in it")
			link(self.checkout / "node_modules", node_modules(self.bench))
			self.without_bundles.unlink(missing_ok=True)
			# What `bench build` runs, without linking every app's assets anew.
			self.run("node", "esbuild", "--production", "--apps", APP, cwd=self.path / "apps" / "frappe")
		except (machine.Missing, FileNotFoundError) as problem:
			print(f"The app's bundles are not built: {problem}", flush=True)
			self.without_bundles.write_text(str(problem))
			self.bench.account.give(self.without_bundles)

	@property
	def without_bundles(self) -> Path:
		"""A file that says why the app's bundles are not built; it is not there when they are."""
		return self.path / "without-bundles.txt"

	def base_dump(self) -> Path:
		"""A dump of an ERPNext site with the wizard completed and without the app, made once for each ERPNext."""
		wizard = (self.checkout / APP / "demo" / "setup.py").read_bytes()
		apps = [self.bench.path / "apps" / app for app in ("frappe", "erpnext")]
		parts = [*map(head, apps), *map(self.bench.version, ("frappe", "erpnext")), self.database.version()]
		# ERPNext's setup looks at the current year.
		parts += [str(datetime.date.today().year), hashlib.sha256(wizard).hexdigest()]
		key = hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]
		dump = self.bench.account.cache / f"erpnext-{key}.sql.gz"
		make_folder(dump.parent, self.bench.account)
		with (dump.parent / "lock").open("a") as lock:
			# Runs side by side wait for the first one's dump.
			fcntl.flock(lock, fcntl.LOCK_EX)
			self.bench.account.give(dump.parent / "lock")
			if not dump.exists():
				site = f"{self.site_prefix}base.localhost"
				self.new_erpnext_site(site, *self.mariadb_options(f"{self.name}base"))
				self.database.dump(self.database_of(site), dump)
				self.bench.account.give(dump)
				self.drop_site(site)
		return dump

	def mariadb_options(self, database: str) -> list[str]:
		"""What `new-site` must know for making a database of this name."""
		root = self.database
		return [
			f"--db-name={database}",
			f"--db-root-username={root.user}",
			f"--db-root-password={root.password}",
		]

	def new_erpnext_site(self, site: str, *options: str) -> None:
		"""Make an ERPNext site from nothing and complete its wizard."""
		self.frappe(None, "new-site", site, f"--admin-password={ADMIN_PASSWORD}", "--install-app=erpnext", *options)
		self.run(self.python, "-m", "harness.wizard", site)

	def database_of(self, site: str) -> str:
		"""The name of a site's database."""
		return str(json.loads((self.sites / site / "site_config.json").read_text())["db_name"])

	def make_site(self, site: str | None = None) -> str:
		"""A fresh ERPNext site without the app, in seconds, from the dump."""
		mark, password = secrets.token_hex(3), secrets.token_hex(8)
		site, database = site or f"{self.site_prefix}{mark}.localhost", f"{self.name}{mark}"
		dump = self.base_dump()
		for folder in ("private/files", "private/backups", "public/files", "locks", "logs"):
			(self.sites / site / folder).mkdir(parents=True)
		settings = {"db_name": database, "db_password": password, "db_type": "mariadb"}
		(self.sites / site / "site_config.json").write_text(json.dumps(settings, indent=1))
		give_tree(self.sites / site, self.bench.account)
		self.database.create(database, password)
		self.database.load(database, dump)
		return site

	def install_app(self, site: str) -> None:
		"""Install the app on a site, as an administrator would."""
		self.frappe(site, "install-app", APP)

	def drop_site(self, site: str) -> None:
		"""Remove a site: database, account, cache, files."""
		name = self.database_of(site)
		self.database.drop_all(name)
		redis_forget(self.backend.redis_cache, f"{name}|*")
		shutil.rmtree(self.sites / site)

	def drop_everything(self) -> None:
		"""Remove whatever a run made on the servers, however it ended; what a silent one keeps is said."""
		database = self.backend.database
		if database and database.answers():
			database.drop_all(self.name)
		elif database:
			print(
				f"MariaDB on {database.host}:{database.port} does not answer. "
				f"Should it come back, its databases and accounts {self.name}* can be dropped."
			)
		for url in filter(redis_answers, (self.backend.redis_cache, self.backend.redis_queue)):
			for mark in (self.name, self.site_prefix):
				redis_forget(url, f"*{mark}*")
