"""SRU, searching another catalog over HTTP: encode and decode only, for our server and for our client.

Shared: ``query`` (what is asked, and CQL), ``holdings`` (what is held), ``diagnostics``. Server: ``request``,
``response``, ``explain``. Client: ``asking`` (the URL), ``answer`` (what came back), ``conventions`` (how
each library system says "available").
"""
