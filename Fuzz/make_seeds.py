"""Writes the seeds of fuzzing below Fuzz/Corpus: small files of every kind that is read.

Needs Pillow, soundfile and ffmpeg, and the built program for the model. Seeds that fuzzing found lie beside
these and are not touched.
"""

import io
import json
import pathlib
import struct
import subprocess
import tempfile
import zlib

import numpy
import soundfile
from PIL import Image, PngImagePlugin

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "Fuzz" / "Corpus"
PROGRAM = ROOT / ".build" / "release" / "cmcgan"


def seed(kind, name, data):
    folder = CORPUS / kind
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def configurations():
    for path in sorted((ROOT / "configs").glob("*.json")):
        if path.name == "schema.json":
            continue
        # White space teaches nothing, and what is short is changed more often where it matters.
        seed("configuration", path.name, json.dumps(json.loads(path.read_text())))
    seed("configuration", "complete", json.dumps(json.loads(subprocess.check_output(
        [PROGRAM, "train", "--config", "sub-urmp", "--print-config"]))))
    seed("configuration", "one-key", '{"$schema": "x", "model": "cmcgan"}')
    seed("configuration", "extends-itself", '{"extends": "./input"}')
    seed("configuration", "extends-nothing", '{"extends": "no-such-recipe", "seed": 2}')
    seed("configuration", "duplicate-key", '{"seed": 1, "seed": 2}')
    seed("configuration", "deep", "[" * 3000)


def manifests():
    pair = {"sound": "c.wav", "image": "a", "class": "x", "split": "train"}
    other = {"sound": "d/c.wav", "image": "in", "class": "y", "split": "validation", "silent": True}
    seed("manifest", "two-classes", json.dumps(pair) + "\n" + json.dumps(other) + "\r\n\n")
    seed("manifest", "no-class", json.dumps({"sound": "a", "image": "b"}))
    for way in ["../outside", "/etc/hostname", "out", "up/outside", "loop", "broken", "d", "./a", "d/../a"]:
        name = "to-" + way.strip("./").replace("/", "-").replace(".", "")
        seed("manifest", name, json.dumps({"sound": way, "image": "a", "class": "x"}))


def little(text):
    return struct.pack("<Q", len(text)) + text.encode()


def tensors():
    sizes = {"F16": 2, "BF16": 2, "F32": 4, "F64": 8, "I32": 4, "I64": 8, "U8": 1}
    header, data = {"__metadata__": {"about": "a seed"}}, b""
    for name, size in sizes.items():
        header[name] = {"dtype": name, "shape": [2, 1], "data_offsets": [len(data), len(data) + 2 * size]}
        data += bytes(size) + b"\0" * (size - 1) + b"\1"
    seed("tensors", "all-types", little(json.dumps(header)) + data)
    number = struct.pack("<f", 1.5)
    header = {
        "__metadata__": {"crc32": json.dumps({"t": f"{zlib.crc32(number):08x}"})},
        "t": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]},
    }
    seed("tensors", "checksum", little(json.dumps(header)) + number)
    header["__metadata__"]["header_crc32"] = "00000000"
    text = json.dumps(header, separators=(",", ":"))
    sealed = text.replace('"00000000"', f'"{zlib.crc32(text.encode()):08x}"')
    seed("tensors", "checksums", little(sealed) + number)
    header = {"t": {"dtype": "F32", "shape": [0, 5], "data_offsets": [0, 0]}}
    seed("tensors", "empty-tensor", little(json.dumps(header)))
    seed("tensors", "no-tensors", little("{}"))
    seed("tensors", "huge-shape", little('{"t":{"dtype":"U8","shape":[9223372036854775807,2],"data_offsets":[0,1]}}') + b"\0")
    seed("tensors", "long-header", struct.pack("<Q", 99_999_999) + b"{}")


def models():
    settings = {
        "image.height": 8, "image.width": 8, "sound.windowLength": 64, "sound.hopLength": 32,
        "sound.bands": 8, "sound.durationSeconds": 0.05, "networks.width": 1, "networks.depth": 1,
        "networks.featureSize": 1, "networks.latentSize": 1, "networks.discriminatorWidth": 1,
        "networks.discriminatorFeatures": 1, "training.batchSize": 2, "training.steps": 1,
        "data.orchestraTrainingPairs": 1, "data.orchestraValidationPairs": 1,
    }
    with tempfile.TemporaryDirectory() as folder:
        run, model = f"{folder}/run", pathlib.Path(folder) / "model.safetensors"
        sets = [text for key, value in settings.items() for text in ("--set", f"{key}={value}")]
        subprocess.run(
            [PROGRAM, "train", "--config", ROOT / "configs" / "tiny.json", *sets, "--output", run],
            check=True, capture_output=True)
        subprocess.run([PROGRAM, "export", run, "-o", model], check=True, capture_output=True)
        checkpoint = sorted(pathlib.Path(run).rglob("*.safetensors"))[-1].read_bytes()
        exported = model.read_bytes()
    for name, data in [("checkpoint", checkpoint), ("model", exported)]:
        seed("model", name, data)
        # Without checksums, changed weights are found by what they do.
        length = struct.unpack("<Q", data[:8])[0]
        header = json.loads(data[8 : 8 + length])
        del header["__metadata__"]["crc32"], header["__metadata__"]["header_crc32"]
        seed("model", name + "-unchecked", little(json.dumps(header)) + data[8 + length :])
        if name == "model":
            # Each weight is finite, and none of what they make is.
            huge = struct.pack("<e", 6e4) * ((len(data) - 8 - length) // 2)
            seed("model", "too-large-together", little(json.dumps(header)) + huge)
    # What a file of these few weights cannot be: networks of many.
    about = header["__metadata__"]
    configuration = json.loads(about["configuration"])
    configuration["networks"] |= {"width": 512, "depth": 8, "featureSize": 4096}
    about["configuration"] = json.dumps(configuration)
    seed("model", "larger-than-its-file", little(json.dumps(header)) + data[8 + length :])


def spectrograms():
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "made.safetensors"
        subprocess.run(
            [PROGRAM, "spectrogram", CORPUS / "sound" / "wav-pcm_16", "-o", made, "--window", "64",
             "--hop", "32", "--bands", "8"], check=True, capture_output=True)
        data = made.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    header, numbers = json.loads(data[8 : 8 + length]), data[8 + length :]
    seed("spectrogram", "checked", data)
    del header["__metadata__"]["crc32"], header["__metadata__"]["header_crc32"]
    seed("spectrogram", "unchecked", little(json.dumps(header)) + numbers)
    header["__metadata__"]["samples"] = str(2**63 - 1)
    settings = json.loads(header["__metadata__"]["settings"])
    header["__metadata__"]["settings"] = json.dumps(settings | {"hopLength": 1})
    seed("spectrogram", "most-samples", little(json.dumps(header)) + numbers)
    header["__metadata__"]["settings"] = json.dumps(settings | {"windowLength": 65536})
    seed("spectrogram", "wide-window", little(json.dumps(header)) + numbers)
    del header["__metadata__"]["settings"]
    seed("spectrogram", "no-settings", little(json.dumps(header)) + numbers)


def test_image(mode, width=9, height=7):
    values = numpy.random.default_rng(1).integers(0, 256, (height, width, 4), numpy.uint8)
    image = Image.fromarray(values, "RGBA")
    if mode == "I;16":
        return Image.fromarray(values.view(numpy.uint16)[..., 0].copy())
    return image if mode == "RGBA" else image.convert("RGB").convert(mode)


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width, height, depth, colour, rows, *before, interlace=0):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(before)
        + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def pngs():
    for mode in ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]:
        stream = io.BytesIO()
        test_image(mode).save(stream, "PNG", **({"transparency": 3} if mode == "P" else {}))
        seed("png", "mode-" + mode.replace(";", ""), stream.getvalue())
    texts = PngImagePlugin.PngInfo()
    texts.add_text("cmcgan:model", "a model")
    texts.add_text("cmcgan:seed", "1")
    texts.add_text("cmcgan:settings", '{"version": 1}')
    texts.add_itxt("note", "naïve", "fr", "note")
    texts.add_text("packed", "x" * 100, zip=True)
    stream = io.BytesIO()
    test_image("L").save(stream, "PNG", pnginfo=texts)
    seed("png", "texts", stream.getvalue())
    seed("png", "two-bits", png(5, 3, 2, 0, b"\0\x1b\xc0" * 3))
    seed("png", "sixteen-bits", png(2, 2, 16, 6, (b"\0" + bytes(range(16))) * 2))
    # One pixel wide and high, Adam7 has one pass with a row.
    seed("png", "interlaced", png(1, 1, 8, 2, b"\0abc", interlace=1))
    rows = b"\0abc" + b"\0def" + b"\0ghijkl" + b"\0mnopqr" + b"\0" + b"s" * 12
    seed("png", "interlaced-4x3", png(4, 3, 8, 2, rows + b"\0" + b"t" * 12, interlace=1))
    seed("png", "grey-transparent", png(2, 1, 8, 0, b"\0ab", chunk(b"tRNS", b"\0a")))
    turned = b"MM\0\x2a\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, 6, 0) + bytes(4)
    seed("png", "turned", png(2, 1, 8, 0, b"\0ab", chunk(b"eXIf", turned)))
    seed("png", "huge", png(2**31 - 1, 2**31 - 1, 8, 6, b""))


def jpegs():
    for name, mode, options in [
        ("baseline", "RGB", {}), ("grey", "L", {}), ("progressive", "RGB", {"progressive": True}),
        ("full-colour", "RGB", {"subsampling": 0}), ("cmyk", "CMYK", {}),
        ("restarts", "RGB", {"restart_marker_blocks": 1}), ("optimized", "RGB", {"optimize": True}),
    ]:
        stream = io.BytesIO()
        test_image(mode, 19, 17).save(stream, "JPEG", quality=40, **options)
        seed("jpeg", name, stream.getvalue())
    seed("jpeg", "cut", (CORPUS / "jpeg" / "baseline").read_bytes()[:-40])
    for orientation in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        stream = io.BytesIO()
        test_image("L", 3, 2).save(stream, "JPEG", quality=20, exif=exif)
        seed("jpeg", f"turned-{orientation}", stream.getvalue())


def webps():
    first, second = test_image("RGBA", 19, 17), test_image("RGBA", 19, 17).rotate(180)
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, image, options in [
        ("lossy", first.convert("RGB"), {}), ("lossless", first.convert("RGB"), {"lossless": True}),
        ("lossy-transparent", first, {}), ("lossless-transparent", first, {"lossless": True}),
        ("turned", first.convert("RGB"), {"exif": exif.tobytes()}),
        ("animated", first, {"save_all": True, "append_images": [second]}),
    ]:
        stream = io.BytesIO()
        image.save(stream, "WEBP", quality=40, **options)
        seed("webp", name, stream.getvalue())
    whole = (CORPUS / "webp" / "lossy").read_bytes()
    seed("webp", "cut", whole[:60])
    # The width and the height in the header of the frame.
    place = whole.index(b"\x9d\x01\x2a") + 3
    seed("webp", "huge", whole[:place] + b"\xff\x3f\xff\x3f" + whole[place + 4 :])


def sounds():
    samples = numpy.sin(numpy.arange(300) * 0.3) * 0.5
    stereo = numpy.stack([samples, -samples], 1)
    kinds = [
        ("WAV", "PCM_16"), ("WAV", "PCM_U8"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "DOUBLE"),
        ("WAV", "ULAW"), ("WAV", "IMA_ADPCM"), ("WAV", "MS_ADPCM"), ("WAV", "GSM610"),
        ("WAVEX", "PCM_16"), ("RF64", "PCM_16"), ("W64", "PCM_16"), ("AIFF", "PCM_16"),
        ("AIFF", "FLOAT"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"), ("OGG", "OPUS"),
        ("MP3", "MPEG_LAYER_III"), ("CAF", "PCM_16"), ("CAF", "ALAC_16"), ("AU", "PCM_16"),
    ]
    for container, coding in kinds:
        mono = coding == "GSM610"
        stream = io.BytesIO()
        with soundfile.SoundFile(stream, "w", 8000, 1 if mono else 2, coding, None, container) as file:
            if container in ("WAV", "FLAC", "OGG"):
                file.comment = '{"cmcgan:model":"m","cmcgan:seed":1,"cmcgan:settings":{}}'
            file.write(samples if mono else stereo)
        seed("sound", f"{container}-{coding}".lower(), stream.getvalue())
    whole = (CORPUS / "sound" / "wav-pcm_16").read_bytes()
    seed("sound", "cut-at-44", whole[:44])
    place = whole.index(b"data") + 4
    seed("sound", "endless", whole[:place] + b"\xff" * 4 + whole[place + 4 :])


def mp3s():
    def made(seconds, rate, channels, *words):
        return subprocess.check_output(
            ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"sine=523:duration={seconds}:sample_rate={rate}",
             "-ac", str(channels), *words, "-"])

    plain = (CORPUS / "sound" / "mp3-mpeg_layer_iii").read_bytes()
    tagged = made(0.1, 8000, 1, "-b:a", "8k", "-metadata", "comment=seed", "-f", "mp3")
    layer_two = made(0.06, 48000, 2, "-b:a", "32k", "-f", "mp2")
    seed("mp3", "plain", plain)
    seed("mp3", "tagged", tagged)
    seed("mp3", "layer-ii", layer_two)
    seed("mp3", "joined", tagged + tagged + layer_two)
    seed("mp3", "hole", tagged[:300] + b"between the frames" + tagged[300:])
    seed("mp3", "text", b"no frame at all")


configurations()
manifests()
tensors()
models()
pngs()
jpegs()
webps()
sounds()
mp3s()
spectrograms()
