"""The comparison lab: causes of cramp in three columns, asked the same questions.

The first two columns are computed and share one time axis: five seconds relaxed, with a tap on the nerve each
second, and five seconds of push.  The third is told: what was measured in dehydrated people, a cause that the
article leaves out, or an invented case to be placed.
"""

from dataclasses import dataclass
from textwrap import wrap

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from nervelab import evidence
from nervelab.clinic import comparison
from nervelab.clinic.comparison import Column, Told
from nervelab.evidence import Vignette
from nervelab.labs import theme
from nervelab.labs.base import Action, Choice, Control, Lab
from nervelab.labs.traces import add_words, envelope, trace, write
from nervelab.physiology import muscle
from nervelab.physiology.ions import Bath

CASES = ("V3", "V4", "V5", "V6", "V7", "V8")
COLUMNS = ("pinch", "salts")
TITLES = ("Pinched nerve", "Salts of the blood")
ROWS = ("sensation", "power", "reflexes", "tests")
PLACES = (4.0, 3.0, 2.0, 1.0)  # where each of them begins in its column

SPAN = 2 * comparison.HALF / 1000  # s
EVERY = 10  # ms between the points of a drawn trace
EMG_TOP, FORCE_TOP = 6.0, 100.0
ROOM = 1.55  # times the height of a trace: what its label needs above it
WIDEST = 2.2  # times the healthy threshold: what needs more is drawn at the edge
LINE = 26  # characters that fit a column of a figure of 600 px


@dataclass(frozen=True)
class Compared:
    """Two computed columns and what stands in the third; `open` says whether a case is resolved."""

    pinch: Column
    salts: Column
    third: Told | Vignette
    open: bool
    tap: float

    @property
    def columns(self) -> dict[str, Column]:
        return dict(zip(COLUMNS, (self.pinch, self.salts), strict=True))


class ComparisonLab(Lab):
    """A pinched nerve, the salts of the blood, and a third cause or an invented case."""

    name = "Three causes of cramp side by side: what a nerve needs to fire, the muscle, and the findings"
    controls = (
        Control("severity", "Pinch: severity", "%", low=0, high=100, step=5, default=65),
        Control("irritability", "Pinch: irritability", "%", low=0, high=100, step=5, default=50),
        Control("potassium", "Potassium", "mmol/L", low=2.0, high=4.5, step=0.1, default=2.5),
        Control("calcium", "Ionised calcium", "mmol/L", low=0.5, high=1.6, step=0.05, default=1.2),
        Control("tap", "Strength of the tap", "%", low=0, high=200, step=5, default=75),
        Choice(
            "third",
            "Third column",
            (
                *((each.name, each.name) for each in comparison.told()),
                *((f"case {id}", id) for id in CASES),
            ),
            default=comparison.DEHYDRATION,
        ),
    )
    actions = (Action("answer", "Answer", "Say what the case in the third column is"),)
    illustrative = (
        "Illustrative: severity and irritability, and how much a fall of calcium shifts the channels. "
        "The third column is told or measured, never computed."
    )
    leaves_out = (
        "In the second column one axon of 11.5 µm stands for all 120, and it answers or does not.",
        "With little calcium a person's nerves fire by themselves. This axon only becomes easier to set off.",
        "The membrane of the muscle fibre: below 3.0 mmol/L of potassium it is what fails, so the push "
        "is not drawn there.",
        "High potassium: on this axon 5 mmol/L, which is still usual in blood, acts more than is plausible.",
        "Magnesium has no slider; that it does a third of what calcium does is an assumption of the model.",
        "Where every axon answers a tap at once, the EMG is larger than its frame and is cut off.",
        "A pinch is one of the S1 root. What an examiner finds follows the share of fibres that conduct.",
        "The cases are invented. The lab is not for anybody's own symptoms.",
    )

    def __init__(self):
        self._opened = set()  # ids of the cases whose answer was asked for
        super().__init__()

    def model(self, severity, irritability, potassium, calcium, tap, third):
        return Compared(
            comparison.pinched(severity / 100, irritability / 100, tap / 100),
            comparison.salts(potassium, calcium, tap=tap / 100),
            evidence.vignette(third) if third in CASES else comparison.cause(third),
            third in self._opened,
            tap / 100,
        )

    def answer(self):
        """Resolve the case in the third column; ValueError where there is none."""
        if self.values["third"] not in CASES:
            raise ValueError("There is no case in the third column: choose one under 'Third column'.")
        self._opened.add(self.values["third"])
        self.update()

    def reset(self):
        self._opened.clear()
        super().reset()

    def figure(self):
        figure = make_subplots(
            rows=4,
            cols=3,
            row_heights=[0.19, 0.165, 0.165, 0.48],
            vertical_spacing=0.055,
            horizontal_spacing=0.045,
            specs=[[{}] * 3, [{}, {}, {"rowspan": 2}], [{}, {}, None], [{}] * 3],
        )
        for column in (1, 2, 3):
            _needs(figure, column)
            _findings(figure, column)
        for column in (1, 2):
            _muscle(figure, column)
        _third(figure)
        figure.update_layout(height=408, margin=dict(l=58, r=8, t=2, b=2))
        return figure

    def draw(self, figure, result):
        for name, column in result.columns.items():
            low, middle, high = (
                100 * min(x, WIDEST) for x in (column.needs.min(), column.middle, column.needs.max())
            )
            trace(figure, f"{name}: range").x = [low, high]
            trace(figure, f"{name}: needs").update(x=[middle], text=[_share(column.middle)])
            trace(figure, f"{name}: tap").x = [100 * result.tap] * 2
            emg = _halves(column, lambda c: envelope(c.emg, 2 * EVERY))
            trace(figure, f"{name}: EMG").y = emg.clip(-EMG_TOP, EMG_TOP)
            trace(figure, f"{name}: force").y = _halves(column, lambda c: c.force[::EVERY])
            write(figure, f"{name}: at rest", [_at_rest(column)])
            write(figure, f"{name}: pushing", [_pushing(column)])
            for row in ROWS:
                write(figure, f"{name}: {row}", [_cell(row, column.findings[row])])
        _draw_third(figure, result)

    def sentence(self, result):
        pinch, salts = (_account(column) for column in (result.pinch, result.salts))
        return (
            f"Pinched nerve: {pinch} Salts: {salts} "
            f"{_title(result.third)}: {_said(result.third, result.open)}"
        )

    def table(self, result):
        computed, third = result.columns.values(), result.third
        told = third.findings if isinstance(third, Told) else dict.fromkeys(ROWS, "see its sheet")
        rows = {
            "Current needed, middle axon (% of healthy)": [100 * c.middle for c in computed],
            "Axons that answer the tap (%)": [100 * c.share_answering for c in computed],
            "Relaxed muscle, besides the taps": [str(c.at_rest) for c in computed],
            "Muscle asked to push": [_pushing(c).removeprefix("push: ") for c in computed],
            **{row.capitalize(): [*(c.findings[row] for c in computed), told[row]] for row in ROWS},
        }
        headings = (*TITLES, _title(third))
        return [
            {"Row": name, **dict(zip(headings, (*cells, "not computed")[:3], strict=True))}
            for name, cells in rows.items()
        ]

    def code(self, values):
        return (
            "from nervelab.clinic import comparison\n"
            f"pinch = comparison.pinched({values['severity'] / 100:g}, {values['irritability'] / 100:g}, "
            f"tap={values['tap'] / 100:g})\n"
            f"salts = comparison.salts({values['potassium']:g}, {values['calcium']:g}, "
            f"tap={values['tap'] / 100:g})\n"
            "[(c.middle, c.share_answering, c.at_rest, c.pushing, c.findings) for c in (pinch, salts)]"
        )


# --- words -----------------------------------------------------------------------------------------------


def _account(column: Column) -> str:
    """One computed column in words."""
    answering = round(100 * column.share_answering)
    answer = {0: "no axon answers", 100: "every axon answers"}.get(answering, f"{answering} % answer")
    needs = f"needs {_share(column.middle)} of the healthy current" if column.middle else "fires by itself"
    return (
        f"{needs}; {answer} the tap; {_at_rest(column)}; {_pushing(column)}; power "
        f"{column.findings['power'].split(',')[0]}; sensation {column.findings['sensation']}."
    )


def _share(needs: float) -> str:
    return f"{100 * needs:.0f} %" if needs else "fires by itself"


def _at_rest(column: Column) -> str:
    return f"relaxed: {_SHORT.get(column.at_rest, str(column.at_rest))}"


_SHORT = {muscle.Label.OTHER: "some firing"}


def _pushing(column: Column) -> str:
    if column.push is None:
        return "push: not modelled"
    if column.pushing is muscle.Label.VOLUNTARY:
        return "push: as asked"
    return f"push: {column.pushing}"


def _title(third: Told | Vignette) -> str:
    return third.name.capitalize() if isinstance(third, Told) else f"Case {third.id}"


def _said(third: Told | Vignette, is_open: bool) -> str:
    """The third column in words."""
    if isinstance(third, Vignette):
        answer = f"{third.answer}. {third.reasoning}." if is_open else "Which column does it belong to?"
        return f"{third.case}; {third.findings}. {answer}"
    if third.name == comparison.DEHYDRATION:
        before, after, other = comparison.dehydration()
        return (
            f"measured, not computed. A cramp took {before.hertz:g} Hz before and {after.hertz:g} Hz after "
            f"3 % of body mass was lost (p = 0.12); {other.hertz:g} Hz before and after 2 %."
        )
    return f"{third.story} {third.act}."


def _cell(row: str, words: str) -> str:
    heading = row.capitalize()
    return _lines(f"{heading} {words}").replace(heading, f"<b>{heading}</b>", 1)


def _lines(words: str) -> str:
    return "<br>".join(wrap(words, LINE))


# --- figure ----------------------------------------------------------------------------------------------


def _halves(column: Column, of) -> np.ndarray:
    """What is drawn of rest and push, one after the other; a gap where the push is not in the model."""
    rest = of(column.rest)
    push = of(column.push) if column.push else np.full(rest.size, np.nan)
    return np.concatenate([rest, push]).astype("f4")


def _needs(figure, column):
    """What the axons need to fire, between nothing and twice the healthy current; the tap as a line."""
    name, add = (*COLUMNS, "third")[column - 1], dict(row=1, col=column)
    title = (*TITLES, "")[column - 1]
    heading = dict(textposition="middle right", textfont=dict(size=14))
    add_words(figure, f"{name}: title", [0], [2.6], [f"<b>{title}</b>"], **heading, **add)
    mark = (theme.PINCH, theme.HEALTHY, theme.PUBLISHED)[column - 1]
    if column < 3:
        figure.add_trace(
            go.Scatter(
                name=f"{name}: range",
                x=[],
                y=[1, 1],
                mode="lines",
                hoverinfo="skip",
                line=dict(color=mark.color, width=5),
                opacity=0.5,
            ),
            **add,
        )
        figure.add_trace(
            go.Scatter(
                name=f"{name}: tap",
                x=[],
                y=[0.2, 1.5],
                mode="lines+text",
                text=[" ", "tap"],
                textposition="top center",
                textfont=dict(size=12),
                hoverinfo="skip",
                line=theme.STIMULUS.line,
            ),
            **add,
        )
    figure.add_trace(
        go.Scatter(
            name=f"{name}: needs",
            x=[],
            y=[1],
            mode="markers+text",
            text=[],
            textposition="middle right",
            textfont=dict(size=12),
            cliponaxis=False,
            marker=dict(mark.marker, size=12),
            hoverinfo="skip",
        ),
        **add,
    )
    figure.add_trace(
        go.Scatter(
            name=f"{name}: healthy",
            x=[100, 100],
            y=[0, 1.7],
            mode="lines",
            hoverinfo="skip",
            line=theme.THRESHOLD.line,
        ),
        **add,
    )
    figure.update_xaxes(
        range=[0, 250], tickvals=[0, 100, 200], ticktext=["0", "healthy", "twice"], showgrid=False, **add
    )
    figure.update_yaxes(range=[0, 3.1], showticklabels=False, showgrid=False, **add)
    if column == 1:
        figure.update_yaxes(title="needs", **add)


def _muscle(figure, column):
    """Five seconds relaxed, five seconds of push: EMG above, force below."""
    name = COLUMNS[column - 1]
    x = np.arange(0, SPAN, EVERY / 1000, dtype="f4")
    for row, what, mark, top in ((2, "EMG", theme.EMG, EMG_TOP), (3, "force", theme.FORCE, FORCE_TOP)):
        add = dict(row=row, col=column)
        figure.add_trace(
            go.Scattergl(
                name=f"{name}: {what}",
                x=x,
                mode="lines",
                line=dict(mark.line, width=1 if row == 2 else 2),
                hoverinfo="skip",
            ),
            **add,
        )
        figure.add_vline(x=SPAN / 2, line=theme.THRESHOLD.line, **add)
        figure.update_xaxes(
            range=[0, SPAN],
            tickvals=[0, 5, 10],
            ticktext=["0", "5 s", "10 s"],
            showticklabels=row == 3,
            **add,
        )
        figure.update_yaxes(
            range=[-top, ROOM * top] if row == 2 else [0, ROOM * top], showticklabels=False, nticks=3, **add
        )
        if column == 1:
            figure.update_yaxes(title=what, **add)
    for row, what, x, y, side in (
        (2, "at rest", 0, 1.25 * EMG_TOP, "right"),
        (3, "pushing", SPAN, 1.3 * FORCE_TOP, "left"),
    ):
        add_words(figure, f"{name}: {what}", [x], [y], textposition=f"middle {side}", row=row, col=column)


def _third(figure):
    """Measured thresholds of cramp (shown for dehydration only), and room for a story."""
    add = dict(row=2, col=3)
    shown = comparison.dehydration()
    figure.add_trace(
        go.Scatter(
            name="third: measured",
            x=[],
            y=[],
            mode="markers+text",
            text=[],
            textposition="top center",
            textfont=dict(size=12),
            cliponaxis=False,
            marker=dict(theme.PUBLISHED.marker, size=10),
            error_x=dict(
                array=[each.spread for each in shown], color=theme.PUBLISHED.color, thickness=2, width=5
            ),
            hoverinfo="skip",
        ),
        **add,
    )
    add_words(figure, "third: story", [13], [3.75], textposition="bottom right", **add)
    figure.update_xaxes(
        range=[13, 34], tickvals=[15, 20, 25, 30], ticktext=["15", "20", "25", "30 Hz"], showgrid=False, **add
    )
    figure.update_yaxes(range=[0, 3.8], visible=False, **add)


def _findings(figure, column):
    """Four rows of words."""
    name, add = (*COLUMNS, "third")[column - 1], dict(row=4, col=column)
    for row, y in zip(ROWS, PLACES, strict=True):
        add_words(figure, f"{name}: {row}", [0], [y], textposition="bottom right", **add)
    figure.update_xaxes(range=[0, 1], visible=False, **add)
    figure.update_yaxes(range=[0, 4.05], visible=False, **add)


def _draw_third(figure, result):
    third, is_case = result.third, isinstance(result.third, Vignette)
    write(figure, "third: title", [f"<b>{_title(third)}</b>"])
    dry = not is_case and third.name == comparison.DEHYDRATION
    shown = comparison.dehydration() if dry else ()
    trace(figure, "third: measured").update(
        x=[each.hertz for each in shown],
        y=[1.8, 1.03, 0.25][: len(shown)],
        text=[f"{each.hertz:g} Hz {each.label}" for each in shown],
    )
    needs = trace(figure, "third: needs")
    needs.marker.opacity = float(dry)
    if dry:
        share = shown[1].share
        needs.update(x=[100 * share], text=[f"{100 * share:.0f} % for a cramp"])
    else:
        needs.update(x=[0], text=["not computed"])
    trace(figure, "third: healthy").x = [100, 100] if dry else []
    for axes in (figure.select_xaxes(row=2, col=3), figure.select_xaxes(row=1, col=3)):
        for axis in axes:
            axis.visible = dry
    if is_case:
        case, answer = third.case, f"{third.answer}. {third.reasoning}." if result.open else "?"
        write(figure, "third: story", [_lines(case)])
        found = f"{_cell('found', third.findings)}<br>{_cell('answer', answer)}"
        words = dict.fromkeys(ROWS, "") | {ROWS[0]: found}
    else:
        write(figure, "third: story", [_lines(third.story) + ("" if dry else "<br>" + _act(third))])
        words = {row: _cell(row, third.findings[row]) for row in ROWS}
    for row in ROWS:
        write(figure, f"third: {row}", [words[row]])


def _act(third: Told) -> str:
    return f"<b>{'<br>'.join(wrap(third.act, LINE - 5))}</b>"


# --- still figures ---------------------------------------------------------------------------------------


def needed_current() -> go.Figure:
    """What an axon needs to fire at each potassium (left) and calcium (right): computed when called."""
    figure = make_subplots(rows=1, cols=2, shared_yaxes=True, horizontal_spacing=0.04)
    baths = (
        ("potassium", np.arange(2.0, 4.6, 0.5), comparison.POTASSIUM_RANGE, "Potassium"),
        ("calcium", np.arange(0.5, 1.65, 0.1), comparison.CALCIUM_RANGE, "Ionised calcium"),
    )
    for column, (ion, values, usual, title) in enumerate(baths, start=1):
        figure.add_trace(
            go.Scatter(
                name=ion,
                x=values,
                y=[100 * comparison.needed(Bath(**{ion: float(value)})) for value in values],
                mode="lines+markers",
                line=theme.HEALTHY.line,
                marker=theme.HEALTHY.marker,
                hovertemplate="%{x:g} mmol/L: %{y:.0f} %<extra></extra>",
            ),
            row=1,
            col=column,
        )
        figure.add_vrect(*usual, fillcolor=theme.GREY, opacity=0.2, line_width=0, row=1, col=column)
        span = [values[0] - 0.04 * np.ptp(values), values[-1] + 0.04 * np.ptp(values)]
        figure.add_annotation(
            x=(usual[0] + min(usual[1], span[1])) / 2, y=38, text="usual", row=1, col=column
        )
        figure.update_xaxes(title=f"{title} (mmol/L)", range=span, row=1, col=column)
    figure.add_hline(y=100, line=theme.THRESHOLD.line)
    figure.update_yaxes(range=[30, 175], ticksuffix=" %")
    figure.update_yaxes(title="Current needed (% of usual)", row=1, col=1)
    figure.update_layout(height=300, margin=dict(l=60, r=10, t=10, b=50))
    return theme.still(figure)


def potassium() -> go.Figure:
    """D09: where potassium pulls the membrane at each level in the blood, and what people notice."""
    table = evidence.table("D09")
    clinic = table[table.quantity == "clinic"]
    words = [f"<b>{row.K_out:g}</b> mmol/L: {row.meaning}" for row in clinic.itertuples()]
    figure = go.Figure()
    for quantity, mark, name in (
        ("E_K", theme.AFFECTED, "potassium alone (Nernst)"),
        ("V_GHK (K, Na)", theme.HEALTHY, "with a little sodium (Goldman)"),
    ):
        rows = table[table.quantity == quantity]
        figure.add_trace(
            go.Scatter(
                name=name,
                x=rows.value,
                y=words,
                mode="lines+markers+text",
                text=[f"{value:.0f}" for value in rows.value],
                textposition="middle right",
                line=mark.line,
                marker=mark.marker,
                hoverinfo="skip",
            )
        )
    figure.update_xaxes(title="Membrane potential (mV)", range=[-119, -60])
    figure.update_yaxes(autorange="reversed", ticktext=[_folded(w) for w in words], tickvals=words)
    figure.update_layout(height=440, showlegend=True, margin=dict(l=10, r=10, t=30, b=50))
    return theme.still(figure)


def _folded(words: str) -> str:
    return "<br>".join(wrap(words, 50))


def runners() -> go.Figure:
    """D27: salts in the blood of runners with and without cramp, with SD; grey, the usual range."""
    table = evidence.table("D27").query("study == 'ultramarathon 2004' and sd > 0")
    figure = make_subplots(rows=1, cols=2, horizontal_spacing=0.2)
    usual = {"Na": (135, 145), "Mg": (0.7, 1.0)}  # mmol/L (D08, note)
    names = {"Na": "Sodium", "Mg": "Magnesium"}
    marks = {"crampers": theme.AFFECTED, "controls": theme.HEALTHY}
    for column, (ion, (low, high)) in enumerate(usual.items(), start=1):
        rows = table[table.quantity == ion]
        for row in rows.itertuples():
            mark = marks[row.group]
            figure.add_trace(
                go.Scatter(
                    name=f"{ion}: {row.group}",
                    x=[row.value],
                    y=[f"{row.group} ({row.n:.0f})"],
                    error_x=dict(array=[row.sd], color=mark.color, thickness=2, width=6),
                    mode="markers+text",
                    text=[f"{row.value:g}"],
                    textposition="top center",
                    marker=dict(mark.marker, size=11),
                    hoverinfo="skip",
                ),
                row=1,
                col=column,
            )
        figure.add_vrect(low, high, fillcolor=theme.GREY, opacity=0.2, line_width=0, row=1, col=column)
        margin = 0.25 * (high - low)
        figure.update_xaxes(
            title=f"{names[ion]} (mmol/L)",
            range=[min(low, rows.value.min() - rows.sd.max()) - margin / 2, high + margin / 2],
            row=1,
            col=column,
        )
    figure.update_yaxes(range=[-0.6, 1.8])
    figure.update_layout(height=230, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)
