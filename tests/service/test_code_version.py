"""The version of the code that a run keeps: that of everything its plan depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from service import settings


@pytest.mark.parametrize(
    ("file", "counts"), [("kernel.c", True), ("rules.py", True), ("a.so", False)]
)
def test_another_file_is_another_version_if_it_is_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, counts: bool
) -> None:
    monkeypatch.setattr(settings, "CHECKOUT", tmp_path)
    (tmp_path / "solver").mkdir()
    before = settings.code_version.__wrapped__()
    (tmp_path / "solver" / file).write_text("other")

    assert (settings.code_version.__wrapped__() != before) == counts
