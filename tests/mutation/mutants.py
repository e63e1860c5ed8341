"""Mutants of the rules: each is one formula with one change, made from the syntax of a copy; no file is touched."""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, ModuleType

SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARED = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}  # fmt: skip
COMMUTE = ("min", "max")


@dataclass(frozen=True)
class Mutant:
    """Hold one changed rule.

    Attributes
    ----------
    rule : its name, such as ``exit.pay_gain``.
    line : in its file;  before, after : the changed part of the formula.
    code : the compiled rule.
    """

    rule: str
    line: int
    before: str
    after: str
    code: CodeType

    def said(self) -> str:
        """Return the change in one line."""
        return f"{self.rule}, line {self.line}: {self.before}  ->  {self.after}"


def mutants(module: ModuleType) -> Iterator[Mutant]:
    """Yield every mutant of every rule of a module, in the order of its source."""
    short = module.__name__.rpartition(".")[2]
    for function in ast.parse(inspect.getsource(module)).body:
        if isinstance(function, ast.FunctionDef):
            yield from _of_rule(f"{short}.{function.name}", function, module)


def _of_rule(name, function, module):
    function.decorator_list = []
    if ast.get_docstring(function) is not None:
        function.body = function.body[1:]
    seen = {ast.unparse(function)}
    for parent, field, at, node in list(_slots(function)):
        for changed in _changes(node):
            _put(parent, field, at, changed)
            text = ast.unparse(function)
            if text not in seen:
                seen.add(text)
                yield Mutant(name, node.lineno, ast.unparse(node), ast.unparse(changed), _compiled(function, module))
            _put(parent, field, at, node)


def _slots(root):
    """Yield (parent, field, index or None, node) of every expression and every condition of a function's body."""
    for parent in ast.walk(root):
        for field, value in ast.iter_fields(parent):
            if field in ("args", "decorator_list", "returns") and parent is root:
                continue
            for at, node in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(node, ast.expr):
                    yield parent, field, at, node


def _put(parent, field, at, node):
    if at is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[at] = node


def _compiled(function, module):
    tree = ast.fix_missing_locations(ast.Module([copy.deepcopy(function)], []))
    names: dict = {}
    exec(compile(tree, f"<mutant of {module.__name__}>", "exec"), vars(module).copy(), names)
    return names[function.name].__code__


def _changes(node) -> Iterator[ast.expr]:
    """Yield what an expression is changed into: another operator, one part alone, another constant, the other branch, other arguments."""
    if isinstance(node, ast.BinOp) and type(node.op) in SWAPPED:
        yield ast.copy_location(ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right), node)
        yield node.left
        yield node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for other in COMPARED[type(node.ops[0])]:
            yield ast.copy_location(ast.Compare(node.left, [other()], node.comparators), node)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        for value in (node.value + 1, 0 if node.value else None):
            if value is not None:
                yield ast.copy_location(ast.Constant(type(node.value)(value)), node)
    elif isinstance(node, ast.BoolOp):
        yield ast.copy_location(ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values), node)
        yield from node.values
    elif isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _calls(node)


def _calls(node):
    called, given = node.func.id, node.args
    if called in COMMUTE:
        other = ast.Name(COMMUTE[1 - COMMUTE.index(called)], ast.Load())
        yield ast.copy_location(ast.Call(other, given, []), node)
        yield from given
        return
    if len(given) == 1:
        yield given[0]
    for k in range(len(given) - 1):
        swapped = [*given[:k], given[k + 1], given[k], *given[k + 2 :]]
        yield ast.copy_location(ast.Call(node.func, swapped, []), node)
