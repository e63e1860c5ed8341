"""The model as a WebAssembly module: numba's own LLVM code of :mod:`sim.serial`, sent through LLVM again for another machine.

One source, one type inference, one optimiser. The module is built in a process of its own with an empty cache: numba's cache would mix
code compiled with and without its optimiser. A module that would need any function from outside is refused by that function's name.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from experiments.errors import RunFailed
from experiments.specification import HOUSE

BUILDS = {"simd": "+simd128", "plain": ""}
STACK = 65536  # bytes of stack, above the module's constants
INTRINSICS = {"sqrt": "llvm.sqrt.f64", "floor": "llvm.floor.f64", "ceil": "llvm.ceil.f64", "fabs": "llvm.fabs.f64"}
_LEFT_OUT = re.compile(r"^(target (datalayout|triple)|source_filename).*$", re.M)


def compiled_entries():
    """Return (LLVM module, {entry: its symbol}) of everything that :mod:`sim.serial` lets a host call."""
    import llvmlite.binding as llvm
    import numba

    from sim import serial

    whole, names = None, {}
    for entry in serial.ENTRIES:
        made = numba.njit("void(int64, int64, int64)", error_model="numpy", _nrt=False)(entry)
        (result,) = made.overloads.values()
        module = llvm.parse_assembly(portable(result.library.get_llvm_str()))
        names[entry.__name__] = result.fndesc.llvm_func_name
        if whole is None:
            whole = module
        else:
            whole.link_in(module)
    return whole, names


def portable(text: str) -> str:
    """Return LLVM text without what belongs to one machine."""
    text = _LEFT_OUT.sub("", text)
    text = re.sub(r"= (common|linkonce)( dso_local)?( local_unnamed_addr)? global", "= linkonce_odr global", text)
    for name, intrinsic in INTRINSICS.items():
        text = re.sub(rf"@{name}\b(?=\()", f"@{intrinsic}", text)
    return text


def doors(names: dict[str, str]) -> str:
    """Return LLVM text that gives each entry a plain name and three whole numbers of 32 bits; it returns numba's status, 0 where well."""
    lines = []
    for name, symbol in names.items():
        lines.append(f'declare i32 @"{symbol}"(ptr, ptr, i64, i64, i64)')
        lines.append(f"define i32 @{name}(i32 %plan, i32 %a, i32 %b) {{")
        lines += ["  %result = alloca i64", "  %fault = alloca i64"]
        lines += ["  %where = zext i32 %plan to i64", "  %first = sext i32 %a to i64", "  %second = sext i32 %b to i64"]
        lines.append(f'  %status = call i32 @"{symbol}"(ptr %result, ptr %fault, i64 %where, i64 %first, i64 %second)')
        lines += ["  ret i32 %status", "}", ""]
    return "\n".join(lines)


def machine_code(module, names, features: str) -> bytes:
    """Optimise an LLVM module for WebAssembly and return the relocatable object; everything but the doors becomes internal."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple("wasm32-unknown-unknown")
    machine = target.create_target_machine(cpu="generic", features=features, opt=3, reloc="static", codemodel="default")
    module.triple, module.data_layout = machine.triple, str(machine.target_data)
    for each in [*module.functions, *module.global_variables]:
        if not each.is_declaration and each.name not in names:
            each.linkage = "internal"
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = options.slp_vectorization = bool(features)
    builder = llvm.create_pass_builder(machine, options)
    builder.getModulePassManager().run(module, builder)
    return machine.emit_object(module)


def unsigned(data: bytes, at: int) -> tuple[int, int]:
    """Read a LEB128 number; return it and the place after it."""
    value, shift = 0, 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def leb(value: int) -> bytes:
    """Write a number as LEB128."""
    written = bytearray()
    while True:
        byte, value = value & 0x7F, value >> 7
        written.append(byte | (0x80 if value else 0))
        if not value:
            return bytes(written)


def sections(data: bytes):
    """Yield (number, bytes) of each section of a WebAssembly file."""
    at = 8
    while at < len(data):
        number = data[at]
        size, start = unsigned(data, at + 1)
        yield number, data[start : start + size]
        at = start + size


def linked(data: bytes, names) -> bytes:
    """Make a module of one relocatable object: its own sections with an export section, without what a linker would need.

    Raises
    ------
    RunFailed : it asks for a function from outside, or lacks an entry.
    """
    parts = list(sections(data))
    foreign, functions = _imports(dict(parts)[2])
    if foreign:
        raise RunFailed(
            f"The model cannot become WebAssembly: it calls {', '.join(foreign)}, which only exists outside of it. "
            "Look in sim for math.exp, math.log, ** or a NumPy function and use sim.arithmetic and plain loops."
        )
    symbols = next(_symbols(body) for number, body in parts if number == 0 and body[1:8] == b"linking")
    missing = [name for name in names if name not in symbols]
    if missing:
        raise RunFailed(f"The module lacks {', '.join(missing)}.")
    exports = b"".join(leb(len(name)) + name.encode() + b"\0" + leb(symbols[name]) for name in names)
    written = bytearray(data[:8])
    exported = False
    for number, body in parts:
        if number == 0:
            continue
        if number > 7 and not exported:
            written += b"\7" + leb(len(leb(len(names)) + exports)) + leb(len(names)) + exports
            exported = True
        written += bytes([number]) + leb(len(body)) + body
    return bytes(written)


def _text(body, at):
    size, at = unsigned(body, at)
    return body[at : at + size].decode(), at + size


def _imports(body):
    """Return the names of imported functions and how many there are; memory, table and stack pointer are the host's to give."""
    count, at = unsigned(body, 0)
    foreign = []
    for _ in range(count):
        _, at = _text(body, at)
        name, at = _text(body, at)
        kind = body[at]
        at += 1
        if kind == 0:
            foreign.append(name)
            _, at = unsigned(body, at)
        elif kind == 1:
            at += 1
            flags, at = unsigned(body, at)
            _, at = unsigned(body, at)
            _, at = unsigned(body, at) if flags & 1 else (0, at)
        elif kind == 2:
            flags, at = unsigned(body, at)
            _, at = unsigned(body, at)
            _, at = unsigned(body, at) if flags & 1 else (0, at)
        else:
            at += 2
    return foreign, len(foreign)


def _symbols(body):
    """Return {name: index} of the functions in the symbol table of a linking section."""
    _, at = _text(body, 0)
    _, at = unsigned(body, at)
    found = {}
    while at < len(body):
        kind = body[at]
        size, at = unsigned(body, at + 1)
        end = at + size
        if kind == 8:
            count, at = unsigned(body, at)
            for _ in range(count):
                kind = body[at]
                flags, at = unsigned(body, at + 1)
                if kind in (0, 2, 4, 5):
                    index, at = unsigned(body, at)
                    if not flags & 0x10 or flags & 0x40:
                        name, at = _text(body, at)
                        if kind == 0:
                            found[name] = index
                elif kind == 1:
                    _, at = _text(body, at)
                    if not flags & 0x10:
                        for _ in range(3):
                            _, at = unsigned(body, at)
                else:
                    _, at = unsigned(body, at)
        at = end
    return found


def stack_top(module: bytes) -> int:
    """Return the place in memory where the host's own arrays may begin: above the module's constants and its stack."""
    end = 0
    body = dict(sections(module)).get(11, b"\0")
    count, at = unsigned(body, 0)
    for _ in range(count):
        flags, at = unsigned(body, at)
        if flags == 1:
            start = 0
        else:
            start, at = unsigned(body, at + 1)  # i32.const and a number; LLVM lays constants out from 0
            at += 1
        size, at = unsigned(body, at)
        at += size
        end = max(end, start + size)
    return (end + 4096 + STACK) // 4096 * 4096


def built_folder() -> Path:
    """Return the folder for the builds of this version of the model."""
    from sim.compiled import ROOM, cache_folder

    digest = hashlib.sha256(Path(__file__).read_bytes() + (ROOM / "serial.py").read_bytes()).hexdigest()[:12]
    return cache_folder() / f"webassembly-{digest}"


def is_built() -> bool:
    """Say whether both builds of this version of the model lie in the cache folder."""
    return all((built_folder() / f"{name}.wasm").is_file() for name in BUILDS)


def modules() -> dict[str, bytes]:
    """Return both builds by name; they are built once for each version of the model and lie in the cache folder of compiled code.

    Raises
    ------
    RunFailed : the model uses something that exists on this machine only.
    """
    folder = built_folder()
    if not is_built():
        with tempfile.TemporaryDirectory(prefix="retain-webassembly-") as work:
            _build_apart(Path(work))
            folder.mkdir(exist_ok=True)
            for name in BUILDS:
                (Path(work) / f"{name}.wasm").replace(folder / f".{name}.{os.getpid()}")
                (folder / f".{name}.{os.getpid()}").replace(folder / f"{name}.wasm")
    return {name: (folder / f"{name}.wasm").read_bytes() for name in BUILDS}


def _build_apart(work: Path) -> None:
    settings = {"NUMBA_OPT": "0", "NUMBA_DISABLE_JIT": "0", "RETAIN_CACHE": str(work / "cache"), "PYTHONIOENCODING": "utf-8"}
    (work / "cache").mkdir()
    settings["PYTHONPATH"] = os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH")]))
    for step in (["text"], list(BUILDS)):
        words = [sys.executable, "-W", "ignore", "-m", "experiments.page.webassembly", str(work)]
        running = [subprocess.Popen([*words, one], env={**os.environ, **settings}, stderr=subprocess.PIPE) for one in step]
        said = [one.communicate()[1].decode("utf-8", "replace").strip() for one in running]
        failed = [text for one, text in zip(running, said, strict=True) if one.returncode]
        if failed:
            raise RunFailed(failed[0].splitlines()[-1] if failed[0] else "The WebAssembly module could not be built.")


def write_text(folder: Path) -> None:
    """Write the model as LLVM text, ``model.ll``, and its entries, ``entries.txt``; numba's optimiser has to be off and its cache empty."""
    import llvmlite.binding as llvm

    module, names = compiled_entries()
    module.link_in(llvm.parse_assembly(doors(names)))
    (folder / "model.ll").write_text(str(module), encoding="utf-8")
    (folder / "entries.txt").write_text("\n".join(names), encoding="utf-8")


def write_module(folder: Path, build: str) -> None:
    """Write one build of ``model.ll``; no other process of LLVM's options is touched by those set here."""
    import llvmlite.binding as llvm

    # as for the computer's own code, but two rows side by side: with four there are more values than a WebAssembly engine has registers
    for option in ("-runtime-memory-check-threshold=400", "-force-vector-interleave=2"):
        llvm.set_option("retain", option)
    names = (folder / "entries.txt").read_text(encoding="utf-8").split("\n")
    module = llvm.parse_assembly((folder / "model.ll").read_text(encoding="utf-8"))
    (folder / f"{build}.wasm").write_bytes(linked(machine_code(module, names, BUILDS[build]), names))


if __name__ == "__main__":
    try:
        write_text(Path(sys.argv[1])) if sys.argv[2] == "text" else write_module(Path(sys.argv[1]), sys.argv[2])
    except RunFailed as fault:
        sys.exit(str(fault))
