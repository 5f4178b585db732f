"""Build the one compiled part, with the compiler that comes as the wheel `ziglang`."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

KERNEL = Extension("solver.assignment._kernel", ["solver/assignment/kernel.c"])
# Without -mcpu the code would be for the processor that builds it, and run on no older one.
FLAGS = "-O3 -std=c11 -ffp-contract=off -mcpu=baseline -Wall -Wextra -Werror -shared -fPIC -s"
LIBRARIES = "-nostdlib -lc -lm"  # without zig's own, which takes seconds to compile


class BuildKernel(build_ext):
    """Build a library for ctypes: no part of Python's own interface, so one name everywhere."""

    def get_ext_filename(self, fullname: str) -> str:
        """Give the path of the library, without the version of Python in its name."""
        return fullname.replace(".", os.sep) + ".so"

    def build_extension(self, ext: Extension) -> None:
        """Compile in a folder that goes again: the caches of the compiler need no home."""
        library = Path(self.get_ext_fullpath(ext.name))
        library.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as folder:
            compile_kernel(Path(ext.sources[0]), library, Path(folder))


def compile_kernel(source: Path, library: Path, folder: Path) -> None:
    """Compile a source, with a mark by which `compiled.py` knows it again."""
    mark = folder / "mark.c"
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    mark.write_text(f'const char kernel_source[] = "{digest}";\n')
    caches = dict.fromkeys(("ZIG_GLOBAL_CACHE_DIR", "ZIG_LOCAL_CACHE_DIR"), str(folder / "cache"))
    command = [sys.executable, "-m", "ziglang", "cc", *FLAGS.split()]
    subprocess.run(
        [*command, str(source), str(mark), *LIBRARIES.split(), "-o", str(library)],
        check=True,
        env=os.environ | caches,
    )


setup(ext_modules=[KERNEL], cmdclass={"build_ext": BuildKernel})
