"""`make test`: runs each tier that this machine can run and says at the end which ran, on what, and why one did not.

Without arguments all tiers run. Arguments go on to pytest; paths among them choose the tiers. The site tier works in a
throw-away folder that goes away however the run ends: finished, failed, Ctrl-C, or terminated.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness import backend, machine
from harness.bench import CHECKOUT, Account, Bench, find, make_folder
from harness.environments import has_packages, layered_python, make_environment, python_version, requirements
from harness.services import Folder
from harness.sites import Overlay, lane

CORE = ("tests/unit", "tests/contract")
SITE = ("tests/site",)
CORE_EXTRAS, SITE_EXTRAS = ("test",), ("test", "browser", "demo")
# More processes than this wait for one database.
MOST_LANES = 4
# These want one process to talk to.
ALONE = {"-s", "--capture=no", "--pdb", "--trace"}
# Seconds that a pytest which was told to stop gets for dropping its sites.
PATIENCE = 60
WITHOUT_BENCH = "install ERPNext (https://docs.frappe.io/framework/user/en/installation) and set FRAPPE_BENCH"


@dataclass(frozen=True)
class Outcome:
	"""How a tier ended: pytest's exit code, or nothing where it did not run, and a line about it."""

	code: int | None
	line: str


def tiers_for(arguments: Sequence[str]) -> tuple[list[str] | None, list[str] | None]:
	"""What to give to pytest for the core tiers and for the site tier; None for a tier that was not asked for."""
	paths = [word for word in arguments if not word.startswith("-") and word.startswith("tests/")]
	options = [word for word in arguments if word not in paths]
	if not paths:
		return [*CORE, *options], [*SITE, *options]
	site = [path for path in paths if path.startswith(SITE)]
	core = [path for path in paths if path not in site]
	return [*core, *options] if core else None, [*site, *options] if site else None


def lanes_for(arguments: Sequence[str], processors: int) -> int:
	"""How many processes share the files of the site tier; each makes a site of its own."""
	if ALONE & set(arguments):
		return 1
	chosen: set[str] = set()
	for path in (word.partition("::")[0] for word in arguments if word.startswith(SITE)):
		folder = CHECKOUT / path
		chosen |= {file.name for file in folder.glob("test_*.py")} if folder.is_dir() else {path}
	return max(1, min(processors, MOST_LANES, len(chosen)))


def verdict(outcomes: Sequence[Outcome], site: Outcome, site_required: bool) -> int:
	"""The exit code of the whole run: anything red, and a site tier that is asked for and did not run."""
	red = any(outcome.code not in (0, None) for outcome in outcomes)
	return int(red or (site_required and site.code is None))


def core_python(bench: Bench | None) -> Path:
	"""The Python of the core tiers: .venv in the checkout, or in our cache where the checkout cannot be written.

	Where pip finds no index, as in a closed network, the bench's Python does.
	"""
	place = CHECKOUT if os.access(CHECKOUT, os.W_OK) else Account.current().cache
	place.mkdir(parents=True, exist_ok=True)
	try:
		return make_environment(place / ".venv", Path(sys.executable), CORE_EXTRAS)
	except subprocess.CalledProcessError:
		if bench is None or not has_packages(bench.python, requirements(CORE_EXTRAS)):
			raise machine.Missing("pip could not install the test tools; see its words above") from None
		print("pip could not install the test tools: taking the bench's Python for the core tiers", flush=True)
		return bench.python


def run_core(arguments: Sequence[str], bench: Bench | None) -> Outcome:
	"""Run unit and contract tests, which need no Frappe."""
	begin = time.monotonic()
	try:
		python = core_python(bench)
	except machine.Missing as problem:
		return Outcome(1, f"unit and contract: FAILED, {problem}")
	environment = os.environ | {"PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'scripts'}"}
	environment.pop("UPJ_OVERLAY", None)
	command = [str(python), "-m", "pytest", *arguments]
	code = run_until_end(subprocess.Popen(command, cwd=CHECKOUT, env=environment, start_new_session=True))
	return Outcome(code, f"unit and contract: {said(code)} on Python {python_version(python)} in {seconds(begin)}")


@contextlib.contextmanager
def throw_away_overlay(bench: Bench, lanes: int = 1) -> Iterator[tuple[Overlay, str]]:
	"""An overlay over the bench, on its own servers or private ones (which of them is said), gone afterwards.

	With more lanes there are as many overlays; the first one is returned, and `lane` knows the paths of the others.
	"""
	with contextlib.ExitStack() as undo:
		folder = Path(tempfile.mkdtemp(prefix="upj-test-"))
		undo.callback(shutil.rmtree, folder, ignore_errors=True)
		# What runs in it runs as the bench's account.
		folder.chmod(0o755)
		bench.account.give(folder)
		make_folder(bench.account.cache, bench.account)
		servers, kind = backend.own(bench), "the bench's own"
		if servers is None:
			undo.callback(stop, folder / "services")
			make_folder(folder / "services", bench.account)
			servers, kind = backend.private(folder / "services"), "private"
		python = layered_python(bench, SITE_EXTRAS)
		overlays = [Overlay.build(lane(folder / "bench", number), bench, python, servers) for number in range(lanes)]
		for overlay in overlays:
			undo.callback(overlay.drop_everything)
		yield overlays[0], kind


def run_site(arguments: Sequence[str], bench: Bench) -> Outcome:
	"""Run the site tier on a throw-away overlay over the bench."""
	begin, lanes = time.monotonic(), lanes_for(arguments, os.cpu_count() or 1)
	with contextlib.ExitStack() as undo:
		try:
			machine.chromium()
			overlay, kind = undo.enter_context(throw_away_overlay(bench, lanes))
		except (machine.Missing, RuntimeError, OSError, subprocess.CalledProcessError) as problem:
			return Outcome(1, f"site: FAILED, {problem}")
		process = subprocess.Popen(
			[str(overlay.python), "-m", "pytest", *arguments, *side_by_side(lanes)],
			cwd=overlay.checkout,
			env=bench.environment(overlay.environment()),
			start_new_session=True,
			**bench.account.popen_arguments(),
		)
		code = run_until_end(process)
		where = (
			f"Frappe {bench.version('frappe')}, ERPNext {bench.version('erpnext')}, "
			f"MariaDB {overlay.database.version()} ({kind}), Python {python_version(overlay.python)}"
		)
		beside = f", {lanes} side by side" if lanes > 1 else ""
		return Outcome(code, f"site: {said(code)} on {where} in {seconds(begin)}{beside}")


def side_by_side(lanes: int) -> list[str]:
	"""pytest's options for running in so many processes; a file's tests stay together, for they share a world.

	The files come in the order of the collection, not by their number of tests: that says little about their length.
	"""
	return [f"--numprocesses={lanes}", "--dist=loadfile", "--no-loadscope-reorder"] if lanes > 1 else []


def stop(services: Path) -> None:
	"""Stop private services where there are any."""
	if services.is_dir():
		Folder(services).stop()


def run_until_end(process: subprocess.Popen[bytes]) -> int:
	"""Wait for a pytest that leads its own process group; told to stop, let it clean up, then end what is left."""
	try:
		return process.wait()
	finally:
		if process.poll() is None:
			process.send_signal(signal.SIGINT)
			with contextlib.suppress(subprocess.TimeoutExpired):
				process.wait(PATIENCE)
		with contextlib.suppress(ProcessLookupError):
			os.killpg(process.pid, signal.SIGKILL)


def said(code: int) -> str:
	"""pytest's exit code in words; running no test at all is a failure."""
	return {0: "passed", 1: "FAILED", 5: "FAILED (no test was run)"}.get(code, f"FAILED (pytest ended with {code})")


def seconds(begin: float) -> str:
	"""The time since `begin`."""
	return f"{time.monotonic() - begin:.0f} s"


def heed_signals() -> None:
	"""Let Ctrl-C, SIGTERM and a closed terminal end this process by way of its clean-up."""
	# A shell without job control starts background commands with SIGINT ignored, and pytest would inherit that.
	signal.signal(signal.SIGINT, signal.default_int_handler)
	signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
	signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))


def main(arguments: Sequence[str]) -> int:
	"""Run the tiers, then say what happened."""
	heed_signals()
	core, site = tiers_for(arguments)
	search = find()
	outcomes: list[Outcome] = []
	if core is not None:
		outcomes.append(run_core(core, search.bench))
	if site is None:
		site_outcome = Outcome(None, "site: not run, since the paths given name none of its tests")
	elif search.bench is None:
		tried = "; ".join(search.rejected)
		site_outcome = Outcome(None, f"site: not run, no bench found ({tried}). To get it, {WITHOUT_BENCH}")
	else:
		site_outcome = run_site(site, search.bench)
	outcomes.append(site_outcome)
	required = os.environ.get("UPJ_REQUIRE_SITE") == "1"
	code = verdict(outcomes, site_outcome, required)
	print("\nWhat ran:")
	for outcome in outcomes:
		print(f"  {outcome.line}")
	if required and site_outcome.code is None:
		print("  UPJ_REQUIRE_SITE=1: that the site tier did not run is a failure")
	print("FAILED" if code else "passed", flush=True)
	return code


if __name__ == "__main__":
	try:
		sys.exit(main(sys.argv[1:]))
	except KeyboardInterrupt:
		sys.exit(130)
