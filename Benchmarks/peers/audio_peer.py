"""Times the sound half in librosa and torchaudio with one thread: log-mel and Griffin-Lim.

The clip is half a second at 44.1 kHz: a window of 2048 samples, a hop of 512, 128 mel bands, 60
iterations. Prints one JSON object of medians in milliseconds.
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[name] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
import sys  # noqa: E402

import librosa  # noqa: E402
import numpy as np  # noqa: E402

from timing import median  # noqa: E402

RATE, WINDOW, HOP, BANDS, SAMPLES, ITERATIONS = 44100, 2048, 512, 128, 22050, 60


def by_librosa(clip: np.ndarray, rounds: int) -> dict:
    bank = librosa.filters.mel(sr=RATE, n_fft=WINDOW, n_mels=BANDS)

    def usual():
        power = librosa.feature.melspectrogram(
            y=clip, sr=RATE, n_fft=WINDOW, hop_length=HOP, n_mels=BANDS)
        return librosa.power_to_db(power)

    def cached():
        spectrum = librosa.stft(clip, n_fft=WINDOW, hop_length=HOP)
        power = bank @ (np.square(spectrum.real) + np.square(spectrum.imag))
        return 10 * np.log10(np.maximum(power, 1e-10))

    magnitudes = np.abs(librosa.stft(clip, n_fft=WINDOW, hop_length=HOP))

    def sound():
        return librosa.griffinlim(
            magnitudes, n_iter=ITERATIONS, hop_length=HOP, length=SAMPLES, random_state=0)

    return {
        "librosa": librosa.__version__,
        "log_mel_librosa_ms": median(usual, rounds),
        "log_mel_librosa_cached_ms": median(cached, rounds),
        "griffin_lim_librosa_ms": median(sound, max(3, rounds // 5))}


def by_torchaudio(clip: np.ndarray, rounds: int) -> dict:
    import torch
    import torchaudio

    torch.set_num_threads(1)
    samples = torch.from_numpy(clip)
    mel = torchaudio.transforms.MelSpectrogram(
        sample_rate=RATE, n_fft=WINDOW, hop_length=HOP, n_mels=BANDS, norm="slaney",
        mel_scale="slaney")
    levels = torchaudio.transforms.AmplitudeToDB("power")
    magnitudes = torchaudio.transforms.Spectrogram(n_fft=WINDOW, hop_length=HOP, power=1)(samples)
    synthesis = torchaudio.transforms.GriffinLim(
        n_fft=WINDOW, hop_length=HOP, power=1, n_iter=ITERATIONS, length=SAMPLES)
    with torch.inference_mode():
        return {
            "torchaudio": torchaudio.__version__,
            "log_mel_torchaudio_ms": median(lambda: levels(mel(samples)), rounds),
            "griffin_lim_torchaudio_ms": median(
                lambda: synthesis(magnitudes), max(3, rounds // 5))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    arguments = parser.parse_args()
    random = np.random.default_rng(1)
    clip = (0.5 * np.sin(0.0627 * np.arange(SAMPLES))
            + 0.05 * random.standard_normal(SAMPLES)).astype(np.float32)
    result = by_librosa(clip, arguments.rounds)
    try:
        result.update(by_torchaudio(clip, arguments.rounds))
    except (ImportError, OSError) as error:
        print(f"torchaudio: does not import here ({str(error).splitlines()[0]})", file=sys.stderr)
        result["torchaudio"] = "does not import here"
    print(json.dumps(result))


if __name__ == "__main__":
    main()
