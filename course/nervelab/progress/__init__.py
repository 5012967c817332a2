"""What a learner has done: one small file beside the notebooks, a zip of their work, and a way back.

>>> from nervelab import progress
>>> progress.my_work()                          # Download, Restore, Reset, in a notebook
>>> progress.where()                            # the file; it holds answers, nothing about the person
>>> open("my_work.zip", "wb").write(progress.pack().data)
>>> print(progress.restore("my_work.zip"))
>>> progress.reset()

Nothing here is sent anywhere. The environment variable NERVELAB_PROGRESS names another file, for tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .record import Answer, Progress, Test, keep_answer, keep_begun, keep_test, load, reset, where
from .work import Packed, Restored, pack, restore

if TYPE_CHECKING:
    from .widget import WorkWidget

__all__ = [
    "Answer",
    "Packed",
    "Progress",
    "Restored",
    "Test",
    "keep_answer",
    "keep_begun",
    "keep_test",
    "load",
    "my_work",
    "pack",
    "reset",
    "restore",
    "where",
]


def my_work() -> WorkWidget:
    """Three buttons: download the work as one zip, restore it from one, remove the answers."""
    from .widget import WorkWidget  # here, so that reading a file needs no widget library

    return WorkWidget()
