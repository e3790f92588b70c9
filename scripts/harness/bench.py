"""Finds the bench that tests and demo use, and runs commands in it as the account that owns it.

Run as `python -m harness.bench`, it prints the bench's path, or why each candidate was rejected.
"""

import contextlib
import os
import pwd
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

APP = "upj_kooperation"
CHECKOUT = Path(__file__).resolve().parents[2]
NEEDED = ("apps/frappe", "apps/erpnext", "env/bin/python")


@dataclass(frozen=True)
class Account:
	"""An account of the operating system that commands run as."""

	name: str
	uid: int
	gid: int
	home: Path

	@classmethod
	def of_uid(cls, uid: int) -> "Account":
		"""Look the account up; an unnamed uid, as containers have, gets a home that always exists."""
		try:
			entry = pwd.getpwuid(uid)
		except KeyError:
			return cls(str(uid), uid, os.getegid(), Path(os.environ.get("HOME", "/tmp")))
		return cls(entry.pw_name, uid, entry.pw_gid, Path(entry.pw_dir))

	@classmethod
	def current(cls) -> "Account":
		"""The account that runs this process."""
		return cls.of_uid(os.geteuid())

	@classmethod
	def owner_of(cls, path: Path) -> "Account":
		"""Who commands on `path` run as: its owner where we may become it, else ourselves."""
		return cls.of_uid(path.stat().st_uid) if os.geteuid() == 0 else cls.current()

	def popen_arguments(self) -> dict[str, object]:
		"""Arguments for `subprocess` that drop from root to this account."""
		if os.geteuid() != 0 or self.uid == 0:
			return {}
		return {"user": self.uid, "group": self.gid, "extra_groups": os.getgrouplist(self.name, self.gid)}

	def give(self, path: Path) -> None:
		"""Hand a file or folder over to the account, where we may."""
		if os.geteuid() == 0:
			os.chown(path, self.uid, self.gid, follow_symlinks=False)

	@property
	def cache(self) -> Path:
		"""Where this project keeps what outlives one run: nothing but what `make clean` removes."""
		return self.home / ".cache" / APP


def make_folder(path: Path, account: Account) -> None:
	"""Make a folder, and those above it that are missing, for an account.

	The folder itself is handed over even if it is there: a container mounts its volumes for root.
	"""
	for folder in reversed(path.parents):
		if not folder.exists():
			folder.mkdir(exist_ok=True)
			account.give(folder)
	path.mkdir(exist_ok=True)
	account.give(path)


def give_tree(path: Path, account: Account) -> None:
	"""Hand a folder and all in it over to an account."""
	account.give(path)
	for folder, folders, files in os.walk(path):
		for name in (*folders, *files):
			account.give(Path(folder, name))


@dataclass(frozen=True)
class Bench:
	"""A folder with Frappe, ERPNext and a Python that runs both."""

	path: Path
	account: Account

	@classmethod
	def at(cls, path: Path) -> "Bench":
		"""The bench in this folder, used as its owner."""
		return cls(path, Account.owner_of(path))

	@property
	def python(self) -> Path:
		"""The interpreter of the bench; not resolved, since the link is what makes it a virtual environment."""
		return self.path / "env" / "bin" / "python"

	@property
	def sites(self) -> Path:
		"""Where the sites are, and what Frappe expects as working directory."""
		return self.path / "sites"

	def version(self, app: str) -> str:
		"""The version that an app states in its package, read without importing it."""
		source = (self.path / "apps" / app / app / "__init__.py").read_text()
		found = re.search(r"""^__version__\s*=\s*["']([^"']+)""", source, re.MULTILINE)
		return found.group(1) if found else "unknown"

	def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
		"""The environment for commands: the caller's, without its Python, with the account's home."""
		own = {
			name: value
			for name, value in os.environ.items()
			if not name.startswith(("PYTHON", "SUDO_", "XDG_")) and name != "VIRTUAL_ENV"
		}
		own |= {
			"HOME": str(self.account.home),
			"USER": self.account.name,
			"LOGNAME": self.account.name,
			"PATH": f"{self.python.parent}:{os.environ.get('PATH', os.defpath)}",
			"PYTHONUNBUFFERED": "1",
		}
		return own | dict(extra or {})

	def run(
		self, command: Sequence[str | Path], cwd: Path | None = None, env: Mapping[str, str] | None = None, **options
	) -> subprocess.CompletedProcess:
		"""Run a command as the bench's account; options go to `subprocess.run`."""
		options.setdefault("check", True)
		return subprocess.run(
			[str(part) for part in command],
			cwd=cwd or self.sites,
			env=self.environment(env),
			**self.account.popen_arguments(),
			**options,
		)


@dataclass(frozen=True)
class Search:
	"""The answer to "is there a bench?": the bench or nothing, and what was wrong with each place before it."""

	bench: Bench | None
	rejected: tuple[str, ...]


def why_not(path: Path) -> str | None:
	"""What keeps a folder from being a bench that we can use, or nothing."""
	try:
		missing = [part for part in NEEDED if not (path / part).exists()]
	except PermissionError:
		return "not readable"
	if missing:
		return "no " + ", ".join(missing) if path.is_dir() else "no such folder"
	return None if os.access(path / "env" / "bin" / "python", os.X_OK) else "its Python cannot be run"


def candidates(environ: Mapping[str, str], checkout: Path) -> list[tuple[str, Path]]:
	"""Where a bench may be, in the order in which we look, each with the words for where it came from."""
	found: list[tuple[str, Path]] = []
	if environ.get("FRAPPE_BENCH"):
		found.append(("FRAPPE_BENCH", Path(environ["FRAPPE_BENCH"])))
	if checkout.parent.name == "apps":
		found.append(("around this checkout", checkout.parent.parent))
	with contextlib.suppress(KeyError):
		found.append(("home of frappe", Path(pwd.getpwnam("frappe").pw_dir) / "frappe-bench"))
	own = Path(environ.get("HOME", "/")) / "frappe-bench"
	if own not in [path for _, path in found]:
		found.append(("own home", own))
	return found


def find(environ: Mapping[str, str] = os.environ, checkout: Path = CHECKOUT) -> Search:
	"""The first usable bench: FRAPPE_BENCH, around the checkout, frappe's home, own home."""
	if environ.get("UPJ_NO_BENCH") == "1":
		return Search(None, ("UPJ_NO_BENCH=1 says to ignore benches",))
	rejected: list[str] = []
	for origin, path in candidates(environ, checkout):
		reason = why_not(path)
		if reason is None:
			return Search(Bench.at(path.resolve()), tuple(rejected))
		rejected.append(f"{path} ({origin}): {reason}")
	return Search(None, tuple(rejected))


def main() -> int:
	"""Print the bench's path; without one, print why and fail."""
	search = find()
	for reason in search.rejected:
		print(reason, file=sys.stderr)
	if search.bench is None:
		return 1
	print(search.bench.path)
	return 0


if __name__ == "__main__":
	sys.exit(main())
