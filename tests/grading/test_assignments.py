"""What every assignment promises: its form, what it assesses, and that no item can harm another."""

import ast
import builtins
import re
from pathlib import Path
from symtable import symtable

import nbformat
import pytest
from nbgrader.utils import is_grade, is_locked, is_solution
from specimens import CHECKOUT, SOLUTIONS, items

from nervelab import evidence
from nervelab.grading.markers import split
from nervelab.grading.notebooks import read

NOTEBOOKS = {path.stem[:2]: path for path in sorted((CHECKOUT / "course").glob("[0-9][0-9]_*.ipynb"))}
ITEMS = {item.name: item for path in SOLUTIONS for item in items(path)}
MUTATORS = {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault"}
HINT = re.compile(r"^<details><summary>Hint (\d) of 3</summary>.+</details>$", re.MULTILINE)
TAG = re.compile(r"\[(M\d\d)\]")


def goals(path: Path) -> list[str]:
    """The bold verbs of a section's numbered goals."""
    cell = next(cell for cell in nbformat.read(path, 4).cells if "What you will be able to do" in cell.source)
    return [verb.lower() for verb in re.findall(r"^\d\. \*\*([^*]+)\*\*", cell.source, re.MULTILINE)]


def graded(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path).cells if is_grade(cell)]


def left(source: str) -> set[str]:
    """The names that a cell leaves to the cells after it."""
    symbols = symtable(source, "cell", "exec").get_symbols()
    return {each.get_name() for each in symbols if each.is_assigned() or each.is_imported()}


def wanted(source: str) -> set[str]:
    """The names that a cell needs from elsewhere, at whatever depth."""
    tables, found = [symtable(source, "cell", "exec")], set()
    while tables:
        table = tables.pop()
        tables += table.get_children()
        read = [each for each in table.get_symbols() if each.is_referenced()]
        found |= {each.get_name() for each in read if each.is_global() or table.get_type() == "module"}
    return found - left(source) - set(dir(builtins))


def root_of(node: ast.AST) -> str:
    """The name at the bottom of `name.attribute[index]`; empty if there is none."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def test_each_section_has_its_assignment():
    assert [path.stem[:2] for path in SOLUTIONS] == [number for number in NOTEBOOKS if number != "00"]


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_opening(path):
    first, second = (cell.source for cell in read(path).cells[:2])
    number = int(path.stem[:2])
    section = NOTEBOOKS[path.stem[:2]].name
    assert first.startswith(f"# Assignment {number} · ")
    minutes = re.search(
        rf"20 points · about (\d+) minutes · goes with \[section {number}\]\(\.\./\.\./course/{section}\)",
        first,
    )
    assert 45 <= int(minutes[1]) <= 90
    assert second == read(SOLUTIONS[0]).cells[1].source  # how to check oneself is said once for all
    assert "*Validate*" in second


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_every_goal_of_the_section_is_assessed_and_no_other(path):
    assessed = {cell.metadata.nervelab.objective for cell in graded(path)}
    assert assessed == set(goals(NOTEBOOKS[path.stem[:2]]))


def test_every_misconception_is_probed():
    cells = [cell for path in SOLUTIONS for cell in graded(path)]
    probed = {belief for cell in cells for belief in cell.metadata.nervelab.misconceptions}
    assert probed == {each.id for each in evidence.misconceptions()}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_the_checks_name_the_beliefs_that_the_item_probes(item):
    assert sorted(set(TAG.findall(item.test.source))) == sorted(item.test.metadata.nervelab.misconceptions)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_each_item_states_its_points_and_folds_three_hints(path):
    text, found = "", 0
    cells = read(path).cells
    for cell, after in zip(cells, [*cells[1:], None], strict=True):
        if is_solution(cell):
            points = cell if is_grade(cell) else after
            stated = re.search(r"^## \d+\. .+ \((\d+) points?(, graded by hand)?\)$", text, re.MULTILINE)
            assert float(stated[1]) == points.metadata.nbgrader.points, text
            assert bool(stated[2]) == is_grade(cell)
            hints = re.findall(
                r"^<details><summary>Hint (\d) of 3</summary>.+</details>$", text, re.MULTILINE
            )
            assert hints == ["1", "2", "3"], text
            found += 1
        elif cell.cell_type == "markdown":
            text = cell.source
    by_hand = [cell for cell in cells if is_grade(cell) and is_solution(cell)]
    assert found == len(graded(path))
    assert 1 <= len(by_hand) <= 2
    assert cells[-1] in by_hand


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_an_item_stands_alone(item):
    """A test reads its own answer and what the locked cells give; so nothing else can cost its points."""
    assert item.test.metadata.nbgrader.grade_id == f"{item.name}_test"
    given = set().union(*map(left, item.setup))
    answer = left(item.answer.source)
    assert wanted(item.test.source) <= given | answer
    assert wanted(item.answer.source) <= given
    assert not answer & given, "an answer must not change what the other items are given"
    assert not left(item.test.source) & answer, "a test must not change an answer"
    assert all(name == "draw" or name.startswith("_") for name in left(item.test.source) - given)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_a_process_of_its_own_could_check_it(item):
    """Plain data go into an answer's functions; nobody changes what came out; no points by accident."""
    tree, answer = ast.parse(item.test.source), left(item.answer.source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    called = {node.func.id for node in calls if isinstance(node.func, ast.Name)}
    for call in calls:
        if isinstance(call.func, ast.Name) and call.func.id in answer:
            handed = [*call.args, *(keyword.value for keyword in call.keywords)]
            assert not any(isinstance(each, ast.Lambda) for each in handed), ast.unparse(call)
            assert not called & {each.id for each in handed if isinstance(each, ast.Name)}, ast.unparse(call)
        if isinstance(call.func, ast.Attribute) and call.func.attr in MUTATORS:
            assert root_of(call.func) not in answer, ast.unparse(call)
    stored = [node for node in ast.walk(tree) if isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del))]
    assert not answer & {root_of(node) for node in stored}
    assert not isinstance(tree.body[-1], ast.Expr), "its value would be read as points"


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_a_failed_check_speaks_and_never_prints_the_answer(item):
    checks = [node for node in ast.walk(ast.parse(item.test.source)) if isinstance(node, ast.Assert)]
    assert checks
    for check in checks:
        assert isinstance(check.msg, (ast.Constant, ast.Subscript)), ast.unparse(check)
    assert "print(" not in item.test.source
    names = {"__name__": "__main__"}
    for source in item.setup:
        exec(source, names)
    if any(isinstance(node, ast.FunctionDef) for node in ast.parse(item.answer.source).body):
        return  # a function has no single value to give away
    exec(item.answer.source, names)
    answers = [names[name] for name in wanted(item.test.source) & left(item.answer.source)]
    answers = [float(value) for value in answers if isinstance(value, (int, float))]
    seen = ast.parse("\n".join(split(item.test.source).shown))
    for node in ast.walk(seen):
        if isinstance(node, ast.Compare) and not isinstance(node.ops[0], (ast.In, ast.NotIn)):
            values = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
            values = [float(value) for value in values if isinstance(value, (int, float))]
            near = [(a, v) for a in answers for v in values if abs(a - v) <= 0.01 * abs(a)]
            assert not near, ast.unparse(node)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_locked_cells_before_the_items_only_import(path):
    setup = [cell for cell in read(path).cells if is_locked(cell) and not is_grade(cell)]
    assert all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(setup[0].source).body)


PAGE = (CHECKOUT / "course" / "INSTRUCTORS.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_page_for_instructors_tells_the_minutes(path):
    def minutes(notebook):
        return int(re.search(r"(\d+) minutes", read(notebook).cells[0].source)[1])

    number, section = path.stem[:2], NOTEBOOKS[path.stem[:2]]
    row = next(line for line in PAGE.splitlines() if f"/{path.name})" in line)
    _, _, notebook, reading, _, working, *_ = (cell.strip() for cell in row.split("|"))
    assert f"[{number}]({section.name})" in notebook
    assert int(reading) == minutes(section) + (20 if number == "01" else 0)  # with the first questions of 00
    assert int(working) == minutes(path)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_the_page_for_instructors_tells_what_each_item_assesses(path):
    number = path.stem[:2]
    rows = [line for line in PAGE.splitlines() if line.startswith(f"| {number} | **")]
    told = [re.match(r"\| \d\d \| \*\*([^*]+)\*\* .* \| ([^|]*) \|$", row).groups() for row in rows]
    assert [goal.lower() for goal, _ in told] == goals(NOTEBOOKS[number])
    for goal, items_told in told:
        expected = []
        for cell in graded(path):
            if cell.metadata.nervelab.objective == goal.lower():
                beliefs = ", ".join(cell.metadata.nervelab.misconceptions)
                name = cell.metadata.nbgrader.grade_id.removesuffix("_test")
                points = f"{cell.metadata.nbgrader.points:g}"
                expected.append(f"`{name}` {points}" + (f" ({beliefs})" if beliefs else ""))
        assert items_told == "; ".join(expected)
