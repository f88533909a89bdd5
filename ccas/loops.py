"""A library that starts a loop of events of its own (pyHanko, for each seal), wherever one runs."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def apart[**P, T](do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do it here; in a thread of its own where a loop already runs, which forbids a second one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return do(*args, **kwargs)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="seal") as aside:
        return aside.submit(do, *args, **kwargs).result()
