"""CMCGAN in PyTorch, written from the paper's equations: the twin that our model is compared with.

A twin is built from one of our configurations and holds its tensors under the names of our files,
in our layout (see `Twin.load`). Images and spectrograms are [batch, channels, height, width]
here. Nothing is optimised for speed: every network is applied wherever a formula mentions it.
"""

import contextlib
import copy

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import spectral_norm

FLOOR = -1.0  # black, and silence


class Pyramid:
    """The sides of an image or spectrogram as it is halved `depth` times."""

    def __init__(self, height, width, channels, depth):
        def padded(side):
            return -(-side // 2**depth) * 2**depth

        self.sides = (height, width)
        self.channels, self.depth = channels, depth
        self.padded = (padded(height), padded(width))

    def after(self, downsamplings):
        return self.padded[0] >> downsamplings, self.padded[1] >> downsamplings


def width_at(first, level):
    """Channels after the given number of downsamplings."""
    return first * min(2 ** (level - 1), 8)


def normalization(kind, channels):
    if kind == "batch":
        return nn.BatchNorm2d(channels, eps=1e-5, momentum=0.1)
    return nn.InstanceNorm2d(channels, eps=1e-5, affine=True)


class Network(nn.Module):
    """Layers one after another, each of which has the name that it goes by in our files."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        self.names = []

    def add(self, layer, name=None):
        self.layers.append(layer)
        self.names.append(name)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Encoder(Network):
    """4x4 convolutions of stride 2, then one over all that is left: [n, c, h, w] to [n, features]."""

    def __init__(self, name, pyramid, width, features, kind, has_spectral_norm=False):
        super().__init__()
        self.pyramid = pyramid
        wrap = spectral_norm if has_spectral_norm else lambda layer: layer
        channels = pyramid.channels
        for level in range(1, pyramid.depth + 1):
            path, wider = f"{name}.down.{level - 1}", width_at(width, level)
            is_normalized = kind != "none" and level > 1 and pyramid.after(level) != (1, 1)
            self.add(wrap(nn.Conv2d(channels, wider, 4, 2, 1, bias=not is_normalized)), path)
            if is_normalized:
                self.add(normalization(kind, wider), f"{path}.norm")
            self.add(nn.LeakyReLU(0.2))
            channels = wider
        lowest = pyramid.after(pyramid.depth)
        self.add(wrap(nn.Conv2d(channels, features, lowest)), f"{name}.feature")
        self.add(nn.Flatten())

    def forward(self, x):
        height, width = self.pyramid.padded
        below, right = height - x.shape[2], width - x.shape[3]
        return super().forward(F.pad(x, (0, right, 0, below), value=FLOOR))


class Decoder(Network):
    """The mirror of an encoder, with tanh at its end: [n, features and latent] to [n, c, h, w]."""

    def __init__(self, name, pyramid, width, inputs, kind, upsampling):
        super().__init__()
        self.pyramid = pyramid
        channels = width_at(width, pyramid.depth)
        lowest = pyramid.after(pyramid.depth)
        is_normalized = kind != "none" and lowest != (1, 1)
        self.add(
            nn.ConvTranspose2d(inputs, channels, lowest, bias=not is_normalized), f"{name}.feature")
        if is_normalized:
            self.add(normalization(kind, channels), f"{name}.feature.norm")
        self.add(nn.ReLU())
        for number in range(pyramid.depth):
            path, level = f"{name}.up.{number}", pyramid.depth - 1 - number
            next_channels = width_at(width, level) if level > 0 else pyramid.channels
            is_normalized = kind != "none" and level > 0
            if upsampling == "resize":
                self.add(nn.Upsample(scale_factor=2, mode="nearest"))
                layer = nn.Conv2d(channels, next_channels, 3, 1, 1, bias=not is_normalized)
            else:
                layer = nn.ConvTranspose2d(
                    channels, next_channels, 4, 2, 1, bias=not is_normalized)
            self.add(layer, path)
            if is_normalized:
                self.add(normalization(kind, next_channels), f"{path}.norm")
            self.add(nn.ReLU() if level > 0 else nn.Tanh())
            channels = next_channels

    def forward(self, x):
        height, width = self.pyramid.sides
        return super().forward(x[:, :, None, None])[:, :, :height, :width]


class Generator(nn.Module):
    """Two encoders and two decoders, shared by all paths of Fig. 1."""

    def __init__(self, settings, image, sound):
        super().__init__()
        width, features = settings["width"], settings["featureSize"]
        kind, upsampling = settings["normalization"], settings["upsampling"]
        self.latent_size = settings["latentSize"]
        inputs = features + self.latent_size
        self.image_encoder = Encoder("imageEncoder", image, width, features, kind)
        self.sound_encoder = Encoder("soundEncoder", sound, width, features, kind)
        self.image_decoder = Decoder("imageDecoder", image, width, inputs, kind, upsampling)
        self.sound_decoder = Decoder("soundDecoder", sound, width, inputs, kind, upsampling)

    def joined(self, features, z):
        return torch.cat([features, z], dim=1) if self.latent_size else features

    def to_image(self, features, z):
        return self.image_decoder(self.joined(features, z))

    def to_sound(self, features, z):
        return self.sound_decoder(self.joined(features, z))


class Discriminator(nn.Module):
    """One score for a pair of an image and a sound, before the logistic function."""

    def __init__(self, settings, image, sound):
        super().__init__()
        width, features = settings["discriminatorWidth"], settings["discriminatorFeatures"]
        kind, is_spectral = settings["discriminatorNormalization"], settings["spectralNorm"]
        self.image_tower = Encoder(
            "discriminator.image", image, width, features, kind, is_spectral)
        self.sound_tower = Encoder(
            "discriminator.sound", sound, width, features, kind, is_spectral)
        self.head = Network()
        wrap = spectral_norm if is_spectral else lambda layer: layer
        self.head.add(wrap(nn.Linear(2 * features, features)), "discriminator.joint")
        self.head.add(nn.LeakyReLU(0.2))
        self.head.add(wrap(nn.Linear(features, 1)), "discriminator.verdict")

    def image_features(self, image):
        return F.leaky_relu(self.image_tower(image), 0.2)

    def sound_features(self, sound):
        return F.leaky_relu(self.sound_tower(sound), 0.2)

    def score(self, image_features, sound_features):
        return self.head(torch.cat([image_features, sound_features], dim=1))

    @contextlib.contextmanager
    def left_as_it_is(self):
        """Buffers keep their values during a forward pass, such as running statistics."""
        kept = {module: copy.deepcopy(dict(module.named_buffers(recurse=False)))
                for module in self.modules()}

        def restore(module, inputs, output):
            for name, buffer in module.named_buffers(recurse=False):
                # Not an operation that PyTorch counts: the graph needs no old value of a buffer.
                buffer.data.copy_(kept[module][name])

        hooks = [module.register_forward_hook(restore) for module in self.modules()]
        yield
        for hook in hooks:
            hook.remove()


class Twin:
    def __init__(self, configuration):
        self.losses = configuration["losses"]
        self.training = configuration["training"]
        networks = configuration["networks"]
        augmentation = configuration.get("augmentation", {}).get("discriminator")
        if augmentation is None:
            augmentation = self.losses["augmentation"]  # Where it stood in older golden files.
        assert not any(augmentation.values()), "the twin changes no images"
        assert self.training["averageDecay"] == 0, "the twin averages nothing"
        sound = configuration["sound"]
        frames = 1 + round(sound["sampleRate"] * sound["durationSeconds"]) // sound["hopLength"]
        image_pyramid = Pyramid(
            configuration["image"]["height"], configuration["image"]["width"], 3, networks["depth"])
        sound_pyramid = Pyramid(sound["bands"], frames, 1, networks["depth"])
        self.generator = Generator(networks, image_pyramid, sound_pyramid)
        self.discriminator = Discriminator(networks, image_pyramid, sound_pyramid)
        self.optimizers = {
            name: torch.optim.Adam(
                network.parameters(), lr=adam["learningRate"],
                betas=(adam["beta1"], adam["beta2"]), eps=adam["epsilon"])
            for name, network in [
                ("generator", self.generator), ("discriminator", self.discriminator)]
            for adam in [self.training[name]]
        }

    # Names and layout

    def tensors(self):
        """Our name of every parameter and buffer, with its tensor and the way to our layout."""
        found = {}

        def same(x):
            return x

        for network in [*self.generator.modules(), *self.discriminator.modules()]:
            for layer, name in zip(getattr(network, "layers", []), getattr(network, "names", [])):
                if name is None:
                    continue
                if isinstance(layer, (nn.BatchNorm2d, nn.InstanceNorm2d)):
                    found[f"{name}.gain"] = layer.weight, same
                    found[f"{name}.bias"] = layer.bias, same
                    if layer.track_running_stats:
                        found[f"{name}.runningMean"] = layer.running_mean, lambda x: x[None]
                        found[f"{name}.runningVariance"] = layer.running_var, lambda x: x[None]
                    continue
                weight = getattr(layer, "weight_orig", layer.weight)
                # [out, in, kh, kw] and, transposed, [in, out, kh, kw]; ours has the last two first
                # and the first two in turn last. A dense weight is [out, in] there, [in, out] here.
                found[f"{name}.weight"] = (
                    weight, (lambda x: x.permute(2, 3, 1, 0)) if weight.dim() == 4 else torch.t)
                if layer.bias is not None:
                    found[f"{name}.bias"] = layer.bias, same
                if hasattr(layer, "weight_u"):
                    found[f"{name}.spectral"] = layer.weight_u, same
        return found

    def load(self, tensors):
        """Takes over values in our layout; each of ours must be there, and no other."""
        own = self.tensors()
        assert own.keys() == tensors.keys(), own.keys() ^ tensors.keys()
        with torch.no_grad():
            for name, (tensor, to_ours) in own.items():
                to_ours(tensor).copy_(tensors[name])

    def state(self):
        """All values in our layout."""
        return {name: to_ours(tensor.detach()).clone() for name, (tensor, to_ours) in
                self.tensors().items()}

    def gradients(self, names):
        return {name: to_ours(tensor.grad).clone() for name, (tensor, to_ours) in
                self.tensors().items() if name in names}

    # Losses, all to be minimised

    def real(self, score):
        """-log S for a pair that counts as real, or its hinge."""
        if self.losses["adversarial"] == "hinge":
            return F.relu(1 - score).mean()
        return -F.logsigmoid(score).mean()

    def unreal(self, score):
        """-log(1 - S) for a pair that does not, or its hinge."""
        if self.losses["adversarial"] == "hinge":
            return F.relu(1 + score).mean()
        return -F.logsigmoid(-score).mean()

    def stage_one(self, batch):
        """The four subnetworks of Fig. 1 on matching images and sounds, with one z for all."""
        g, z = self.generator, batch["latent"]
        from_image, from_sound = g.image_encoder(batch["image"]), g.sound_encoder(batch["sound"])
        return {
            "f_image": g.to_image(from_sound, z),
            "r_image": g.to_image(from_image, z),
            "f_sound": g.to_sound(from_image, z),
            "r_sound": g.to_sound(from_sound, z),
        }

    def stage_two(self, one, batch):
        """The results of stage one, each translated once more by the same networks."""
        g, z = self.generator, batch["latent"]
        return {
            "rf_sound": g.to_sound(g.image_encoder(one["f_image"]), z),
            "rf_image": g.to_image(g.sound_encoder(one["f_sound"]), z),
            "fr_sound": g.to_sound(g.image_encoder(one["r_image"]), z),
            "fr_image": g.to_image(g.sound_encoder(one["r_sound"]), z),
        }

    def discriminator_loss(self, batch, one):
        """-(L_Dw + L_Df) of Eq. 1, on results of stage one that are constants here."""
        d = self.discriminator
        has_wrong = self.losses["correspondence"]
        rv = d.image_features(batch["image"])
        wv = d.image_features(batch["wrong_image"]) if has_wrong else None
        fv = d.image_features(one["f_image"].detach())
        ra = d.sound_features(batch["sound"])
        wa = d.sound_features(batch["wrong_sound"]) if has_wrong else None
        fa = d.sound_features(one["f_sound"].detach())
        matching = self.real(d.score(rv, ra))
        wrong = 0
        if has_wrong:
            wrong = matching + (self.unreal(d.score(rv, wa)) + self.unreal(d.score(wv, ra))) / 2
        if self.losses["pairs"] == "standard":
            fake = matching + self.unreal(d.score(fv, fa))
        else:
            fake = matching + (self.unreal(d.score(rv, fa)) + self.unreal(d.score(fv, ra))) / 2
        return wrong + fake

    def adversarial_loss(self, batch, one):
        """-L_G of Eq. 2."""
        d = self.discriminator
        with d.left_as_it_is():
            fv, fa = d.image_features(one["f_image"]), d.sound_features(one["f_sound"])
            if self.losses["pairs"] == "standard":
                scores = [d.score(fv, fa)]
            else:
                rv, ra = d.image_features(batch["image"]), d.sound_features(batch["sound"])
                scores = [d.score(rv, fa), d.score(fv, ra)]
        if self.losses["adversarial"] == "hinge":
            return sum(-score.mean() for score in scores)
        return sum(self.real(score) for score in scores)

    def generator_loss(self, batch, one):
        """-L_G, L_cons of Eq. 3, and the weighted sum of these and of the terms of our own."""
        weights, two = self.losses, self.stage_two(one, batch)
        image, sound = batch["image"], batch["sound"]
        adversarial = self.adversarial_loss(batch, one)
        image_consistency = F.l1_loss(two["rf_image"], image) + F.l1_loss(two["fr_image"], image)
        sound_consistency = F.l1_loss(two["rf_sound"], sound) + F.l1_loss(two["fr_sound"], sound)
        total = (
            weights["adversarialWeight"] * adversarial
            + weights["imageConsistencyWeight"] * image_consistency
            + weights["soundConsistencyWeight"] * sound_consistency
            + weights["imageReconstructionWeight"] * F.l1_loss(one["r_image"], image)
            + weights["soundReconstructionWeight"] * F.l1_loss(one["r_sound"], sound)
            + weights["imageTranslationWeight"] * F.l1_loss(one["f_image"], image)
            + weights["soundTranslationWeight"] * F.l1_loss(one["f_sound"], sound))
        return adversarial, image_consistency + sound_consistency, total

    # Algorithm 1

    def step(self, batch):
        """Forward, one update of the discriminator, K of the generators; gives four losses."""
        one = self.stage_one(batch)
        discriminator = self.discriminator_loss(batch, one)
        self.update("discriminator", discriminator)
        for update in range(self.training["generatorUpdates"]):
            if update > 0:
                one = self.stage_one(batch)
            adversarial, consistency, total = self.generator_loss(batch, one)
            self.update("generator", total)
        return [loss.item() for loss in [discriminator, adversarial, consistency, total]]

    def update(self, name, loss):
        self.optimizers[name].zero_grad()
        loss.backward()
        self.optimizers[name].step()
