"""Virtual environments with the packages that pyproject.toml names, made beside a bench's own and never in it."""

import hashlib
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from harness import machine
from harness.bench import CHECKOUT, Bench, make_folder


def requirements(extras: Sequence[str]) -> list[str]:
	"""The packages that pyproject.toml names for the app itself and for these extras."""
	try:
		import tomllib
	except ModuleNotFoundError:
		from pip._vendor import tomli as tomllib
	project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
	named = project["optional-dependencies"]
	return sorted({*project["dependencies"], *(name for extra in extras for name in named.get(extra, []))})


def make_environment(path: Path, creator: Path, extras: Sequence[str], beneath: Path | None = None) -> Path:
	"""A virtual environment with the packages of these extras, made or brought up to date only when they changed.

	With `beneath` it also sees the packages of that interpreter, and pip adds only what is missing there.
	"""
	wanted = requirements(extras)
	state = hashlib.sha256("\n".join([str(creator), str(beneath), *wanted]).encode()).hexdigest()
	python, stamp = path / "bin" / "python", path / "upj-state"
	if python.exists() and stamp.exists() and stamp.read_text() == state:
		return python
	made = subprocess.run([str(creator), "-m", "venv", "--clear", str(path)], capture_output=True, text=True)
	if made.returncode:
		if not (machine.can_install() and machine.install("python3-venv")):
			raise machine.Missing(
				f"{creator} makes no virtual environment (Debian: python3-venv)\n{made.stdout}{made.stderr}"
			)
		subprocess.run([str(creator), "-m", "venv", "--clear", str(path)], check=True)
	if beneath is not None:
		code = "import sysconfig; print(sysconfig.get_path('purelib'))"
		theirs = subprocess.check_output([str(beneath), "-c", code], text=True).strip()
		ours = subprocess.check_output([str(python), "-c", code], text=True).strip()
		Path(ours, "beneath.pth").write_text(f"import site; site.addsitedir({theirs!r})\n")
	subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted], check=True)
	stamp.write_text(state)
	return python


def has_packages(python: Path, wanted: Sequence[str]) -> bool:
	"""Whether an interpreter has all these packages, in any version."""
	names = [re.split(r"[^\w.-]", requirement, maxsplit=1)[0] for requirement in wanted]
	code = "import sys; from importlib.metadata import distribution; list(map(distribution, sys.argv[1:]))"
	return subprocess.run([str(python), "-c", code, *names], stderr=subprocess.DEVNULL).returncode == 0


def layered_python(bench: Bench, extras: Sequence[str]) -> Path:
	"""The bench's Python, or one layered over it with the packages that it lacks: its own stays as it is."""
	if has_packages(bench.python, requirements(extras)):
		return bench.python
	mark = hashlib.sha256(f"{bench.path} {extras}".encode()).hexdigest()[:8]
	place = bench.account.cache
	make_folder(place, bench.account)
	return make_environment(place / f"tools-{mark}", bench.python, extras, beneath=bench.python)


def python_version(python: Path) -> str:
	"""The version of an interpreter."""
	code = "import platform; print(platform.python_version())"
	return subprocess.check_output([str(python), "-c", code], text=True).strip()
