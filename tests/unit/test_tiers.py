"""The logic of `make test` and `make demo`: where a bench is found, which tiers run, when a run is red."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from harness import machine, services, stores
from harness.bench import Account, Bench, candidates, find, make_folder, why_not
from harness.environments import has_packages, requirements
from harness.sites import Backend, Overlay
from harness.testing import Outcome, lanes_for, said, side_by_side, tiers_for, verdict


@pytest.fixture
def bench_folder(tmp_path: Path) -> Path:
	"""A folder that looks like a bench."""
	folder = tmp_path / "town-bench"
	for app, version in (("frappe", "15.99.1"), ("erpnext", "15.98.2")):
		package = folder / "apps" / app / app
		package.mkdir(parents=True)
		(package / "__init__.py").write_text(f'import os\n\n__version__ = "{version}"\n')
	(folder / "env" / "bin").mkdir(parents=True)
	(folder / "env" / "bin" / "python").symlink_to(sys.executable)
	(folder / "sites" / "assets" / "js").mkdir(parents=True)
	return folder


def test_a_named_bench_comes_first_and_the_own_home_last(tmp_path: Path) -> None:
	checkout = tmp_path / "bench" / "apps" / "upj_kooperation"
	found = candidates({"FRAPPE_BENCH": "/named", "HOME": "/home/somebody"}, checkout)
	assert found[0] == ("FRAPPE_BENCH", Path("/named"))
	assert found[1] == ("around this checkout", tmp_path / "bench")
	assert found[-1] == ("own home", Path("/home/somebody/frappe-bench"))


def test_a_checkout_outside_of_a_bench_names_no_bench_around_it(tmp_path: Path) -> None:
	assert "around this checkout" not in dict(candidates({"HOME": "/nowhere"}, tmp_path / "upj_kooperation"))


def test_the_bench_around_the_checkout_is_found(bench_folder: Path) -> None:
	search = find({"HOME": "/nowhere"}, bench_folder / "apps" / "upj_kooperation")
	assert search.bench == Bench.at(bench_folder)
	assert search.bench.version("frappe") == "15.99.1"
	assert search.bench.version("erpnext") == "15.98.2"


def test_a_rejected_bench_says_what_it_lacks_and_the_next_one_is_taken(bench_folder: Path, tmp_path: Path) -> None:
	(tmp_path / "half" / "apps" / "frappe").mkdir(parents=True)
	environ = {"FRAPPE_BENCH": str(tmp_path / "half"), "HOME": "/nowhere"}
	search = find(environ, bench_folder / "apps" / "upj_kooperation")
	assert search.bench == Bench.at(bench_folder)
	assert search.rejected == (f"{tmp_path / 'half'} (FRAPPE_BENCH): no apps/erpnext, env/bin/python",)


def test_why_not(bench_folder: Path, tmp_path: Path) -> None:
	assert why_not(bench_folder) is None
	assert why_not(tmp_path / "nothing") == "no such folder"


def test_benches_can_be_ignored(bench_folder: Path) -> None:
	search = find({"UPJ_NO_BENCH": "1", "FRAPPE_BENCH": str(bench_folder)})
	assert search.bench is None
	assert search.rejected == ("UPJ_NO_BENCH=1 says to ignore benches",)


def test_commands_do_not_inherit_the_callers_python(bench_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setenv("PYTHONPATH", "/somewhere")
	monkeypatch.setenv("VIRTUAL_ENV", "/somewhere/.venv")
	bench = Bench.at(bench_folder)
	environment = bench.environment({"EXTRA": "1"})
	assert not {"PYTHONPATH", "VIRTUAL_ENV"} & set(environment)
	assert environment["HOME"] == str(bench.account.home)
	assert environment["PATH"].startswith(str(bench_folder / "env" / "bin"))
	assert environment["EXTRA"] == "1"


@pytest.mark.parametrize(
	("arguments", "core", "site"),
	[
		([], ["tests/unit", "tests/contract"], ["tests/site"]),
		(["-x"], ["tests/unit", "tests/contract", "-x"], ["tests/site", "-x"]),
		(["tests/site/test_a.py", "-k", "b"], None, ["tests/site/test_a.py", "-k", "b"]),
		(["tests/unit"], ["tests/unit"], None),
		(["tests/unit", "tests/site"], ["tests/unit"], ["tests/site"]),
	],
)
def test_paths_choose_the_tiers(arguments: list[str], core: list[str] | None, site: list[str] | None) -> None:
	assert tiers_for(arguments) == (core, site)


@pytest.mark.parametrize(
	("arguments", "processors", "lanes"),
	[
		(["tests/site"], 2, 2),
		(["tests/site"], 1, 1),
		(["tests/site"], 64, 4),
		(["tests/site", "-s"], 8, 1),
		(["tests/site", "--pdb"], 8, 1),
		(["tests/site/test_a.py", "-k", "b"], 8, 1),
		(["tests/site/test_a.py::test_one", "tests/site/test_a.py::test_two"], 8, 1),
		(["tests/site/test_a.py", "tests/site/test_b.py"], 8, 2),
	],
)
def test_files_of_the_site_tier_run_side_by_side(arguments: list[str], processors: int, lanes: int) -> None:
	assert lanes_for(arguments, processors) == lanes
	assert bool(side_by_side(lanes)) == (lanes > 1)


@pytest.mark.parametrize(
	("core", "site", "required", "code"),
	[
		(0, 0, False, 0),
		(0, 0, True, 0),
		(1, 0, False, 1),
		(0, 1, False, 1),
		(0, 5, False, 1),
		(5, 0, False, 1),
		(0, -9, False, 1),
		(0, None, False, 0),
		(0, None, True, 1),
	],
)
def test_verdict(core: int, site: int | None, required: bool, code: int) -> None:
	outcomes = [Outcome(core, "unit and contract"), Outcome(site, "site")]
	assert verdict(outcomes, outcomes[1], required) == code


def test_running_no_test_is_called_a_failure() -> None:
	assert said(0) == "passed"
	assert "no test" in said(5)
	assert said(-9).startswith("FAILED")


def test_the_packages_for_tests_come_from_pyproject() -> None:
	wanted = requirements(["test", "an extra that does not exist"])
	assert any(name.startswith("pytest") for name in wanted)
	assert has_packages(Path(sys.executable), ["pytest>=1"])
	assert not has_packages(Path(sys.executable), ["pytest", "upj-no-such-package>=1"])


def test_an_overlay_leaves_the_bench_alone_and_can_be_built_again(bench_folder: Path, tmp_path: Path) -> None:
	before = sorted(bench_folder.rglob("*"))
	backend = Backend(stores.Database("127.0.0.1", 1, "root", "secret"), "redis://127.0.0.1:2", "redis://127.0.0.1:3")
	overlay = Overlay.build(tmp_path / "overlay", Bench.at(bench_folder), Path(sys.executable), backend)
	(overlay.sites / "a-site").mkdir()
	again = Overlay.build(tmp_path / "overlay", Bench.at(bench_folder), Path(sys.executable), backend)
	assert again.token == overlay.token == Overlay.load(overlay.path).token
	assert Overlay.load(overlay.path).backend == backend
	assert (overlay.sites / "a-site").is_dir()
	assert (overlay.sites / "assets" / "js").is_dir()
	assert (overlay.path / "apps" / "erpnext").resolve() == bench_folder / "apps" / "erpnext"
	assert (overlay.checkout / "scripts" / "harness" / "sites.py").is_file()
	assert (overlay.path / "overlay.json").stat().st_mode & 0o077 == 0
	assert overlay.environment()["FRAPPE_DB_PORT"] == "1"
	assert sorted(bench_folder.rglob("*")) == before


def test_what_a_silent_server_keeps_is_wordsand_stops_no_removal(
	bench_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
	silent = machine.free_port()
	address = f"redis://127.0.0.1:{silent}"
	backend = Backend(stores.Database("127.0.0.1", silent, "root", "x"), address, address)
	overlay = Overlay.build(tmp_path / "overlay", Bench.at(bench_folder), Path(sys.executable), backend)
	overlay.drop_everything()
	words = capsys.readouterr().out
	assert f"MariaDB on 127.0.0.1:{silent} does not answer" in words and f"{overlay.name}*" in words


def test_a_failed_command_tells_its_words_but_no_password(bench_folder: Path, tmp_path: Path) -> None:
	backend = Backend(None, "redis://127.0.0.1:2", "redis://127.0.0.1:3")
	overlay = Overlay.build(tmp_path / "overlay", Bench.at(bench_folder), Path(sys.executable), backend)
	assert "FRAPPE_DB_HOST" not in overlay.environment()
	with pytest.raises(RuntimeError, match="the reason") as failure:
		overlay.run(sys.executable, "-c", "exit('the reason')", "--db-root-password=geheim")
	assert "geheim" not in str(failure.value)


def test_free_ports_are_free_and_start_where_asked() -> None:
	port = machine.free_port(20000)
	assert 20000 <= port < 20200
	assert machine.free_port() != 0


def test_only_processes_that_carry_the_mark_are_ended(tmp_path: Path) -> None:
	process = subprocess.Popen(
		[sys.executable, "-c", "import time; time.sleep(60)"], cwd=tmp_path, start_new_session=True
	)
	try:
		machine.end(process.pid, "/another/folder")
		assert process.poll() is None
		machine.end(process.pid, str(tmp_path))
		assert process.wait(10) != 0
	finally:
		process.kill()


def test_waiting_ends_with_the_process_that_is_waited_for() -> None:
	begin = time.monotonic()
	assert not machine.wait_until(lambda: False, 30, lambda: False)
	assert time.monotonic() - begin < 5


def test_a_missing_program_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
	monkeypatch.setattr(os, "geteuid", lambda: 1000)
	with pytest.raises(machine.Missing, match="apt-get install some-package"):
		machine.require("some-package", "no-such-program-anywhere")


def test_services_without_a_database_have_none() -> None:
	assert services.Services("", "", "", "redis://x", "redis://y").database() is None
	database = services.Services("127.0.0.1", "33", "pw", "redis://x", "redis://y").database()
	assert database == stores.Database("127.0.0.1", 33, "root", "pw")


def test_what_does_not_listen_does_not_answer() -> None:
	port = machine.free_port()
	assert not stores.redis_answers(f"redis://127.0.0.1:{port}")
	assert not stores.redis_answers("not an address")
	assert not stores.Database("127.0.0.1", port, "root", "").answers()


def test_folders_are_made_with_those_above(tmp_path: Path) -> None:
	make_folder(tmp_path / "a" / "b", Account.current())
	make_folder(tmp_path / "a" / "b", Account.current())
	assert (tmp_path / "a" / "b").is_dir()
