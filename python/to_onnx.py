"""Writes the subnetworks of a model as ONNX.

    python python/to_onnx.py data/default.safetensors FOLDER

FOLDER gets sound-to-image.onnx, image-to-sound.onnx, sound-to-sound.onnx and image-to-image.onnx, as far as the
model has their parts. Each takes `x`, images or spectrograms as cmcgan_torch describes them, and `z`, the
latent vector, in batches of any size, to `y`. Needs torch, safetensors and onnx.
"""

import argparse
import pathlib

import cmcgan_torch
import torch


class Subnetwork(torch.nn.Module):
    """One of the ways of a model."""

    def __init__(self, model, source, target, route="direct"):
        super().__init__()
        self.model, self.way = model, (source, target)
        self.route = route

    def forward(self, x, z):
        y = self.model.translate(x, *self.way, z, self.route)
        source, target = self.way
        # ONNX drops an input that nothing reads, such as z where F itself is the code.
        return y + 0 * z.sum() if source == target and self.model.reads_codes(target) else y


def example(model, source, count=1):
    """Random input of the right sizes, and z."""
    x = torch.randn(count, *model.shapes[source]).clamp(-1, 1)
    return x, torch.randn(count, model.latent_size)


def export(model, source, target, path, route="direct"):
    """Writes one subnetwork."""
    torch.onnx.export(
        Subnetwork(model, source, target, route).eval(), example(model, source), path,
        input_names=["x", "z"], output_names=["y"], dynamo=False, opset_version=17,
        dynamic_axes={name: {0: "n"} for name in "xzy"})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model")
    parser.add_argument("folder", type=pathlib.Path)
    arguments = parser.parse_args()
    model = cmcgan_torch.load(arguments.model)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for source in model.encoders:
        for target in model.decoders:
            path = arguments.folder / f"{source}-to-{target}.onnx"
            export(model, source, target, path)
            print(path)


if __name__ == "__main__":
    main()
