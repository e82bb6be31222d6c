"""The house's own rules: what a reader may count on, whatever file is opened."""

import ast
import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.settings import REPOSITORY

PACKAGES = ("crawlers", "pipelines", "dagster_project", "benchmarks", "tests")
MODULE_LINES = 400
FUNCTION_LINES = 60
FOLDER_MODULES = 14
# Names that would say nothing about what is in a module.
EMPTY_NAMES = {"utils", "util", "helpers", "common", "misc"}


@cache
def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((REPOSITORY / package).rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_no_module_is_longer_than_one_sitting():
    long = {str(path): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {path: lines for path, lines in long.items() if lines > MODULE_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_no_folder_is_a_shoebox():
    held = Counter(path.parent for path in modules() if path.name != "__init__.py")
    assert {str(folder): count for folder, count in held.items() if count > FOLDER_MODULES} == {}


def test_every_name_says_something():
    assert [str(path) for path in modules() if path.stem in EMPTY_NAMES] == []


def _docstrings_below_private_names(path: Path) -> list[str]:
    found = []
    for node in ast.walk(parsed(path)):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for before, after in pairwise(body):
            is_text = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
            names = (
                [target.id for target in before.targets if isinstance(target, ast.Name)]
                if isinstance(before, ast.Assign)
                else [before.target.id]
                if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name)
                else []
            )
            if is_text and any(name.startswith("_") for name in names):
                found.append(f"{path}:{after.lineno}")
    return found


def test_what_explains_a_private_constant_stands_above_it():
    assert [line for path in modules() for line in _docstrings_below_private_names(path)] == []


@pytest.mark.parametrize("ending", ["py", "md", "toml", "sql"])
def test_nothing_refers_to_a_document_that_is_not_here(ending):
    outside = re.compile(r"\bstudy §|\bHOUSE\.md|\bshared/(?:studies|field|HOUSE|DESIGN)")
    files = [
        path
        for folder in (*PACKAGES, "docs")
        for path in (REPOSITORY / folder).rglob(f"*.{ending}")
        if path != Path(__file__)
    ]
    assert files
    assert [str(path) for path in files if outside.search(path.read_text("utf-8"))] == []
