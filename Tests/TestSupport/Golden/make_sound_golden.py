"""Writes sound.safetensors: what librosa makes of short synthetic sounds.

Run from anywhere; needs librosa, numpy and safetensors.
"""

import pathlib

import librosa
import numpy as np
import safetensors
import safetensors.numpy

generator = np.random.default_rng(20180202)


def time(count, rate):
    return np.arange(count) / rate


def tone(frequency, count, rate):
    return np.sin(2 * np.pi * frequency * time(count, rate))


def chirp(first, last, count, rate):
    t = time(count, rate)
    return np.sin(2 * np.pi * (first * t + (last - first) * t**2 * rate / (2 * count)))


def clips(rate):
    return {
        "sine": 0.5 * tone(440, 2500, rate),
        "chirp": 0.8 * chirp(100, 0.4 * rate, 2500, rate),
        "noise": 0.1 * generator.standard_normal(2500),
        "silence": np.zeros(1500),
        "one_sample": np.array([0.5]),
        "dc": np.full(2500, 0.25),
        "shorter_than_a_window": 0.3 * tone(1234, 700, rate),
        "quiet": 1e-4 * tone(2000, 1500, rate),
    }


# Name, sample rate, window, hop, bands, lowest and highest frequency.
settings = [
    ("standard", 44100, 2048, 348, 128, 0.0, 22050.0),
    ("narrow", 22050, 1024, 512, 40, 50.0, 8000.0),
    ("odd", 16000, 600, 150, 64, 0.0, 8000.0),
]
tensors = {}
for name, rate, window, hop, bands, lowest, highest in settings:
    tensors[f"{name}.settings"] = np.array([rate, window, hop, bands, lowest, highest], np.float32)
    for clip, samples in clips(rate).items():
        samples = samples.astype(np.float32)
        power = librosa.feature.melspectrogram(
            y=samples, sr=rate, n_fft=window, hop_length=hop, n_mels=bands, fmin=lowest,
            fmax=highest, power=2.0, center=True, pad_mode="constant")
        tensors[f"{name}.{clip}.samples"] = samples
        tensors[f"{name}.{clip}.log_mel"] = librosa.power_to_db(
            power, ref=1.0, amin=1e-10, top_db=None).astype(np.float32)
    if name == "narrow":
        tensors["narrow.filters"] = librosa.filters.mel(
            sr=rate, n_fft=window, n_mels=bands, fmin=lowest, fmax=highest)

# Griffin-Lim: magnitudes, and the spectral convergence librosa reaches with five seeds.
window, hop, rate, count = 512, 128, 16000, 4000
decay = np.exp(-3 * time(count, rate))
sounds = {
    "harmonics": sum(tone(220 * k, count, rate) / k for k in range(1, 9)) * decay * 0.3,
    "chirp": chirp(200, 6000, count, rate) * 0.5,
    "noise": generator.standard_normal(count) * 0.1,
}
for name, samples in sounds.items():
    wanted = np.abs(librosa.stft(samples.astype(np.float32), n_fft=window, hop_length=hop))
    reached = []
    for seed in range(5):
        y = librosa.griffinlim(
            wanted, n_iter=60, hop_length=hop, length=count, momentum=0.99, random_state=seed)
        rebuilt = np.abs(librosa.stft(y, n_fft=window, hop_length=hop))
        reached.append(np.linalg.norm(rebuilt - wanted) / np.linalg.norm(wanted))
    tensors[f"griffin_lim.{name}.magnitudes"] = np.ascontiguousarray(wanted.T.astype(np.float32))
    tensors[f"griffin_lim.{name}.convergence"] = np.array(reached, np.float32)

metadata = {
    "made_by": "make_sound_golden.py",
    "librosa": librosa.__version__,
    "numpy": np.__version__,
    "safetensors": safetensors.__version__,
}
path = pathlib.Path(__file__).parent / "sound.safetensors"
safetensors.numpy.save_file(
    {k: np.ascontiguousarray(v, np.float32) for k, v in tensors.items()}, path, metadata=metadata)
