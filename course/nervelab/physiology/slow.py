"""The slow clock, in minutes: from pressure and time to energy, myelin and irritability.

Calibrated on published figures, within the tolerances that the tests state: the flow curve (evidence D01),
what is borne and what is not (D02), the minutes to block without blood (D07).  Illustrative: everything about
irritability, how the supply of energy bends with flow, and how fast myelin is lost and heals.
"""

from math import exp

from ._checks import within
from .fibres import MOTOR, FibreClass
from .zone import Zone

HIGHEST_PRESSURE = 400.0  # mmHg: the highest in the experiments that the course cites (Rydevik 1980)
LONGEST = 240.0  # min

_HALF_FLOW, _STEEPNESS = 43.0, 6  # mmHg
_ENOUGH_FLOW = 0.2  # share of the flow at which half of the energy is missing in the end
_RECOVERING = 6.0  # min, energy after the flow is back
_CRUSHING_FROM = 80.0  # mmHg: higher pressure harms myelin directly, not only through the blood
_CRUSHING = 1 / 600 / 25  # per min and mmHg
_HEALING = 21.0 * 24 * 60  # min, myelin
_STIRRED = 6.0  # irritability that a full return of energy would stir up, before it fades
_FADING = 10.0  # min


def perfusion(pressure: float) -> float:
    """Blood flow in a nerve, 0 to 1, under `pressure` (0 to 400 mmHg).

    A Hill curve through the thresholds of Rydevik, Lundborg & Bagge 1981
    (doi:10.1016/s0363-5023(81)80003-2): venules slow at 20–30 mmHg, arterioles and capillaries at 40–50,
    and at 60–80 nothing flows.  Raises ValueError outside the range.
    """
    within("pressure", pressure, 0, HIGHEST_PRESSURE, "mmHg")
    return 1 / (1 + (pressure / _HALF_FLOW) ** _STEEPNESS)


def compression(
    pressure: float,
    minutes: float,
    since_release: float = 0.0,
    irritability: float = 0.0,
    fibre: FibreClass = MOTOR,
) -> Zone:
    """The zone of a fibre after `minutes` (0–240 min) at `pressure` (0–400 mmHg).

    Without enough blood the fibre runs out of energy over minutes, sensory fibres before motor ones (Lundborg
    et al. 1982, doi:10.1016/s0363-5023(82)80175-5); above 80 mmHg its myelin is damaged as well (Rydevik &
    Nordborg 1980, doi:10.1136/jnnp.43.12.1070).  `since_release` (0–240 min) later the energy is back, and
    while it returned the fibre was irritable (Bostock et al. 1991).  `irritability` (0–1) is what the nerve
    brought along.  Raises ValueError for a value outside its range.
    """
    within("duration of pressure", minutes, 0, LONGEST, "min")
    within("time since release", since_release, 0, LONGEST, "min")
    within("irritability", irritability, 0, 1)
    flow = perfusion(pressure)
    supply = (1 + _ENOUGH_FLOW**6) * flow**6 / (flow**6 + _ENOUGH_FLOW**6)  # of energy: 1 with full flow
    deficit = (1 - supply) * (1 - exp(-minutes / fibre.failing))
    crush = max(pressure - _CRUSHING_FROM, 0) * _CRUSHING
    turnover = crush + 1 / _HEALING
    damage = crush / turnover * (1 - exp(-turnover * minutes))
    stirred = _after_release(deficit, since_release)
    return Zone(
        deficit * exp(-since_release / _RECOVERING),
        damage * exp(-since_release / _HEALING),
        1 - (1 - stirred) * (1 - irritability) * (1 - fibre.irritability),
    )


def _after_release(deficit: float, minutes: float) -> float:
    """Irritability (0 to 1) that the return of energy leaves behind: d r/dt = 6·|de/dt|·(1 − r) − r/10."""
    steps = 200
    dt = minutes / steps
    r = 0.0
    for k in range(steps):
        returning = _STIRRED * deficit * exp(-(k + 0.5) * dt / _RECOVERING) / _RECOVERING
        rate = returning + 1 / _FADING
        r = returning / rate + (r - returning / rate) * exp(-rate * dt)
    return r
