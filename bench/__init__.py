"""The figures of this project, measured here: `python -m bench`. Production code knows nothing of it."""
