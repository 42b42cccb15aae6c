#!/usr/bin/env python3
"""Kills, starves and damages training runs, and checks that nothing is lost.

Each part prints one line with what was done and found, and the whole ends with exit code 0 only if
every promise was kept. Needs the built program; the disk-full part needs root (it mounts a small
tmpfs), the injections need strace. What cannot be done here is said to be skipped.

    Tests/Faults/faults.py                  all parts but the soak
    Tests/Faults/faults.py kills --kills 500
    Tests/Faults/faults.py soak --steps 300000
"""
import argparse
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/cmcgan"
SMALL = [
    "data.orchestraTrainingPairs=2", "data.orchestraValidationPairs=1", "training.batchSize=4",
    "output.logEvery=1",
]
findings = {}


class Broken(Exception):
    """A promise that was not kept."""


def require(truth, text):
    if not truth:
        raise Broken(text)


def command(run, *changes, config="tiny"):
    """Starts a run, or resumes it if it exists."""
    line = [PROGRAM, "train", "--config", ROOT / f"configs/{config}.json", "--resume", run, "--quiet"]
    for change in SMALL + list(changes) if config == "tiny" else changes:
        line += ["--set", change]
    return [str(part) for part in line]


def call(line, **options):
    return subprocess.run(line, capture_output=True, text=True, **options)


def finished(run, *changes, config="tiny"):
    """Trains to the end, which has to succeed; the bytes of the last checkpoint."""
    result = call(command(run, *changes, config=config))
    require(result.returncode == 0, f"{run}: exit {result.returncode}: {result.stderr}")
    return newest(run).read_bytes()


def checkpoints(run):
    return sorted((run / "checkpoints").glob("step-*.safetensors"))


def newest(run):
    return checkpoints(run)[-1]


def temporaries(run):
    return [path for path in run.rglob(".cmcgan-*") if path.is_file()]


def kills(folder, count):
    """SIGKILL at random instants, until the run ends; its weights are those of a run never killed."""
    changes = ["training.steps=60", "output.checkpointEvery=2", "output.sampleEvery=30"]
    expected = finished(folder / "whole", *changes)
    metrics = (folder / "whole/metrics.jsonl").read_bytes()
    instants = random.Random(1)
    killed, inside, runs = 0, 0, 0
    while killed < count:
        run = folder / f"torn-{runs}"
        runs += 1
        while True:
            process = subprocess.Popen(
                command(run, *changes), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                process.wait(instants.uniform(0.02, 1.5))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                killed += 1
                inside += bool(run.exists() and temporaries(run))
                continue
            require(process.returncode == 0, f"{run}: {process.communicate()[1].decode()}")
            break
        require(newest(run).read_bytes() == expected, f"{run} ended with other weights")
        require((run / "metrics.jsonl").read_bytes() == metrics, f"{run} has another log")
        require(not temporaries(run), f"{run} holds temporary files")
        shutil.rmtree(run)
    findings["kills"] = {"kills": killed, "inside_a_write": inside, "runs_byte_equal": runs}
    return (
        f"{killed} times SIGKILL, {inside} of them inside a write; all {runs} runs ended with the "
        "bytes and the log of one that was never killed")


def damage(folder, _):
    """A flipped byte and a cut at every 4 KiB of a checkpoint are found."""
    run = folder / "run"
    finished(run, "training.steps=4", "output.checkpointEvery=2")
    whole = newest(run).read_bytes()
    places = range(0, len(whole), 4096)
    path = folder / "damaged.safetensors"
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        for bytes_, what in [(flipped, "flipped"), (whole[:place], "cut")]:
            path.write_bytes(bytes_)
            result = call([PROGRAM, "info", path])
            require(result.returncode == 65, f"{what} at {place}: exit {result.returncode}")
            require(result.stderr.count("\n") == 1, f"{what} at {place}: {result.stderr}")
    # A run whose newest checkpoint is damaged goes on from the one before.
    last = newest(run)
    last.write_bytes(flipped)
    result = call([str(part) for part in [PROGRAM, "train", "--resume", run]])
    require(result.returncode == 0, result.stderr)
    require(f"{last.name}: " in result.stderr, "the damaged checkpoint is not named")
    require("trying an older checkpoint" in result.stderr, result.stderr)
    require(last.read_bytes() == whole, "going on from an older checkpoint ended elsewhere")
    findings["damage"] = {"flips_found": len(places), "cuts_found": len(places)}
    return f"{len(places)} flipped bytes and {len(places)} cuts of a checkpoint found"


def disk(folder, _):
    """A full disk ends the run with 74 and leaves the checkpoint before; a read-only one with 73."""
    mount = folder / "small"
    mount.mkdir()
    made = call(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(mount)])
    if made.returncode != 0:
        return f"skipped: no tmpfs can be mounted ({made.stderr.strip()})"
    try:
        changes = [
            "training.steps=40", "output.checkpointEvery=2", "output.keepCheckpoints=100",
            "output.sampleEvery=1000"]
        expected = finished(folder / "whole", *changes)
        run = mount / "run"
        full = call(command(run, *changes))
        require(full.returncode == 74, f"exit {full.returncode}: {full.stderr}")
        require(re.search(r"\d+ bytes needed, \d+ bytes free", full.stderr), full.stderr)
        kept = len(checkpoints(run))
        require(kept >= 2 and not temporaries(run), "a part of a checkpoint is left")
        require(call([PROGRAM, "info", newest(run)]).returncode == 0, "the last one is not whole")
        subprocess.run(["mount", "-o", "remount,size=64m", mount], check=True)
        require(finished(run, *changes) == expected, "going on ended with other weights")
        subprocess.run(["mount", "-o", "remount,ro", mount], check=True)
        denied = call(command(run, "training.steps=41"))
        require(denied.returncode == 73, f"exit {denied.returncode}: {denied.stderr}")
    finally:
        subprocess.run(["umount", mount], check=True)
    findings["disk"] = {"checkpoints_before_full": kept}
    return f"full after {kept} checkpoints: exit 74, went on byte-equal; read-only: exit 73"


def injections(folder, _):
    """An error at every fsync, rename and link of a run is reported, and the run can go on."""
    if not shutil.which("strace"):
        return "skipped: strace is not installed"
    changes = ["training.steps=4", "output.checkpointEvery=2", "output.sampleEvery=4"]
    expected = finished(folder / "whole", *changes)
    counts = {"stopped": 0, "warned": 0}
    for calls in ["fsync", "rename", "link,linkat"]:
        number = 0
        while True:
            number += 1
            run = folder / f"{calls[:4]}-{number}"
            log = folder / "log"
            result = call(
                ["strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}", "-e",
                 f"inject={calls}:error=EIO:when={number}"] + command(run, *changes))
            if "INJECTED" not in log.read_text():
                require(result.returncode == 0, result.stderr)
                break
            said = "input/output error" in result.stderr
            if result.returncode == 0 and calls.startswith("link"):
                # A link that cannot be made is replaced by a rename, so nothing went wrong.
                said = True
            require(said, f"{calls} {number}: exit {result.returncode}: {result.stderr}")
            require(result.returncode in [0, 74], f"{calls} {number}: exit {result.returncode}")
            counts["warned" if result.returncode == 0 else "stopped"] += 1
            require(finished(run, *changes) == expected, f"{calls} {number}: other weights")
            shutil.rmtree(run)
    findings["injections"] = counts
    return (
        f"errors injected into {sum(counts.values())} calls: {counts['stopped']} ended the run with "
        f"74, {counts['warned']} were survived and said; all went on byte-equal")


def order(folder, _):
    """Bytes are forced to the medium before a file takes its place, and its folder after that."""
    if not shutil.which("strace"):
        return "skipped: strace is not installed"
    log = folder / "log"
    run = folder / "run"
    result = call(
        ["strace", "-f", "-qq", "-y", "-s", "4096", "-o", log, "-e", "trace=fsync,rename,link"]
        + command(run, "training.steps=4", "output.checkpointEvery=2"))
    require(result.returncode == 0, result.stderr)
    forced, placed, waiting = set(), 0, None
    for line in log.read_text().splitlines():
        if found := re.search(r"fsync\(\d+<(.*)>\)\s+= 0", line):
            if waiting:
                require(found.group(1) == waiting, f"{waiting} was not forced after a rename")
                waiting = None
            forced.add(found.group(1))
        elif found := re.search(r'(?:rename|link)\("(.*)", "(.*)"\)\s+= 0', line):
            require(found.group(1) in forced, f"{found.group(2)} was put in its place unforced")
            require(waiting is None, f"{waiting} was not forced")
            waiting = str(pathlib.Path(found.group(2)).parent)
            placed += 1
    require(waiting is None and placed > 0, "the last folder was not forced")
    findings["order"] = {"files": placed}
    return f"all {placed} files of a run were forced before they took their place, their folders after"


def stops(folder, _):
    """SIGTERM ends a run within one step and one save."""
    config = [
        "training.steps=100000", "output.checkpointEvery=100000", "data.source=orchestra", "data.root=",
        "training.autoencoderPretrainingSteps=0", "data.orchestraTrainingPairs=20", "data.orchestraValidationPairs=2"]
    result = call(command(folder / "dry", *config, config="demo") + ["--dry-run", "--json"])
    require(result.returncode == 0, result.stderr)
    promised = json.loads(result.stdout)["stop_seconds"]
    waits = []
    instants = random.Random(2)
    for number in range(5):
        run = folder / f"run-{number}"
        process = subprocess.Popen(
            command(run, *config, config="demo"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not (run / "metrics.jsonl").exists() and process.poll() is None:
            time.sleep(0.05)
        time.sleep(instants.uniform(0, 3))
        start = time.monotonic()
        process.terminate()
        process.wait()
        waits.append(time.monotonic() - start)
        require(process.returncode == -signal.SIGTERM, f"exit {process.returncode}")
        require(call([PROGRAM, "info", newest(run)]).returncode == 0, "the checkpoint is not whole")
        shutil.rmtree(run)
    # The machine may be busier than when the promise was measured.
    require(max(waits) <= 2 * promised + 0.5, f"{max(waits):.2f} s, promised {promised:.2f} s")
    findings["stops"] = {"seconds": [round(wait, 2) for wait in waits], "promised": round(promised, 2)}
    return (
        f"SIGTERM to exit, configs/demo.json: {min(waits):.2f} to {max(waits):.2f} s "
        f"(a step and a save take {promised:.2f} s)")


def soak(folder, options):
    """A very long run of a very small model: memory and rate stay what they were."""
    changes = [
        f"training.steps={options.steps}", "image.height=8", "image.width=8", "networks.width=2",
        "networks.discriminatorWidth=2", "networks.featureSize=8", "networks.discriminatorFeatures=8",
        "sound.bands=8", "output.checkpointEvery=5000", "output.sampleEvery=50000",
        "output.logEvery=100", "networks.depth=2"]
    run = folder / "run"
    process = subprocess.Popen(command(run, *changes), stderr=subprocess.PIPE, text=True)
    samples = []
    start = time.monotonic()
    while process.poll() is None:
        time.sleep(2)
        try:
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            memory = int(re.search(r"VmRSS:\s+(\d+)", status).group(1))
            step = json.loads((run / "checkpoints/last.json").read_text())["step"]
        except (OSError, AttributeError, ValueError):
            continue
        if step > 0:
            samples.append((time.monotonic() - start, step, memory))
    require(process.returncode == 0, process.stderr.read())
    middle = next(s for s in samples if s[1] >= options.steps / 2)
    tenth = next(s for s in samples if s[1] >= options.steps / 10)
    last = samples[-1]
    rates = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in [(tenth, middle), (middle, last)]]
    findings["soak"] = {
        "steps": options.steps, "hours": round((time.monotonic() - start) / 3600, 2),
        "memory_mb_at_tenth_half_end": [round(s[2] / 1000, 1) for s in (tenth, middle, last)],
        "steps_per_second_first_and_second_half": [round(rate) for rate in rates]}
    require(last[2] < 1.05 * tenth[2], f"memory grew: {findings['soak']}")
    require(rates[1] > 0.85 * rates[0], f"slowed down: {findings['soak']}")
    return (
        f"{options.steps} steps in {time.monotonic() - start:.0f} s; memory "
        f"{tenth[2] / 1000:.1f} MB at a tenth, {middle[2] / 1000:.1f} at half, "
        f"{last[2] / 1000:.1f} at the end; {rates[0]:.0f} and {rates[1]:.0f} steps/s in both halves")


PARTS = {
    "kills": lambda folder, options: kills(folder, options.kills),
    "damage": damage, "disk": disk, "injections": injections, "order": order,
    "stops": stops, "soak": soak,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS], help="which (default: all but soak)")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--steps", type=int, default=300_000, help="steps of the soak")
    parser.add_argument("--json", help="where the findings are added")
    options = parser.parse_args()
    broken = 0
    for name in options.parts or [part for part in PARTS if part != "soak"]:
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"cmcgan-{name}-"))
        try:
            print(f"{name}: {PARTS[name](folder, options)}", flush=True)
        except Broken as failure:
            print(f"{name}: BROKEN: {failure}", flush=True)
            broken += 1
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if options.json:
        path = pathlib.Path(options.json)
        known = json.loads(path.read_text()) if path.exists() else {}
        known |= {"date": time.strftime("%Y-%m-%d"), **findings}
        path.write_text(json.dumps(known, indent=2) + "\n")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
