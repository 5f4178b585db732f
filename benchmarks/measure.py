"""Run the full-count proofs of one part and write what was seen to docs/measurements.md.

    python -m benchmarks.measure core | service

Exits with pytest's own code, so that a failed proof fails the command; the table is written in
either case and says which proof failed.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
REPORT = ROOT / "docs" / "measurements.md"
PARTS = {
    "core": ["tests/solver", "tests/examples"],
    "service": [
        "tests/service/test_fuzz.py",
        "tests/service/test_api_once.py",
        "tests/service/test_night_faults.py",
        "tests/service/test_night_cuts.py",
        "tests/service/test_night_disk_full.py",
        "tests/service/test_two_hosts.py",
        "tests/service/test_database_kills.py",
    ],
}


def main(part: str) -> int:
    """Run one part's proofs and put its table into the report."""
    with tempfile.TemporaryDirectory() as folder:
        junit = Path(folder) / "junit.xml"
        code = subprocess.run(
            [sys.executable, "-m", "pytest", *PARTS[part], "-n", "2", f"--junitxml={junit}", "-ra"],
            cwd=ROOT,
            env=os.environ | {"PLAATSMAKER_PROOF": "1"},
            check=False,
        ).returncode
        section = table(part, ElementTree.parse(junit).getroot())
    REPORT.write_text(replaced(REPORT.read_text() if REPORT.exists() else HEADER, part, section))
    return code


HEADER = "# Measurements\n\nWritten by `make proof`; nothing here is typed by hand.\n"


def table(part: str, root: ElementTree.Element) -> str:
    """Render the proofs of one part: outcome, count and seconds each."""
    lines = [
        f"## proof-{part}",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, commit {commit()}, Python {platform.python_version()} "
        f"on {platform.machine()}, {os.cpu_count()} cores.",
        "",
        "| proof | outcome | n | seconds |",
        "|---|---|---|---|",
    ]
    return "\n".join(lines + [row(case) for case in root.iter("testcase")]) + "\n"


def row(case: ElementTree.Element) -> str:
    """Render one proof; n is what the test recorded, 1 when it is a single case."""
    counts = [p.get("value") for p in case.iter("property") if p.get("name") == "n"]
    bad = {"failure", "error", "skipped"} & {child.tag for child in case}
    name = f"{case.get('classname', '').removeprefix('tests.')}.{case.get('name')}"
    outcome = ", ".join(sorted(bad)) or "passed"
    return (
        f"| {name} | {outcome} | {counts[0] if counts else 1} | {float(case.get('time', 0)):.1f} |"
    )


def commit() -> str:
    """Name the commit measured, with a plus when the tree differs from it."""
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty=+", "--exclude=*"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def replaced(report: str, part: str, section: str) -> str:
    """Put a part's section in place of its former one, or at the end."""
    former = re.compile(rf"^## proof-{part}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if former.search(report):
        return former.sub(lambda _: section + "\n", report).rstrip() + "\n"
    return f"{report.rstrip()}\n\n{section}"


if __name__ == "__main__":
    if sys.argv[1:] not in [[part] for part in PARTS]:
        sys.exit(f"expected one part of {', '.join(PARTS)}, got {' '.join(sys.argv[1:]) or 'none'}")
    sys.exit(main(sys.argv[1]))
