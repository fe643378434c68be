"""The window that lists all mentions of a name and labels those that are ticked."""
