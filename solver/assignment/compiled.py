"""The compiled kernel, loaded once and only when it was built from the source beside it."""

from __future__ import annotations

import ctypes
import hashlib
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).with_name("kernel.c")
LIBRARY = Path(__file__).with_name("_kernel.so")
DIGEST = ctypes.c_char * 65


class KernelUnusable(RuntimeError):
    """The compiled kernel is missing, cannot be loaded here, or is not that of its source."""

    def __init__(self, library: Path, flaw: str) -> None:
        super().__init__(f"{library}: {flaw}. Build it with `make env` or `pip install .`.")


@cache
def library() -> ctypes.CDLL:
    """Give the kernel; its functions run without the lock of the interpreter.

    Raises
    ------
    KernelUnusable
        Saying what is wrong and which command builds it.
    """
    return loaded(LIBRARY, SOURCE)


def loaded(library: Path, source: Path) -> ctypes.CDLL:
    """Load a library, and refuse one that was not built from this source.

    Raises
    ------
    KernelUnusable
        As for `library`.
    """
    if not library.exists():
        raise KernelUnusable(library, "expected the compiled kernel, got no file")
    try:
        kernel = ctypes.CDLL(str(library))
        built_from = DIGEST.in_dll(kernel, "kernel_source").value.decode()
    except (OSError, ValueError) as error:
        raise KernelUnusable(library, f"cannot be used on this machine ({error})") from error
    if built_from != hashlib.sha256(source.read_bytes()).hexdigest():
        raise KernelUnusable(library, f"was built from another {source.name}")
    return kernel
