"""PDF streams compressed once.

pydyf compresses every stream at its slowest setting, and twice when the file has an identifier,
which PDF/A wants. Here a stream is compressed once, and one that never changes (an ornament)
once in the life of the process.
"""

from __future__ import annotations

import zlib

import pydyf

LEVEL = 6


class ReadyStream(pydyf.Stream):
    """A stream whose bytes are known: pydyf only gives it a number and writes it."""

    def __init__(self, extra: pydyf.Dictionary, data: bytes) -> None:
        super().__init__(extra=extra)
        self._data = data

    @property
    def data(self) -> bytes:
        return self._data


def compressed(extra: dict, content: bytes) -> bytes:
    """Return a stream object's bytes: its dictionary, then its content deflated."""
    packed = zlib.compress(content, LEVEL)
    described = pydyf.Dictionary({**extra, "Filter": "/FlateDecode", "Length": len(packed)})
    return b"\n".join((described.data, b"stream", packed, b"endstream"))


class ReadyObject(pydyf.Object):
    """Any other object whose bytes are known."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    @property
    def data(self) -> bytes:
        return self._data


def make_ready(pdf: pydyf.PDF) -> None:
    """Replace each object of a PDF about to be written by a ready one of the same number."""
    for place, original in enumerate(pdf.objects):
        ready: pydyf.Object
        if original.free == "f" or isinstance(original, ReadyStream):
            continue
        if not isinstance(original, pydyf.Stream):
            ready = ReadyObject(written(original))
        elif original.compress:
            content = b"\n".join([written(item) for item in original.stream])
            ready = ReadyStream(original.extra, compressed(original.extra, content))
        else:
            continue
        ready.number, ready.generation = original.number, original.generation
        pdf.objects[place] = ready


def written(item: object) -> bytes:
    """Return what pydyf would write for a value, without asking each what it is five times over:
    a tagged document is made of thousands of small dictionaries."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[return-value]
    if kind is str or kind is int:
        return str(item).encode("ascii")
    if kind is pydyf.Dictionary:
        pairs = [b"/%b %b" % (written(key), written(value)) for key, value in item.items()]
        return b"<<%b>>" % b"".join(pairs)
    if kind is pydyf.Array:
        return b"[%b]" % b" ".join([written(one) for one in item])
    return pydyf._to_bytes(item)


class Form:
    """A drawing as a form XObject, compressed once; `placed` gives one to a page."""

    def __init__(self, width: float, height: float, operators: bytes) -> None:
        self._extra = pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array((0, 0, width, height)),
            }
        )
        self._data = compressed(self._extra, operators)

    def placed(self, stream: pydyf.Stream) -> None:
        """Paint the form where the stream stands."""
        forms = stream._resources["XObject"]
        name = f"d{len(forms)}"
        forms[name] = ReadyStream(self._extra, self._data)
        stream.draw_x_object(name)
