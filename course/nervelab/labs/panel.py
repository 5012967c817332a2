"""The text under a lab's figure, and what makes the widgets beside it accessible (panel.js, panel.css)."""

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import anywidget
import traitlets

HERE = Path(__file__).parent


class Panel(anywidget.AnyWidget):
    """Sentence, table, code, limits and error line of one lab; `nervelab.labs.base.Lab` fills it.

    ``units`` maps each control's label on the screen to its unit, for what a slider says of itself.
    """

    _esm = HERE / "panel.js"
    _css = HERE / "panel.css"

    name = traitlets.Unicode().tag(sync=True)
    units = traitlets.Dict().tag(sync=True)
    leaves_out = traitlets.List().tag(sync=True)
    illustrative = traitlets.Unicode().tag(sync=True)

    sentence = traitlets.Unicode().tag(sync=True)
    columns = traitlets.List().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    code = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)

    def show(self, sentence: str, rows: Sequence[Mapping[str, Any]], code: str) -> None:
        """Replace the three texts in one message to the browser."""
        columns = list(rows[0]) if rows else []
        with self.hold_sync():
            self.sentence = sentence
            self.columns = columns
            self.rows = [[as_text(row[column]) for column in columns] for row in rows]
            self.code = code


def as_text(value: Any) -> str:
    """A table cell: four significant digits, a true minus sign, an en dash for nothing."""
    if value is None or value != value:  # NaN differs from itself
        return "–"
    if isinstance(value, bool | str) or not isinstance(value, Real):
        return str(value)
    text = str(value) if isinstance(value, Integral) else f"{float(value):.4g}"
    return text.replace("-", "−")
