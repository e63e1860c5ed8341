"""Compile rules and loops with numba, into a cache folder whose name is a hash of every source that the code depends on.

numba's own cache looks only at the file a function stands in: a rule edited elsewhere would silently keep its old code. Here any edit of
a rule, a loop, a spec or a version gives another folder. With ``NUMBA_DISABLE_JIT=1`` the same functions run as plain Python.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

ROOM = Path(__file__).resolve().parent
# these look at a world and decide no result
VIEWS = ("model.py", "staff.py", "figures.py", "teacher.py", "shelf.py", "survey.py", "serial.py")


@lru_cache(maxsize=1)
def model_version() -> str:
    """Return 12 hex digits that name the model: a hash of every Python source of ``sim`` that results depend on."""
    digest = hashlib.sha256()
    for path in sorted(set(ROOM.rglob("*.py")) - {ROOM / name for name in VIEWS}):
        digest.update(path.relative_to(ROOM).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _candidates():
    if os.environ.get("RETAIN_CACHE"):
        yield Path(os.environ["RETAIN_CACHE"])
    if os.environ.get("XDG_CACHE_HOME"):
        yield Path(os.environ["XDG_CACHE_HOME"]) / "retain"
    if sys.platform == "win32" and os.environ.get("LOCALAPPDATA"):
        yield Path(os.environ["LOCALAPPDATA"]) / "retain" / "cache"
    try:
        yield Path.home() / ".cache" / "retain"
    except RuntimeError:
        pass
    yield Path(tempfile.gettempdir()) / f"retain-cache-{getattr(os, 'getuid', lambda: 'user')()}"


@lru_cache(maxsize=1)
def cache_folder() -> Path:
    """Return a writable folder for compiled code, made if need be.

    ``RETAIN_CACHE`` names one; else the user's cache folder; else a temporary one, so that a read-only install still works.
    """
    import llvmlite
    import numba
    import numpy

    tag = f"{model_version()}-py{sys.version_info[0]}{sys.version_info[1]}"
    tag += f"-numba{numba.__version__}-numpy{numpy.__version__}-llvmlite{llvmlite.__version__}"
    for base in _candidates():
        folder = base / tag
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / f".probe-{os.getpid()}"
            probe.write_text("writable")
            probe.unlink()
        except OSError:
            continue
        return folder
    return Path(tempfile.mkdtemp(prefix="retain-cache-"))


def _prepare():
    import llvmlite.binding
    import numba

    numba.config.CACHE_DIR = str(cache_folder())
    # loops over many columns need more run-time alias checks than LLVM's default of 8 before it vectorises them
    llvmlite.binding.set_option("retain", "-runtime-memory-check-threshold=400")
    # the long chains of an exponential wait for themselves: several rows side by side hide that
    llvmlite.binding.set_option("retain", "-force-vector-interleave=4")
    return numba


_numba = _prepare()
jit_disabled = bool(_numba.config.DISABLE_JIT)


_LETTERS = {"i": "int64", "f": "float64", "b": "boolean", "v": "void"}


@lru_cache(maxsize=1)
def _types():
    """Return numba's types for the letters of :func:`typed`: V and J are vectors of float64 and int64, W is sim.columns.World."""
    from sim.columns import World

    kind = _numba.types
    whole, real = kind.int64, kind.float64
    shapes = {"f": (real, 2), "i": (kind.int32, 2), "b": (kind.int8, 2), "post_school": (whole, 1), "school_f": (real, 2)}
    shapes |= {"school_i": (whole, 2), "cluster_i": (whole, 2), "district_i": (whole, 2), "pool_f": (real, 2), "pool_i": (kind.int32, 2)}
    shapes |= {"spell_f": (real, 2), "spell_i": (kind.int32, 2), "monthly": (real, 3), "yearly": (real, 4), "ledger": (real, 3)}
    shapes |= {"p": (real, 1), "off": (real, 1), "clock": (whole, 1)}
    world = kind.NamedTuple([kind.Array(*shapes[name], "C") for name in World._fields], World)
    table = {letter: getattr(kind, name) for letter, name in _LETTERS.items()}
    return table | {"W": world, "V": kind.Array(real, 1, "C"), "J": kind.Array(whole, 1, "C"), "M": kind.Array(real, 2, "C")}


def typed(result, arguments):
    """Compile a function for one signature only, written in letters: i int64, f float64, b boolean, v none, W world, V, J, M arrays.

    numba would otherwise compile it anew for every constant that some caller passes.
    """

    def decorate(function):
        if jit_disabled:
            return function
        table = _types()
        results = table[result] if len(result) == 1 else _numba.types.UniTuple(table[result[0]], len(result))
        return _numba.njit(results(*(table[a] for a in arguments)), cache=True, nogil=True, error_model="numpy", _nrt=False)(function)

    return decorate


def compiled(function):
    """Compile a loop or a driver: no fastmath, NumPy's error model, the GIL released, cached on disk."""
    return _numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)


def rule(function):
    """Compile a scalar rule: as :func:`compiled`, and always inlined, or the loops over teachers would not vectorise."""
    return _numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True)(function)
