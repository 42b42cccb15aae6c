"""Writes kernel.safetensors: what PyTorch makes of small tensors, and the gradients of it.

Run from anywhere; needs torch and safetensors. Everything is computed in double precision from
inputs that single precision can hold, and stored in single precision. Images are stored as
[batch, height, width, channels], weights of convolutions as [height, width, in, out] and those of
transposed convolutions as [height, width, out, in]. `dy` is the gradient of a result, from which
all other gradients follow.
"""

import pathlib

import safetensors
import safetensors.torch
import torch
import torch.nn.functional as F

from golden_cases import GoldenCases, channels_first, channels_last

torch.set_default_dtype(torch.float64)
cases = GoldenCases(20180202)
normal, store = cases.normal, cases.store
tensors = cases.tensors


def gradients(y, dy, *inputs):
    return torch.autograd.grad(y, inputs, dy)


def convolution(case, x, weight, stride, padding, has_bias, transposed=False, scale=1):
    """x is [n, h, w, c]; weight [kh, kw, in, out], or [kh, kw, out, in] of a transposed one."""
    x = normal(*x).requires_grad_()
    w = normal(*weight, standard_deviation=0.3).requires_grad_()
    bias = normal(weight[2 if transposed else 3]).requires_grad_() if has_bias else None
    # PyTorch wants [out, in, kh, kw], and [in, out, kh, kw] of a transposed convolution.
    apply = F.conv_transpose2d if transposed else F.conv2d
    image, kernel = channels_first(x).contiguous(), w.permute(3, 2, 0, 1).contiguous()
    if scale > 1:
        image = F.interpolate(image, scale_factor=scale, mode="nearest")
    y = channels_last(apply(image, kernel, bias, stride=stride, padding=padding))
    dy = normal(*y.shape)
    inputs = [x, w] + ([bias] if has_bias else [])
    dx, dw, *db = gradients(y, dy, *inputs)
    store(case, x=x, weight=w, dy=dy, y=y, dx=dx, dweight=dw, window=[stride, padding])
    if has_bias:
        store(case, bias=bias, dbias=db[0])


def convolutions():
    def plain(case, *arguments):
        convolution(f"convolution.{case}", *arguments)

    plain("downsampling", (2, 8, 6, 3), (4, 4, 3, 5), 2, 1, True)
    plain("downsampling_odd", (2, 7, 9, 1), (4, 4, 1, 5), 2, 1, False)
    plain("downsampling_from_64", (1, 4, 4, 64), (4, 4, 64, 1), 2, 1, True)
    plain("downsampling_to_64", (2, 4, 6, 1), (4, 4, 1, 64), 2, 1, False)
    plain("downsampling_in_blocks", (4, 16, 18, 1), (4, 4, 1, 1), 2, 1, True)
    plain("same", (2, 5, 7, 5), (3, 3, 5, 4), 1, 1, True)
    plain("same_from_64", (1, 3, 2, 64), (3, 3, 64, 1), 1, 1, False)
    plain("same_one_pixel", (3, 1, 1, 5), (3, 3, 5, 3), 1, 1, True)
    plain("pointwise", (2, 3, 5, 5), (1, 1, 5, 3), 1, 0, True)
    plain("pointwise_pixel", (4, 1, 1, 5), (1, 1, 5, 3), 1, 0, False)
    plain("covering", (3, 4, 4, 5), (4, 4, 5, 7), 1, 0, True)
    plain("covering_rectangle", (2, 5, 3, 3), (5, 3, 3, 8), 1, 0, False)
    plain("valid", (2, 6, 5, 3), (4, 2, 3, 5), 1, 0, True)
    plain("uneven", (1, 9, 8, 3), (5, 3, 3, 2), 3, 2, True)

    def transposed(case, *arguments):
        convolution(f"transposed.{case}", *arguments, transposed=True)

    transposed("upsampling", (2, 3, 4, 5), (4, 4, 3, 5), 2, 1, True)
    transposed("upsampling_to_one", (2, 4, 3, 3), (4, 4, 1, 3), 2, 1, False)
    transposed("upsampling_from_64", (1, 2, 2, 64), (4, 4, 1, 64), 2, 1, True)
    transposed("upsampling_to_64", (1, 2, 2, 1), (4, 4, 64, 1), 2, 1, False)
    transposed("upsampling_in_blocks", (4, 9, 8, 2), (4, 4, 1, 2), 2, 1, True)
    transposed("from_one_pixel", (3, 1, 1, 7), (4, 4, 5, 7), 1, 0, False)
    transposed("from_one_pixel_to_rectangle", (2, 1, 1, 5), (5, 3, 4, 5), 1, 0, True)
    transposed("same", (2, 5, 3, 3), (3, 3, 4, 3), 1, 1, True)
    transposed("pointwise", (2, 3, 2, 5), (1, 1, 3, 5), 1, 0, True)

    convolution("resize.small", (2, 3, 4, 5), (3, 3, 5, 3), 1, 1, True, scale=2)
    convolution("resize.without_bias", (1, 1, 2, 3), (3, 3, 3, 4), 1, 1, False, scale=2)


def dense():
    for case, rows, inputs, outputs in [("small", 3, 5, 4), ("to_one", 7, 64, 1), ("one_row", 1, 3, 70)]:
        x = normal(rows, inputs).requires_grad_()
        w = normal(inputs, outputs).requires_grad_()
        bias = normal(outputs).requires_grad_()
        y = F.linear(x, w.T, bias)
        dy = normal(*y.shape)
        dx, dw, db = gradients(y, dy, x, w, bias)
        store(f"dense.{case}", x=x, weight=w, bias=bias, dy=dy, y=y, dx=dx, dweight=dw, dbias=db)


def normalization(case, layer, shape, to_torch, to_ours, shift=0.0):
    """Two batches in training, which move the running statistics, and one in inference."""
    channels = shape[-1]
    gain, bias = normal(channels), normal(channels)
    with torch.no_grad():
        layer.weight.copy_(gain)
        layer.bias.copy_(bias)
    store(case, gain=gain, bias=bias)
    for part in ["first", "second"]:
        # Channels of unlike means and standard deviations.
        x = normal(*shape) * torch.linspace(0.25, 2, channels) + torch.linspace(-1, shift, channels)
        x = x.float().double().requires_grad_()
        y = layer(to_torch(x).contiguous())
        dy = normal(*shape)
        # PyTorch 2.13 gets the backward pass of one image's instance normalisation wrong where the
        # gradient is not contiguous.
        dx, dgain, dbias = gradients(y, to_torch(dy).contiguous(), x, layer.weight, layer.bias)
        assert torch.allclose(dbias, dy.reshape(-1, channels).sum(0))
        store(f"{case}.{part}", x=x, dy=dy, y=to_ours(y), dx=dx, dgain=dgain, dbias=dbias)
    if layer.track_running_stats:
        store(case, running_mean=layer.running_mean[None], running_variance=layer.running_var[None])
    layer.eval()
    x = normal(*shape)
    store(f"{case}.inference", x=x, y=to_ours(layer(to_torch(x))))


def normalizations():
    def same(x):
        return x

    images = (channels_first, channels_last)
    batch, instance = torch.nn.BatchNorm2d, torch.nn.InstanceNorm2d
    normalization("batch.images", batch(6), (4, 3, 5, 6), *images)
    normalization("batch.far_from_zero", batch(3), (2, 4, 4, 3), *images, shift=30.0)
    normalization("batch.features", torch.nn.BatchNorm1d(5), (8, 5), same, same)
    normalization("instance.images", instance(6, affine=True), (3, 4, 5, 6), *images)
    normalization("instance.one", instance(3, affine=True), (1, 3, 3, 3), *images)


def pointwise():
    functions = {
        "leaky": lambda x: F.leaky_relu(x, 0.2),
        "rectifier": F.relu,
        "tanh": torch.tanh,
    }
    for case, function in functions.items():
        x = (2 * normal(4, 9)).requires_grad_()
        y = function(x)
        dy = normal(*y.shape)
        store(f"pointwise.{case}", x=x, dy=dy, y=y, dx=gradients(y, dy, x)[0])


def losses():
    """Scores reach from -30 to 30, so that exponentials of either sign would overflow or vanish."""
    x = torch.cat([normal(21, standard_deviation=2), torch.tensor([-30.0, 30.0, 0.0])]).reshape(6, 4)
    target = normal(6, 4)
    ones = torch.ones_like(x)
    cases = {
        "absolute": lambda x: F.l1_loss(x, target),
        # -log of the logistic function, as binary cross-entropy has it for a real pair.
        "softplus_real": lambda x: F.binary_cross_entropy_with_logits(x, ones),
        "softplus_unreal": lambda x: F.binary_cross_entropy_with_logits(x, 0 * ones),
        "hinge_real": lambda x: F.relu(1 - x).mean(),
        "hinge_unreal": lambda x: F.relu(1 + x).mean(),
        "mean": lambda x: x.mean(),
    }
    store("loss", x=x, target=target, weight=0.7)
    for case, function in cases.items():
        x = x.detach().requires_grad_()
        value = function(x)
        store(f"loss.{case}", value=value, dx=gradients(0.7 * value, None, x)[0])


def moves():
    x = normal(2, 3, 5, 4).requires_grad_()
    cases = {
        "padded": lambda x: F.pad(channels_first(x), (0, 2, 0, 1), value=-1.0),
        "cropped": lambda x: channels_first(x)[:, :, :2, :4],
        "doubled": lambda x: F.interpolate(channels_first(x), scale_factor=2, mode="nearest"),
    }
    store("move", x=x)
    for case, function in cases.items():
        y = channels_last(function(x))
        dy = normal(*y.shape)
        store(f"move.{case}", dy=dy, y=y, dx=gradients(y, dy, x)[0])

    a, b = normal(5, 3).requires_grad_(), normal(5, 4).requires_grad_()
    y = torch.cat([a, b], dim=1)
    dy = normal(*y.shape)
    da, db = gradients(y, dy, a, b)
    store("move.joined", a=a, b=b, dy=dy, y=y, da=da, db=db)


def resizings():
    x = normal(2, 3, 5, 4).requires_grad_()
    store("resized", x=x)
    for case, size in {"larger": (8, 7), "wider": (3, 12), "smaller": (2, 4)}.items():
        y = channels_last(F.interpolate(channels_first(x), size=size, mode="bilinear", align_corners=False))
        dy = normal(*y.shape)
        store(f"resized.{case}", dy=dy, y=y, dx=gradients(y, dy, x)[0])


def transforms():
    """Each row of `transforms` is down, right, factor, addend; what comes in from outside is -1."""
    rows = [
        (0, 0, 1, 0), (2, 0, 1.25, 0), (0, -3, 1, -0.5), (-1, 1, 0.5, 0.25), (1, 6, 1, 0),
        (-5, 0, 1, 0), (4, -5, 2, 1),
    ]
    x = normal(len(rows), 5, 6, 2).requires_grad_()
    images = []
    for image, (down, right, factor, addend) in zip(x, rows):
        height, width, _ = image.shape
        around = F.pad(factor * image + addend, (0, 0, 9, 9, 9, 9), value=-1.0)
        images.append(around[9 - down:9 - down + height, 9 - right:9 - right + width])
    y = torch.stack(images)
    dy = normal(*y.shape)
    store("transform", transforms=torch.tensor(rows), x=x, dy=dy, y=y, dx=gradients(y, dy, x)[0])


def spectral():
    """Two training passes of torch.nn.utils.spectral_norm, each with a power iteration."""
    def run(case, layer, around, ours_shape, permute):
        layer = torch.nn.utils.spectral_norm(layer)
        raw = normal(*ours_shape)
        with torch.no_grad():
            layer.weight_orig.copy_(permute(raw))
            layer.weight_u.copy_(F.normalize(normal(ours_shape[-1]).float().double(), dim=0))
        store(case, weight=raw, start=layer.weight_u)
        for part in ["first", "second"]:
            layer(torch.zeros(1, *around))  # one step of the iteration
            inverse = layer.weight.permute(2, 3, 1, 0) if layer.weight.dim() == 4 else layer.weight.T
            dy = normal(*ours_shape)
            dw = gradients(layer.weight, permute(dy), layer.weight_orig)[0]
            dw = dw.permute(2, 3, 1, 0) if dw.dim() == 4 else dw.T
            store(f"{case}.{part}", y=inverse, dy=dy, dweight=dw, vector=layer.weight_u)

    run("spectral.convolution", torch.nn.Conv2d(3, 5, 4), (3, 4, 4), (4, 4, 3, 5), lambda w: w.permute(3, 2, 0, 1))
    run("spectral.dense", torch.nn.Linear(6, 4), (6,), (6, 4), lambda w: w.T)
    run("spectral.one_output", torch.nn.Linear(7, 1), (7,), (7, 1), lambda w: w.T)


def adam():
    """Three updates of two parameters under several settings."""
    table = [
        (2e-4, 0.5, 0.999, 1e-8), (1e-3, 0.9, 0.99, 1e-8), (0.1, 0.0, 0.9, 1e-3),
        (0.01, 0.9, 0.0, 1e-2),
    ]
    store("adam", settings=torch.tensor(table))
    shapes = [(3, 4), (5,)]
    for number, (rate, beta1, beta2, epsilon) in enumerate(table):
        parameters = [normal(*shape).requires_grad_() for shape in shapes]
        for i, parameter in enumerate(parameters):
            store(f"adam.{number}", **{f"start.{i}": parameter})
        optimizer = torch.optim.Adam(parameters, lr=rate, betas=(beta1, beta2), eps=epsilon)
        for step in range(1, 4):
            for i, parameter in enumerate(parameters):
                parameter.grad = normal(*parameter.shape, standard_deviation=10.0 ** (step - 3))
                store(f"adam.{number}.{step}", **{f"gradient.{i}": parameter.grad})
            optimizer.step()
            for i, parameter in enumerate(parameters):
                store(f"adam.{number}.{step}", **{f"value.{i}": parameter})


def averages():
    """torch.optim.swa_utils with the decay min(decay, (1 + step) / (10 + step))."""
    parameter = torch.nn.Linear(3, 4, bias=False)
    values = [normal(4, 3) for _ in range(4)]
    for number, decay in enumerate([0.999, 0.25, 0.0]):
        with torch.no_grad():
            parameter.weight.copy_(values[0])
        step = 0

        def move(average, value, _):
            keep = min(decay, (1 + step) / (10 + step))
            return keep * average + (1 - keep) * value

        average = torch.optim.swa_utils.AveragedModel(parameter, avg_fn=move)
        average.update_parameters(parameter)  # the first call copies
        for step in range(1, 4):
            with torch.no_grad():
                parameter.weight.copy_(values[step])
            average.update_parameters(parameter)
        store(f"average.{number}", decay=decay, result=average.module.weight)
    for step, value in enumerate(values):
        store("average", **{f"value.{step}": value})


def classification():
    """Scores of three sizes; those of the last rows would overflow or vanish if raised as they are."""
    x = torch.cat([normal(3, 5), normal(2, 5, standard_deviation=4), 100 * normal(2, 5)]).float().double()
    labels = torch.tensor([3, 0, 4, 2, 2, 1, 0])
    x = x.requires_grad_()
    y = F.softmax(x, dim=1)
    store("softmax", x=x, y=y, labels=labels, weight=0.7)
    for case, smoothing in [("plain", 0.0), ("smoothed", 0.125), ("level", 1.0)]:
        value = F.cross_entropy(x, labels, label_smoothing=smoothing)
        dx = gradients(0.7 * value, None, x)[0]
        store(f"softmax.{case}", smoothing=smoothing, value=value, dx=dx)


def products_and_positions():
    x, factors = normal(3, 2, 5, 4).requires_grad_(), normal(3, 2, 5, 4)
    dy = normal(3, 2, 5, 4)
    y = x * factors
    store("product", x=x, factors=factors, dy=dy, y=y, dx=gradients(y, dy, x)[0])
    y = F.adaptive_avg_pool2d(channels_first(x), 1)[:, :, 0, 0]
    dy = normal(3, 4)
    store("positions", x=x, dy=dy, y=y, dx=gradients(y, dy, x)[0])
    y = F.l1_loss(x, factors, reduction="none").flatten(1).mean(1)
    store("members", x=x, target=factors, y=y)


def attention():
    """Self-attention as in SAGAN without its factor, and a residual block, on [n, h, w, c]."""
    x, dy = normal(2, 3, 4, 16).requires_grad_(), normal(2, 3, 4, 16)
    query, key = (normal(1, 1, 16, 2).requires_grad_() for _ in range(2))
    value = normal(1, 1, 16, 8, standard_deviation=0.3).requires_grad_()
    output = normal(1, 1, 8, 16, standard_deviation=0.3).requires_grad_()

    def mapped(weight):
        return (x @ weight[0, 0]).flatten(1, 2)

    taken = F.scaled_dot_product_attention(mapped(query), mapped(key), mapped(value), scale=1.0)
    y = x + (taken @ output[0, 0]).reshape(x.shape)
    keys = ["query", "key", "value", "output"]
    weights = [query, key, value, output]
    found = dict(zip(["dx"] + [f"d{key}" for key in keys], gradients(y, dy, x, *weights)))
    store("attention", x=x, dy=dy, y=y, **dict(zip(keys, weights)), **found)

    x, dy = normal(2, 3, 4, 5).requires_grad_(), normal(2, 3, 4, 5)
    weights = [normal(3, 3, 5, 5, standard_deviation=0.3).requires_grad_() for _ in range(2)]
    biases = [normal(5).requires_grad_() for _ in range(2)]

    def convolved(x, weight, bias):
        return F.conv2d(x, weight.permute(3, 2, 0, 1), bias, padding=1)

    inner = F.leaky_relu(convolved(channels_first(x), weights[0], biases[0]), 0.2)
    y = x + channels_last(convolved(inner, weights[1], biases[1]))
    keys = ["first.weight", "first.bias", "second.weight", "second.bias"]
    values = [weights[0], biases[0], weights[1], biases[1]]
    found = dict(zip(["dx"] + [f"d{key}" for key in keys], gradients(y, dy, x, *values)))
    store("residual", x=x, dy=dy, y=y, **dict(zip(keys, values)), **found)


def root_mean_square():
    x, dy = normal(3, 7, standard_deviation=2).requires_grad_(), normal(3, 7)
    y = F.rms_norm(x, [7], eps=1e-5)
    store("rows", x=x)
    store("rows.unit", dy=dy, y=y, dx=gradients(y, dy, x)[0])


def depthwise_convolutions():
    """x is [n, h, w, c]; weight [k, k, c]; zeros around x as in TensorFlow's "SAME"."""
    def plain(case, x, window, stride, is_relu6):
        x = normal(*x).requires_grad_()
        w = normal(window, window, x.shape[3], standard_deviation=1.2).requires_grad_()
        bias = normal(x.shape[3], standard_deviation=2).requires_grad_()
        image = channels_first(x)
        for side in (3, 2):  # F.pad takes the last dimension first.
            size = image.shape[side]
            zeros = max(0, ((size + stride - 1) // stride - 1) * stride + window - size)
            image = F.pad(image, (zeros // 2, zeros - zeros // 2) if side == 3
                          else (0, 0, zeros // 2, zeros - zeros // 2))
        y = channels_last(F.conv2d(image, w.permute(2, 0, 1)[:, None], bias, stride=stride, groups=w.shape[2]))
        y = F.relu6(y) if is_relu6 else y
        dy = normal(*y.shape)
        dx, dw, db = gradients(y, dy, x, w, bias)
        store(f"depthwise.{case}", x=x, weight=w, bias=bias, dy=dy, y=y, dx=dx, dweight=dw, dbias=db,
              window=[stride, int(is_relu6)])

    plain("three", (2, 5, 6, 5), 3, 1, False)
    plain("three_relu6", (2, 4, 9, 16), 3, 1, True)
    plain("three_halving", (1, 8, 6, 19), 3, 2, True)
    plain("three_halving_odd", (2, 7, 5, 3), 3, 2, False)
    plain("five", (1, 5, 11, 17), 5, 1, True)
    plain("five_small", (2, 2, 1, 8), 5, 1, True)
    plain("five_halving", (2, 8, 10, 4), 5, 2, True)
    plain("five_halving_odd", (1, 9, 7, 6), 5, 2, False)
    plain("seven", (1, 6, 5, 2), 7, 1, True)


def rectified_convolution():
    x, w, bias = (normal(2, 3, 4, 5).requires_grad_(), normal(5, 40, standard_deviation=2).requires_grad_(),
                  normal(40, standard_deviation=2).requires_grad_())
    y = F.relu6(x @ w + bias)
    dy = normal(*y.shape)
    dx, dw, db = gradients(y, dy, x, w, bias)
    store("relu6.pointwise", x=x, weight=w[None, None], bias=bias, dy=dy, y=y, dx=dx, dweight=dw[None, None],
          dbias=db, window=[1, 0])


convolutions()
dense()
normalizations()
pointwise()
losses()
moves()
transforms()
spectral()
adam()
averages()
classification()
products_and_positions()
attention()
root_mean_square()
depthwise_convolutions()
rectified_convolution()
resizings()

path = pathlib.Path(__file__).parent / "kernel.safetensors"
safetensors.torch.save_file(tensors, path, metadata={
    "made_by": "make_kernel_golden.py",
    "torch": torch.__version__,
    "safetensors": safetensors.__version__,
})
print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
