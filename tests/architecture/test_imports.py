"""The import contracts in pyproject.toml hold, and each one bites: a fault planted on purpose is named."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.architecture.tree import PYTHON_PACKAGES, ROOT

LINT = Path(sysconfig.get_path("scripts")) / "lint-imports"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts over the packages in `folder`."""
    return subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the Python packages, to plant faults in."""
    folder = tmp_path_factory.mktemp("planted")
    for name in PYTHON_PACKAGES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_hold() -> None:
    """Imports go one way."""
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "fault", "contract"),
    [
        ("dashboard/views", "import layouts", "The walk goes down"),
        ("dashboard/domain", "import dashboard.views", "The walk goes down"),
        ("layouts", "import callbacks", "The walk goes down"),
        ("dashboard/domain", "import time", "The domain decides"),
        ("dashboard/domain", "import dashboard.reference", "The domain decides"),
        ("dashboard/domain", "import chinese_calendar", "The domain decides"),
        ("dashboard/acts", "import dashboard.store.states", "Acts are decided"),
        ("dashboard/views", "import sqlalchemy", "Views are data"),
        ("dashboard/export", "import dashboard.store", "Files are written"),
        ("layouts", "import dashboard.store", "Layouts draw"),
        ("callbacks", "import redis", "Callbacks never touch Redis"),
        ("callbacks", "import dashboard.planted_indirection", "Callbacks never touch Redis"),
        ("streams", "import dash", "Streams and callbacks"),
        ("dashboard/store", "import streams.keys", "The store is used"),
    ],
)
def test_a_planted_fault_is_named(packages: Path, module: str, fault: str, contract: str) -> None:
    """Each contract can fail, also by way of a module in between."""
    indirection = packages / "dashboard" / "planted_indirection.py"
    planted = packages / module / "planted_fault.py"
    indirection.write_text("import redis\n")
    planted.write_text(f"{fault}\n")
    try:
        result = lint(packages)
    finally:
        planted.unlink()
        indirection.unlink()
    assert result.returncode == 1
    broken = [line for line in result.stdout.splitlines() if line.startswith(contract)]
    assert broken, result.stdout + result.stderr
    assert "planted_fault" in result.stdout


def test_only_the_web_loads_a_web_server() -> None:
    """Commands and the other parts start without it: that is a quarter of their start, and of a recovery."""
    asked = "import sys, app, streams.project, streams.scheduler, streams.supervisor; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"flask", "gevent", "dash", "wtforms"} & set(found.stdout.split()) == set()
