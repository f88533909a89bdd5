"""A page that follows what others do: an event at each commit, never what was written.

`changed("room/<id>")` in the transaction that writes; `register("room", predicate)` says who may
listen; `{% live "room/<id>" fragment %}` on a page that then asks for its fragment again.
"""

from ccas.live.topics import changed, register

__all__ = ["changed", "register"]
