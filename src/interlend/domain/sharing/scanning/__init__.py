"""One scan at a desk: what the code is, the one step that it means there, and what is told about it."""
