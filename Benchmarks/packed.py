#!/usr/bin/env python3
"""Measures what a packed data set costs to train on: a million pairs beside a thousand.

    Benchmarks/packed.py [--work FOLDER] [--rounds N] [--starts N] [--pairs N] [--quick]

Makes about 10,000 different samples (`cmcgan-data synthesize`), two manifests of images and sounds of one class
combined, of a million and of a thousand pairs, and packs both (`cmcgan-data pack`). Then `cmcgan-train` trains 100
steps of configs/tiny.json on each in turn, round after round; shown are medians with the least and the most. Anonymous
memory is RssAnon of /proc/PID/status, read every two milliseconds. The start is the time from the call until the
first step is reported; it is measured by itself, in many more runs, as it is short. The same manifest of a million
without being packed is trained on once, for comparison. All data lie in a temporary folder below --work (default: that
of the system), take about 1 GB and go at the end.

Writes results/packed.md and results/packed.json, but not with --quick, which takes a hundredth of everything. Exit
code 1 where a million pairs take over 10 % more than a thousand.
"""

import argparse
import datetime
import itertools
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM = ROOT / "bin" / "cmcgan"
CONFIG = ROOT / "configs" / "tiny.json"
STEPS = 100
CLASSES = 13
# Everything that is not asked about is left out; the first step is always reported.
SETTINGS = ["data.source=files", "output.checkpointEvery=1000000", "output.sampleEvery=1000000",
            "output.logEvery=10"]


def run(*arguments, **options):
    """A command to its end; its standard output."""
    found = subprocess.run([str(PROGRAM), *map(str, arguments)], stdout=subprocess.PIPE, check=True, **options)
    return found.stdout.decode()


def write_manifest(folder, name, pairs):
    """A manifest of so many pairs to train on, evenly of all classes: each sound beside many images of its class.

    It lies beside the folders of the samples, whose validation pairs it names too.
    """
    lines, kinds = [], {}
    for line in (folder / "manifest.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry["split"] == "validation":
            lines.append(line)
        else:
            kinds.setdefault(entry["class"], []).append(entry)
    assert len(kinds) == CLASSES
    path = folder / name
    with path.open("w") as out:
        for number, (kind, entries) in enumerate(sorted(kinds.items())):
            count = pairs // CLASSES + (number < pairs % CLASSES)
            # The k-th round shows each sound beside the image k places further on.
            combined = ((sound, entries[(place + shift) % len(entries)]) for shift in range(len(entries))
                        for place, sound in enumerate(entries))
            for sound, image in itertools.islice(combined, count):
                out.write(json.dumps({"sound": sound["sound"], "image": image["image"], "class": kind,
                                      "split": "train"}, separators=(",", ":")) + "\n")
        out.write("\n".join(lines) + "\n")
    return path


def anonymous(process):
    """Anonymous memory of a process in kB; 0 once it is gone."""
    try:
        for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def train(root, output, steps=STEPS):
    """One training run on a data set: the peak of anonymous memory in MB, seconds to the first step and in all."""
    shutil.rmtree(output, ignore_errors=True)
    changes = [*SETTINGS, f"training.steps={steps}", f"data.root={root}"]
    settings = [word for setting in changes for word in ("--set", setting)]
    start = time.monotonic()
    process = subprocess.Popen(
        [str(PROGRAM), "train", "--config", str(CONFIG), *settings, "--output", str(output), "--quiet", "--json"],
        stdout=subprocess.PIPE)
    peak = 0

    def watch():
        nonlocal peak
        while process.poll() is None:
            peak = max(peak, anonymous(process.pid))
            time.sleep(0.002)

    watcher = threading.Thread(target=watch)
    watcher.start()
    first = None
    for line in process.stdout:
        if first is None and json.loads(line)["event"] == "step":
            first = time.monotonic() - start
    code = process.wait()
    whole = time.monotonic() - start
    watcher.join()
    if code != 0 or first is None:
        sys.exit(f"error: training on {root} ended with code {code}")
    return {"anonymous_mb": peak * 1024 / 1e6, "start_seconds": first, "seconds": whole}


def processor():
    names = [line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    # Numbers of models say little of what a virtual machine gives.
    return " ".join(names[0].split()[:2]) if names else platform.machine()


def text(values, digits):
    return (f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})")


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("--work")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--starts", type=int, default=60)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if options.work:
        pathlib.Path(options.work).mkdir(parents=True, exist_ok=True)
    many, few, samples = options.pairs, 1_000, 770
    if options.quick:
        many, samples, options.rounds, options.starts = many // 100, 30, 1, 4
    with tempfile.TemporaryDirectory(prefix="cmcgan-packed-", dir=options.work) as name:
        work = pathlib.Path(name)
        files = work / "files"
        run("data", "synthesize", "-o", files, "--train-pairs", samples, "--validation-pairs", 2, "--size", 32)
        packs, packing = {}, {}
        for pairs in (many, few):
            manifest = write_manifest(files, f"{pairs}.jsonl", pairs)
            packs[pairs] = work / f"packed-{pairs}"
            start = time.monotonic()
            end = run("data", "pack", "--config", CONFIG, "--set", "data.source=files", "--set",
                      f"data.root={manifest}", "-o", packs[pairs], "--json")
            found = json.loads(end.splitlines()[-1])
            packing[pairs] = {"seconds": time.monotonic() - start, **{
                key: found[key] for key in ("training_pairs", "images", "sounds", "shards", "bytes")}}
        rounds = {pairs: [] for pairs in packs}
        for number in range(options.rounds):
            # Whoever comes second may find things in a cache.
            for pairs in sorted(packs, reverse=number % 2 == 0):
                rounds[pairs].append(train(packs[pairs], work / "run"))
                print(f"round {number + 1}: {pairs} pairs: "
                      + ", ".join(f"{key} {value:.3f}" for key, value in rounds[pairs][-1].items()), flush=True)
        starts = {pairs: [] for pairs in packs}
        for number in range(options.starts):
            for pairs in sorted(packs, reverse=number % 2 == 0):
                starts[pairs].append(train(packs[pairs], work / "run", steps=1)["start_seconds"])
        unpacked = train(files / f"{many}.jsonl", work / "run")

    def values(pairs, key):
        return starts[pairs] if key == "start_seconds" else [found[key] for found in rounds[pairs]]

    ratios = {key: statistics.median(values(many, key)) / statistics.median(values(few, key))
              for key in ("anonymous_mb", "start_seconds", "seconds")}
    rows = [("most anonymous memory, MB", "anonymous_mb", 1), ("to the first step, s", "start_seconds", 3),
            (f"{STEPS} steps in all, s", "seconds", 3)]
    lines = ["# A million packed pairs beside a thousand", "", "Made by `Benchmarks/packed.py`.", "",
             f"- date: {datetime.date.today().isoformat()}", f"- cpu: {processor()}",
             f"- cores: {len(os.sched_getaffinity(0))}", f"- ours: {run('--version').splitlines()[0]}",
             f"- configuration: configs/tiny.json, {STEPS} steps",
             f"- rounds: {options.rounds}, and {options.starts} starts, in turn; medians, with least and most", "",
             f"| | {few:,} pairs | {many:,} pairs | ratio | {many:,} pairs, not packed (once) |",
             "| --- | --- | --- | --- | --- |"]
    for label, key, digits in rows:
        lines.append(f"| {label} | {text(values(few, key), digits)} | {text(values(many, key), digits)} "
                     f"| {ratios[key]:.3f} | {unpacked[key]:.{digits}f} |")
    lines += ["", "| what was packed | " + " | ".join(f"{pairs:,} pairs" for pairs in (few, many)) + " |",
              "| --- | --- | --- |"]
    for label, key in [("different images", "images"), ("different sounds", "sounds"), ("shards", "shards"),
                       ("bytes", "bytes"), ("seconds to pack", "seconds")]:
        lines.append(f"| {label} | " + " | ".join(f"{packing[pairs][key]:,.0f}" for pairs in (few, many)) + " |")
    print("\n".join(lines))
    if not options.quick:
        results = HERE / "results"
        (results / "packed.md").write_text("\n".join(lines) + "\n")
        document = {"date": datetime.date.today().isoformat(), "cpu": processor(), "steps": STEPS,
                    "ratios": ratios, "packing": {str(pairs): packing[pairs] for pairs in packing},
                    "rounds": {str(pairs): rounds[pairs] for pairs in rounds},
                    "starts": {str(pairs): starts[pairs] for pairs in starts}, "not_packed": unpacked}
        (results / "packed.json").write_text(json.dumps(document, indent=1) + "\n")
    if any(ratios[key] > 1.1 for key in ("anonymous_mb", "start_seconds")):
        sys.exit(1)


if __name__ == "__main__":
    main()
