"""Compares this project's speed and memory with PyTorch, ONNX Runtime, librosa and torchaudio.

    python bench_peers.py            about half an hour on two cores
    python bench_peers.py --quick    a few minutes, to see that all of it runs; writes nothing
    python bench_peers.py --only audio      one part; the rows of the others stay as they were

Needs `bin/cmcgan` (or the program that CMCGAN names) and, in the Python that runs this, the packages
of peers/requirements.txt. First, training steps of both must have the same losses. Contestants then
take turns, round after round; the tables show the median of the rounds, with the least and the most.
A ratio above 1 says that ours is faster; for memory, a ratio below 1 says that ours needs less. The
best mode and batch size of PyTorch and the best batch size of ours are searched beforehand. A
measurement during which other processes use much of the machine is repeated; run this on an idle
one, as PyTorch's threads wait for each other in loops and lose far more than the share that is taken
from them. A failure stands in its row, and the rest continues.

Writes results/peers.md and results/peers.json.
"""

import argparse
import dataclasses
import datetime
import importlib.metadata
import json
import math
import os
import pathlib
import random
import resource
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import wave

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM, CONFIG = os.environ.get("CMCGAN", "bin/cmcgan"), "configs/paper.json"
PACKAGES = ("torch", "onnxruntime", "librosa", "torchaudio", "numpy")
# Steps whose losses must agree, and the largest difference as a part of each loss. A whole step of
# Adam divides each gradient by its own size, so that it turns the rounding of small ones into signs, and
# another processor rounds otherwise. So losses are compared where no such step lies between: with
# learning rates of 0 all four are those of the start. And with an epsilon far above the gradients the
# step is proportional to them: losses after it depend smoothly on the gradients of the discriminator
# and, with two generator updates, on those of the generators.
CHECKS = {
    "losses before any update": (1e-4, {
        "training.discriminator.learningRate": 0, "training.generator.learningRate": 0}),
    "losses after updates by the gradients": (1e-3, {
        "training.discriminator.learningRate": 0.01, "training.generator.learningRate": 0.01,
        "training.discriminator.epsilon": 1, "training.generator.epsilon": 1,
        "training.generatorUpdates": 2}),
}
# bfloat16 keeps eight bits of each number.
BF16_TOLERANCE = 2e-2
# What glibc is told so that it keeps freed memory: large tensors then cost no new pages each time.
KEPT_HEAP = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "17179869184"}


class Unavailable(Exception):
    """A contestant that cannot be measured, with the reason."""


@dataclasses.dataclass
class Row:
    """One comparison: the values of both in every round."""

    name: str
    unit: str
    kind: str  # "rate", "time" or "size"
    ours: list
    peer: list
    note: str = ""
    failure: str = ""
    date: str = dataclasses.field(default_factory=lambda: datetime.date.today().isoformat())

    @property
    def ratio(self) -> float:
        ours, peer = statistics.median(self.ours), statistics.median(self.peer)
        return peer / ours if self.kind == "time" else ours / peer

    @property
    def line(self) -> str:
        if self.failure:
            return f"{self.name}: not measured: {self.failure}"
        return f"{self.name}: {self.ratio:.2f} x" + (f" ({self.note})" if self.note else "")

    @property
    def cells(self) -> list:
        if self.failure:
            return [self.name, "", "", "", f"not measured: {self.failure}"]
        return [self.name, shown(self.ours, self.unit), shown(self.peer, self.unit),
                f"{self.ratio:.2f} x", self.note]


def shown(values: list, unit: str) -> str:
    """The median, and the least and the most of several."""
    text = f"{statistics.median(values):.4g} {unit}"
    return text if len(values) < 2 else f"{text} ({min(values):.4g} to {max(values):.4g})"


def run(command: list, limit: float, extra: dict | None = None) -> tuple[str, float]:
    """Standard output of a process and the seconds that it took."""
    environment = {**os.environ, **(extra or {})}
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        environment.pop(name, None)
    start = time.perf_counter()
    try:
        done = subprocess.run(
            [str(word) for word in command], cwd=ROOT, env=environment, timeout=limit,
            capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        raise Unavailable(f"took longer than {limit:.0f} s") from None
    except OSError as error:
        raise Unavailable(str(error)) from None
    seconds = time.perf_counter() - start
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()
        said = next((line for line in lines if line.startswith("Error")), lines[-1])
        raise Unavailable(f"{pathlib.Path(command[0]).name} exits with {done.returncode}: {said}")
    return done.stdout, seconds


def processor_seconds() -> tuple[float, float]:
    """Seconds that all processors were busy or taken away, and those of this process's children."""
    fields = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, _, _, interrupts, soft, stolen = (int(field) for field in fields)
    busy = (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return busy, children.ru_utime + children.ru_stime


class Disturbance:
    """The share of the machine that others used while our measurements ran."""

    tries = 3
    most = 0.05  # Above it, a measurement is repeated.
    shares: list[float] = []

    @classmethod
    def watched(cls, measure):
        """The result of a call that was disturbed little, or the least disturbed of some tries."""
        found = []
        for _ in range(cls.tries):
            start, (busy, own) = time.perf_counter(), processor_seconds()
            result = measure()
            busy_after, own_after = processor_seconds()
            capacity = len(os.sched_getaffinity(0)) * (time.perf_counter() - start)
            share = max(0.0, (busy_after - busy) - (own_after - own)) / capacity
            found.append((share, len(found), result))
            if share <= cls.most:
                break
        share, _, result = min(found, key=lambda entry: entry[:2])
        cls.shares.append(share)
        if share > cls.most:
            print(f"  disturbed: others use {100 * share:.0f} % of the machine", flush=True)
        return result


def run_json(command: list, limit: float, extra: dict | None = None) -> dict:
    """The JSON object on the last line of a process."""
    output, _ = run(command, limit, extra)
    try:
        return json.loads(output.strip().splitlines()[-1])
    except (IndexError, ValueError):
        raise Unavailable(f"{pathlib.Path(command[0]).name} prints no JSON") from None


def assignments(settings: dict) -> list:
    return [word for item in settings.items() for word in ("--set", "%s=%s" % item)]


def new_run(folder: pathlib.Path, settings: dict | None = None) -> pathlib.Path:
    """A run folder of the configuration before its first step: time does not depend on weights.

    Its `config.json` is complete, whatever the configuration extends."""
    few = {"data.source": "orchestra", "data.root": "", "data.orchestraTrainingPairs": 4,
           "data.orchestraValidationPairs": 1, "training.steps": 0}
    run([PROGRAM, "train", "--config", CONFIG, *assignments({**few, **(settings or {})}),
         "--output", folder, "--quiet"], 120)
    return folder


class Bench:
    """All measurements with one set of options."""

    def __init__(self, options: argparse.Namespace, folder: pathlib.Path):
        start = new_run(folder / "run")
        self.config, self.model = start / "config.json", folder / "model.safetensors"
        run([PROGRAM, "export", start, "-o", self.model], 120)
        quick = options.quick
        self.rounds = 1 if quick else options.rounds
        self.steps = 1 if quick else options.steps
        self.search_steps = 1 if quick else 2
        self.batches = [8] if quick else [16, 32, 64, 128]
        self.calls = 20 if quick else 200
        self.files = 8 if quick else 64
        self.limit = 240 if quick else 1200
        self.bf16_limit = 60 if quick else 90
        self.rows: list[Row] = []
        self.facts: dict = {}
        self.peaks: dict[str, list[float]] = {}

    # Contestants

    def ours(self, batch: int, steps: int, *more: str) -> dict:
        found = run_json(
            [PROGRAM, "bench", "step", "--config", CONFIG, "--set", f"training.batchSize={batch}",
             "--steps", steps, "--json", *more], self.limit)
        self.peaks.setdefault(found["precision"], []).extend(
            [found["peak_before_gflops"], found["peak_after_gflops"]])
        return found

    def torch(self, mode: str, batch: int, steps: int, adam: str = "fused",
              extra: dict | None = None, limit: float | None = None) -> dict:
        return run_json(
            [sys.executable, HERE / "peers" / "torch_peer.py", "--config", self.config, "--mode", mode,
             "--batch", batch, "--steps", steps, "--adam", adam], limit or self.limit, extra)

    def peer(self, script: str, *words) -> dict:
        return run_json(
            [sys.executable, "-W", "ignore", HERE / "peers" / script, *words], self.limit)

    # Rows

    def add(self, row: Row) -> None:
        self.rows.append(row)
        print(row.line, flush=True)

    def fail(self, name: str, reason: object) -> None:
        self.add(Row(name, "", "", [], [], failure=str(reason)))

    def turns(self, *contestants) -> list[list]:
        """The results of all contestants, who take turns; every other round backwards."""
        results: list[list] = [[] for _ in contestants]
        for number in range(self.rounds):
            order = list(enumerate(contestants))
            for index, contestant in order if number % 2 == 0 else reversed(order):
                results[index].append(Disturbance.watched(contestant))
        return results

    # Parts

    def agreement(self) -> None:
        """Whether our training step, its twin, and the reader of model files agree."""
        found = {}
        for name, (tolerance, settings) in CHECKS.items():
            found[f"{name}, float32"] = self.compared(settings, 8, tolerance)
            if "before" in name:
                settings = {**settings, "training.precision": "bfloat16"}
                found[f"{name}, bfloat16"] = self.compared(
                    settings, 32, BF16_TOLERANCE, "--mode", "eager+bf16")
        found["python/cmcgan_torch.py beside the twin"] = self.said(
            lambda: self.peer("torch_peer.py", "--config", self.config, "--reader", self.model))
        self.facts["agreement"] = found
        for name, text in found.items():
            print(f"{name}: {text}", flush=True)

    def compared(self, settings: dict, batch: int, tolerance: float, *more) -> str:
        """One step of ours and of the twin, from the same networks on the same batch."""
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place)

            def compare() -> dict:
                config = new_run(folder / "run", settings) / "config.json"
                self.ours(batch, 1, "--record", folder / "record.safetensors", *assignments(settings))
                return self.peer(
                    "torch_peer.py", "--config", config, "--check", folder / "record.safetensors",
                    "--tolerance", tolerance, *more)

            return self.said(compare) + f" (at most {tolerance:.0e})"

    @staticmethod
    def said(compare) -> str:
        try:
            return f"equal, largest relative difference {compare()['largest_difference']:.1e}"
        except Unavailable as problem:
            return f"not checked, or not equal: {problem}"

    def search(self) -> tuple[dict, dict]:
        """The best batch size of ours; and the best mode, batch size and memory use of PyTorch."""
        ours, peers = [], []
        for batch in self.batches:
            ours.append(Disturbance.watched(lambda: self.ours(batch, self.search_steps)))
            for mode in ("eager", "channels_last"):
                found = Disturbance.watched(lambda: self.torch(mode, batch, self.search_steps))
                peers.append({**found, "extra": {}})
                print(f"  batch {batch}: ours {ours[-1]['pairs_per_second']:.2f} pairs/s, "
                      f"PyTorch {mode} {found['samples_per_second']:.2f}", flush=True)
        best = max(peers, key=lambda found: found["samples_per_second"])
        for adam, extra in (("default", {}), ("fused", KEPT_HEAP)):
            found = Disturbance.watched(lambda: self.torch(
                best["mode"], best["batch"], self.search_steps, adam, extra))
            peers.append({**found, "extra": extra})
        self.facts["search"] = {"ours": ours, "pytorch": peers}
        middle = self.batches[len(self.batches) // 2]
        lean = [found for found in peers if found["batch"] == middle]
        self.memory = (
            middle, [found["memory_bytes"] for found in ours if found["batch_size"] == middle],
            [min(found["memory_bytes"] for found in lean)])
        return (max(ours, key=lambda found: found["pairs_per_second"]),
                max(peers, key=lambda found: found["samples_per_second"]))

    def training(self) -> None:
        names = ("training step, same work, fp32", "training step, towers run for every pair, fp32",
                 "training step, bf16", "share of peak in the training step",
                 "peak memory of the training step")
        try:
            ours, peer = self.search()
        except Unavailable as problem:
            for name in names:
                self.fail(name, problem)
            return
        mode, size, adam, extra = peer["mode"], peer["batch"], peer["adam"], peer["extra"]
        our_size = ours["batch_size"]
        how = f"PyTorch: {mode}, {adam} Adam" + (", heap kept" if extra else "")
        try:
            ours_found, same, unshared = self.turns(
                lambda: self.ours(our_size, self.steps),
                lambda: self.torch(mode, size, self.steps, adam, extra),
                lambda: self.torch(f"{mode}+unshared", size, self.steps, adam, extra))
        except Unavailable as problem:
            for name in names:
                self.fail(name, problem)
            return
        self.facts["training"] = {"ours": ours_found, "same": same, "unshared": unshared}
        ours_rates = [found["pairs_per_second"] for found in ours_found]
        for name, found in zip(names, (same, unshared)):
            self.add(Row(
                name, "pairs/s", "rate", ours_rates, [x["samples_per_second"] for x in found],
                f"{how}, batch {size}; ours batch {our_size}; a pair takes "
                f"{ours_found[0]['gflop_per_pair']:.2f} GFLOP here, "
                f"{found[0]['gflop_per_sample']:.2f} there"))
        self.bfloat16(names[2], ours_found)
        peak = statistics.mean(
            found[key] for found in ours_found
            for key in ("peak_before_gflops", "peak_after_gflops"))
        self.add(Row(
            names[3], "%", "rate",
            [100 * x["gflop_per_pair"] * x["pairs_per_second"] / peak for x in ours_found],
            [100 * x["gflop_per_sample"] * x["samples_per_second"] / peak for x in same],
            f"peak {peak:.0f} GFLOP/s, mean of all rounds; each by the operations that it runs"))
        middle, our_memory, peer_memory = self.memory
        self.add(Row(
            names[4], "MB", "size", [x / 1e6 for x in our_memory], [x / 1e6 for x in peer_memory],
            f"batch {middle} of both; what was resident before the networks is not counted; the "
            "leanest mode of PyTorch"))

    def bfloat16(self, name: str, plain: list[dict]) -> None:
        """Both in bfloat16, each in its fastest mode and at its best batch size.

        Without the instructions ours is in single precision, and the row says so."""
        def half(batch, steps):
            return self.ours(batch, steps, "--set", "training.precision=bfloat16")

        ours, step, how = plain, self.ours, "in bfloat16 too"
        try:
            ours = [Disturbance.watched(lambda: half(batch, self.search_steps))
                    for batch in self.batches]
            step = half
        except Unavailable as problem:
            how = f"in fp32: {problem}"
        peers, problems = [], []
        for batch in self.batches:
            for layout in ("eager", "channels_last"):
                try:
                    peers.append(Disturbance.watched(lambda: self.torch(
                        f"{layout}+bf16", batch, self.search_steps, limit=self.bf16_limit)))
                except Unavailable as problem:
                    # A mode that takes too long is not its fastest.
                    problems.append(f"{layout}, batch {batch}: {problem}")
        if not peers:
            return self.fail(name, f"PyTorch in bfloat16: {problems[0]}")
        self.facts["search_bf16"] = {"ours": ours, "pytorch": peers}
        our_size = max(ours, key=lambda found: found["pairs_per_second"])["batch_size"]
        best = max(peers, key=lambda found: found["samples_per_second"])
        try:
            ours, peers = self.turns(
                lambda: step(our_size, self.steps),
                lambda: self.torch(best["mode"], best["batch"], self.steps))
        except Unavailable as problem:
            return self.fail(name, problem)
        self.facts["training_bf16"] = {"ours": ours, "pytorch": peers}
        self.add(Row(
            name, "pairs/s", "rate", [found["pairs_per_second"] for found in ours],
            [found["samples_per_second"] for found in peers],
            f"PyTorch: {best['mode']}, fused Adam, batch {best['batch']}; ours batch {our_size}, {how}"))

    def networks(self) -> None:
        names = {"sound_to_image": "sound to image, networks, batch 1",
                 "image_to_sound": "image to sound, networks, batch 1"}
        try:
            ours, peers = self.turns(
                lambda: run_json(
                    [PROGRAM, "bench", "convert", "--model", self.model, "--rounds", self.calls,
                     "--json"], self.limit),
                lambda: self.peer(
                    "onnx_peer.py", "--model", self.model, "--rounds", self.calls))
        except Unavailable as problem:
            for name in names.values():
                self.fail(name, problem)
            return
        for found in ours:
            found.pop("model", None)  # A temporary file.
        self.facts["networks"] = {"ours": ours, "peer": peers}
        for key, name in names.items():
            for field, label in ((f"{key}_ms", "ONNX Runtime"), (f"{key}_torch_ms", "PyTorch")):
                self.add(Row(
                    f"{name}: {label}", "ms", "time", [found[f"{key}_ms"] for found in ours],
                    [found[field] for found in peers], "direct"))

    def folder(self) -> None:
        """Many sounds to images, whole processes."""
        name = f"{self.files} sounds to images, whole process"
        with tempfile.TemporaryDirectory() as place:
            base = pathlib.Path(place)
            sounds = write_sounds(base / "sounds", self.files)

            def ours() -> float:
                return run([PROGRAM, "convert", *sounds, "-o", base / "ours", "--model", self.model,
                            "--force", "--quiet"], self.limit)[1]

            def peer() -> tuple[float, float]:
                output, seconds = run(
                    [sys.executable, HERE / "peers" / "onnx_peer.py", "--files", base / "sounds",
                     "--export", base / "networks", "--out", base / "peer"], self.limit)
                inside = json.loads(output.strip().splitlines()[-1])["seconds_after_import"]
                return seconds, inside

            try:
                self.peer("onnx_peer.py", "--model", self.model, "--export", base / "networks")
                ours(), peer()  # Files are in memory and compiled code is stored after this.
                for made in ("ours", "peer"):
                    count = len(list((base / made).glob("*.png")))
                    if count != self.files:
                        raise Unavailable(f"{made}: {count} images of {self.files}")
                our_seconds, peers = self.turns(ours, peer)
            except Unavailable as problem:
                self.fail(name, problem)
                return
        self.facts["folder"] = {"ours": our_seconds, "peer": peers}
        how = "peer: librosa, ONNX Runtime and Pillow, one batch"
        self.add(Row(name, "s", "time", our_seconds, [x for x, _ in peers], how))
        self.add(Row(
            f"{self.files} sounds to images, the peer after its imports", "s", "time",
            our_seconds, [inside for _, inside in peers],
            "ours is the whole process, the peer's start and imports are not counted"))

    def audio(self) -> None:
        calls = 5 if self.rounds == 1 else 50
        try:
            ours, peers = self.turns(
                lambda: run_json(
                    [PROGRAM, "bench", "audio", "--rounds", calls, "--json"], self.limit),
                lambda: self.peer("audio_peer.py", "--rounds", calls))
        except Unavailable as problem:
            for name in ("log-mel, one thread", "Griffin-Lim, 60 iterations, one thread"):
                self.fail(name, problem)
            return
        self.facts["audio"] = {"ours": ours, "peer": peers}
        for name, field, key in (
                ("log-mel, one thread: librosa as usual", "log_mel_ms", "log_mel_librosa_ms"),
                ("log-mel, one thread: librosa, stored filters", "log_mel_ms",
                 "log_mel_librosa_cached_ms"),
                ("log-mel, one thread: torchaudio", "log_mel_ms", "log_mel_torchaudio_ms"),
                ("Griffin-Lim, 60 iterations, one thread: librosa", "griffin_lim_ms",
                 "griffin_lim_librosa_ms"),
                ("Griffin-Lim, 60 iterations, one thread: torchaudio", "griffin_lim_ms",
                 "griffin_lim_torchaudio_ms")):
            if all(key in found for found in peers):
                self.add(Row(name, "ms", "time", [found[field] for found in ours],
                             [found[key] for found in peers], "0.5 s at 44.1 kHz, hop 512"))
            else:
                self.fail(name, "torchaudio: does not import here")

    # Results

    def machine(self) -> dict:
        versions = {}
        for package in PACKAGES:
            try:
                versions[package] = importlib.metadata.version(package)
            except importlib.metadata.PackageNotFoundError:
                versions[package] = "not installed"
        try:
            program = run([PROGRAM, "--version"], 20)[0].strip()
        except Unavailable as problem:
            program = str(problem)
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        return {
            "date": datetime.date.today().isoformat(), "cpu": models[0] if models else "unknown",
            "cores": len(os.sched_getaffinity(0)), "ours": program,
            "python": sys.version.split()[0], **versions}

    def join(self, folder: pathlib.Path) -> None:
        """Takes the rows and facts of an earlier measurement that this one did not measure again."""
        try:
            earlier = json.loads((folder / "peers.json").read_text())
        except (OSError, ValueError):
            return
        names = {field.name for field in dataclasses.fields(Row)}
        measured = {row.name: row for row in self.rows}
        rows = [Row(**{"date": earlier["machine"]["date"]}
                    | {key: value for key, value in row.items() if key in names})
                for row in earlier["rows"]]
        self.rows = [measured.pop(row.name, row) for row in rows] + list(measured.values())
        self.facts = {**earlier["facts"], **self.facts}
        self.peaks = self.peaks or earlier["peaks_gflops"]

    def write(self, folder: pathlib.Path, machine: dict) -> None:
        lines = ["# Speed and memory beside others", "", "Made by `make bench-peers`.", ""]
        lines += [f"- {name}: {value}" for name, value in machine.items()]
        lines += [f"- {name}: {text}" for name, text in self.facts.get("agreement", {}).items()]
        if self.peaks:
            peaks = ", ".join(f"{min(found):.0f} to {max(found):.0f} GFLOP/s in {precision}"
                              for precision, found in self.peaks.items())
            lines += [f"- peak of the machine during the measurements: {peaks}"]
        if Disturbance.shares:
            middle, most = statistics.median(Disturbance.shares), max(Disturbance.shares)
            lines += [f"- used by other processes meanwhile: {100 * middle:.0f} % of the machine "
                      f"(median), at most {100 * most:.0f} %"]
        lines += ["", f"Rounds: {self.rounds}. Medians, with least and most. A ratio above 1 "
                  "says that ours is faster; for memory, one below 1 says that ours needs less.",
                  "", "| | ours | peer | ratio | |", "| --- | --- | --- | --- | --- |"]
        for row in self.rows:
            cells = [cell.replace("|", "/") for cell in row.cells]
            if row.date != machine["date"]:
                cells[-1] += f" ({row.date})"
            lines.append("| " + " | ".join(cells) + " |")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "peers.md").write_text("\n".join(lines) + "\n")
        rows = [{**dataclasses.asdict(row), "ratio": None if row.failure else row.ratio}
                for row in self.rows]
        (folder / "peers.json").write_text(json.dumps(
            {"machine": machine, "peaks_gflops": self.peaks, "others": Disturbance.shares,
             "rows": rows, "facts": self.facts}, indent=1) + "\n")


def write_sounds(folder: pathlib.Path, count: int) -> list[pathlib.Path]:
    """Half-second WAVs of a tone and noise."""
    folder.mkdir()
    paths, chance, rate = [], random.Random(1), 44100
    for number in range(count):
        pitch = 110 * 2 ** (number / 16)
        samples = [
            int(12000 * math.sin(2 * math.pi * pitch * index / rate) + chance.gauss(0, 800))
            for index in range(rate // 2)]
        path = folder / f"{number:03d}.wav"
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
        paths.append(path)
    return paths


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=5, help="training steps in each round")
    parser.add_argument("--quick", action="store_true", help="one small round; writes nothing")
    parser.add_argument("--only", choices=("agreement", "training", "networks", "folder", "audio"))
    parser.add_argument("--out", type=pathlib.Path, help="folder of the results")
    options = parser.parse_args()
    if not (ROOT / PROGRAM).exists():
        print(f"{PROGRAM} is missing: run `make build` first", file=sys.stderr)
        return 1
    if options.quick:
        Disturbance.tries = 1
    with tempfile.TemporaryDirectory() as folder:
        try:
            bench = Bench(options, pathlib.Path(folder))
        except Unavailable as problem:
            print(f"no model to measure with: {problem}", file=sys.stderr)
            return 1
        machine = bench.machine()
        print(", ".join(f"{name} {value}" for name, value in machine.items()), flush=True)
        if options.only in (None, "agreement", "training"):
            bench.agreement()
        for part in ("training", "networks", "folder", "audio"):
            if options.only in (None, part):
                getattr(bench, part)()
    out = options.out or (None if options.quick else HERE / "results")
    if out:
        if options.only:
            bench.join(out)
        bench.write(out, machine)
    print("\nratios:")
    for row in bench.rows:
        print(row.line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
