"""The life of a request as tables: what may happen in which state, what follows, and what we do then."""
