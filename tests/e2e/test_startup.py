from __future__ import annotations

import json
import subprocess
import sys

SCRIPT = """
import json, sys
from cli.main import make_parser
from cli.window import importing_what_stays
options = make_parser().parse_args(["open"])
with importing_what_stays():
    from gui.app import Gatelight, make_application
    from gui.language import speak
    from gui.settings import Settings
from engine.process import milliseconds_since_process_start
application, settings = make_application(), Settings()
speak(application, settings.language)
app = Gatelight(settings)
def look():
    print(json.dumps({"modules": list(sys.modules), "ms": milliseconds_since_process_start()}), flush=True)
    app.window.close()
    application.quit()
app.first_paint.happened.connect(look)
app.start()
application.exec()
"""

HEAVY = ("torch", "onnx", "onnxruntime", "pyqtgraph", "charset_normalizer", "importlib.metadata")

WHEN_ASKED_FOR = (
    "engine.tagger.encoding", "engine.tagger.events", "engine.text.names", "engine.text.tokenizer",
    "export.building", "export.exporting", "export.formats", "export.importing", "export.model_file", "export.reading",
    "export.runtime", "export.sample",
    "gui.backups_dialog", "gui.gazetteers.dialog", "gui.key_dialog", "gui.key_sheet", "gui.label_dialog",
    "gui.ledger_dialog", "gui.mentions.dialog", "gui.palette.popup", "gui.taggers.dialog", "gui.text_dialog",
    "gui.tour", "gui.work_meter.dialog",
)  # fmt: skip
"""Our own modules with which something is done that nobody has asked for at a start; with all they import, a quarter
of its time. What needs one imports it where it is used, on a lane if it can."""


def test_the_window_is_painted_without_what_nobody_has_asked_for(environment: dict[str, str]) -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert {"gui.app", "engine.project.store"} <= set(found["modules"])
    early = [
        name
        for name in found["modules"]
        if any(name == kept_out or name.startswith(f"{kept_out}.") for kept_out in HEAVY + WHEN_ASKED_FOR)
    ]
    assert early == []
    assert found["ms"] < 5_000
