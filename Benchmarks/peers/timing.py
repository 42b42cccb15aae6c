"""How long a call takes."""

import statistics
import time


def median(call, rounds: int) -> float:
    """Milliseconds of a call, after a few that do not count."""
    for _ in range(5):
        call()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)
