"""The packages that package.json names, installed with yarn as `bench get-app` does, once for each list of them."""

import fcntl
import hashlib
import shutil
import tempfile
from pathlib import Path

from harness import machine
from harness.bench import CHECKOUT, Bench, make_folder

# What decides which packages come; yarn reads both.
LISTS = ("package.json", ".yarnrc")


def node_modules(bench: Bench) -> Path:
	"""The folder with the packages, installed by the bench's account in its cache if they are not there yet.

	Raises Missing where yarn or its registry is not to be had.
	"""
	key = hashlib.sha256(b"|".join((CHECKOUT / name).read_bytes() for name in LISTS)).hexdigest()[:16]
	place = bench.account.cache / f"node-{key}"
	make_folder(place.parent, bench.account)
	with (place.parent / "node-lock").open("a") as lock:
		# Runs side by side wait for the first one's packages.
		fcntl.flock(lock, fcntl.LOCK_EX)
		bench.account.give(place.parent / "node-lock")
		if not place.exists():
			_install(bench, place)
	return place / "node_modules"


def _install(bench: Bench, place: Path) -> None:
	unfinished = Path(tempfile.mkdtemp(prefix="node-unfinished-", dir=place.parent))
	try:
		bench.account.give(unfinished)
		for name in LISTS:
			shutil.copy(CHECKOUT / name, unfinished / name)
			bench.account.give(unfinished / name)
		command = ["yarn", "install", "--production", "--non-interactive", "--network-timeout", "30000"]
		done = bench.run(command, cwd=unfinished, check=False, capture_output=True, text=True)
		if done.returncode:
			raise machine.Missing(f"yarn could not install the packages of package.json: {done.stderr.strip()[-500:]}")
		unfinished.rename(place)
	except FileNotFoundError:
		raise machine.Missing("yarn is missing, and Frappe builds its own pages with it too") from None
	finally:
		if unfinished.exists():
			shutil.rmtree(unfinished)
