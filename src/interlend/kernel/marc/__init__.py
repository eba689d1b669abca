"""MARC 21: reading and writing records, and the facts that a catalog indexes.

Read in this order: ``record`` (what a record is), ``reading`` (a file, record by record), ``describing``
(the bibliographic facts), ``items`` (the copies), ``words`` and ``numbers`` (how things are found again),
``composing`` (a record made from facts).
"""
