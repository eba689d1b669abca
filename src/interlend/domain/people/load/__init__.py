"""Patrons and their groups from a file.

Read by `table_file` or `alma_xml`, understood by `person`, compared by `comparing`, loaded by `patrons`.
"""
