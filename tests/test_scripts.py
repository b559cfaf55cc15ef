"""The scripts: they parse, refuse bad input in one line, and are described; the locks carry no registry's address."""

import os
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SCRIPTS = sorted(path for path in (ROOT / "script").iterdir() if path.is_file())
LOCKS = [ROOT / "requirements.lock", ROOT / "requirements-dev.lock"]


@pytest.mark.parametrize("script", [*SCRIPTS, ROOT / ".ci" / "run"], ids=lambda path: path.name)
def test_a_script_parses_and_may_be_run(script: Path) -> None:
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0
    assert os.access(script, os.X_OK) == (script.name != "lib.sh")


@pytest.mark.parametrize(
    "command",
    [
        ["setup", "--production"],
        ["server", "8000"],
        ["services"],
        ["services", "begin"],
        ["services", "start", "mysql"],
        ["messages", "--sort"],
        ["lock", "django"],
        ["bench"],
        ["drill", "../conftest"],
    ],
    ids=" ".join,
)
def test_bad_input_is_refused_in_one_line(command: list[str], tmp_path: Path) -> None:
    environment = os.environ | {"SHAREK_SERVICES_DIR": str(tmp_path / "services")}
    script = str(ROOT / "script" / command[0])
    # From any folder.
    ended = subprocess.run(
        [script, *command[1:]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_by_hash_and_names_no_registry(lock: Path) -> None:
    lines = lock.read_text().splitlines()
    assert not [line for line in lines if "://" in line or line.startswith("-")]
    pinned = [number for number, line in enumerate(lines) if "==" in line and not line.startswith((" ", "#"))]
    assert len(pinned) > 50
    assert all("--hash=sha256:" in lines[number + 1] for number in pinned)


def test_each_script_is_described() -> None:
    page = (ROOT / "docs" / "development.md").read_text()
    assert [script.name for script in SCRIPTS if f"script/{script.name}" not in page] == []


def test_each_environment_variable_stands_in_the_table() -> None:
    import re

    page = (ROOT / "docs" / "settings.md").read_text()
    read = set()
    for path in (ROOT / "sharek" / "settings").glob("*.py"):
        read |= set(re.findall(r"""\benv(?:iron\.Env\(\))?(?:\.\w+)?\(\s*"([A-Z_]+)\"""", path.read_text()))
    assert read
    assert sorted(name for name in read if f"`{name}`" not in page) == []
