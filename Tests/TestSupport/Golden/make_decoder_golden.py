"""Writes decoder.safetensors: what PyTorch makes of the parts of decoders that came after the paper.

Run from anywhere; needs torch and safetensors. Double precision, stored in single precision; the layout of
tensors is that of make_kernel_golden.py.
"""

import pathlib

import safetensors
import safetensors.torch
import torch
import torch.nn.functional as F

from golden_cases import GoldenCases, channels_first, channels_last

torch.set_default_dtype(torch.float64)
cases = GoldenCases(20201130)
normal, store = cases.normal, cases.store
tensors = cases.tensors


def residual():
    """A block of one convolution with batch normalisation, and a ReLU after the sum."""
    x, dy = normal(3, 4, 6, 5).requires_grad_(), normal(3, 4, 6, 5)
    weight = normal(3, 3, 5, 5, standard_deviation=0.3).requires_grad_()
    gain, bias = normal(5).requires_grad_(), normal(5).requires_grad_()
    inner = F.conv2d(channels_first(x), weight.permute(3, 2, 0, 1), padding=1)
    inner = F.batch_norm(inner, None, None, gain, bias, training=True, eps=1e-5)
    y = F.relu(x + channels_last(inner))
    found = torch.autograd.grad(y, [x, weight, gain, bias], dy)
    store("residual", x=x, weight=weight, gain=gain, bias=bias, dy=dy, y=y,
          **dict(zip(["dx", "dweight", "dgain", "dbias"], found)))


def mapping():
    """Three dense layers with leaky ReLU between them."""
    sizes = [7, 9, 9, 4]
    x = normal(5, 7).requires_grad_()
    values, y = {}, x
    for index, (inputs, outputs) in enumerate(zip(sizes, sizes[1:])):
        weight = normal(inputs, outputs, standard_deviation=inputs ** -0.5).requires_grad_()
        bias = normal(outputs, standard_deviation=0.1).requires_grad_()
        values |= {f"{index}.weight": weight, f"{index}.bias": bias}
        y = F.linear(y, weight.T, bias)
        if index < 2:
            y = F.leaky_relu(y, 0.2)
    dy = normal(*y.shape)
    found = torch.autograd.grad(y, [x, *values.values()], dy)
    store("mapping", x=x, dy=dy, y=y, **values,
          **dict(zip(["dx", *(f"d{key}" for key in values)], found)))


def squared():
    """The mean squared error of all, and of each member."""
    x, target = normal(4, 6).requires_grad_(), normal(4, 6)
    value = F.mse_loss(x, target)
    members = F.mse_loss(x, target, reduction="none").mean(1)
    store("squared", x=x, target=target, weight=0.7, value=value, members=members,
          dx=torch.autograd.grad(0.7 * value, x)[0])


def cutout():
    """Level, then shift, then cutout: each row of `transforms` is down, right, factor, addend, and each of
    `rectangles` first row, rows, first column, columns."""
    rows = [(0, 0, 1, 0), (2, -1, 1.25, 0), (0, 0, 0.5, 0.25), (-1, 3, 1, -0.5)]
    rectangles = [(1, 2, 2, 3), (0, 5, 0, 6), (3, 2, 0, 1), (0, 1, 4, 2)]
    x = normal(len(rows), 5, 6, 2).requires_grad_()
    images = []
    for image, (down, right, factor, addend), (top, height, left, width) in zip(x, rows, rectangles):
        around = F.pad(factor * image + addend, (0, 0, 9, 9, 9, 9), value=-1.0)
        mask = torch.ones(5, 6, 1)
        mask[top:top + height, left:left + width] = 0
        images.append(around[9 - down:14 - down, 9 - right:15 - right] * mask)
    y = torch.stack(images)
    dy = normal(*y.shape)
    store("cutout", transforms=torch.tensor(rows), rectangles=torch.tensor(rectangles), x=x, dy=dy, y=y,
          dx=torch.autograd.grad(y, x, dy)[0])


residual()
mapping()
squared()
cutout()

path = pathlib.Path(__file__).parent / "decoder.safetensors"
safetensors.torch.save_file(tensors, path, metadata={
    "made_by": "make_decoder_golden.py",
    "torch": torch.__version__,
    "safetensors": safetensors.__version__,
})
print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
