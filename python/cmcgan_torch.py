"""Models of CMCGAN in PyTorch.

    import cmcgan_torch
    model = cmcgan_torch.load("data/default.safetensors")
    z = torch.randn(1, model.latent_size)
    image = model.translate(spectrogram, "sound", "image", z)   # [n, 3, height, width] in -1 to 1

Images are [n, 3, height, width] (any size where `networks.imageEncoder` is efficientnet-lite0), sounds are log-mel spectrograms [n, 1, bands, frames], the lowest band
first, both in -1 to 1: black and silence are -1, and so is what lies `sound.dynamicRangeDecibels` below a
clip's peak, which is 1. `cmcgan-spectrogram` makes spectrograms and sounds of them. Needs torch and
safetensors. Weights are read and never changed: for training there is cmcgan-train.
"""

import json

import torch
import torch.nn.functional as F
from safetensors import safe_open
from torch import nn

FLOOR = -1.0  # black, and silence


class Stored:
    """The tensors of a file, by layers' names and in PyTorch's order of axes."""

    def __init__(self, path):
        with safe_open(path, "pt") as file:
            about = file.metadata() or {}
            if about.get("format") != "cmcgan-model":
                raise ValueError(f"{path}: not a model of CMCGAN (cmcgan-export makes one of a run)")
            if json.loads(about["configuration"])["model"] == "linear":
                raise ValueError(f"{path}: a linear baseline, which has no networks")
            self.settings = json.loads(about["configuration"])
            self.tensors = {name: file.get_tensor(name).float() for name in file.keys()}

    def has(self, name):
        return any(key.startswith(name + ".") for key in self.tensors)

    def convolution(self, name, stride=1, padding=0, transposed=False):
        """A convolution; weights are [height, width, in, out] in the file, transposed ones [.., out, in]."""
        weight = self.tensors[f"{name}.weight"].permute(3, 2, 0, 1).contiguous()
        bias = self.tensors.get(f"{name}.bias")
        outputs, inputs = weight.shape[:2]
        if transposed:
            outputs, inputs = inputs, outputs
        kind = nn.ConvTranspose2d if transposed else nn.Conv2d
        layer = kind(inputs, outputs, weight.shape[2:], stride, padding, bias=bias is not None)
        layer.weight = nn.Parameter(weight)
        if bias is not None:
            layer.bias = nn.Parameter(bias)
        return layer

    def dense(self, name):
        """A dense layer; its weight is [in, out] in the file."""
        weight = self.tensors[f"{name}.weight"].T.contiguous()
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight = nn.Parameter(weight)
        layer.bias = nn.Parameter(self.tensors[f"{name}.bias"])
        return layer

    def normalization(self, name):
        """Batch or instance normalisation, as the file says, or nothing where it has none."""
        if not self.has(name):
            return []
        gain = self.tensors[f"{name}.gain"]
        if self.settings["networks"]["normalization"] == "batch":
            layer = nn.BatchNorm2d(len(gain), eps=1e-5)
            layer.running_mean.copy_(self.tensors[f"{name}.runningMean"].flatten())
            layer.running_var.copy_(self.tensors[f"{name}.runningVariance"].flatten())
        else:
            layer = nn.InstanceNorm2d(len(gain), eps=1e-5, affine=True)
        layer.weight = nn.Parameter(gain)
        layer.bias = nn.Parameter(self.tensors[f"{name}.bias"])
        return [layer]


class Residual(nn.Module):
    """Two 3x3 convolutions, added to what they saw."""

    def __init__(self, stored, name, activation):
        super().__init__()
        self.layers = nn.Sequential(
            stored.convolution(f"{name}.0", padding=1), *stored.normalization(f"{name}.0.norm"),
            activation, stored.convolution(f"{name}.1", padding=1),
            *stored.normalization(f"{name}.1.norm"))

    def forward(self, x):
        return x + self.layers(x)


class LevelResidual(nn.Module):
    """One 3x3 convolution, added to what it saw, then a ReLU: after an upsampling of a decoder."""

    def __init__(self, stored, name):
        super().__init__()
        self.layers = nn.Sequential(
            stored.convolution(f"{name}.0", padding=1), *stored.normalization(f"{name}.0.norm"))

    def forward(self, x):
        return F.relu(x + self.layers(x))


class Mapping(nn.Module):
    """F of one modality, with the latent vector behind it, to a code that the decoder of the other reads."""

    def __init__(self, stored, name):
        super().__init__()
        self.layers = nn.ModuleList()
        while stored.has(f"{name}.{len(self.layers)}"):
            self.layers.append(stored.dense(f"{name}.{len(self.layers)}"))

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = F.leaky_relu(layer(x), 0.2)
        return self.layers[-1](x)


class SelfAttention(nn.Module):
    """What each position takes from the others, added to it."""

    def __init__(self, stored, name):
        super().__init__()
        self.query, self.key, self.value, self.output = (
            stored.convolution(f"{name}.{part}") for part in ("query", "key", "value", "output"))

    def forward(self, x):
        query, key, value = (part(x).flatten(2) for part in (self.query, self.key, self.value))
        weights = torch.softmax(query.transpose(1, 2) @ key, dim=2)
        taken = (value @ weights.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.output(taken)


def residuals(stored, name, activation):
    count = stored.settings["networks"]["residualBlocks"]
    return [Residual(stored, f"{name}.residual.{block}", activation) for block in range(count)]


def attention(stored, name, level):
    """Self-attention after two halvings, where the file has it."""
    return [SelfAttention(stored, f"{name}.attention")] if (
        level == 2 and stored.has(f"{name}.attention")) else []


class Encoder(nn.Module):
    """An image or spectrogram to the feature vector F: [n, channels, height, width] to [n, features]."""

    def __init__(self, stored, name, sides, is_pooled):
        super().__init__()
        depth, activation = stored.settings["networks"]["depth"], nn.LeakyReLU(0.2)
        layers = []
        for level in range(1, depth + 1):
            path = f"{name}.down.{level - 1}"
            layers += [stored.convolution(path, 2, 1), *stored.normalization(f"{path}.norm"), activation]
            layers += attention(stored, name, level)
        layers += residuals(stored, name, activation)
        layers.append(stored.convolution(f"{name}.feature"))
        self.layers = nn.Sequential(*layers)
        self.padding = [-side % 2**depth for side in sides]
        self.is_pooled = is_pooled

    def forward(self, x):
        below, right = self.padding
        y = self.layers(F.pad(x, (0, right, 0, below), value=FLOOR) if below or right else x)
        return F.leaky_relu(y, 0.2).mean((2, 3)) if self.is_pooled else y.flatten(1)


def same_padded(x, window, stride):
    """Zeros around an image so that a convolution of a stride gives ceil(side / stride), one more behind than before."""
    # As plain numbers: in an export, the division of a traced side rounds towards zero.
    sides = [int(side) for side in x.shape[2:]]
    sides = [max(0, (-(-side // stride) - 1) * stride + window - side) for side in sides]
    below, right = sides
    return F.pad(x, (right // 2, right - right // 2, below // 2, below - below // 2))


class InvertedResidual(nn.Module):
    """A block of EfficientNet-Lite0: 1x1 convolution, depthwise convolution, 1x1 convolution."""

    def __init__(self, stored, name, stride):
        super().__init__()
        self.expand = stored.convolution(f"{name}.expand") if stored.has(f"{name}.expand") else None
        weight = stored.tensors[f"{name}.depthwise.weight"].permute(2, 0, 1)[:, None].contiguous()
        channels, _, self.window, _ = weight.shape
        self.stride = stride
        self.depthwise = nn.Conv2d(channels, channels, self.window, stride, groups=channels)
        self.depthwise.weight = nn.Parameter(weight)
        self.depthwise.bias = nn.Parameter(stored.tensors[f"{name}.depthwise.bias"])
        self.project = stored.convolution(f"{name}.project")

    def forward(self, x):
        y = F.relu6(self.expand(x)) if self.expand else x
        y = self.project(F.relu6(self.depthwise(same_padded(y, self.window, self.stride))))
        return x + y if y.shape == x.shape else y


class Backbone(nn.Module):
    """The frozen EfficientNet-Lite0 that a file holds: maps of features at strides 8, 16, 32, and pooled ones."""

    # Blocks, and the stride of the first, of each stage; which stages give a map.
    STAGES = [(1, 1), (2, 2), (2, 2), (3, 2), (3, 1), (4, 2), (1, 1)]
    MAPS = (2, 4, 6)

    def __init__(self, stored, name):
        super().__init__()
        self.stem = stored.convolution(f"{name}.stem", stride=2)
        self.stages = nn.ModuleList()
        number = 0
        for count, stride in self.STAGES:
            blocks = []
            for index in range(count):
                blocks.append(InvertedResidual(stored, f"{name}.blocks.{number}", stride if index == 0 else 1))
                number += 1
            self.stages.append(nn.Sequential(*blocks))
        self.head = stored.convolution(f"{name}.head")

    def forward(self, x):
        x = F.relu6(self.stem(F.pad(x, (0, 1, 0, 1))))
        maps = []
        for number, stage in enumerate(self.stages):
            x = stage(x)
            if number in self.MAPS:
                maps.append(x)
        return maps, F.relu6(self.head(x)).mean((2, 3))


class BackboneEncoder(nn.Module):
    """Images of any size to F, by the features of EfficientNet-Lite0: see docs/method.md."""

    def __init__(self, stored, name, sides):
        super().__init__()
        side = stored.settings["networks"]["imageEncoderSide"]
        self.sides = [max(32, 2 * round(own * side / max(sides) / 2)) for own in sides]
        self.backbone = Backbone(stored, "backbone")
        self.pooled = stored.dense(f"{name}.pooled")
        self.fine, self.coarse = (stored.convolution(f"{name}.{part}", 2, 1) for part in ("fine", "coarse"))
        self.lowest, self.layout = (stored.convolution(f"{name}.{part}") for part in ("lowest", "layout"))

    def forward(self, x):
        x = F.interpolate(x, size=self.sides, mode="bilinear", align_corners=False)
        (fine, middle, lowest), pooled = self.backbone(x)
        y = torch.cat([F.leaky_relu(self.fine(even(fine)), 0.2), middle], 1)
        y = torch.cat([F.leaky_relu(self.coarse(even(y)), 0.2), F.leaky_relu(self.lowest(lowest), 0.2)], 1)
        return unit_mean_square(self.pooled(pooled)) + unit_mean_square(self.layout(y).flatten(1))


def unit_mean_square(features):
    """Features scaled to a mean square of 1."""
    return features / (features.square().mean(1, keepdim=True) + 1e-5).sqrt()


def even(x):
    """A map with a row and a column of zeros more where it has odd sides."""
    return F.pad(x, (0, int(x.shape[3]) % 2, 0, int(x.shape[2]) % 2))


class Decoder(nn.Module):
    """F with the latent vector behind it, or a code, to an image or spectrogram: the mirror of an encoder."""

    def __init__(self, stored, name, sides):
        super().__init__()
        settings, activation = stored.settings["networks"], nn.ReLU()
        own = settings.get(name, {}).get("upsampling", "shared")
        depth, resizes = settings["depth"], (settings["upsampling"] if own == "shared" else own) == "resize"
        layers = [stored.convolution(f"{name}.feature", transposed=True),
                  *stored.normalization(f"{name}.feature.norm"), activation]
        layers += residuals(stored, name, activation)
        for number in range(depth):
            path, level = f"{name}.up.{number}", depth - 1 - number
            if resizes:
                layers += [nn.Upsample(scale_factor=2), stored.convolution(path, padding=1)]
            else:
                layers.append(stored.convolution(path, 2, 1, transposed=True))
            layers += stored.normalization(f"{path}.norm")
            layers.append(activation if level else nn.Tanh())
            blocks = 0
            while stored.has(f"{path}.residual.{blocks}"):
                layers.append(LevelResidual(stored, f"{path}.residual.{blocks}"))
                blocks += 1
            layers += attention(stored, name, level)
        self.layers = nn.Sequential(*layers)
        self.sides = sides

    def forward(self, features):
        height, width = self.sides
        return self.layers(features[:, :, None, None])[:, :, :height, :width]


class Model(nn.Module):
    """The encoders and decoders that a file has, and what is made by them."""

    def __init__(self, stored):
        super().__init__()
        image, sound = stored.settings["image"], stored.settings["sound"]
        length = int(sound["sampleRate"] * sound["durationSeconds"] + 0.5)
        self.settings = stored.settings
        self.latent_size = stored.settings["networks"]["latentSize"]
        #: channels, height and width of what goes in and comes out
        self.shapes = {
            "image": (3, image["height"], image["width"]),
            "sound": (1, sound["bands"], 1 + length // sound["hopLength"])}
        self.encoders, self.decoders = nn.ModuleDict(), nn.ModuleDict()
        self.mappings = nn.ModuleDict()
        for modality, (_, *sides) in self.shapes.items():
            is_pooled = modality == "sound" and stored.settings["networks"]["pooledSounds"]
            if stored.has(f"{modality}Encoder.pooled"):
                self.encoders[modality] = BackboneEncoder(stored, f"{modality}Encoder", sides)
            elif stored.has(f"{modality}Encoder"):
                self.encoders[modality] = Encoder(stored, f"{modality}Encoder", sides, is_pooled)
            if stored.has(f"{modality}Decoder"):
                self.decoders[modality] = Decoder(stored, f"{modality}Decoder", sides)
            if stored.has(f"{modality}Mapping"):
                self.mappings[modality] = Mapping(stored, f"{modality}Mapping")

    def features(self, x, modality):
        """The feature vector F of images or sounds."""
        return self.normalized(self.encoders[modality](x))

    def normalized(self, features):
        if self.settings["networks"].get("normalizedFeatures"):
            features = unit_mean_square(features)
        return features

    def reads_codes(self, target):
        """Whether the decoder of `target` reads codes in place of F and z."""
        decoder = self.settings["networks"].get(f"{target}Decoder", {})
        return bool(decoder.get("mappingLayers"))

    def code(self, features, source, target, z):
        """What the decoder of `target` reads: F with z behind it, or a code."""
        if not self.reads_codes(target):
            return torch.cat([features, z], 1)
        if source == target:
            return features
        return self.normalized(self.mappings[target](torch.cat([features, z], 1)))

    def translate(self, x, source, target, z=None, route="direct"):
        """The translation of images or sounds.

        `source` and `target` are "image" or "sound". The target is made with z, drawn from N(0, 1), times the
        model's temperature for it. On the route "reconstruction" the input is reconstructed within
        its modality first, with the same z, as the paper does."""
        if z is None:
            z = torch.randn(len(x), self.latent_size)
        if route == "reconstruction":
            x = self.translate(x, source, source, z)
        temperature = self.settings["conversion"].get(f"{target}Temperature", 1)
        return self.decoders[target](
            self.code(self.features(x, source), source, target, temperature * z))


def load(path):
    """The model of a file that `cmcgan-export` made, ready to translate."""
    return Model(Stored(path)).eval().requires_grad_(False)
