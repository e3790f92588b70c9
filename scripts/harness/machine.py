"""Small questions to the machine: free ports, packages, processes that belong to us."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# Server programs live where only root's PATH looks.
SEARCH_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
POLICY = Path("/usr/sbin/policy-rc.d")


class Missing(RuntimeError):
	"""Something that the machine must have is not there; the message says what and how to get it."""


def program(*names: str) -> str | None:
	"""The path of the first of these programs that is installed."""
	return next(filter(None, (shutil.which(name, path=SEARCH_PATH) for name in names)), None)


@contextlib.contextmanager
def no_service_starts() -> Iterator[None]:
	"""Let packages install without starting their servers: ours run on ports of their own."""
	ours = not POLICY.exists()
	if ours:
		POLICY.write_text("#!/bin/sh\nexit 101\n")
		POLICY.chmod(0o755)
	try:
		yield
	finally:
		if ours:
			POLICY.unlink()


def install(package: str) -> bool:
	"""Install a Debian package; only as root."""
	print(f"Installing {package} ...", flush=True)
	apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
	environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
	with no_service_starts():
		subprocess.run([*apt, "update"], check=False, env=environment, stdout=subprocess.DEVNULL)
		command = [*apt, "install", "-y", "--no-install-recommends", package]
		return subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def can_install() -> bool:
	"""Whether we may install Debian packages here."""
	return os.geteuid() == 0 and program("apt-get") is not None


def require(package: str, *names: str) -> str:
	"""The path of a program; installs Debian's package for it when we are root and it is missing."""
	if found := program(*names):
		return found
	if not can_install():
		raise Missing(f"{names[0]} is missing: as root, run `apt-get install {package}`")
	if not install(package) or not (found := program(*names)):
		raise Missing(f"{names[0]} is missing, and `apt-get install {package}` did not bring it")
	return found


def chromium() -> str:
	"""The path of the browser for browser tests."""
	return require("chromium", *BROWSERS)


def free_port(first: int = 0) -> int:
	"""A port on loopback that nobody listens on: any, or the first free one from `first` on."""
	for port in range(first, first + 200) if first else [0]:
		with socket.socket() as probe:
			probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
			with contextlib.suppress(OSError):
				probe.bind(("127.0.0.1", port))
				return int(probe.getsockname()[1])
	raise Missing(f"no free port from {first} on")


def wait_until(ready: Callable[[], bool], seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
	"""Ask until the answer is yes; gives up after some seconds or once `alive` says no."""
	deadline = time.monotonic() + seconds
	while time.monotonic() < deadline and alive():
		if ready():
			return True
		time.sleep(0.1)
	return ready()


def is_running(pid: int) -> bool:
	"""Whether a process is there and has not ended (a zombie has)."""
	try:
		return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
	except OSError:
		return False


def belongs(pid: int, mark: str) -> bool:
	"""Whether a process works in the folder `mark` or names it, so that no reused process id is ever hit."""
	with contextlib.suppress(OSError):
		if os.readlink(f"/proc/{pid}/cwd").startswith(mark):
			return True
		return any(mark.encode() in Path(f"/proc/{pid}/{part}").read_bytes() for part in ("cmdline", "environ"))
	return False


def end(pid: int, mark: str, seconds: float = 20) -> None:
	"""End the process group of a process that carries `mark`: politely, then firmly. It leads its group."""
	if not (is_running(pid) and belongs(pid, mark)):
		return
	with contextlib.suppress(ProcessLookupError):
		os.killpg(pid, signal.SIGTERM)
	if not wait_until(lambda: not is_running(pid), seconds):
		with contextlib.suppress(ProcessLookupError):
			os.killpg(pid, signal.SIGKILL)
		wait_until(lambda: not is_running(pid), 5)
