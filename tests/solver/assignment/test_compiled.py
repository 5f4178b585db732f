"""The kernel is loaded when it fits its source, and refused with the remedy when it does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from solver.assignment.compiled import LIBRARY, SOURCE, KernelUnusable, library, loaded

ROOT = Path(__file__).parents[3]
NEEDED_TO_BUILD = ("setup.py", "pyproject.toml", "README.md", "solver", "service")


def test_the_kernel_that_is_built_is_the_one_of_its_source() -> None:
    assert library() is library()
    assert loaded(LIBRARY, SOURCE)._name == str(LIBRARY)


def test_a_missing_library_names_the_command_that_builds_it(tmp_path: Path) -> None:
    with pytest.raises(KernelUnusable, match=r"_kernel\.so: expected .* `make env`"):
        loaded(tmp_path / "_kernel.so", SOURCE)


def test_a_library_of_another_source_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "kernel.c"
    changed.write_bytes(SOURCE.read_bytes() + b"\n")

    with pytest.raises(KernelUnusable, match=r"was built from another kernel\.c.*`make env`"):
        loaded(LIBRARY, changed)


def test_a_library_that_is_no_kernel_is_refused(tmp_path: Path) -> None:
    other_machine = tmp_path / "_kernel.so"
    other_machine.write_bytes(b"not made for here")

    with pytest.raises(KernelUnusable, match=r"cannot be used on this machine.*`make env`"):
        loaded(other_machine, SOURCE)


def test_the_compiler_is_locked_at_the_version_that_builds_the_package() -> None:
    built_with = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    locked = (ROOT / "requirements-build.lock").read_text()

    assert [name for name in built_with if f"{name} \\\n    --hash=sha256:" not in locked] == []


def test_a_wheel_carries_the_kernel_and_needs_no_compiler_of_the_machine(tmp_path: Path) -> None:
    checkout, empty = tmp_path / "checkout", tmp_path / "empty"
    empty.mkdir()
    copy_of_checkout(checkout)

    options = "--quiet --no-index --no-build-isolation --no-deps --disable-pip-version-check"
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *options.split(), "--wheel-dir", tmp_path, "."],
        cwd=checkout,
        env={"HOME": str(tmp_path / "no-such-home"), "PATH": str(empty)},
        check=True,
    )

    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(tmp_path / "installed")
    assignment = tmp_path / "installed" / "solver" / "assignment"
    assert loaded(assignment / "_kernel.so", assignment / "kernel.c")


def copy_of_checkout(folder: Path) -> None:
    folder.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.so")
    for name in NEEDED_TO_BUILD:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
