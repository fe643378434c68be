"""The command palette: type to choose a command, a label or a document."""
