"""Download, Restore and Reset as buttons. The bytes travel between browser and kernel, nowhere else."""

from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets

from . import record, work

HERE = Path(__file__).parent
AGAIN = "Run a notebook again to see the difference."


class WorkWidget(anywidget.AnyWidget):
    """Three buttons. The browser asks with {"do": "pack"}, "restore" (with the zip's bytes) or "reset".

    The answer is {"said": a sentence}, for a download with the bytes of the zip.
    """

    _esm = HERE / "work.js"
    _css = HERE / "work.css"

    limit = traitlets.Int(work.LIMIT, read_only=True).tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(self._asked)

    def _asked(self, _widget: object, content: dict, buffers: list) -> None:
        answers = {"pack": self._pack, "restore": self._restore, "reset": self._reset}
        try:
            said, data = answers[content["do"]](buffers)
        except ValueError as error:
            said, data = str(error), []
        except Exception as error:  # never a traceback, and never silence
            said, data = f"That did not work ({type(error).__name__}: {error}).", []
        self.send({"said": said}, data)

    def _pack(self, _buffers: list) -> tuple[str, list[bytes]]:
        packed = work.pack()
        return f"Downloaded: {packed} It holds your notebooks as they were last saved.", [packed.data]

    def _restore(self, buffers: list) -> tuple[str, list[bytes]]:
        restored = work.restore(bytes(buffers[0]))
        advice = "Should JupyterLab say that a file has changed, choose Revert."
        return f"{restored} {AGAIN} {advice}" if restored.written else str(restored), []

    def _reset(self, _buffers: list) -> tuple[str, list[bytes]]:
        gone = record.reset()
        return f"Your answers are removed. {AGAIN}" if gone else "There were no answers to remove.", []

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """Where widgets are not available, the same three things as code."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        code = (
            "from nervelab import progress\n"
            'open("my_work.zip", "wb").write(progress.pack().data)  # download\n'
            'print(progress.restore("my_work.zip"))                 # restore\n'
            "progress.reset()                                       # remove your answers"
        )
        return data | {"text/plain": code, "text/markdown": f"```python\n{code}\n```"}, metadata
