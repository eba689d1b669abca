"""Two installations for all faults, and their institutions: Howard borrows, Albany and Buffalo lend."""
