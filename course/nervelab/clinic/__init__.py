"""From geometry to bedside to trial: roots, causes, examination and treatment.

Small models over `physiology` and `evidence`.  A number comes from a row of the evidence, or is a named
constant that says why it was chosen; a result that rests on such a constant carries `illustrative = True`
and the reason. Health education, not advice.
"""

from . import causes, exam, roots, treatment
from .estimates import Estimate

__all__ = ["Estimate", "causes", "exam", "roots", "treatment"]
