"""``retain kit``: everything that an installation without a network needs, for Windows and Linux, in one folder for a USB stick."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from experiments.errors import BadInput
from experiments.input.settings import SETTINGS, check_setting
from experiments.input.words import unknown
from experiments.screen import Screen, said_time
from experiments.specification import HOUSE, package_version

PACKAGE = "teacher-retention"
WHEELS, PAGES, README = "wheels", "pages", "README.txt"
BUILT_PAGES = Path("retain-results") / "workshop"
# what pip calls a system, and what a requirement's condition asks about it
SYSTEMS = {
    "Windows": (("win_amd64",), {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"}),
    "Linux": (
        ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(5, 29))),
        {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"},
    ),
}
NOT_FOUND = re.compile(r"No matching distribution found for ([^\s=<>!~]+)")
READ_ME = """Retain {version}: a model of teachers and their mentors, with all it needs, for computers without a network.

You need Python {python}, which is not in this folder; bring its installer. Then open a terminal in this folder.

Windows (PowerShell):

    py -{python} -m venv retain-env
    retain-env\\Scripts\\pip install --no-index --find-links {wheels} {what}
    retain-env\\Scripts\\retain compare

Linux:

    python{python} -m venv retain-env
    retain-env/bin/pip install --no-index --find-links {wheels} {what}
    retain-env/bin/retain compare

Nothing is fetched and nothing is sent. The wheels are for 64-bit computers (x86).
{pages}"""
WITH_PAGES = """
The folder pages holds the workshop's pages: each opens in a browser by itself, also on a phone, and needs no Python.
"""


def main(command) -> int:
    """Do ``retain kit``; return the exit code."""
    begun = time.perf_counter()
    known, screen = SETTINGS["kit"], Screen()
    if command.words:
        raise BadInput(f"{command.words[0]} stands alone", mend=f"write out={command.words[0]} for the folder")
    for key, text in command.settings.items():
        if key not in known:
            raise unknown("setting", key, known, f"{key}={text}", mend="retain kit --help explains them")
    given = {key: check_setting(key, text, known[key]) for key, text in command.settings.items()}
    extras = tuple(given.get("extras", ()))
    for name in extras:
        if name not in available():
            raise unknown("extra", name, available(), "extras", allowed=", ".join(available()))
    folder = Path(given.get("out", "retain-kit")).expanduser()
    python = given.get("python", running())
    sizes = gather(folder, python, extras, given.get("pages") == "true", screen)
    for name, (files, size) in sizes.items():
        screen.say(f"{name}: {files} files, {size / 1e6:,.0f} MB.")
    screen.say(f"Kit: {folder}, {sum(size for _, size in sizes.values()) / 1e6:,.0f} MB; {folder / README} says how it is installed.")
    screen.say(f"Finished: {said_time(time.perf_counter() - begun)}.")
    return 0


def running() -> str:
    """Return the version of Python in use, such as ``3.11``."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def available() -> list[str]:
    """Return the extras of the package that a kit can hold."""
    found = importlib.metadata.metadata(PACKAGE).get_all("Provides-Extra") or []
    return [name for name in found if name != "dev"]


def gather(folder: Path, python: str, extras: tuple[str, ...], pages: bool, screen: Screen) -> dict[str, tuple[int, int]]:
    """Fill a new folder with wheels, pages and a README; return {part: (files, bytes)}.

    Raises
    ------
    BadInput : the folder is not empty or cannot be written, pip is missing, a package can neither be fetched nor built. Nothing is left.
    """
    _check(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".tmp", dir=folder.parent))
    except OSError as fault:
        raise BadInput(f"the folder cannot be made ({fault.strerror})", f"out={folder}", mend="name another folder with out=") from None
    try:
        wheels = making / WHEELS
        wheels.mkdir()
        screen.say(f"Building {PACKAGE} {package_version()} ...")
        own_wheel(wheels)
        for system in SYSTEMS:
            wanted = requirements(system, python, extras)
            screen.say(f"Fetching {len(wanted)} packages for {system}, Python {python} ...")
            fetch(wanted, system, python, wheels, screen)
        there = _pages(making / PAGES, pages, screen)
        what = f'"{PACKAGE}[{",".join(extras)}]"' if extras else PACKAGE
        text = READ_ME.format(version=package_version(), python=python, wheels=WHEELS, what=what, pages=WITH_PAGES if there else "")
        (making / README).write_bytes(text.replace("\n", "\r\n").encode())  # an old Notepad shows single line ends as one line
        making.chmod(0o755)
        if folder.is_dir():
            folder.rmdir()
        os.replace(making, folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return {part: _size(folder / part) for part in (WHEELS, PAGES) if (folder / part).is_dir()}


def _check(folder):
    where, mend = f"out={folder}", "name a new folder with out="
    if importlib.util.find_spec("pip") is None:
        raise BadInput("a kit is gathered with pip, which is not installed here", mend=f"type: {Path(sys.executable).name} -m ensurepip")
    if folder.is_dir():
        if any(folder.iterdir()):
            raise BadInput("the folder holds other files", where, mend=mend)
    elif os.path.lexists(folder):
        raise BadInput("is a file, not a folder", where, mend=mend)


def _size(folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), sum(path.stat().st_size for path in files)


def _pages(folder, build, screen) -> bool:
    """Put the workshop's pages into a folder: built now, or those that were built already in the usual place."""
    if build:
        from experiments.workshop import build_all

        build_all([], {"context": "all", "out": str(folder)}, "retain kit pages=true", screen)
    elif found := sorted(BUILT_PAGES.glob("*.html")):
        folder.mkdir()
        for path in found:
            shutil.copy(path, folder)
    return folder.is_dir()


def requirements(system: str, python: str, extras: tuple[str, ...] = ()) -> list[str]:
    """Return what the package needs on a system as ``name==version``, sorted: all that its dependencies ask for there.

    Versions are those of ``requirements.lock`` where the house is a checkout, else those installed here.
    """
    from packaging.markers import default_environment
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    about = default_environment() | SYSTEMS[system][1] | {"python_version": python, "python_full_version": f"{python}.9"}
    about |= {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
    locked = _locked(about)
    found, seen, waiting = {}, set(), [(PACKAGE, frozenset(extras))]
    while waiting:
        name, asked = waiting.pop()
        if (name, asked) in seen:
            continue
        seen.add((name, asked))
        try:
            lines, here = importlib.metadata.requires(name) or [], importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            lines, here = [], None  # not needed on this system: it has no needs of its own that the lock does not name
        if name != PACKAGE:
            version = locked.get(name) or here
            found[name] = f"{name}=={version}" if version else name
        for line in lines:
            need = Requirement(line)
            if need.marker is None or any(need.marker.evaluate(about | {"extra": one}) for one in asked or {""}):
                waiting.append((canonicalize_name(need.name), frozenset(need.extras)))
    return sorted(found.values())


def _locked(about) -> dict[str, str]:
    """Return the locked version by name for a system; empty where there is no lock."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    path = HOUSE / "requirements.lock"
    if not path.is_file():
        return {}
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    needs = [Requirement(line) for line in lines if line and not line.startswith("#")]
    here = [need for need in needs if need.marker is None or need.marker.evaluate(about)]
    return {canonicalize_name(need.name): next(iter(need.specifier)).version for need in here}


def fetch(wanted: list[str], system: str, python: str, folder: Path, screen: Screen) -> None:
    """Put the wheels of packages for a system into a folder; a package without a wheel is built here, where that gives one for any system.

    Raises
    ------
    BadInput : there is no network, or a package has no wheel for the system and cannot be built for it.
    """
    platforms = [f"--platform={platform}" for platform in SYSTEMS[system][0]]
    how = ["download", "--no-deps", "--only-binary=:all:", f"--python-version={python}", "--implementation=cp", *platforms, "--dest",
        str(folder)]
    while wanted:
        said = _pip(how + wanted)
        if said is None:
            return
        missing = NOT_FOUND.search(said)
        line = next((line for line in wanted if missing and line.partition("==")[0] == missing[1].lower().replace("_", "-")), None)
        if line is None:
            raise _no_network(said)
        built = list(folder.glob(f"{line.partition('==')[0].replace('-', '_')}-*-none-any.whl"))
        if not built:
            screen.say(f"Building {line}, which has no wheel ...")
            build(line, folder, system)
        wanted = [one for one in wanted if one != line]


def build(what: str, folder: Path, system: str) -> None:
    """Build the wheel of a package from its source; raise :class:`BadInput` where that fails, or makes one for this system only."""
    with tempfile.TemporaryDirectory() as apart:
        said = _pip(["wheel", "--no-deps", "--wheel-dir", apart, what])
        if said is not None:
            raise _no_network(said)
        for path in Path(apart).glob("*.whl"):
            if not path.name.endswith("-none-any.whl"):
                raise BadInput(f"{what} has no wheel for {system}", mend="gather the kit on that system")
            shutil.move(path, folder / path.name)


def _no_network(said):
    last = next((line for line in reversed(said.splitlines()) if line.startswith("ERROR: ")), "pip failed").removeprefix("ERROR: ")
    return BadInput(f"packages cannot be fetched ({last})", mend="check the network and type the command again; nothing was left behind")


def _pip(words: list[str]) -> str | None:
    """Run pip; return None where it came through, else what it said."""
    command = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check", "--retries=1", "--timeout=20", *words]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace", stdin=subprocess.DEVNULL)
    return None if ended.returncode == 0 else ended.stderr + ended.stdout


def own_wheel(folder: Path) -> None:
    """Put this package's wheel into a folder: built from the checkout, or packed again from what is installed."""
    if (HOUSE / "pyproject.toml").is_file():
        said = _pip(["wheel", "--no-deps", "--wheel-dir", str(folder), str(HOUSE)])
        if said is not None:
            raise _no_network(said)
    else:
        _packed(importlib.metadata.distribution(PACKAGE), folder)


def _packed(distribution, folder: Path) -> None:
    """Pack an installed pure package into a wheel again: its own files, with a new list of their check sums."""
    import base64
    import hashlib
    import zipfile

    name = f"{PACKAGE.replace('-', '_')}-{distribution.version}"
    record = f"{name}.dist-info/RECORD"
    left_out = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")  # they are about one installation
    lines = []
    with zipfile.ZipFile(folder / f"{name}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in sorted(distribution.files or [], key=str):
            inside = file.as_posix()
            own = file.parent.name.endswith(".dist-info") and file.name in left_out
            if own or inside.startswith("..") or "__pycache__" in file.parts:
                continue
            raw = file.locate().read_bytes()
            wheel.writestr(inside, raw)
            digest = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).rstrip(b"=").decode()
            lines.append(f"{inside},sha256={digest},{len(raw)}")
        wheel.writestr(record, "\n".join([*lines, f"{record},,"]) + "\n")
