from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import json, sys
from gui.app import Gatelight, make_application
from gui.settings import Settings
from gui.tour.meters import FirstPaint
from PySide6.QtCore import QTimer
application = make_application()
app = Gatelight(Settings())
first = FirstPaint(app.window.welcome)
def look():
    if first.ms is None:
        return
    heavy = [name for name in ("torch", "onnx", "pyqtgraph", "charset_normalizer") if name in sys.modules]
    print(json.dumps({"heavy": heavy, "ms": first.ms}), flush=True)
    timer.stop()
    app.window.close()
    application.quit()
app.errors.install()
app.window.show()
timer = QTimer(interval=1)
timer.timeout.connect(look)
timer.start()
application.exec()
"""


def test_the_window_is_painted_without_torch_and_onnx(environment: dict[str, str]) -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["heavy"] == []
    assert found["ms"] < 5_000
