"""Writes backbone.safetensors: features of EfficientNet-Lite0 and gradients of its images, by PyTorch.

Run from anywhere; needs torch and safetensors. `small` has weights that tests compute too, from hashes of their
place. `trained` has those of data/efficientnet-lite0.safetensors, which `make backbone` writes. Images and the
gradients of results are hashes too. Everything is computed in double precision; images are [n, h, w, 3].
"""

import math
import pathlib

import safetensors
import safetensors.torch
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112),
          (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]
FEATURES = (1, 2, 4, 6)
tensors = {}


def uniform(number, *shape):
    """Numbers in [-1, 1) from the places of the elements; `number` tells tensors apart."""
    mask = 0xFFFFFFFF
    x = (torch.arange(math.prod(shape)) * 2654435761 + number * 2246822519) & mask
    x ^= x >> 16
    x = (x * 0x85EBCA6B) & mask
    x ^= x >> 13
    x = (x * 0xC2B2AE35) & mask
    x ^= x >> 16
    return (x.double() / 2147483648 - 1).reshape(shape)


def small_weights():
    shapes = [("stem", (3, 3, 3, 32))]
    channels, block = 32, 0
    for count, window, _, expansion, outputs in STAGES:
        for _ in range(count):
            wide = channels * expansion
            if expansion > 1:
                shapes.append((f"blocks.{block}.expand", (1, 1, channels, wide)))
            shapes.append((f"blocks.{block}.depthwise", (window, window, wide)))
            shapes.append((f"blocks.{block}.project", (1, 1, wide, outputs)))
            channels, block = outputs, block + 1
    shapes.append(("head", (1, 1, channels, 1280)))
    weights = {}
    for number, (name, shape) in enumerate(shapes):
        products = math.prod(shape[:-1]) if len(shape) == 4 else shape[0] * shape[1]
        scale = math.sqrt((3 if name.endswith("project") else 6) / products)
        weights[f"{name}.weight"] = (uniform(2 * number, *shape) * scale).float().double()
        weights[f"{name}.bias"] = (uniform(2 * number + 1, shape[-1]) * 0.5).float().double()
    return weights


def convolved(x, weights, name, stride=1, is_rectified=True):
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    window = weight.shape[0]
    zeros = [max(0, ((size + stride - 1) // stride - 1) * stride + window - size) for size in x.shape[2:]]
    x = F.pad(x, (zeros[1] // 2, zeros[1] - zeros[1] // 2, zeros[0] // 2, zeros[0] - zeros[0] // 2))
    if weight.dim() == 4:
        y = F.conv2d(x, weight.permute(3, 2, 0, 1), bias, stride=stride)
    else:  # One tap after the other: many times faster than groups in double precision.
        down, right = ((size - window) // stride * stride + 1 for size in x.shape[2:])
        y = bias[:, None, None] + sum(
            x[:, :, ky:ky + down:stride, kx:kx + right:stride] * weight[ky, kx][:, None, None]
            for ky in range(window) for kx in range(window))
    return F.relu6(y) if is_rectified else y


def features(x, weights):
    x = convolved(x, weights, "stem", 2)
    maps, block = [], 0
    for stage, (count, _, stride, expansion, _) in enumerate(STAGES):
        for index in range(count):
            y = x
            if expansion > 1:
                y = convolved(y, weights, f"blocks.{block}.expand")
            y = convolved(y, weights, f"blocks.{block}.depthwise", stride if index == 0 else 1)
            y = convolved(y, weights, f"blocks.{block}.project", is_rectified=False)
            x = x + y if index > 0 else y
            block += 1
        if stage in FEATURES:
            maps.append(x)
    return maps, convolved(x, weights, "head").mean((2, 3))


def case(name, weights, *shape, is_whole):
    image = uniform(1000, *shape).float().double().requires_grad_()
    maps, pooled = features(image.permute(0, 3, 1, 2), weights)
    # A gradient for each result, of about one length.
    loss = (uniform(1001, *pooled.shape).float() * pooled).sum() / pooled.numel()
    for number, map in enumerate(maps):
        rows = map.permute(0, 2, 3, 1)
        loss = loss + (uniform(1002 + number, *rows.shape).float() * rows).sum() / rows.numel()
        tensors[f"{name}.map.{number}"] = (rows if is_whole else rows.mean((1, 2))).float()
    tensors[f"{name}.pooled"] = pooled.float()
    gradient, = torch.autograd.grad(loss, image)
    if is_whole:
        tensors[f"{name}.gradient"] = gradient.float()
    else:
        blocks = F.avg_pool2d(gradient.permute(0, 3, 1, 2), 8).permute(0, 2, 3, 1)
        tensors[f"{name}.gradient"] = blocks.float()
    print(name, f"pooled mean {pooled.detach().mean():.3f}, standard deviation of the gradient {gradient.std():.2e}")


small = small_weights()
case("small.64", small, 1, 64, 64, 3, is_whole=True)
case("small.128", small, 1, 128, 128, 3, is_whole=False)
case("small.odd", small, 1, 40, 24, 3, is_whole=False)
file = pathlib.Path(__file__).resolve().parents[3] / "data" / "efficientnet-lite0.safetensors"
trained = {name: tensor.double() for name, tensor in safetensors.torch.load_file(file).items()}
case("trained.64", trained, 1, 64, 64, 3, is_whole=True)
case("trained.128", trained, 1, 128, 128, 3, is_whole=False)

path = pathlib.Path(__file__).parent / "backbone.safetensors"
safetensors.torch.save_file({name: value.detach().contiguous() for name, value in tensors.items()}, path, metadata={
    "made_by": "make_backbone_golden.py",
    "torch": torch.__version__,
    "safetensors": safetensors.__version__,
})
print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
