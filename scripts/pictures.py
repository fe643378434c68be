"""Take a picture of every screen in every theme, at 100 % and 200 %, in English and German, to be looked at.

    python -m scripts.pictures FOLDER [--only NAME …] [--themes light dark] [--scales 1 2] [--languages en de] [--small]

It leaves FOLDER/index.html with all pictures in rows: a screen each. Each scale and language takes a process of its
own, because Qt knows both only when it starts.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from html import escape
from itertools import product
from pathlib import Path

THEMES = ("light", "dark", "contrast_light", "contrast_dark")
SMALL, USUAL = (860, 560), (1280, 820)
SCREEN = {"screens": [{"name": "large", "width": 3_200, "height": 2_400, "logicalDpi": 96, "dpr": 1}]}
"""Without one that is large enough for the largest scale, Qt would fold the menus to fit its own small one."""


def main() -> int:
    """Take the pictures; give the exit code."""
    parser = argparse.ArgumentParser(description="Take a picture of every screen of Gatelight.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="names of screens")
    parser.add_argument("--themes", nargs="*", default=list(THEMES), choices=THEMES)
    parser.add_argument("--scales", nargs="*", default=["1", "2"])
    parser.add_argument("--languages", nargs="*", default=["en", "de"])
    parser.add_argument("--small", action="store_true", help="in the smallest window")
    parser.add_argument("--take", nargs=2, metavar=("SCALE", "LANGUAGE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.take:
        return take(arguments, *arguments.take)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    screen = arguments.folder / "screen.json"
    screen.write_text(json.dumps(SCREEN), encoding="utf-8")
    if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={screen.resolve()}"
    codes = [
        subprocess.run(
            [sys.executable, "-m", "scripts.pictures", *sys.argv[1:], "--take", scale, language],
            env=os.environ | {"QT_SCALE_FACTOR": scale},
            check=False,
        ).returncode
        for scale in arguments.scales
        for language in arguments.languages
    ]
    screen.unlink()
    write_index(arguments.folder)
    print(f"{len(list(arguments.folder.glob('*.png')))} pictures: {arguments.folder / 'index.html'}")
    return max(codes)


def take(arguments: argparse.Namespace, scale: str, language: str) -> int:
    """Boot the app once and take the pictures of all screens and themes; give 1 if one could not be taken."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QWidget

    from export.sample import sample_letter
    from gui.app import Gatelight, make_application
    from gui.settings import Settings
    from scripts.screens import SCREENS, Stage

    application = make_application()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="gatelight-pictures-") as home:
        os.environ["GATELIGHT_HOME"] = home
        settings = Settings(Path(home))
        settings.theme = "light"
        if importlib.util.find_spec("gui.language"):
            importlib.import_module("gui.language").speak(application, language)
        app = Gatelight(settings)
        stage = Stage(app, sample_letter())
        app.window.show()
        app.window.resize(*(SMALL if arguments.small else USUAL))
        app.window.activateWindow()
        stage.prepare(Path(home) / "Sample.gatelight")
        wanted = [screen for screen in SCREENS if not arguments.only or screen.name in arguments.only]
        for screen, theme in product(wanted, arguments.themes):  # so that all themes show the same project
            target = str(arguments.folder / f"{screen.name}.{theme}.{scale}x.{language}.png")

            def look(widget: QWidget, target: str = target) -> None:
                widget.grab().save(target)

            app.set_theme(theme)
            try:
                screen.show(stage, look)
            except Exception as error:  # the other pictures are wanted all the same
                failed = 1
                print(f"{target}: {type(error).__name__}: {error}", file=sys.stderr)
        stage.clear()
        app.window.close()
        app.window.deleteLater()
        app.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return failed


def write_index(folder: Path) -> None:
    """Write a page with all pictures of a folder, a row for each screen."""
    rows: dict[str, list[Path]] = {}
    for picture in sorted(folder.glob("*.png")):
        rows.setdefault(picture.name.split(".")[0], []).append(picture)
    body = "".join(
        f"<h2>{escape(name)}</h2><div>"
        + "".join(
            f'<figure><a href="{escape(p.name)}"><img loading="lazy" src="{escape(p.name)}"></a>'
            f"<figcaption>{escape(' · '.join(p.name.split('.')[1:-1]))}</figcaption></figure>"
            for p in pictures
        )
        + "</div>"
        for name, pictures in rows.items()
    )
    style = "body{font:14px sans-serif;background:#888}div{display:flex;flex-wrap:wrap;gap:12px}img{width:420px}"
    page = f'<!doctype html><meta charset="utf-8"><title>Gatelight, every screen</title><style>{style}</style>{body}'
    (folder / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
