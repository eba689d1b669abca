"""The catalogs of the demo consortium: facts of real books in ``titles.csv``, made into MARC files."""
