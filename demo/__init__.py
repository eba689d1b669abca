"""The demo: two installations that lend to each other. Production code knows nothing of it."""
