"""Compares the sound half of this project with librosa on real clips.

    python compare_sound.py --program bin/cmcgan-spectrogram CLIP.wav...

For each clip (cut to half a second): the largest difference of the log-mel levels within the top
60 dB; then the spectrogram is turned back into sound by both programs with 60 iterations, and each
result's own spectrogram is compared with the one it was made from (correlation, mean difference
in the top 60 dB). Times are those of librosa's calls, with one thread, and those of our whole
process, start included. The spectral convergence on equal magnitudes is compared by the tests of
GriffinLim, with the values stored by Tests/TestSupport/Golden/make_sound_golden.py.

Needs librosa, soundfile and safetensors.
"""

import argparse
import os
import pathlib
import subprocess
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import librosa  # noqa: E402
import numpy as np  # noqa: E402
import safetensors.numpy  # noqa: E402
import soundfile  # noqa: E402

RATE, WINDOW, HOP, BANDS, SAMPLES = 44100, 2048, 348, 128, 22050


def log_mel(samples):
    power = librosa.feature.melspectrogram(
        y=samples, sr=RATE, n_fft=WINDOW, hop_length=HOP, n_mels=BANDS, pad_mode="constant")
    return librosa.power_to_db(power, ref=1.0, amin=1e-10, top_db=None)


def inverted(levels):
    magnitudes = librosa.feature.inverse.mel_to_stft(
        librosa.db_to_power(levels), sr=RATE, n_fft=WINDOW, power=2.0)
    return librosa.griffinlim(
        magnitudes, n_iter=60, hop_length=HOP, length=SAMPLES, random_state=0)


def agreement(samples, wanted):
    samples = librosa.util.fix_length(samples, size=SAMPLES)
    found = log_mel(samples)[:, : wanted.shape[1]]
    wanted = wanted[:, : found.shape[1]]
    # Levels of written sound are relative to its own peak, so the means are aligned first.
    top = wanted > wanted.max() - 60
    found = found + np.mean((wanted - found)[top])
    return np.corrcoef(found.ravel(), wanted.ravel())[0, 1], np.abs(found - wanted)[top].mean()


def timed(call):
    start = time.perf_counter()
    result = call()
    return result, 1000 * (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("clips", nargs="+")
    arguments = parser.parse_args()
    rows = []
    for clip in arguments.clips:
        samples, rate = soundfile.read(clip, dtype="float32", always_2d=True)
        if rate != RATE:
            parser.error(f"{clip}: {rate} Hz, {RATE} needed")
        samples = librosa.util.fix_length(samples.mean(axis=1), size=SAMPLES)
        with tempfile.TemporaryDirectory() as folder:
            wav, mel, back = (str(pathlib.Path(folder) / n) for n in ("a.wav", "a.safetensors", "b.wav"))
            soundfile.write(wav, samples, RATE, subtype="FLOAT")
            subprocess.run([arguments.program, wav, "-o", mel], check=True)
            ours = safetensors.numpy.load_file(mel)["log_mel"]
            theirs = log_mel(samples)
            top = theirs > theirs.max() - 60
            difference = np.abs(ours - theirs)[top].max()
            _, our_time = timed(lambda: subprocess.run([arguments.program, mel, "-o", back], check=True))
            our_sound, _ = soundfile.read(back, dtype="float32")
        their_sound, their_time = timed(lambda: inverted(theirs))
        row = (difference, *agreement(our_sound, theirs), our_time,
               *agreement(their_sound, theirs), their_time)
        rows.append(row)
        print(pathlib.Path(clip).stem, " ".join(f"{x:.4g}" for x in row))
    print("columns: largest log-mel difference (dB); ours: correlation, mean difference (dB), ms;"
          " librosa: the same")
    print("mean", " ".join(f"{x:.4g}" for x in np.mean(rows, axis=0)))


if __name__ == "__main__":
    main()
