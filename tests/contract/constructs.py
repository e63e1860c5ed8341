"""A table of Python's constructs that the model may use: each compiled by numba, natively and for WebAssembly, must give the same bits.

Run as a program with ``NUMBA_OPT=0``: it writes ``constructs.wasm`` into a folder and prints what each construct gives on this machine.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import NamedTuple

import numba
import numpy as np
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from sim.arithmetic import exact_exponential, exponential, half_turn, log_unit, logarithm

ROOM = 32
ARGUMENTS = ((1, 1), (2, 5), (7, 3))
TABLE = np.array([[0.25, 1.5], [3.0, -7.5]])


@intrinsic
def at(typing, address):
    """Return float64 (ROOM,) at an address."""
    result = types.Array(types.float64, 1, "C")

    def code(context, builder, signature, values):
        array = context.make_array(result)(context, builder)
        whole = context.get_value_type(types.int64)
        data = builder.inttoptr(values[0], context.get_data_type(types.float64).as_pointer())
        populate_array(array, data=data, shape=[whole(ROOM)], strides=[whole(8)], itemsize=8, meminfo=None)
        return array._getvalue()

    return result(types.int64), code


def plain(function):
    return numba.njit(error_model="numpy", _nrt=False)(function)


class Pair(NamedTuple):
    """Two columns, as a World holds many."""

    low: np.ndarray
    high: np.ndarray


@plain
def both(x):
    return x + 1.0, x * x


@plain
def widen(pair, k):
    pair.low[k] -= 1.0
    pair.high[k] += 1.0


def floor_division(data, a, b):
    """// and % round towards minus infinity."""
    out = at(data)
    k = 0
    for x in (-7 * a, 7 * a, -1, 6):
        for y in (3 * b, -3 * b):
            out[k], out[k + 1] = x // y, x % y
            k += 2


def float_division(data, a, b):
    """NumPy's error model: infinities and no exception; % of floats."""
    out = at(data)
    x = float(a)
    out[0], out[1], out[2] = x / (b - b), -x / (b - b), (-7.5 * a) % 2.0
    out[3], out[4] = 1.0 / 3.0 * x, float(int(-2.7 * a))


def words_of_32_bits(data, a, b):
    """Masks, shifts, products of 32-bit words and the signed view of one: Philox."""
    out = at(data)
    x = (0xD2511F53 * (4294967295 - a)) ^ 0x9E3779B9
    out[0], out[1], out[2] = x & 0xFFFFFFFF, (x >> 32) & 0xFFFFFFFF, float(np.int32((x & 0xFFFFFFFF) - 2147483648))
    out[3], out[4] = float(np.uint32(b - 2)), float(np.uint64(5 * a) << np.uint64(3))


def tuples(data, a, b):
    """Tuple returns, swaps, and a NamedTuple of arrays that a callee writes."""
    out = at(data)
    x, y = both(0.1 * a)
    x, y = y, x
    out[0], out[1] = x, y
    pair = Pair(out[2:4], out[4:6])
    widen(pair, 0)
    widen(pair, 1)


def slices(data, a, b):
    """Slices are views; a whole slice is filled; a length is read."""
    out = at(data)
    part = out[4:10]
    part[:] = 0.5 * a
    part[1:3] = 2.0
    out[0] = part.size
    out[1] = out[5]


def loops(data, a, b):
    """while, break, continue, a range that counts down, a loop over rows and columns."""
    out = at(data)
    n = 0
    while True:
        n += 1
        if n % 2 == 0:
            continue
        if n > 20 * a:
            break
        out[0] += n
    for k in range(5, 0, -2):
        out[1] = 10.0 * out[1] + k
    for i in range(TABLE.shape[0]):
        for j in range(TABLE.shape[1]):
            out[2] = 2.0 * out[2] + TABLE[i, j] * b


def choices(data, a, b):
    """min, max, abs, chains of comparison, conditional expressions, and/or, booleans as numbers."""
    out = at(data)
    x = 0.3 * a
    out[0], out[1], out[2] = min(1.0, x), max(0.0, -x), abs(-x)
    out[3] = 1.0 if 0.0 < x <= 0.3 and (b > 3 or a == 1) else 2.0
    out[4] = int(x > 0.5) + 2 * int(not x > 0.5)


def sums_in_order(data, a, b):
    """A sum of floats keeps its order: reordered, its last bits differ."""
    out = at(data)
    for k in range(8, 32):
        out[k] = 1.0 / (k * a) if k % 3 else 1e8 / (k * b)
    for k in range(8, 32):
        out[0] += out[k]
    for k in range(8, 32):
        out[1] += out[k] * out[39 - k]


def square_roots(data, a, b):
    """math.sqrt, floor and ceil are the machine's own, correctly rounded."""
    out = at(data)
    for k in range(10):
        out[k] = math.sqrt(0.7 * k * a)
    out[10], out[11] = math.floor(-2.5 * b), math.ceil(2.1 * a)


def own_functions(data, a, b):
    """The model's own exponential, logarithm, angle and the exponential that is rounded right."""
    out = at(data)
    for k in range(5):
        x = 0.37 * k * a - 0.9 * b
        out[k], out[5 + k], out[10 + k] = exponential(x), logarithm(x * x + 0.01), log_unit(0.01 + 0.19 * k)
        out[15 + k], out[20 + k] = half_turn(0.2 * k)
        out[25 + k] = exact_exponential(x)


GOOD = (
    floor_division, float_division, words_of_32_bits, tuples, slices, loops, choices, sums_in_order, square_roots, own_functions,
)  # fmt: skip


def exponential_of_c(data, a, b):
    at(data)[0] = math.exp(0.1 * a)


def logarithm_of_c(data, a, b):
    at(data)[0] = math.log(0.1 * a)


def power_of_c(data, a, b):
    at(data)[0] = (0.1 * a) ** (0.7 * b)


def numbers_of_numpy(data, a, b):
    at(data)[0] = np.random.random()


# each asks for a function that only this machine has: the name that the refusal must say
REFUSED = {exponential_of_c: "exp", logarithm_of_c: "log", power_of_c: "pow", numbers_of_numpy: "numba_"}


def module_of(functions):
    """Return (LLVM module, {name: symbol}) as experiments.page.webassembly makes it of the model's own entries."""
    import llvmlite.binding as llvm

    from experiments.page import webassembly

    whole, names = llvm.parse_assembly(""), {}
    for function in functions:
        made = numba.njit("void(int64, int64, int64)", error_model="numpy", _nrt=False)(function)
        (result,) = made.overloads.values()
        whole.link_in(llvm.parse_assembly(webassembly.portable(result.library.get_llvm_str())))
        names[function.__name__] = result.fndesc.llvm_func_name
    whole.link_in(llvm.parse_assembly(webassembly.doors(names)))
    return whole, names


def main(folder: Path) -> None:
    """Write the module, and print {construct: hexadecimal floats} of this machine and {construct: sentence} of the refused."""
    from experiments.errors import RunFailed
    from experiments.page import webassembly

    module, names = module_of(GOOD)
    (folder / "constructs.wasm").write_bytes(webassembly.linked(webassembly.machine_code(module, names, "+simd128"), names))
    given, refused = {}, {}
    for function in GOOD:
        native = plain(function)
        given[function.__name__] = []
        for a, b in ARGUMENTS:
            out = np.zeros(ROOM)
            native(out.ctypes.data, a, b)
            given[function.__name__].append([value.hex() for value in out.tolist()])
    for function in REFUSED:
        try:
            module, names = module_of([function])
            webassembly.linked(webassembly.machine_code(module, names, ""), names)
        except (RunFailed, numba.errors.NumbaError) as fault:
            refused[function.__name__] = str(fault)
    print(json.dumps({"given": given, "refused": refused}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
