"""Compares what PyTorch and ONNX Runtime make with what the program makes.

    cmcgan-bench convert --model MODEL --record RECORD
    python python/check.py MODEL RECORD

RECORD holds random inputs, z and all that the program made of them. Fails where a number differs by more than 1e-4.
"""

import pathlib
import sys
import tempfile

import cmcgan_torch
import onnxruntime
import to_onnx
import torch
from safetensors.torch import load_file

TOLERANCE = 1e-4


def main(model_path, record_path):
    model, record = cmcgan_torch.load(model_path), load_file(record_path)
    inputs = {name: record[name].permute(0, 3, 1, 2) for name in ("image", "sound")}
    z, worst = record["latent"], 0.0
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        ways = [name for name in record if "-to-" in name]
        for name in ways:
            way, route = name.split(".")
            source, target = way.split("-to-")
            x, wanted = inputs[source], record[name].permute(0, 3, 1, 2)
            made = {"PyTorch": model.translate(x, source, target, z, route)}
            if route == "direct":
                path = pathlib.Path(folder) / f"{way}.onnx"
                to_onnx.export(model, source, target, path)
                session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
                made["ONNX Runtime"] = torch.from_numpy(
                    session.run(None, {"x": x.numpy(), "z": z.numpy()})[0])
            for runtime, found in made.items():
                difference = (found - wanted).abs().max().item()
                worst = max(worst, difference)
                print(f"{name}, {runtime}: {difference:.1e}")
    if not ways or worst > TOLERANCE:
        sys.exit(f"error: {model_path}: {'nothing was compared' if not ways else 'differs too much'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
