"""A number with its uncertainty."""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)  # 1.96: half the width of a 95 % interval in standard errors


@dataclass(frozen=True)
class Estimate:
    """A value and its 95 % interval, in the unit of the value.

    `low` and `high` are None where no interval was published: missing stays missing.  Raises ValueError
    when only one limit is given or when the value lies outside its interval.
    """

    value: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self):
        if (self.low is None) != (self.high is None):
            raise ValueError(f"The interval is {self.low} to {self.high}; allowed is both limits or neither.")
        if self.low is not None and not self.low <= self.value <= self.high:
            raise ValueError(
                f"The estimate is {self.value:g}; its interval allows {self.low:g} to {self.high:g}."
            )

    @property
    def known(self) -> bool:
        """Whether there is an interval."""
        return self.low is not None

    @property
    def log_error(self) -> float | None:
        """Standard error of the natural logarithm, read off the interval; None without one."""
        return log(self.high / self.low) / (2 * Z95) if self.known else None

    def __str__(self) -> str:
        interval = f"{self.low:.3g} to {self.high:.3g}" if self.known else "no interval"
        return f"{self.value:.3g} ({interval})"


def around(value: float, log_error: float | None) -> Estimate:
    """The estimate whose logarithm has this standard error; without an interval when the error is None."""
    if log_error is None:
        return Estimate(value)
    factor = exp(Z95 * log_error)
    return Estimate(value, value / factor, value * factor)


def share(count: float, n: float) -> Estimate:
    """`count` of `n` people as a share (0 to 1), with Wilson's 95 % interval: good in small groups, too.

    Raises ValueError unless 0 <= count <= n and n > 0.
    """
    if not (n > 0 and 0 <= count <= n):
        raise ValueError(f"{count:g} of {n:g} people is no share; allowed is 0 to all of at least 1.")
    p, z2 = count / n, Z95**2
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return Estimate(p, max(0.0, min(middle - half, p)), min(1.0, max(middle + half, p)))
