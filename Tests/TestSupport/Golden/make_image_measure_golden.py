"""Writes image_measure.safetensors: what NumPy, PyTorch and SciPy make of images and of features.

Run from anywhere; needs numpy, scipy, torch and safetensors.
"""

import pathlib

import numpy as np
import safetensors
import safetensors.numpy
import scipy
import scipy.spatial.distance
import torch

generator = np.random.default_rng(20190415)
tensors = {}


def store(name, numbers):
    """Keeps numbers for the file; gives them as they will be read, in double precision."""
    tensors[name] = np.atleast_1d(np.asarray(numbers)).astype(np.float32)
    return tensors[name].astype(np.float64)


# Images [n, height, width, 3] of bytes, in three classes; class 2 has one image.
labels = store("labels", [0, 0, 1, 1, 0, 1, 2]).astype(int)
y, x = np.mgrid[0:10, 0:14]
scenes = np.stack([np.sin(x / (2 + k)) * np.cos(y / (1 + k)) for k in range(3)])
images = 127 + 90 * scenes[labels][..., None] + generator.normal(0, 25, (7, 10, 14, 3))
images = store("images", np.clip(np.round(images), 0, 255))
queries = store("queries", np.clip(np.round(images[[0, 3, 6]] + generator.normal(0, 30, (3, 10, 14, 3))), 0, 255))
query_labels = store("query_labels", [0, 1, 0]).astype(int)


def sharpness(levels):
    """Of images [n, 3, height, width] in [-1, 1], by PyTorch: across plus down."""
    luma = ((levels + 1) / 2 * 255 * torch.tensor([.299, .587, .114], dtype=torch.float64).view(1, 3, 1, 1)).sum(1)
    across = (luma[:, :, 1:] - luma[:, :, :-1]).abs().mean((1, 2))
    return across + (luma[:, 1:] - luma[:, :-1]).abs().mean((1, 2))


store("sharpness", sharpness(torch.tensor(images / 127.5 - 1).permute(0, 3, 1, 2)))


def nearest(a, b, same):
    distances = scipy.spatial.distance.cdist(a.reshape(len(a), -1), b.reshape(len(b), -1), "cityblock") / (255 * a[0].size)
    return np.where(same, distances, np.inf).min(1), distances.min(1)


own, every = nearest(queries, images, query_labels[:, None] == labels)
store("across.own", own)
store("across.any", every)

# Each image against all others; the class of the last has no other.
others = ~np.eye(7, dtype=bool)
whole = scipy.spatial.distance.cdist(images.reshape(7, -1), images.reshape(7, -1), "cityblock") / (255 * images[0].size)
store("within.own", np.where(others & (labels[:, None] == labels), whole, np.inf).min(1)[:-1])
store("within.any", np.where(others, whole, np.inf).min(1))

# Features: two clouds that overlap in part.
real = store("features.real", generator.normal(0, 1, (60, 6)))
generated = store("features.generated", generator.normal(0.6, 0.8, (45, 6)))


def covered(reference, items, k):
    """The share of items in a hypersphere of the reference, as in the paper's algorithm 1."""
    radii = np.sort(scipy.spatial.distance.cdist(reference, reference), axis=1)[:, k]
    return (scipy.spatial.distance.cdist(items, reference) <= radii).any(1).mean()


for k in (1, 3, 5):
    store(f"precision.{k}", covered(real, generated, k))
    store(f"recall.{k}", covered(generated, real, k))

metadata = {
    "made_by": "make_image_measure_golden.py",
    "numpy": np.__version__,
    "safetensors": safetensors.__version__,
    "scipy": scipy.__version__,
    "torch": torch.__version__,
}
path = pathlib.Path(__file__).parent / "image_measure.safetensors"
safetensors.numpy.save_file(
    {k: np.ascontiguousarray(v) for k, v in tensors.items()}, path, metadata=metadata)
