"""The window with the lists of names of a project."""
