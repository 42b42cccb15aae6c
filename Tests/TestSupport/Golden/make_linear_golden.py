"""Writes linear.safetensors: what NumPy makes of the linear baseline's equations.

Run from anywhere; needs numpy and safetensors.
"""

import pathlib

import numpy as np
import safetensors
import safetensors.numpy

generator = np.random.default_rng(20261130)
tensors = {}
CLASSES, COMPONENTS, LATENT = 3, 64, 5


def store(name, numbers):
    """Keeps numbers for the file; gives them as they will be read, in double precision."""
    tensors[name] = np.asarray(numbers).astype(np.float32)
    return tensors[name].astype(np.float64)


# Images of 16 x 16, spectrograms of 32 bands and 17 frames, as in configs/tiny.json.
labels = store("labels", [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 1]).astype(int)


def items(shape, labels, centers):
    return np.clip(centers[labels] + generator.normal(0, 0.25, (len(labels), *shape)), -1, 1)


image_centers = generator.normal(0, 0.4, (CLASSES, 16, 16, 3))
sound_centers = generator.normal(-0.2, 0.4, (CLASSES, 32, 1, 1)) + np.zeros((CLASSES, 32, 17, 1))
images = store("images", items((16, 16, 3), labels, image_centers))
sounds = store("sounds", items((32, 17, 1), labels, sound_centers))
queries = np.array([2, 0, 1])
query_images = store("query.images", items((16, 16, 3), queries, image_centers))
query_sounds = store("query.sounds", items((32, 17, 1), queries, sound_centers))
latent = store("latent", generator.normal(0, 1, (3, LATENT)))


def upright(rows):
    """Rows whose largest element is positive."""
    tops = rows[np.arange(len(rows)), np.abs(rows).argmax(1)]
    return rows * np.sign(tops)[:, None]


def components(x):
    """The mean, the directions and the coordinates of rows; zeros beyond the rank."""
    mean = x.mean(0)
    rank = min(COMPONENTS, len(x) - 1)
    directions = np.zeros((COMPONENTS, x.shape[1]))
    directions[:rank] = upright(np.linalg.svd(x - mean, full_matrices=False)[2][:rank])
    return mean, directions, (x - mean) @ directions.T


def image_scores(x, queries):
    mean, directions, points = components(x)
    shares = np.bincount(labels, minlength=CLASSES) / len(labels)
    targets = np.eye(CLASSES)[labels] - shares
    products = points.T @ points
    products += (0.01 * np.trace(products) / COMPONENTS + 1e-9 * len(x)) * np.eye(COMPONENTS)
    weights = np.linalg.solve(products, points.T @ targets)
    return (queries - mean) @ directions.T @ weights + shares


def sound_scores(x, queries):
    def features(s):
        return np.concatenate([s[..., 0].mean(2), s[..., 0].std(2)], 1)

    a, b = features(x), features(queries)
    shares = 1 / np.sqrt(np.bincount(labels)[labels])
    shares /= shares.sum()
    mean = shares @ a
    standard_deviation = np.sqrt(shares @ a**2 - mean**2) + 1e-3
    a, b = (a - mean) / standard_deviation, (b - mean) / standard_deviation

    def kernel(p, q):
        return np.exp(-0.3 * ((p[:, None] - q[None]) ** 2).mean(2))

    weights = np.linalg.solve(
        kernel(a, a) + np.diag(0.03 / (shares * len(a))), np.eye(CLASSES)[labels] - 1 / CLASSES)
    return kernel(b, a) @ weights


def draws(x, classes):
    """An item of each class with the latent vectors, along the principal axes of the class."""
    mean, directions, points = components(x)
    found = []
    for label, z in zip(classes, latent):
        own = points[labels == label]
        values, vectors = np.linalg.eigh(np.cov(own.T))
        axes = upright(vectors.T[::-1][:LATENT]) * np.sqrt(np.maximum(values[::-1][:LATENT], 0))[:, None]
        # An axis without variance has no sign.
        found.append(np.clip(mean + (own.mean(0) + z @ axes) @ directions, -1, 1))
    return np.array(found)


flat = images.reshape(len(images), -1)
of_images = store("image.scores", image_scores(flat, query_images.reshape(3, -1)))
of_sounds = store("sound.scores", sound_scores(sounds, query_sounds))
assert (of_images.argmax(1) == queries).all() and (of_sounds.argmax(1) == queries).all()
store("image.draws", draws(flat, queries).reshape(3, 16, 16, 3))
store("sound.draws", draws(sounds.reshape(len(sounds), -1), queries).reshape(3, 32, 17, 1))

metadata = {
    "made_by": "make_linear_golden.py",
    "numpy": np.__version__,
    "safetensors": safetensors.__version__,
}
path = pathlib.Path(__file__).parent / "linear.safetensors"
safetensors.numpy.save_file(
    {k: np.ascontiguousarray(v) for k, v in tensors.items()}, path, metadata=metadata)
