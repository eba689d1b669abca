"""ISO 18626 (interlibrary loan transactions): the messages between two libraries, as values and as XML.

Read in this order: `messages` with its `parts`, `codes` and `open_codes` (what can be said); `structure` with
one table per version (how each version says it); `check` and `codec` (bytes to message and back, by way of
`envelope`, `reading`, `writing` and `values`); `faults` (what is answered when it is wrong); `conversation`
with `canonical` (repeats, order, confirmations); `events` (what a message means); `dialects` and `notes` (the
habits of particular systems).

Nothing here knows a database, a network or a clock: every moment is given by the caller.
"""
