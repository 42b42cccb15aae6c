#!/usr/bin/env python3
"""How harmonic sounds are: the median over frames of 60 ms of the largest normalised autocorrelation
at lags of 1/2000 to 1/50 s.

Usage: harmonicity.py SOUND...

Prints peak, root mean square and harmonicity of each file, then the median over files. Needs numpy
and soundfile.
"""
import pathlib
import sys

import numpy as np
import soundfile


def harmonicity(samples, rate):
    length = int(0.06 * rate)
    found = []
    for start in range(0, len(samples) - length, length // 2):
        frame = samples[start:start + length] - samples[start:start + length].mean()
        if (frame**2).sum() < 1e-4:
            continue
        correlation = np.correlate(frame, frame, "full")[length - 1:]
        best = max(
            correlation[lag] / np.sqrt((frame[:-lag]**2).sum() * (frame[lag:]**2).sum() + 1e-12)
            for lag in range(rate // 2000, rate // 50))
        found.append(best)
    return float(np.median(found)) if found else 0.0


values = []
for path in map(pathlib.Path, sys.argv[1:]):
    samples, rate = soundfile.read(path)
    values.append(harmonicity(samples, rate))
    print(f"{path.name}: peak {abs(samples).max():.2f}, rms {np.sqrt((samples**2).mean()):.3f}, "
          f"harmonicity {values[-1]:.2f}")
print(f"median of {len(values)}: {np.median(values):.2f}")
