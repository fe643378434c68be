"""The only place that turns an exception into something a person sees.

A UserError becomes its sentence. Anything else is a bug: a report with the traceback is written beside the settings,
and the person is told where it is and that nothing was lost. The app stays up.
"""

from __future__ import annotations

import platform
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from engine.errors import ReadOnlyError, UserError
from gui.said import said_error
from gui.words import tr

ShowMessage = Callable[[str, str], None]
"""Called with a kind («error») and one sentence."""


REMEMBERED = 100
"""How many of the latest errors can be looked at; the tour and the tests do."""


class ErrorReporter:
    """Shows errors through whatever the window gives it as ``show``. reported: the latest ones, oldest first."""

    def __init__(self, folder: Path, show: ShowMessage) -> None:
        self._folder = folder
        self._show = show
        self.reported: deque[BaseException] = deque(maxlen=REMEMBERED)

    def report(self, error: BaseException) -> None:
        """Show one error: a sentence for the user's, a crash report for ours."""
        if isinstance(error, ReadOnlyError):
            # nothing went wrong: it has been said at the top of the window all the time
            self._show("info", said_error(error))
            return
        self.reported.append(error)
        if isinstance(error, UserError):
            self._show("error", said_error(error))
            return
        trace = "".join(traceback.format_exception(error))
        print(trace, file=sys.stderr)
        try:
            path = self._write(trace)
        except OSError:
            where = tr("the terminal it was started from shows the details")
        else:
            where = tr("details are in {path}", path=path)
        self._show("error", tr("Gatelight made a mistake and went on; what was saved is safe; {where}.", where=where))

    def install(self) -> None:
        """Take every exception that nobody caught on the UI thread; those of other threads are printed."""
        sys.excepthook = self._on_exception
        threading.excepthook = lambda args: print(
            "".join(traceback.format_exception(args.exc_value)) if args.exc_value else "", file=sys.stderr
        )

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.report(error)

    def _write(self, trace: str) -> Path:
        folder = self._folder / "crash-reports"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}.txt"
        system = f"Python {platform.python_version()}, {platform.platform()}\n\n"
        path.write_text(system + trace, encoding="utf-8")
        return path
