"""Times a model of ours in ONNX Runtime and PyTorch, and ONNX Runtime on a folder of sounds.

    python onnx_peer.py --model data/default.safetensors                      batch 1, networks only
    python onnx_peer.py --model data/default.safetensors --export FOLDER      write the networks
    python onnx_peer.py --files SOUNDS --export FOLDER --out IMAGES           the whole pipeline

The pipeline reads what `--export` wrote and does without PyTorch. Prints one JSON object.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
import time

from timing import median

THREADS = len(os.sched_getaffinity(0))
PYTHON = pathlib.Path(__file__).resolve().parents[2] / "python"
DIRECTIONS = {"sound_to_image": ("sound", "image"), "image_to_sound": ("image", "sound")}


def translator(model: str):
    """The reader of models, what exports them, and the model."""
    sys.path.insert(0, str(PYTHON))
    import cmcgan_torch
    import to_onnx

    return to_onnx, cmcgan_torch.load(model)


def export(model: str, folder: pathlib.Path) -> None:
    """Writes the direct translation of both directions, the default one of sounds, and the settings."""
    to_onnx, loaded = translator(model)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (source, target) in DIRECTIONS.items():
        to_onnx.export(loaded, source, target, folder / f"{name}.onnx")
    route = loaded.settings["conversion"]["soundToImage"]
    to_onnx.export(loaded, "sound", "image", folder / "default.onnx", route)
    (folder / "settings.json").write_text(json.dumps(loaded.settings))


def session(path: pathlib.Path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def networks(model: str, rounds: int) -> dict:
    """Batch 1, direct, by both; and how far their results are from each other."""
    import numpy as np
    import onnxruntime
    import torch

    torch.manual_seed(0)
    to_onnx, loaded = translator(model)
    result = {"threads": THREADS, "onnxruntime": onnxruntime.__version__,
              "torch": torch.__version__}
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        export(model, pathlib.Path(folder))
        for direction, translation in DIRECTIONS.items():
            runtime = session(pathlib.Path(folder) / f"{direction}.onnx")
            x, z = to_onnx.example(loaded, translation[0])
            feed = {"x": x.numpy(), "z": z.numpy()}
            network = to_onnx.Subnetwork(loaded, *translation).eval()
            difference = np.abs(runtime.run(None, feed)[0] - network(x, z).numpy()).max()
            assert difference < 1e-3, f"{direction}: results differ by {difference}"
            result[f"{direction}_ms"] = median(lambda: runtime.run(None, feed), rounds)
            times = [median(lambda: network(x, z), rounds)]
            network.to(memory_format=torch.channels_last)
            times.append(median(lambda: network(x, z), rounds))
            network.to(memory_format=torch.contiguous_format)
            result[f"{direction}_torch_ms"] = min(times)
    return result


def pipeline(folder: pathlib.Path, models: pathlib.Path, out: pathlib.Path) -> dict:
    """Every WAV of a folder as a PNG: read, log-mel, networks, write; all files in one batch."""
    start = time.perf_counter()
    import librosa
    import numpy as np
    import onnxruntime  # noqa: F401
    import soundfile
    from PIL import Image

    # librosa imports its parts when they are first named.
    make_bank, transform = librosa.filters.mel, librosa.stft
    imported = time.perf_counter()
    settings = json.loads((models / "settings.json").read_text())
    sound = settings["sound"]
    rate, window, hop = sound["sampleRate"], sound["windowLength"], sound["hopLength"]
    length = round(rate * sound["durationSeconds"])
    runtime = session(models / "default.onnx")
    bank = make_bank(
        sr=rate, n_fft=window, n_mels=sound["bands"], fmin=sound["minimumFrequency"],
        fmax=sound["maximumFrequency"])
    paths = sorted(folder.glob("*.wav"))
    clips = np.zeros((len(paths), length), np.float32)
    for clip, path in zip(clips, paths):
        samples, found = soundfile.read(path, frames=length, dtype="float32", always_2d=True)
        assert found == rate, f"{path}: {found} Hz, {rate} needed"
        clip[: len(samples)] = samples.mean(axis=1)
    spectra = transform(clips, n_fft=window, hop_length=hop, pad_mode="constant")
    power = np.matmul(bank, np.square(spectra.real) + np.square(spectra.imag))
    levels = 10 * np.log10(np.maximum(power, 1e-10))
    levels -= levels.max(axis=(1, 2), keepdims=True)
    half = sound["dynamicRangeDecibels"] / 2
    x = (np.maximum(levels, -2 * half) / half + 1).astype(np.float32)[:, None]
    z = np.random.default_rng(0).standard_normal(
        (1, settings["networks"]["latentSize"])).astype(np.float32).repeat(len(paths), axis=0)
    y = runtime.run(None, {"x": x, "z": z})[0]
    images = np.clip(np.rint((y.transpose(0, 2, 3, 1) + 1) * 127.5), 0, 255).astype(np.uint8)
    out.mkdir(parents=True, exist_ok=True)
    for image, path in zip(images, paths):
        Image.fromarray(image).save(out / f"{path.stem}.png")
    end = time.perf_counter()
    return {"files": len(paths), "import_seconds": imported - start,
            "seconds_after_import": end - imported}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--export", type=pathlib.Path, metavar="FOLDER")
    parser.add_argument("--files", type=pathlib.Path, metavar="SOUNDS")
    parser.add_argument("--out", type=pathlib.Path, metavar="IMAGES")
    arguments = parser.parse_args()
    if arguments.files:
        if not arguments.export or not arguments.out:
            parser.error("--files needs --export and --out")
        print(json.dumps(pipeline(arguments.files, arguments.export, arguments.out)))
    elif not arguments.model:
        parser.error("--model is missing")
    elif arguments.export:
        export(arguments.model, arguments.export)
        print(json.dumps({"exported": True}))
    else:
        print(json.dumps(networks(arguments.model, arguments.rounds)))


if __name__ == "__main__":
    main()
