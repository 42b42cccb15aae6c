"""Writes calibration.safetensors: what NumPy and SciPy make of familiarity, temperatures and calibration errors.

Run from anywhere; needs numpy, scipy and safetensors.
"""

import pathlib

import numpy as np
import safetensors
import safetensors.numpy
import scipy
import scipy.optimize
import scipy.special

generator = np.random.default_rng(20170617)
tensors = {}


def store(name, numbers):
    """Keeps numbers for the file; gives them as they will be read, in double precision."""
    tensors[name] = np.atleast_1d(np.asarray(numbers)).astype(np.float32)
    return tensors[name].astype(np.float64)


# Scores of 200 items in 6 classes by a classifier that is too sure, and of some that are all right.
classes = 6
labels = store("labels", generator.integers(0, classes, 200)).astype(int)
scores = store("scores", 4 * (generator.normal(0, 1, (200, classes)) + 1.5 * np.eye(classes)[labels]))
certain_labels = store("certain.labels", np.arange(12) % classes).astype(int)
certain_scores = store("certain.scores", 2 * np.eye(classes)[certain_labels] + generator.normal(0, 0.3, (12, classes)))


def temperature(scores, labels):
    """The temperature with the least cross-entropy, where the true class counts as (n + 1) / (n + 2)."""
    count = len(labels)
    right = (count + 1) / (count + 2)
    targets = np.full(scores.shape, (1 - right) / (classes - 1))
    targets[np.arange(count), labels] = right

    def loss(inverse):
        return -(targets * scipy.special.log_softmax(inverse * scores, axis=1)).sum()

    found = scipy.optimize.minimize_scalar(loss, bounds=(1e-3, 1e3), method="bounded", options={"xatol": 1e-10})
    return 1 / found.x


store("temperature", temperature(scores, labels))
store("certain.temperature", temperature(certain_scores, certain_labels))


def calibration_error(confidences, right, bins):
    """Bins are closed above, as in Guo et al. (2017)."""
    edges = np.linspace(0, 1, bins + 1)
    error = 0
    for low, high in zip(edges[:-1], edges[1:]):
        inside = (confidences > low) & (confidences <= high)
        if inside.any():
            error += inside.mean() * abs(confidences[inside].mean() - right[inside].mean())
    return error


for name, divisor in [("raw", 1), ("calibrated", temperature(scores, labels))]:
    probabilities = scipy.special.softmax(scores / divisor, axis=1)
    confidences = store(f"{name}.confidences", probabilities.max(1))
    right = probabilities.argmax(1) == labels
    store(f"{name}.right", right)
    store(f"{name}.error", calibration_error(confidences, right, 15))

# Features of prototypes, of known items with two windows each, and of other inputs.
items = store("items", generator.normal(0, 1, (40, 8)) + 2)
known = store("known", generator.normal(0, 1, (25, 2, 8)) + 2)
near, far = generator.normal(0, 1, (6, 8)) + 2, generator.normal(0, 1, (5, 8))
inputs = store("inputs", np.concatenate([near, far, np.zeros((1, 8))]))


def unit(rows):
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)


stored = unit(items).astype(np.float16).astype(np.float64)


def similarity(windows):
    return (unit(windows) @ stored.T).max(-1).mean(-1)


known_similarities = np.sort(similarity(known))
similarities = store("similarities", similarity(inputs[:, None]))
anchors = np.concatenate([[-1], known_similarities, [1]])
store("known_similarities", known_similarities)
store("familiarities", np.interp(similarities, anchors, np.arange(27) / 26))

metadata = {
    "made_by": "make_calibration_golden.py",
    "numpy": np.__version__,
    "safetensors": safetensors.__version__,
    "scipy": scipy.__version__,
}
path = pathlib.Path(__file__).parent / "calibration.safetensors"
safetensors.numpy.save_file(
    {k: np.ascontiguousarray(v) for k, v in tensors.items()}, path, metadata=metadata)
