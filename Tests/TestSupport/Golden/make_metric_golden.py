"""Writes metric.safetensors: what SciPy, scikit-learn, scikit-image and Praat make of numbers.

Run from anywhere; needs numpy, scipy, scikit-learn, scikit-image, praat-parselmouth and
safetensors.
"""

import pathlib

import numpy as np
import parselmouth
import safetensors
import safetensors.numpy
import scipy
import scipy.linalg
import scipy.ndimage
import scipy.spatial
import scipy.stats
import skimage
import skimage.metrics
import sklearn
import sklearn.decomposition
import sklearn.metrics
import sklearn.neighbors

generator = np.random.default_rng(20180203)
tensors = {}


def store(name, numbers):
    """Keeps numbers for the file; gives them as they will be read, in double precision."""
    tensors[name] = np.atleast_1d(np.asarray(numbers)).astype(np.float32)
    return tensors[name].astype(np.float64)


def features(count, length, shift=0.0):
    mixing = generator.standard_normal((length, length)) / length**0.5
    return generator.standard_normal((count, length)) @ mixing + shift


# Sets of features: more items than features, and fewer.
first = store("features.first", features(40, 11))
second = store("features.second", features(40, 11, 0.3))
wide = store("features.wide", features(12, 30))


def principal_components(name, reference, count, items):
    fitted = sklearn.decomposition.PCA(count, svd_solver="full").fit(reference)
    directions = fitted.components_
    tops = directions[np.arange(count), np.abs(directions).argmax(1)]
    signs = np.sign(tops)
    store(f"{name}.directions", directions * signs[:, None])
    store(f"{name}.variances", fitted.explained_variance_)
    store(f"{name}.projections", fitted.transform(items) * signs)


principal_components("components.narrow", first, 4, second)
principal_components("components.wide", wide, 5, store("components.wide.items", features(3, 30)))


def frechet(a, b):
    ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = scipy.linalg.sqrtm(ca @ cb)
    return ((a.mean(0) - b.mean(0))**2).sum() + np.trace(ca + cb - 2 * root.real)


def kernel_distance(a, b):
    def kernel(x, y):
        return sklearn.metrics.pairwise.polynomial_kernel(
            x, y, degree=3, gamma=1 / x.shape[1], coef0=1)

    def within(x):
        k = kernel(x, x)
        return (k.sum() - np.trace(k)) / (len(x) * (len(x) - 1))

    return within(a) + within(b) - 2 * kernel(a, b).mean()


store("frechet.distance", frechet(first, second))
store("kernel.distance", kernel_distance(first, second))
store("kernel.uneven", kernel_distance(first[:9], second))

# Scores with many ties.
positives = store("separation.positives", np.round(generator.normal(0.7, 1, 37), 1))
negatives = store("separation.negatives", np.round(generator.normal(0.0, 1, 52), 1))
truth = np.r_[np.ones(37), np.zeros(52)]
scores = np.r_[positives, negatives]
store("separation.area", sklearn.metrics.roc_auc_score(truth, scores))
threshold = store("separation.threshold", np.sort(positives)[14])[0]
store("separation.accuracy", sklearn.metrics.accuracy_score(truth, scores >= threshold))

# Rows of only the first right, only the second right, probability.
counts = [
    (1, 0), (2, 9), (9, 2), (5, 5), (6, 5), (0, 12), (30, 55), (700, 800), (3000, 3100)]
store("mcnemar.cases", [[b, c, scipy.stats.binomtest(b, b + c).pvalue] for b, c in counts])

numbers = store("quantile.numbers", generator.normal(size=23))
shares = store("quantile.shares", [0, 0.01, 0.25, 0.5, 0.77, 0.99, 1])
store("quantile.values", np.quantile(numbers, shares))

neighbours = sklearn.neighbors.NearestNeighbors(n_neighbors=2).fit(first)
store("neighbours.across", neighbours.kneighbors(second, n_neighbors=1)[0][:, 0])
store("neighbours.within", neighbours.kneighbors(n_neighbors=1)[0][:, 0])

# Class 3 has one member, class 4 none.
labels = store("diversity.labels", np.r_[np.arange(39) % 3, 3])
store("diversity.classes", [
    scipy.spatial.distance.pdist(first[labels == label]).mean() for label in range(3)])
store("diversity.all", scipy.spatial.distance.pdist(first).mean())

# Partners are noisy copies.
queries = store("retrieval.queries", first + 0.8 * generator.standard_normal(first.shape))
similarities = sklearn.metrics.pairwise.cosine_similarity(queries, first)
store("retrieval.similarities", similarities)
ranking = np.argsort(-similarities, axis=1)
gallery_labels = store("retrieval.labels", generator.integers(0, 6, 40))
found = gallery_labels[ranking] == gallery_labels[:, None]
for k in (1, 5):
    store(f"retrieval.partner.{k}", (ranking[:, :k] == np.arange(40)[:, None]).any(1))
    store(f"retrieval.label.{k}", found[:, :k].any(1))
    store(f"retrieval.label_chance.{k}", np.mean([
        1 - scipy.stats.hypergeom(40, (gallery_labels == label).sum(), k).pmf(0)
        for label in gallery_labels]))

# Images [height, width, channels]: noise, softening, another image, and one window only.
y, x = np.mgrid[0:17, 0:23]
scene = np.stack([np.sin(x / 3) * np.cos(y / 4), np.cos(x * y / 40), (x - y) / 23], -1) / 2 + 0.5
images = {
    "noisy": (scene, scene + 0.1 * generator.standard_normal(scene.shape), 1.0),
    "soft": (scene, scipy.ndimage.uniform_filter(scene, (3, 3, 1)), 1.0),
    "other": (scene, generator.uniform(size=scene.shape), 1.0),
    "opposite": (scene, 1 - scene, 1.0),
    "window": (scene[:11, :11, :1], scene[3:14, 5:16, 1:2], 1.0),
    "bytes": (np.round(255 * scene), np.round(255 * scene[::-1]), 255.0),
}
for name, (a, b, data_range) in images.items():
    a, b = store(f"similarity.{name}.first", a), store(f"similarity.{name}.second", b)
    store(f"similarity.{name}.range", data_range)
    store(f"similarity.{name}.value", skimage.metrics.structural_similarity(
        a, b, data_range=data_range, channel_axis=-1, gaussian_weights=True, sigma=1.5,
        use_sample_covariance=False))

# Spectrograms of magnitudes [frames, bins] and of levels [bands, frames].
a = store("spectra.first", generator.exponential(size=(7, 9)))
b = generator.exponential(size=(7, 9)) * (generator.uniform(size=(7, 9)) > 0.2)
b = store("spectra.second", b)
store("spectra.convergence", np.linalg.norm(a - b) / np.linalg.norm(a))
levels = 20 * (np.log10(np.maximum(a, 1e-5)) - np.log10(np.maximum(b, 1e-5)))
store("spectra.log_spectral", np.sqrt((levels**2).mean(1)).mean())
a, b = (store(f"levels.{name}", generator.uniform(-100, 0, (5, 8))) for name in ("first", "second"))
store("levels.log_spectral", np.sqrt(((a - b)**2).mean(0)).mean())

# Sounds whose pitch is measured as the tests describe it, and by Praat with a window as long.
rate, count, length, hop = 44100, 6144, 2048, 1024
time = np.arange(count) / rate
window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(length) + 0.5) / length)


def autocorrelation(samples):
    whole = np.correlate(samples, samples, "full")[length - 1:]
    return whole / whole[0]


def frame_pitch(frame):
    ratio = autocorrelation((frame - frame.mean()) * window) / autocorrelation(window)
    best = (-np.inf, 0.0, np.nan)
    for lag in range(rate // 2000, rate // 50 + 1):
        before, here, after = ratio[lag - 1:lag + 2]
        if here > 0 and before < here >= after:
            place = 0.5 * (before - after) / (before - 2 * here + after)
            height = here - 0.25 * (before - after) * place
            score = height - 0.01 * np.log2(lag + place)
            best = max(best, (score, min(1, height), rate / (lag + place)))
    return best[1:]


def harmonics(frequency, number=8):
    return 0.2 * sum(np.sin(2 * np.pi * frequency * k * time) / k for k in range(1, number + 1))


noise = generator.standard_normal(count)
sounds = {
    "low": harmonics(110),
    "high": harmonics(1234, 4),
    "rough": harmonics(220) + 0.06 * noise,
    "noise": 0.1 * noise,
}
for name, samples in sounds.items():
    samples = store(f"pitch.{name}.samples", samples)
    frames = [frame_pitch(samples[i:i + length]) for i in range(0, count - length + 1, hop)]
    store(f"pitch.{name}.frames", frames)
    store(f"pitch.{name}.median", np.median(frames, axis=0))
    # Three periods of the lowest pitch are Praat's window.
    found = parselmouth.praat.call(
        parselmouth.Sound(samples, sampling_frequency=rate), "To Pitch (ac)", hop / rate,
        3 * rate / length, 15, "no", 0, 0, 0.01, 0, 0, 2000).selected_array
    store(f"pitch.{name}.praat", [np.median(found["strength"]), np.median(found["frequency"])])

# Class 3 does not occur, but is a verdict.
truth = store("confusion.labels", generator.choice([0, 1, 2, 4], 60, p=[0.5, 0.2, 0.2, 0.1]))
guesses = np.where(generator.uniform(size=60) < 0.6, truth, generator.integers(0, 5, 60))
verdicts = store("confusion.verdicts", guesses)
store("confusion.counts", sklearn.metrics.confusion_matrix(truth, verdicts, labels=range(5)))
store("confusion.micro", sklearn.metrics.accuracy_score(truth, verdicts))
store("confusion.macro", sklearn.metrics.recall_score(
    truth, verdicts, labels=[0, 1, 2, 4], average="macro"))
store("confusion.classes", sklearn.metrics.recall_score(
    truth, verdicts, labels=[0, 1, 2, 4], average=None))

metadata = {
    "made_by": "make_metric_golden.py",
    "numpy": np.__version__,
    "praat-parselmouth": parselmouth.__version__,
    "safetensors": safetensors.__version__,
    "scikit-image": skimage.__version__,
    "scikit-learn": sklearn.__version__,
    "scipy": scipy.__version__,
}
path = pathlib.Path(__file__).parent / "metric.safetensors"
safetensors.numpy.save_file(
    {k: np.ascontiguousarray(v) for k, v in tensors.items()}, path, metadata=metadata)
