"""Writes paper_model, switched_model and standard_model.safetensors: courses of small trainings.

Run from anywhere; needs torch, safetensors and the built program. Each file holds a configuration (in its metadata),
the state before the first step, a batch for each step, the losses of `cmcgan_twin.py` at each step
in double precision, its gradients at the first, and its state after the last. Images are stored
as bytes, as the training data is, all else as the nearest numbers of single precision.
"""

import json
import pathlib
import subprocess

import safetensors
import safetensors.torch
import torch

import cmcgan_twin

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
folder = pathlib.Path(__file__).resolve().parent


def configuration(**changes):
    """configs/tiny.json made smaller still, and changed at the given paths."""
    root = folder.parents[2]
    document = json.loads(subprocess.check_output(
        [root / "bin" / "cmcgan", "train", "--config", root / "configs" / "tiny.json",
         "--print-config"]))
    smaller = {
        "image.height": 12, "image.width": 10, "sound.sampleRate": 1000,
        "sound.durationSeconds": 0.1, "sound.windowLength": 32, "sound.hopLength": 10,
        "sound.bands": 9, "sound.maximumFrequency": 500, "networks.width": 3,
        "networks.featureSize": 6, "networks.latentSize": 4, "networks.discriminatorWidth": 3,
        "networks.discriminatorFeatures": 5, "training.batchSize": 4,
    }
    for path, value in {**smaller, **changes}.items():
        *parents, last = path.split(".")
        place = document
        for key in parents:
            place = place[key]
        assert last in place, path
        place[last] = value
    return document


def start(twin, generator):
    """A state that is none of a fresh model: no gain is 1, no bias 0, no two alike."""
    def draw(name, tensor):
        noise = torch.randn(tensor.shape, generator=generator)
        kind = name.rsplit(".", 1)[1]
        if kind == "weight":
            return 1.5 * noise / tensor[..., 0].numel() ** 0.5
        if kind == "spectral":
            return noise / noise.norm()
        return (1 if kind in ["gain", "runningVariance"] else 0) + 0.1 * noise

    return {name: draw(name, tensor).float() for name, tensor in twin.state().items()}


def batches(document, steps, generator):
    count = document["training"]["batchSize"]
    image = (count, document["image"]["height"], document["image"]["width"], 3)
    sound = (count, document["sound"]["bands"], 11, 1)
    for _ in range(steps):
        def images():
            return torch.randint(0, 256, image, generator=generator, dtype=torch.uint8)

        def sounds():
            return torch.tanh(torch.randn(sound, generator=generator)).float()

        yield {
            "image": images(), "sound": sounds(), "wrong_image": images(),
            "wrong_sound": sounds(),
            "latent": torch.randn(count, document["networks"]["latentSize"],
                                  generator=generator).float(),
        }


def for_twin(batch):
    def prepared(name, value):
        if value.dtype == torch.uint8:
            value = value.double() / 127.5 - 1
        return value.double() if name == "latent" else value.double().permute(0, 3, 1, 2).contiguous()

    return {name: prepared(name, value) for name, value in batch.items()}


def write(name, document, steps, seed):
    generator = torch.Generator().manual_seed(seed)
    twin = cmcgan_twin.Twin(document)
    tensors = {}

    def store(prefix, values):
        for key, value in values.items():
            tensors[f"{prefix}.{key}"] = value.detach().contiguous().clone()

    first = start(twin, generator)
    store("start", first)
    twin.load(first)
    parameters = {
        "discriminator": [n for n in first if n.startswith("discriminator.")],
        "generator": [n for n in first if not n.startswith("discriminator.")],
    }
    losses = []
    for number, batch in enumerate(batches(document, steps, generator)):
        store(f"batch.{number}", batch)
        if number == 0:
            store("gradient", gradients(document, first, for_twin(batch)))
        losses.append(twin.step(for_twin(batch)))
    store("end", {key: value.float() for key, value in twin.state().items()})
    tensors["losses"] = torch.tensor(losses)
    path = folder / f"{name}.safetensors"
    safetensors.torch.save_file(tensors, path, metadata={
        "made_by": "make_model_golden.py", "torch": torch.__version__,
        "safetensors": safetensors.__version__, "steps": str(steps),
        "configuration": json.dumps(document),
    })
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
    for row in losses:
        print("  D {:.6f}  G {:.6f}  consistency {:.6f}  total {:.6f}".format(*row))


def gradients(document, first, batch):
    """Gradients of both losses at the start, the discriminator not yet updated for the second."""
    found = {}
    for network in ["discriminator", "generator"]:
        twin = cmcgan_twin.Twin(document)
        twin.load(first)
        one = twin.stage_one(batch)
        loss = (twin.discriminator_loss(batch, one) if network == "discriminator"
                else twin.generator_loss(batch, one)[2])
        loss.backward()
        names = [n for n, (tensor, _) in twin.tensors().items()
                 if tensor.grad is not None
                 and n.startswith("discriminator.") == (network == "discriminator")]
        found |= {n: g.float() for n, g in twin.gradients(names).items()}
    return found


# Larger steps than in the paper's recipe, so that ten of them change every loss.
faster = {"training.generator.learningRate": 1e-3, "training.discriminator.learningRate": 5e-4}
write("paper_model", configuration(**faster), steps=10, seed=1)
write("switched_model", configuration(**{
    "image.height": 8, "image.width": 8, "networks.depth": 3, "networks.normalization": "instance",
    "networks.discriminatorNormalization": "none", "networks.spectralNorm": True,
    "networks.upsampling": "resize", "losses.adversarial": "hinge",
    "losses.imageReconstructionWeight": 2, "losses.soundReconstructionWeight": 3,
    "losses.imageTranslationWeight": 4, "losses.soundTranslationWeight": 5,
    "losses.adversarialWeight": 0.5, "losses.soundConsistencyWeight": 7,
    "training.generatorUpdates": 2, "training.generator.learningRate": 1e-3,
    "training.discriminator.learningRate": 4e-3,
    "training.discriminator.beta1": 0.0, "training.discriminator.beta2": 0.9,
}), steps=5, seed=2)
write("standard_model", configuration(**faster, **{
    "image.height": 8, "networks.width": 2, "networks.latentSize": 0,
    "networks.normalization": "none", "networks.discriminatorNormalization": "instance",
    "losses.pairs": "standard", "losses.correspondence": False,
}), steps=2, seed=3)
