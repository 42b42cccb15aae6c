#!/usr/bin/env python3
"""How hard the built-in orchestra is for linear classifiers.

Usage: orchestra_difficulty.py FOLDER, made by
  cmcgan-data synthesize -o FOLDER --train-pairs 200 --validation-pairs 60

Images: logistic regression on 16 x 16 pixels, and the nearest mean colour. Sounds: logistic
regression on mean and standard deviation of 128 log-mel bands. Needs numpy, pillow, scikit-learn, librosa.
"""
import pathlib
import sys
import warnings

import librosa
import numpy as np
from PIL import Image
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")
root = pathlib.Path(sys.argv[1])


def files(kind, split):
    paths = sorted((root / kind / split).glob("*/*"))
    return paths, np.array([path.parent.name for path in paths])


def image(path):
    image = Image.open(path).convert("RGB").resize((16, 16), Image.BOX)
    return np.asarray(image, np.float64).ravel() / 255


def sound(path):
    samples, rate = librosa.load(path, sr=None)
    mel = librosa.feature.melspectrogram(y=samples, sr=rate, n_fft=2048, hop_length=348)
    level = librosa.power_to_db(mel, ref=np.max, top_db=80)
    return np.concatenate([level.mean(1), level.std(1)])


for kind, features in (("img", image), ("chunk", sound)):
    train, train_labels = files(kind, "train")
    test, test_labels = files(kind, "validation")
    x, t = np.stack([features(p) for p in train]), np.stack([features(p) for p in test])
    for c in (1e-3, 1e-2, 1e-1):
        model = make_pipeline(StandardScaler(), LogisticRegression(C=c, max_iter=500))
        accuracy = model.fit(x, train_labels).score(t, test_labels)
        print(f"{kind}: logistic regression, C {c}: {accuracy:.3f}")
    if kind == "img":
        colours = lambda values: values.reshape(len(values), -1, 3).mean(1)
        names = np.unique(train_labels)
        means = np.stack([colours(x[train_labels == name]).mean(0) for name in names])
        nearest = names[((colours(t)[:, None] - means) ** 2).sum(-1).argmin(-1)]
        print(f"{kind}: nearest mean colour: {(nearest == test_labels).mean():.3f}")
