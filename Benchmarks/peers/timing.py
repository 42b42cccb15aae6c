"""How long a call takes."""

import statistics
import time


def median(call, rounds: int) -> float:
    """Milliseconds of a call, after a fifth of a second of calls, and five at least, that do not count."""
    count, start = 0, time.perf_counter()
    while count < 5 or time.perf_counter() - start < 0.2:
        call()
        count += 1
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return 1000 * statistics.median(seconds)
