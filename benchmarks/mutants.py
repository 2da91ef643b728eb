"""What small slips could stand in a module? Mutants by cosmic-ray's operators, for `mutation.py`.

Kept are the operators whose slips a reader could overlook: a neighbouring comparison, the other
sign, a number one off, `and` for `or`, a condition turned round, a loop left out. Those that stop
at the first call (`a << b` for `a + b`) only raise the share. Types in annotations compute nothing
and are left alone; so is a change that compiles to the very same code.
"""

import ast
import random
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider

SWAPS = ("Add_Sub", "Sub_Add", "Mul_Div", "Div_Mul", "FloorDiv_Div", "Mod_Mul", "Pow_Mul")
SETS = ("BitOr_BitAnd", "BitAnd_BitOr")
NEXT = ("Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")
OPERATORS = (
    *(f"ReplaceBinaryOperator_{name}" for name in SWAPS + SETS),
    *(f"ReplaceComparisonOperator_{name}" for name in NEXT),
    *(f"ReplaceUnaryOperator_{name}" for name in ("USub_UAdd", "Delete_Not", "Delete_Invert")),
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ExceptionReplacer",
    "NumberReplacer",
    "RemoveDecorator",
    "ZeroIterationForLoop",
)


class Mutant(NamedTuple):
    """One change of one module: which, where, and the text it makes."""

    module: str  # its file, from the root of the checkout
    operator: str
    occurrence: int
    line: int

    def text(self, root: Path) -> str:
        """The module's source with the change."""
        source = (root / self.module).read_text(encoding="utf-8")
        changed = mutate_code(source, _operator(self.operator), self.occurrence)
        assert changed is not None
        return changed

    def lines(self, root: Path) -> tuple[str, str]:
        """The changed line, before and after."""
        before = (root / self.module).read_text(encoding="utf-8").splitlines()
        after = self.text(root).splitlines()
        for old, new in zip(before, after, strict=False):
            if old != new:
                return old.strip(), new.strip()
        return before[self.line - 1].strip(), "(removed)"


def _operator(name: str):
    return OperatorProvider()[name]()


def every(root: Path, module: str) -> Iterator[Mutant]:
    """All mutants of a module, in the order of operators and of the text."""
    source = (root / module).read_text(encoding="utf-8")
    types, nodes = annotations(source), list(ast_nodes(get_ast(source)))
    for name in OPERATORS:
        operator, occurrence = _operator(name), -1
        for node in nodes:
            for begin, _ in operator.mutation_positions(node):
                occurrence += 1
                if not any(first <= begin < last for first, last in types):
                    yield Mutant(module, name, occurrence, begin[0])


def annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Where annotations begin and end: line and column."""
    found = []
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            if (part := getattr(node, name, None)) is not None:
                begin, end = (part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)
                found.append((begin, end))
    return found


def sample(root: Path, modules: list[str], size: int, seed: int) -> tuple[list[Mutant], int]:
    """A random sample of the mutants of some modules, and how many there are of them.

    All if `size` is 0. What does not compile, or to the same code, is no mutant and is not counted
    where it is met.
    """
    known = [mutant for module in modules for mutant in every(root, module)]
    random.Random(seed).shuffle(known)
    chosen: list[Mutant] = []
    for mutant in known:
        if size and len(chosen) == size:
            break
        if _computes(root, mutant):
            chosen.append(mutant)
    return chosen, len(known)


def _computes(root: Path, mutant: Mutant) -> bool:
    """Whether there is code that differs."""
    file = root / mutant.module
    before = compile(file.read_text(encoding="utf-8"), str(file), "exec")
    try:
        return differences(before, compile(mutant.text(root), str(file), "exec")) != []
    except SyntaxError:  # `/` for the star of `*arguments`
        return False


# --- code that differs ------------------------------------------------------------------------


def parts(code: CodeType) -> list[CodeType]:
    """The functions and classes that stand directly in a piece of code."""
    return [part for part in code.co_consts if isinstance(part, CodeType)]


def _alone(code: CodeType) -> tuple:
    """A piece of code without those that stand in it."""
    own = [repr(part) for part in code.co_consts if not isinstance(part, CodeType)]
    held = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags)
    return code.co_code, own, held, code.co_exceptiontable


def differences(before: CodeType, after: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """The outermost functions that differ, before and after; None if more than functions does."""
    if _alone(before) != _alone(after) or len(parts(before)) != len(parts(after)):
        return None
    found = []
    for old, new in zip(parts(before), parts(after), strict=True):
        if differences(old, new) == []:
            continue
        if old.co_name.startswith("<") and old.co_name != "<lambda>":
            return None  # a comprehension of the module itself
        if old.co_flags & 1:  # a function's body; a class's has no fast locals
            found.append((old, new))
        elif (inner := differences(old, new)) is None:
            return None
        else:
            found += inner
    return found
