"""Writes common_image.safetensors: WebP, and JPEG of the uncommon sorts, with the pixels they show.

Pillow decodes them; it also writes them, except that JPEG with uncommon sampling comes from `cjpeg` of
libjpeg-turbo. Tensors are `KIND/CASE/file` (bytes) and `KIND/CASE/pixels` [height, width, 3].
"""

import io
import os
import subprocess

import numpy as np
import PIL
from PIL import Image, ImageOps, features
from safetensors.numpy import save_file

WIDTH, HEIGHT = 37, 23

tensors = {}


def smooth_image(width=WIDTH, height=HEIGHT):
    y, x = np.mgrid[0:height, 0:width]
    image = np.stack([x * 255 / (width - 1), 128 + 90 * np.sin(x / 5), y * 255 / (height - 1)], 2)
    image[: height // 3, : width // 4] = (30, 40, 230)
    return Image.fromarray(image.astype(np.uint8))


def with_alpha(image):
    x = np.mgrid[0 : image.height, 0 : image.width][1]
    image = image.copy()
    image.putalpha(Image.fromarray((x * 255 / (image.width - 1)).astype(np.uint8)))
    return image


def over_white(image):
    """The pixels over white, rounded to nearest."""
    values = np.asarray(image.convert("RGBA")).astype(float)
    color, alpha = values[..., :3], values[..., 3:]
    return np.floor((color * alpha + 255 * (255 - alpha)) / 255 + 0.5).astype(np.uint8)


def saved(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def add(name, file):
    tensors[name + "/file"] = np.frombuffer(file, np.uint8).copy()
    shown = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    tensors[name + "/pixels"] = np.ascontiguousarray(over_white(shown))


def oriented(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def add_webps():
    image = smooth_image()
    variants = {
        "lossy": (image, dict(quality=80)),
        "lossless": (image, dict(lossless=True)),
        "lossy, transparent": (with_alpha(image), dict(quality=80)),
        "lossless, transparent": (with_alpha(image), dict(lossless=True)),
        "colour profile": (image, dict(lossless=True, icc_profile=b"profile" * 20)),
    }
    for orientation in range(1, 9):
        variants[f"orientation {orientation}"] = (image, dict(lossless=True, exif=oriented(orientation)))
    for name, (source, options) in variants.items():
        add("webp/" + name, saved(source, "WEBP", **options))
    second = Image.new("RGB", image.size, (9, 200, 90))
    add("webp/animated", saved(image, "WEBP", save_all=True, append_images=[second], lossless=True))


def add_jpegs():
    image = smooth_image()
    source = saved(image, "PPM")
    for sampling in ("1x4", "3x2", "4x1", "2x4", "1x3"):
        file = subprocess.check_output(["cjpeg", "-quality", "92", "-sample", sampling], input=source)
        add("jpeg/sampling " + sampling, file)
    file = subprocess.check_output(["cjpeg", "-quality", "92", "-progressive", "-sample", "3x1"], input=source)
    add("jpeg/sampling 3x1, progressive", file)
    plain = saved(image, "JPEG", quality=92)
    start = plain.index(b"\xff\xdb")
    surplus = plain[:start] + b"surplus" + plain[start:]
    add("jpeg/surplus between segments", surplus)
    add("jpeg/surplus behind the end", plain + b"surplus")
    add("jpeg/cmyk", saved(image.convert("CMYK"), "JPEG", quality=92))
    ramp = np.stack([np.mgrid[0:HEIGHT, 0:WIDTH][1] * 6] * 4, 2).astype(np.uint8)
    ramp[..., 3] = np.mgrid[0:HEIGHT, 0:WIDTH][0] * 10
    add("jpeg/cmyk with black", saved(Image.fromarray(ramp, "CMYK"), "JPEG", quality=92))


if __name__ == "__main__":
    add_webps()
    add_jpegs()
    folder = os.path.dirname(os.path.abspath(__file__))
    path = os.path.join(folder, "common_image.safetensors")
    metadata = {
        "script": os.path.basename(__file__), "pillow": PIL.__version__, "numpy": np.__version__,
        "libwebp": features.version("webp"), "libjpeg-turbo": features.version("libjpeg_turbo"),
    }
    save_file(tensors, path, metadata)
    print(path, os.path.getsize(path), "bytes,", len(tensors), "tensors")
