"""Scripts that a room wants on every page of somebody signed in: declared at start-up."""

_paths: list[str] = []


def register(path: str) -> None:
    """Add a module of `static/` to every page shown to somebody signed in."""
    if path not in _paths:
        _paths.append(path)


def registered() -> tuple[str, ...]:
    """The modules declared, in the order of the rooms."""
    return tuple(_paths)
