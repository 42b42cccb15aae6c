"""Writes image.safetensors: small PNG and JPEG files with the pixels they show, and scaled images.

PNG files of every kind are put together here, since no library writes them all; their pixels follow
from the specification, and Pillow must agree within one step. JPEG pixels and scaled images are
Pillow's. Tensors are `KIND/CASE/file` (bytes) and `KIND/CASE/pixels` [height, width, 3].
"""

import io
import os
import struct
import zlib

import numpy as np
import PIL
from PIL import Image, ImageOps
from safetensors.numpy import save_file

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
WIDTH, HEIGHT = 11, 9

tensors = {}


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def packed_row(row, depth):
    """The bytes of one row of samples [width, channels]."""
    values = row.reshape(-1)
    if depth == 16:
        return values.astype(">u2").tobytes()
    if depth == 8:
        return values.astype(np.uint8).tobytes()
    bits = ((values[:, None] >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
    return np.packbits(bits.reshape(-1)).tobytes()


def filtered(rows, step):
    """The rows with one of the five filters each, in turn."""
    result, above = b"", bytes(len(rows[0]))
    for number, row in enumerate(rows):
        kind = number % 5
        line = bytearray([kind])
        for place, value in enumerate(row):
            left = row[place - step] if place >= step else 0
            up, corner = above[place], above[place - step] if place >= step else 0
            estimate = left + up - corner
            distances = (abs(estimate - left), abs(estimate - up), abs(estimate - corner))
            paeth = (left, up, corner)[distances.index(min(distances))]
            line.append((value - (0, left, up, (left + up) // 2, paeth)[kind]) % 256)
        result, above = result + bytes(line), row
    return result


def png(samples, kind, depth, interlaced, before=()):
    height, width, _ = samples.shape
    step = max(1, CHANNELS[kind] * depth // 8)
    parts = [samples]
    if interlaced:
        parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES]
    data = b"".join(
        filtered([packed_row(row, depth) for row in part], step) for part in parts if part.size)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced)
    packed = zlib.compress(data, 9)
    middle = len(packed) // 2
    body = chunk(b"IDAT", packed[:middle]) + chunk(b"IDAT", packed[middle:])
    return SIGNATURE + chunk(b"IHDR", header) + b"".join(before) + body + chunk(b"IEND", b"")


def scaled_to_8(values, depth):
    return np.floor(values * 255.0 / (2**depth - 1) + 0.5)


def over_white(color, alpha):
    return np.floor((color * alpha + 255 * (255 - alpha)) / 255 + 0.5)


def add_png(random, kind, depth, interlaced, transparent):
    top = 2**depth
    samples = random.integers(0, top, (HEIGHT, WIDTH, CHANNELS[kind]))
    before, alpha = [chunk(b"gAMA", struct.pack(">I", 100000))], np.full((HEIGHT, WIDTH, 1), 255.0)
    if kind == 3:
        palette = random.integers(0, 256, (top, 3))
        before.append(chunk(b"PLTE", palette.astype(np.uint8).tobytes()))
        color = palette[samples[..., 0]].astype(float)
        if transparent:
            alphas = np.full(top, 255)
            alphas[: top - 1] = random.integers(0, 256, top - 1)
            before.append(chunk(b"tRNS", alphas[: top - 1].astype(np.uint8).tobytes()))
            alpha = alphas[samples].astype(float)
    else:
        if transparent:
            key = samples[HEIGHT // 2, WIDTH // 2].copy()
            samples[0, :3] = key
            if depth == 16:  # equal in the high byte only: not transparent
                samples[0, 1] = key ^ 1
            before.append(chunk(b"tRNS", key.astype(">u2").tobytes()))
            alpha = np.where((samples == key).all(2, keepdims=True), 0.0, 255.0)
        color = scaled_to_8(samples, depth)
        if kind in (4, 6):
            alpha, color = color[..., -1:], color[..., :-1]
    pixels = np.broadcast_to(over_white(color, alpha), (HEIGHT, WIDTH, 3)).astype(np.uint8)
    file = png(samples, kind, depth, interlaced, before)
    # Pillow cuts 16 bits to 8, and does not scale the transparent gray of 2 and 4 bits.
    if depth < 16 and not (transparent and kind == 0 and depth in (2, 4)):
        image = Image.open(io.BytesIO(file)).convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        shown = np.asarray(Image.alpha_composite(white, image).convert("RGB"))
        assert np.abs(shown.astype(int) - pixels).max() <= 1, (kind, depth, interlaced)
    name = f"png/type {kind}, {depth} bits" + ", interlaced" * interlaced
    add(name + ", transparent" * transparent, file, pixels)


def add(name, file, pixels):
    tensors[name + "/file"] = np.frombuffer(file, np.uint8).copy()
    if pixels is not None:
        tensors[name + "/pixels"] = np.ascontiguousarray(pixels)


def smooth_image(width, height):
    y, x = np.mgrid[0:height, 0:width]
    image = np.stack([x * 255 / (width - 1), y * 255 / (height - 1), 128 + 90 * np.sin(x / 5)], 2)
    image[: height // 3, : width // 4] = (230, 40, 30)
    return image.astype(np.uint8)


def jpeg(image, **options):
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=92, **options)
    return stream.getvalue()


def add_jpegs():
    image = Image.fromarray(smooth_image(35, 21))
    variants = {
        "4:4:4": (image, dict(subsampling=0)),
        "4:2:2": (image, dict(subsampling=1)),
        "4:2:0": (image, dict(subsampling=2)),
        "progressive": (image, dict(progressive=True, subsampling=0)),
        "gray": (image.convert("L"), {}),
        "restarts": (image, dict(subsampling=0, restart_marker_blocks=2)),
    }
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x010F] = "maker"
        exif[0x0112] = orientation
        for order in ("<", ">"):
            exif.endian = order
            name = f"orientation {orientation}, {'little' if order == '<' else 'big'} endian"
            variants[name] = (image, dict(subsampling=0, exif=exif.tobytes()))
    for name, (source, options) in variants.items():
        file = jpeg(source, **options)
        shown = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).convert("RGB")
        add("jpeg/" + name, file, np.asarray(shown))
    add("cmyk/plain", jpeg(image.convert("CMYK")), None)


def add_scaled(random):
    noise = random.integers(0, 256, (29, 37, 3)).astype(np.uint8)
    noise[:8, :8] = 255 * (np.indices((8, 8)).sum(0) % 2)[..., None]
    tensors["scaled/source"] = noise
    filters = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC}
    for name, kind in filters.items():
        for width, height in ((64, 64), (16, 16), (7, 50), (1, 1), (37, 10), (90, 29)):
            shown = Image.fromarray(noise).resize((width, height), kind)
            tensors[f"scaled/{name}/{width}x{height}"] = np.asarray(shown)


if __name__ == "__main__":
    random = np.random.default_rng(20260801)
    for kind, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in (0, 1):
                for transparent in (0, 1) if kind in (0, 2, 3) else (0,):
                    add_png(random, kind, depth, interlaced, transparent)
    add_jpegs()
    add_scaled(random)
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "image.safetensors")
    metadata = {"script": os.path.basename(__file__), "pillow": PIL.__version__, "numpy": np.__version__}
    save_file(tensors, path, metadata)
    print(path, os.path.getsize(path), "bytes,", len(tensors), "tensors")
