"""What numba and LLVM promise the workshop page: a table of constructs with equal bits, and of functions that stop a build."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys

import pytest

from tests.contract.constructs import ARGUMENTS, GOOD, REFUSED, ROOM

NODE = shutil.which("node")
RUN = """
const fs = require("fs"), [path, entries, pairs, room] = JSON.parse(fs.readFileSync(0, "utf8"));
const memory = new WebAssembly.Memory({initial: 4}), stack = new WebAssembly.Global({value: "i32", mutable: true}, 131072);
const env = {__linear_memory: memory, __stack_pointer: stack};
const {exports} = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(path)), {env});
const found = {};
for (const name of entries) found[name] = pairs.map(([a, b]) => {
  const out = new BigUint64Array(memory.buffer, 196608, room).fill(0n);
  if (exports[name](196608, a, b)) throw new Error(name);
  return Array.from(out, (bits) => bits.toString());
});
process.stdout.write(JSON.stringify(found));
"""


@pytest.fixture(scope="module")
def built(checkout, tmp_path_factory):
    """Compile the table in a process of its own and return the folder with what it said."""
    folder = tmp_path_factory.mktemp("constructs")
    settings = {"PYTHONPATH": str(checkout), "NUMBA_OPT": "0", "RETAIN_CACHE": str(folder / "cache"), "NUMBA_DISABLE_JIT": "0"}
    words = [sys.executable, "-W", "ignore", "-m", "tests.contract.constructs", str(folder)]
    done = subprocess.run(words, cwd=checkout, env=os.environ | settings, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return folder, json.loads(done.stdout)


@pytest.fixture(scope="module")
def in_node(built):
    """Return {construct: its floats for each pair of arguments} as WebAssembly gives them."""
    if NODE is None:
        pytest.skip("needs node")
    asked = json.dumps([str(built[0] / "constructs.wasm"), [function.__name__ for function in GOOD], ARGUMENTS, ROOM])
    done = subprocess.run([NODE, "-e", RUN], input=asked, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def bits(text: str) -> str:
    """Return the bits of a hexadecimal float as a whole number in words."""
    import struct

    return str(struct.unpack("<Q", struct.pack("<d", float.fromhex(text)))[0])


@pytest.mark.parametrize("construct", GOOD, ids=lambda function: function.__name__)
def test_a_construct_has_equal_bits(built, in_node, construct):
    native = [[bits(value) for value in row] for row in built[1]["given"][construct.__name__]]
    assert any(word != "0" for row in native for word in row)
    assert in_node[construct.__name__] == native


def test_the_exponential_of_the_derived_numbers_is_rounded_right(built):
    for row, (a, b) in zip(built[1]["given"]["own_functions"], ARGUMENTS, strict=True):
        for k in range(5):
            assert math.isclose(float.fromhex(row[25 + k]), math.exp(0.37 * k * a - 0.9 * b), rel_tol=2.3e-16)


@pytest.mark.parametrize("function", REFUSED, ids=lambda function: function.__name__)
def test_a_function_of_this_machine_alone_is_refused_by_name(built, function):
    said = built[1]["refused"][function.__name__]
    assert REFUSED[function] in said and "only exists outside" in said
