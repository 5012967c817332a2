"""Figures of published tables, drawn from the evidence: no number is typed here."""

from textwrap import wrap

import numpy as np
import plotly.graph_objects as go

from nervelab import evidence
from nervelab.labs import theme
from nervelab.physiology.slow import perfusion

# Share of the blood (%) that a rabbit's three steps are taken to leave: a reading, not in the table.
STEPS_LEAVE = 95, 50, 5


def flow_thresholds() -> go.Figure:
    """D01: the pressure (mmHg) at which each effect on a nerve or root was seen, with its range or SD."""
    return _by_pressure(evidence.table("D01").query("unit == 'mmHg'"), "effect")


def flow_curve() -> go.Figure:
    """The lab's flow of blood (%) under pressure (mmHg), and the three steps of D01 that it goes through."""
    steps = evidence.table("D01").query("preparation == 'rabbit tibial nerve' and high < 100")
    pressures = np.linspace(0, 120, 121)
    figure = go.Figure(
        [
            go.Scatter(
                name="curve",
                x=pressures,
                y=[100 * perfusion(pressure) for pressure in pressures],
                mode="lines",
                line=theme.HEALTHY.line,
                hovertemplate="%{x:g} mmHg: %{y:.0f} %<extra></extra>",
            ),
            go.Scatter(
                name="steps",
                x=(steps.low + steps.high) / 2,
                y=STEPS_LEAVE,
                mode="markers+text",
                marker=theme.PUBLISHED.marker,
                error_x=dict(
                    array=(steps.high - steps.low) / 2, color=theme.PUBLISHED.color, thickness=3, width=6
                ),
                text=["<br>".join(wrap(effect, 26)) for effect in steps.effect],  # whole at 200 % zoom, too
                textposition="top right",
                hoverinfo="skip",
            ),
        ]
    )
    figure.update_xaxes(title="Pressure (mmHg)")
    figure.update_yaxes(title="Blood that still flows (%)", range=[-3, 112])
    figure.update_layout(height=300, margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)


def function_under_pressure() -> go.Figure:
    """D02: what a nerve still did after a time under pressure; dashed, the pressures found in patients."""
    table = evidence.table("D02")
    tested = table[table.duration_min.notna() & (table.pressure > 0)].sort_values("pressure")
    found = table[table.duration_min.isna()].sort_values("pressure")
    figure = _by_pressure(tested.assign(low=tested.pressure, high=tested.pressure, sd=0.0), "outcome")
    figure.update_layout(margin_t=60)
    for line, row in enumerate(found.itertuples()):
        figure.add_vline(x=row.pressure, line=theme.AFFECTED.line)
        figure.add_annotation(
            x=np.log10(row.pressure),
            y=1,
            yref="paper",
            yshift=18 * (len(found) - line),
            xanchor="center",
            text=f"{row.pressure:g} mmHg: {row.preparation}",
        )
    return figure


def transport_times() -> go.Figure:
    """D03: days that a protein travels from its cell body in the spine to the foot."""
    rows = evidence.table("D03").query("quantity == 'time'")
    figure = _ranges(rows, list(rows.transport))
    figure.update_xaxes(title="Days on the way", rangemode="tozero")
    return figure


def _by_pressure(rows, outcome) -> go.Figure:
    """Rows of a table on a logarithmic axis of pressure, labelled with their outcome and experiment."""
    held = ["" if np.isnan(minutes) else f", {minutes:g} min" for minutes in rows.duration_min]
    labels = [
        f"{what}<br><i>{where}{time}</i>"
        for what, where, time in zip(rows[outcome], rows.preparation, held, strict=True)
    ]
    figure = _ranges(rows, labels)
    figure.update_xaxes(title="Pressure (mmHg)", type="log", tickvals=[10, 20, 30, 50, 100, 200, 400])
    return figure


def _ranges(rows, labels) -> go.Figure:
    """One bar per row from low to high; a single value is a point, with its SD where one was reported."""
    low, high = rows.low.to_numpy(float), rows.high.to_numpy(float)
    spread = rows.sd.fillna(0).to_numpy(float) if "sd" in rows else np.zeros(len(rows))
    figure = go.Figure(
        go.Scatter(
            x=(low + high) / 2,
            y=labels,
            mode="markers",
            marker=theme.PUBLISHED.marker,
            error_x=dict(array=(high - low) / 2 + spread, color=theme.PUBLISHED.color, thickness=3, width=6),
            hovertemplate="%{x:g}<extra></extra>",
        )
    )
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(height=90 + 38 * len(rows), margin=dict(l=10, r=10, t=10, b=50))
    return theme.still(figure)
