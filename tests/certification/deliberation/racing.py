"""Two people at once, many times over: two threads, two connections, a barrier before each race.

A race is the same code with and without its guard: lock, check, the time of the rules, write. What
changes is only whether the lock is taken and the database's own constraints and triggers stand.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import DatabaseError, connection, connections, transaction

#: Seconds that reading and judging take in each race: what a real act does between check and write.
RULES = 0.004

type Act = Callable[[], None]


class Lost(Exception):
    """The act saw that the other had won, and wrote nothing."""


def think(seconds: float = RULES) -> None:
    """The time of the rules, spent in the database so that the other thread goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def race(rounds: int, first: Act, second: Act, after: Act) -> list[tuple[bool, bool]]:
    """Run both acts together, `rounds` times, each in its transaction; who wrote in each round.

    after: in the calling thread, after each round: looks at what is left and clears it.
    """
    start, end = Barrier(3, timeout=60), Barrier(3, timeout=60)
    wrote: list[list[bool]] = [[], []]

    def run(rank: int, act: Act) -> None:
        try:
            for _ in range(rounds):
                start.wait()
                try:
                    with transaction.atomic():
                        act()
                except (Lost, DatabaseError):
                    wrote[rank].append(False)
                else:
                    wrote[rank].append(True)
                end.wait()
        except BaseException:
            start.abort()
            end.abort()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(run, rank, act) for rank, act in enumerate((first, second))]
        try:
            for _ in range(rounds):
                start.wait()
                end.wait()
                after()
        finally:
            start.abort()
            for one in running:
                one.result()
    return list(zip(*wrote, strict=True))
