"""Times a training step of PyTorch: the twin of the tests, driven well.

    python torch_peer.py --config CONFIG --batch 32 --mode channels_last --adam fused
    python torch_peer.py --config CONFIG --check RECORD --tolerance 1e-4
    python torch_peer.py --config CONFIG --reader MODEL

CONFIG is a complete configuration, as a run folder holds it.

A mode is `eager` or `channels_last`, with what is added to it:

    +bf16      the networks run under autocast in bfloat16
    +unshared  every scored pair runs both towers itself, as is usual in published code

Without `+unshared` the step does exactly the work of ours: stage one once, each tower once for each
distinct image or sound in a loss, then the updated discriminator, frozen, without gradients of
its weights and without copies of its buffers.

`--check` reads what `cmcgan-bench step --record RECORD` wrote, takes one step from the same
networks on the same batch, and fails unless all losses agree. `--reader` translates a batch with the
twin and with python/cmcgan_torch.py from the same model file, and fails unless both give the same:
the project's two networks in PyTorch are written separately, and so check each other.

Prints one JSON object.
"""

import argparse
import contextlib
import json
import pathlib
import statistics
import subprocess
import sys
import time
import types

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "Tests" / "TestSupport" / "Golden"), str(ROOT / "python")]

import cmcgan_twin as twin  # noqa: E402
import safetensors.torch  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.utils.flop_counter import FlopCounterMode  # noqa: E402

# The largest difference between two readers of one model file, over levels in [-1, 1].
READER_TOLERANCE = 1e-5
LOSSES = ("discriminator", "generator", "consistency", "total")


class Discriminator(twin.Discriminator):
    """The twin's, with scores in single precision and a cheap way to leave its buffers alone."""

    def score(self, image_features, sound_features):
        return super().score(image_features, sound_features).float()

    @contextlib.contextmanager
    def left_as_it_is(self):
        """No running statistics are updated."""
        if any(hasattr(layer, "weight_u") for layer in self.modules()):
            with super().left_as_it_is():
                yield
            return
        norms = [layer for layer in self.modules() if isinstance(layer, nn.BatchNorm2d)]
        kept = [norm.momentum for norm in norms]
        for norm in norms:
            norm.momentum = 0.0
        yield
        for norm, momentum in zip(norms, kept):
            norm.momentum = momentum


class Peer(twin.Twin):
    """The twin with the same mathematics in less time."""

    def __init__(self, configuration: dict, mode: str = "eager", adam: str = "default"):
        super().__init__(configuration)
        layout, *added = mode.split("+")
        if layout not in ("eager", "channels_last") or set(added) - {"bf16", "unshared"}:
            raise SystemExit(f"unknown mode {mode}")
        self.discriminator.__class__ = Discriminator
        self.format = (
            torch.channels_last if layout == "channels_last" else torch.contiguous_format)
        self.is_shared = "unshared" not in added
        self.is_half = "bf16" in added
        self.precision = torch.autocast("cpu", torch.bfloat16, enabled=self.is_half)
        for network in (self.generator, self.discriminator):
            network.to(memory_format=self.format)
            for layer in network.modules():
                if isinstance(layer, (nn.ReLU, nn.LeakyReLU)):
                    layer.inplace = True
                # Padding by nothing would be a copy.
                if isinstance(layer, twin.Encoder) and layer.pyramid.sides == layer.pyramid.padded:
                    layer.forward = types.MethodType(twin.Network.forward, layer)
        options = {"fused": True} if adam == "fused" else {}
        self.optimizers = {
            name: torch.optim.Adam(
                getattr(self, name).parameters(), lr=settings["learningRate"],
                betas=(settings["beta1"], settings["beta2"]), eps=settings["epsilon"], **options)
            for name in ("generator", "discriminator")
            for settings in [self.training[name]]}

    def random_batch(self, count: int) -> dict:
        """Noise in the sizes of the configuration."""
        modalities = {
            "image": self.generator.image_encoder.pyramid,
            "sound": self.generator.sound_encoder.pyramid}
        batch = {
            prefix + name: 0.5 * torch.randn(count, pyramid.channels, *pyramid.sides)
            for prefix in ("", "wrong_") for name, pyramid in modalities.items()}
        batch["latent"] = 0.5 * torch.randn(count, self.generator.latent_size)
        return self.laid_out(batch)

    def laid_out(self, batch: dict) -> dict:
        return {
            name: x.contiguous(memory_format=self.format) if x.dim() == 4 else x
            for name, x in batch.items()}

    def pair(self, image, sound):
        """The score of one pair, both towers run for it."""
        d = self.discriminator
        return d.score(d.image_features(image), d.sound_features(sound))

    def discriminator_loss(self, batch, one):
        if self.is_shared:
            return super().discriminator_loss(batch, one)
        v, wv, fv = batch["image"], batch["wrong_image"], one["f_image"].detach()
        a, wa, fa = batch["sound"], batch["wrong_sound"], one["f_sound"].detach()
        matching = self.real(self.pair(v, a))
        wrong = 0
        if self.losses["correspondence"]:
            wrong = matching + (self.unreal(self.pair(v, wa)) + self.unreal(self.pair(wv, a))) / 2
        if self.losses["pairs"] == "standard":
            return wrong + matching + self.unreal(self.pair(fv, fa))
        return (wrong + matching
                + (self.unreal(self.pair(v, fa)) + self.unreal(self.pair(fv, a))) / 2)

    def adversarial_loss(self, batch, one):
        if self.is_shared:
            return super().adversarial_loss(batch, one)
        with self.discriminator.left_as_it_is():
            if self.losses["pairs"] == "standard":
                scores = [self.pair(one["f_image"], one["f_sound"])]
            else:
                scores = [self.pair(batch["image"], one["f_sound"]),
                          self.pair(one["f_image"], batch["sound"])]
        if self.losses["adversarial"] == "hinge":
            return sum(-score.mean() for score in scores)
        return sum(self.real(score) for score in scores)

    def stage_one(self, batch):
        with self.precision:
            return super().stage_one(batch)

    def generator_loss(self, batch, one):
        with self.precision:
            return super().generator_loss(batch, one)

    def step(self, batch):
        """The twin's step, with the discriminator frozen while the generators learn."""
        one = self.stage_one(batch)
        with self.precision:
            discriminator = self.discriminator_loss(batch, one)
        self.update("discriminator", discriminator)
        self.discriminator.requires_grad_(False)
        for update in range(self.training["generatorUpdates"]):
            if update > 0:
                one = self.stage_one(batch)
            adversarial, consistency, total = self.generator_loss(batch, one)
            self.update("generator", total)
        self.discriminator.requires_grad_(True)
        return [loss.item() for loss in (discriminator, adversarial, consistency, total)]


def memory(field: str) -> int:
    """Bytes of a line of /proc/self/status: VmRSS is what is resident, VmHWM the most that was."""
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return 1024 * int(line.split()[1])
    raise SystemExit(f"no {field} in /proc/self/status")


def check(peer: Peer, path: str, tolerance: float) -> int:
    """Whether one step from a recorded start has the recorded losses; 0 if it does.

    The tolerance is a part of each loss."""
    record = safetensors.torch.load_file(path)
    peer.load({
        name.removeprefix("start."): x for name, x in record.items() if name.startswith("start.")})
    batch = {
        name.removeprefix("batch."): x.permute(0, 3, 1, 2) if x.dim() == 4 else x
        for name, x in record.items() if name.startswith("batch.")}
    wanted = record["losses"].tolist()
    found = peer.step(peer.laid_out(batch))
    differences = [abs(f - w) / max(abs(w), 1e-12) for f, w in zip(found, wanted)]
    agrees = all(difference <= tolerance for difference in differences)
    print(json.dumps({
        "agrees": agrees, "largest_difference": max(differences),
        "ours": dict(zip(LOSSES, wanted)), "peer": dict(zip(LOSSES, found))}))
    return 0 if agrees else 1


def check_reader(peer: Peer, path: str) -> int:
    """Whether python/cmcgan_torch.py translates as the twin does, from one model file."""
    import cmcgan_torch

    reader = cmcgan_torch.load(path)
    tensors = safetensors.torch.load_file(path)
    g = peer.generator.eval()
    own = {name: entry for name, entry in peer.tensors().items() if name in tensors}
    missing = {name for name in peer.tensors() if not name.startswith("discriminator.")} - own.keys()
    if missing:
        raise SystemExit(f"{path} has no {sorted(missing)[0]}")
    with torch.no_grad():
        for name, (tensor, to_ours) in own.items():
            to_ours(tensor).copy_(tensors[name])
    batch, largest = peer.random_batch(4), 0.0
    with torch.inference_mode():
        z = batch["latent"]
        for source, encoder in (("image", g.image_encoder), ("sound", g.sound_encoder)):
            for target, decode in (("image", g.to_image), ("sound", g.to_sound)):
                wanted = decode(encoder(batch[source]), z)
                temperature = reader.settings["conversion"].get(f"{target}Temperature", 1)
                found = reader.translate(batch[source], source, target, z / temperature)
                largest = max(largest, (found - wanted).abs().max().item())
    agrees = largest <= READER_TOLERANCE
    print(json.dumps({"agrees": agrees, "largest_difference": largest}))
    return 0 if agrees else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", required=True)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--warmup", type=int, default=1)
    parser.add_argument("--mode", default="channels_last")
    parser.add_argument("--adam", choices=("default", "fused"), default="fused")
    parser.add_argument("--threads", type=int, default=0, help="0: as many as PyTorch chooses")
    parser.add_argument("--check", metavar="RECORD")
    parser.add_argument("--tolerance", type=float, default=1e-4, help="of --check, as a part of each loss")
    parser.add_argument("--reader", metavar="MODEL")
    arguments = parser.parse_args()
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    # The program completes a configuration that holds only differences.
    program = pathlib.Path(__file__).resolve().parents[2] / "bin" / "cmcgan"
    configuration = json.loads(subprocess.check_output(
        [program, "train", "--config", arguments.config, "--print-config"]))
    before = memory("VmRSS")
    peer = Peer(configuration, arguments.mode, arguments.adam)
    if arguments.check:
        return check(peer, arguments.check, arguments.tolerance)
    if arguments.reader:
        return check_reader(peer, arguments.reader)
    batch = peer.random_batch(arguments.batch)
    for _ in range(arguments.warmup):
        peer.step(batch)
    seconds = []
    for _ in range(arguments.steps):
        start = time.perf_counter()
        peer.step(batch)
        seconds.append(time.perf_counter() - start)
    used = memory("VmHWM") - before
    few = peer.random_batch(2)
    with FlopCounterMode(display=False) as counter:
        peer.step(few)
    median = statistics.median(seconds)
    print(json.dumps({
        "mode": arguments.mode, "adam": arguments.adam, "batch": arguments.batch,
        "seconds_per_step": median, "fastest": min(seconds), "slowest": max(seconds),
        "samples_per_second": arguments.batch / median,
        "gflop_per_sample": counter.get_total_flops() / 2 / 1e9,
        "memory_bytes": used, "threads": torch.get_num_threads(), "version": torch.__version__}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
