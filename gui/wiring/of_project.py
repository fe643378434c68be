"""What the wirings of controllers have in common that work on the project which is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui.controllers.of_project import ProjectController

if TYPE_CHECKING:
    from gui.app import Gatelight


def follow_project(app: Gatelight, controller: ProjectController) -> None:
    """Let a controller work on the project that is open, and say what it does and what fails."""
    controller.busy.connect(app.window.toast.show_busy)
    controller.failed.connect(app.errors.report)
    app.project.opened.connect(lambda project: controller.set_project(project.editor))
    app.project.closed.connect(lambda: controller.set_project(None))
