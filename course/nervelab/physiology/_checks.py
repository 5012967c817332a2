"""One sentence for every value that the model cannot take."""

from math import isfinite


def within(name: str, value: float, low: float, high: float, unit: str = "") -> None:
    """Raise a ValueError that names the value, its unit and the allowed range."""
    try:
        legal = isfinite(value) and low <= value <= high
    except TypeError:
        legal = False
    if not legal:
        unit = f" {unit}" if unit else ""
        shown = f"{value:g}" if isinstance(value, (int, float)) else repr(value)
        raise ValueError(f"The {name} is {shown}{unit}; this model takes {low:g} to {high:g}{unit}.")
