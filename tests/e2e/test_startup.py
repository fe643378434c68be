from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import json, sys
from gui.app import Gatelight, make_application
from gui.settings import Settings
from engine.process import milliseconds_since_process_start
HEAVY = ("torch", "onnx", "onnxruntime", "pyqtgraph", "charset_normalizer")
application = make_application()
app = Gatelight(Settings())
def look():
    heavy = [name for name in HEAVY if name in sys.modules]
    print(json.dumps({"heavy": heavy, "ms": milliseconds_since_process_start()}), flush=True)
    app.window.close()
    application.quit()
app.first_paint.happened.connect(look)
app.start()
application.exec()
"""


def test_the_window_is_painted_without_torch_and_onnx(environment: dict[str, str]) -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert found["heavy"] == []
    assert found["ms"] < 5_000
