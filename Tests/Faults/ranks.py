#!/usr/bin/env python3
"""Trains by several ranks under mpirun, kills and starves them, and compares with one process.

Each part prints one line with what was found; the whole ends with exit code 0 only if every promise was
kept. Needs a build with MPI (make MPI=1 build). The full disk and the network namespaces need root: they mount a
small tmpfs, and join two namespaces by a pair of virtual network devices. What cannot be done is said to be
skipped.

    Tests/Faults/ranks.py                        all parts
    Tests/Faults/ranks.py equal --double FILE    with a program built in double precision too
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
import namespaces as spaces  # noqa: E402

PROGRAM = ROOT / ".build-mpi/release/cmcgan"
ENVIRONMENT = dict(
    os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1",
    OMPI_MCA_rmaps_base_oversubscribe="1", OMPI_MCA_mpi_yield_when_idle="1")
SMALL = ["data.orchestraTrainingPairs=2", "training.batchSize=8", "output.logEvery=1"]


class Broken(Exception):
    """A promise that was not kept."""


def require(truth, text):
    if not truth:
        raise Broken(text)


def mpirun(count, *options):
    return ["mpirun", "--quiet", "-n", str(count), "--bind-to", "none", *options] if count > 1 else []


def train(run, *changes, program=PROGRAM):
    """The command that starts a run, or resumes it if it exists."""
    line = [program, "train", "--config", ROOT / "configs/tiny.json", "--resume", run, "--quiet"]
    for change in SMALL + list(changes):
        line += ["--set", change]
    return [str(part) for part in line]


def call(line):
    return subprocess.run(line, capture_output=True, text=True, env=ENVIRONMENT, timeout=600)


def done(line):
    result = call(line)
    require(result.returncode == 0, f"exit {result.returncode}: {result.stderr.strip()[-300:]}")
    return result


def losses(run):
    return [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]


def furthest(found, expected):
    """The largest relative difference of two runs' losses."""
    require(len(found) == len(expected) > 0, f"{len(found)} steps, {len(expected)} expected")
    return max(
        abs(one[key] - other[key]) / max(1.0, abs(other[key]))
        for one, other in zip(found, expected) for key in other)


def checkpoint(run):
    return sorted((run / "checkpoints").glob("step-*.safetensors"))[-1]


def resumed(run, count, steps):
    """Goes on with a run by so many ranks, to its end."""
    done(mpirun(count) + train(run, f"training.steps={steps}"))
    require(checkpoint(run).name == f"step-{steps:06}.safetensors", f"{checkpoint(run)}")


def equal(place, options):
    """1, 2 and 4 ranks against one process with the same batch, and each again."""
    texts = []
    programs = [("float", PROGRAM, 10, 1e-4)]
    if options.double:
        programs.append(("double", pathlib.Path(options.double), 50, 1e-9))
    for name, program, steps, limit in programs:
        change = f"training.steps={steps}"
        alone = place / f"{name}-alone"
        done(train(alone, change, program=program))
        for count in [1, 2, 4]:
            runs = [place / f"{name}-{count}-{number}" for number in range(2)]
            for run in runs:
                done(mpirun(count) + train(run, change, program=program))
            far = furthest(losses(runs[0]), losses(alone))
            require(far <= limit, f"{name}, {count} ranks: losses differ by {far:.2g}")
            one, other = (checkpoint(run).read_bytes() for run in runs)
            require(one == other, f"{name}, {count} ranks: two runs differ")
            texts.append(f"{name} {count}: {far:.1g}")
    return f"losses against one process differ by ({'; '.join(texts)}), two runs by no bit"


def uneven(place, options):
    """Parts that are not equally large, and statistics of each rank."""
    alone, three = place / "alone", place / "three"
    done(train(alone, "training.steps=5"))
    done(mpirun(3) + train(three, "training.steps=5"))
    far = furthest(losses(three), losses(alone))
    require(far <= 1e-4, f"3 ranks: losses differ by {far:.2g}")
    apart = place / "apart"
    done(
        mpirun(3)
        + train(apart, "training.steps=5", "training.synchronizedNormalization=false"))
    other = furthest(losses(apart), losses(alone))
    require(other > 1e-4, "statistics of each rank give the losses of shared ones")
    return f"3 ranks with 8 pairs: {far:.1g}; with statistics of their own: {other:.2g}"


def started(line):
    return subprocess.Popen(
        line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)


def reached(run, step, process):
    """Waits until a run has logged a step."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        require(process.poll() is None, f"ended early: {process.poll()}")
        if (run / "metrics.jsonl").exists() and len(losses_so_far(run)) >= step:
            return
        time.sleep(0.02)
    raise Broken(f"step {step} was not reached")


def losses_so_far(run):
    return (run / "metrics.jsonl").read_text().splitlines()


def children(process):
    """The processes that mpirun started."""
    path = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(number) for number in path.read_text().split()]


def kill(place, options):
    """One rank of three killed, then the run resumed by 2, then by one process."""
    run = place / "killed"
    long = ["training.steps=100000", "output.checkpointEvery=3"]
    for attempt, rank in enumerate([0, 1, 2]):
        process = started(mpirun(3) + train(run, *long))
        reached(run, 5 * (attempt + 1), process)
        os.kill(children(process)[rank], signal.SIGKILL)
        code = process.wait(timeout=60)
        require(code != 0, f"rank {rank} was killed, but mpirun ended with 0")
    step = int(checkpoint(run).stem.split("-")[1])
    resumed(run, 2, step + 5)
    resumed(run, 1, step + 8)
    return f"ranks 0, 1 and 2 killed; resumed after step {step} by 2 ranks and by one process"


def terminate(place, options):
    """SIGTERM to mpirun."""
    run = place / "terminated"
    process = started(mpirun(2) + train(run, "training.steps=100000", "output.checkpointEvery=1000"))
    reached(run, 20, process)
    process.send_signal(signal.SIGTERM)
    code = process.wait(timeout=60)
    require(code != 0, "mpirun ended with 0")
    last = len(losses_so_far(run))
    saved = int(checkpoint(run).stem.split("-")[1])
    require(saved >= last - 1, f"the last step is {last}, the last checkpoint {saved}")
    resumed(run, 4, saved + 5)
    return f"exit {code}, checkpoint of the last step ({saved}); resumed by 4 ranks"


def disk(place, options):
    """No room on the disk of rank 0."""
    if os.geteuid() != 0:
        return "skipped: mounting needs root"
    mount = place / "small"
    mount.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", mount], check=True)
    try:
        run = mount / "run"
        changes = ["output.checkpointEvery=2", "output.keepCheckpoints=10", "output.sampleEvery=1000"]
        result = call(mpirun(2) + train(run, "training.steps=100", *changes))
        require(result.returncode == 74, f"exit {result.returncode}: {result.stderr[-300:]}")
        lines = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
        require(len(lines) == 1, f"{len(lines)} errors: {lines}")
        step = int(checkpoint(run).stem.split("-")[1])
        subprocess.run(["mount", "-o", "remount,size=200m", mount], check=True)
        resumed(run, 3, step + 4)
    finally:
        subprocess.run(["umount", mount], check=True)
    return f"one error, exit 74, resumed after step {step} by 3 ranks"


def namespaces(place, options):
    """Ranks in two network namespaces, joined by TCP alone."""
    if not spaces.are_possible():
        return "skipped: network namespaces need root and ip"
    alone = place / "alone"
    done(train(alone, "training.steps=10"))
    texts = []
    for each in [1, 2]:
        run = place / f"{each}-each"
        with spaces.joined(each) as (names, mpirun_across):
            done(mpirun_across + train(run, "training.steps=10"))
            counter = f"/sys/class/net/{names[1]}/statistics/tx_bytes"
            sent = int(subprocess.run(
                spaces.inside(names[1], "cat", counter), capture_output=True, text=True,
                check=True).stdout)
        require(sent > 1_000_000, f"only {sent} bytes passed between the namespaces")
        far = furthest(losses(run), losses(alone))
        require(far <= 1e-4, f"{each} in each: losses differ by {far:.2g}")
        texts.append(f"{each} in each: {far:.1g}, {sent / 1e6:.1f} MB")
    return f"over TCP, losses against one process differ by ({'; '.join(texts)})"


PARTS = [equal, uneven, kill, terminate, disk, namespaces]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help="the parts to run; all where none is named")
    parser.add_argument("--double", help="a program built in double precision with MPI")
    parser.add_argument("--json", help="where to write what was found")
    options = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"error: {PROGRAM} is missing. make MPI=1 build makes it")
    found, broken = {}, False
    for part in PARTS:
        if options.parts and part.__name__ not in options.parts:
            continue
        place = pathlib.Path(tempfile.mkdtemp(prefix="cmcgan-ranks-"))
        try:
            found[part.__name__] = part(place, options)
        except (Broken, subprocess.SubprocessError) as error:
            found[part.__name__] = f"BROKEN: {error}"
            broken = True
        shutil.rmtree(place, ignore_errors=True)
        print(f"{part.__name__}: {found[part.__name__]}", flush=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(found, indent=2) + "\n")
    sys.exit(1 if broken else 0)


main()
