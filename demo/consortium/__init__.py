"""Who takes part in the demo and how each institution is set up: plain data, no code that does anything.

Names of institutions, libraries and towns are facts. Symbols beginning with DEMO are made up, since the real
ones could not be confirmed; so are all people, codes, barcodes, desks, opening days and terms of use.
"""
