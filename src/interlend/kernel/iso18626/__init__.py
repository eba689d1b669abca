"""ISO 18626 (interlibrary loan transactions): the messages between two libraries, as values and as XML.

Read in this order: `messages` and `codes` (what can be said), `structure` with one table per version
(how each version says it), `check` and `codec` (bytes to message and back), `faults` (what is answered
when it is wrong), `conversation` (repeats, order, confirmations), `events` (what a message means),
`dialects` (the habits of particular systems).

Nothing here knows a database, a network or a clock: every moment is given by the caller.
"""
