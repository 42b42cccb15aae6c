#!/usr/bin/env python3
"""The rounding errors of Winograd's algorithms in single precision, for several choices of points.

    winograd_error.py [--channels 256]

The matrices come from Toom-Cook's construction with finite points and infinity. Random images, filters and gradients are
convolved by them in single precision and directly in double precision. Printed are the mean and the largest difference
as parts of the mean result (roots of mean squares), for results and for the gradient of the filter. Needs numpy.
"""
import argparse
from fractions import Fraction

import numpy as np

TILES, OUTPUTS = 200, 32


def product(points):
    """The coefficients of the product of (x - p) over the points, lowest first."""
    coefficients = [Fraction(1)]
    for p in points:
        shifted = [Fraction(0), *coefficients]
        coefficients = [s - p * c for s, c in zip(shifted, [*coefficients, Fraction(0)])]
    return coefficients


def matrices(points, results, taps):
    """A' [results, T], G [T, taps] and B' [T, T] of F(results, taps)."""
    output = [[p**j for p in points] + [Fraction(j == results - 1)] for j in range(results)]
    filters, pixels = [], []
    for p in points:
        others = [q for q in points if q != p]
        scale = Fraction(1)
        for q in others:
            scale *= p - q
        filters.append([p**k / scale for k in range(taps)])
        pixels.append([*product(others), Fraction(0)])
    filters.append([Fraction(k == taps - 1) for k in range(taps)])
    pixels.append(product(points))
    return [np.array(m, dtype=np.float32) for m in (output, filters, pixels)]


def errors(found, expected):
    size = np.sqrt((expected**2).mean())
    return np.sqrt(((found - expected) ** 2).mean()) / size, abs(found - expected).max() / size


def measure(points, results, taps, channels):
    a, g, b = matrices([Fraction(p) for p in points], results, taps)
    side = results + taps - 1
    random = np.random.default_rng(0)
    x = random.standard_normal((TILES, channels, side, side)).astype(np.float32)
    w = (random.standard_normal((channels, OUTPUTS, taps, taps)) / np.sqrt(channels * taps**2)).astype(np.float32)
    dy = random.standard_normal((TILES, OUTPUTS, results, results)).astype(np.float32)

    def transform(matrix, tiles):
        return np.einsum("ij,...jk,lk->...il", matrix, tiles, matrix).astype(np.float32)

    pixels, filters, gradients = transform(b, x), transform(g, w), transform(a.T, dy)
    sums = np.einsum("tcij,coij->toij", pixels, filters)
    weights = np.einsum("tcij,toij->coij", pixels, gradients)
    wide = [m.astype(float) for m in (x, w, dy)]
    y = np.zeros((TILES, OUTPUTS, results, results))
    direct = np.zeros_like(y, dtype=np.float32)
    dw = np.zeros((channels, OUTPUTS, taps, taps))
    for i in range(taps):
        for j in range(taps):
            rows, columns = slice(i, i + results), slice(j, j + results)
            y += np.einsum("tcyx,co->toyx", wide[0][:, :, rows, columns], wide[1][:, :, i, j])
            direct += np.einsum("tcyx,co->toyx", x[:, :, rows, columns], w[:, :, i, j])
            dw[:, :, i, j] = np.einsum("tcyx,toyx->co", wide[0][:, :, rows, columns], wide[2])
    cells = [errors(transform(a, sums), y), errors(direct, y), errors(transform(g.T, weights), dw)]
    print(
        f"F({results}x{results}, {taps}x{taps})  {', '.join(points):16}  "
        + "  ".join(f"{mean:.1e} {most:.1e}" for mean, most in cells)
    )


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--channels", type=int, default=256)
arguments = parser.parse_args()
print("algorithm     points            result           direct           gradient of the filter")
measure(["0", "-1"], 2, 2, arguments.channels)
for last in ("2", "1/2"):
    measure(["0", "1", "-1", last], 4, 2, arguments.channels)
for pair in (["2", "-2"], ["1/2", "-1/2"], ["1/2", "-2"]):
    measure(["0", "1", "-1", *pair], 4, 3, arguments.channels)
