"""The one canonical form of a committed notebook.

nbformat 4.5 as nbformat itself writes it; no outputs, execution counts or widget state; only the metadata the
course needs; and cell ids that say what the cell is: a diff shows what an author changed and nothing else.
"""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode, ValidationError, v4, validate

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # nbformat's rule
# What nbformat and VS Code (8 hex digits) or JupyterLab (a UUID) draw for a new cell: another every time.
RANDOM_ID = re.compile(r"(VSC-)?[0-9a-f]{8}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def parse(text: str) -> NotebookNode:
    """The notebook written in `text`, as it is: nothing is added, repaired or dropped.

    Raises ValueError, with the reason, if it is no notebook of nbformat 4.
    """
    try:
        notebook = v4.reads(text)
        major, cells = notebook.nbformat, notebook.cells
        for cell in cells:
            cell.cell_type, cell.source, cell.metadata  # noqa: B018  (each cell must have them)
    except (ValueError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"is not a notebook of nbformat 4 ({type(error).__name__}: {error})") from error
    if major != 4:
        raise ValueError(f"is a notebook of nbformat {major}, not 4; open it in JupyterLab and save it")
    return notebook


def read(path: Path) -> NotebookNode:
    """The notebook in a file; raises ValueError as `parse` does."""
    return parse(path.read_text(encoding="utf-8"))


def grade_id(cell: NotebookNode) -> str:
    """The name under which nbgrader knows a cell; empty for a cell it does not know."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def canonical(notebook: NotebookNode) -> str:
    """The text of a notebook in canonical form. Raises ValueError if even that is no valid notebook."""
    cells = [_cell(cell, id) for cell, id in zip(notebook.cells, stable_ids(notebook), strict=True)]
    result = v4.new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)
    try:
        validate(result)
    except ValidationError as error:
        raise ValueError(f"is not a valid notebook ({str(error).splitlines()[0]})") from error
    return v4.writes(result) + "\n"


def departures(text: str) -> Iterator[str]:
    """Where the notebook written in `text` departs from canonical form, a phrase each.

    Raises ValueError as `parse` and `canonical` do.
    """
    notebook = parse(text)
    clean = canonical(notebook)
    named = False
    for count, what in (
        (sum(bool(cell.get("outputs")) for cell in notebook.cells), "outputs"),
        (sum(cell.get("execution_count") is not None for cell in notebook.cells), "an execution count"),
    ):
        if count:
            named = True
            yield f"{count} of its cells carr{'ies' if count == 1 else 'y'} {what}"
    if "widgets" in notebook.metadata:
        named = True
        yield "carries widget state"
    for position, (cell, stable) in enumerate(
        zip(notebook.cells, stable_ids(notebook), strict=True), start=1
    ):
        if cell.get("id") != stable:
            named = True
            yield f"cell {position} has the id {cell.get('id')!r}, not the stable id {stable!r}"
    if not named and text != clean:
        yield "is not in canonical form (other metadata, key order, indent or trailing spaces)"


def stable_ids(notebook: NotebookNode) -> list[str]:
    """The id each cell should have: its grade_id, its own if that is readable, or one from its words."""
    ids: dict[int, str] = {}
    for keep in (grade_id, _readable_id):  # nbgrader's names come first: nothing else may take one
        for index, cell in enumerate(notebook.cells):
            id = keep(cell)
            if index not in ids and VALID_ID.fullmatch(id) and id not in ids.values():
                ids[index] = id
    for index, cell in enumerate(notebook.cells):
        if index not in ids:
            words, taken, number = _words(cell), set(ids.values()), 1
            while (id := words if number == 1 else f"{words}-{number}") in taken:
                number += 1
            ids[index] = id
    return [ids[index] for index in range(len(notebook.cells))]


def _readable_id(cell: NotebookNode) -> str:
    """The id a cell has, unless it is a random one."""
    id = cell.get("id", "")
    return "" if RANDOM_ID.fullmatch(id) else id


def _words(cell: NotebookNode) -> str:
    """An id from a cell's grade_id, its first heading or its first words."""
    lines = [line for line in cell.source.split("\n") if line.strip()]
    headings = [line for line in lines if line.startswith("#")] if cell.cell_type == "markdown" else []
    text = grade_id(cell) or next(iter(headings + lines), "")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    id = "-".join(re.findall(r"[a-z0-9]+", plain)[:5])[:48].rstrip("-")
    return f"{cell.cell_type}-{id}".rstrip("-") if not id or RANDOM_ID.fullmatch(id) else id


def _cell(cell: NotebookNode, id: str) -> NotebookNode:
    """One cell in canonical form."""
    result = NotebookNode(cell_type=cell.cell_type, id=id, metadata=_metadata(cell), source=_source(cell))
    if cell.cell_type == "code":
        result.update(execution_count=None, outputs=[])
    if cell.get("attachments"):
        result.attachments = cell.attachments
    return result


def _metadata(cell: NotebookNode) -> NotebookNode:
    """What the course needs of a cell's metadata: nbgrader's and its locks, tags, our own, a folded input."""
    kept = {key: cell.metadata[key] for key in ("nbgrader", "tags", "nervelab") if cell.metadata.get(key)}
    kept |= {key: False for key in ("deletable", "editable") if cell.metadata.get(key) is False}
    if cell.metadata.get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return NotebookNode(kept)


def _source(cell: NotebookNode) -> str:
    """A cell's source without trailing spaces and blank edges; in Markdown the two that break a line stay."""
    if "checksum" in cell.metadata.get("nbgrader", {}):
        return cell.source  # generated: nbgrader tells an answer from none by this text, to the letter
    lines = cell.source.split("\n")
    breaks = cell.cell_type == "markdown"
    tidy = [
        line.rstrip() + ("  " if breaks and line.strip() and line.endswith("  ") and after.strip() else "")
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join(tidy).strip("\n")
