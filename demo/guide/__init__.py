"""Sets an institution up as the libraries' own guide to peer-to-peer sharing says, section by section.

Everything here runs in the institution's scope and may run again: what is there is found and brought up to
date, rules are known by their names.
"""
