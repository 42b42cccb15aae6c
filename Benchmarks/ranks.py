#!/usr/bin/env python3
"""Measures training steps of several ranks, and predicts those of many more.

Needs a build with MPI (make MPI=1 build) and a machine that is quiet. Four parts:

    speed     one process with all processors, and as many ranks with one thread each, in turn
    parts     a step of one rank with one thread, by the pairs of its part
    network   two ranks in network namespaces, at full rate and throttled (root, ip and tc)
    predict   the efficiency of up to 1,024 ranks from what was measured

    Benchmarks/ranks.py                 all of them, about a quarter of an hour
    Benchmarks/ranks.py predict         from Benchmarks/results/ranks.json as it is
"""
import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import namespaces as spaces  # noqa: E402

PROGRAM = ROOT / ".build-mpi/release/cmcgan"
RESULTS = ROOT / "Benchmarks/results/ranks.json"
CONFIG = "configs/paper.json"
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")
} | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}

# What a step costs beside computing: the one latency and rate that a cluster's network has.
COUNTS = [2, 4, 16, 64, 256, 1024]
NETWORKS = {
    # name: (bytes a second and direction, seconds of one small sum per doubling of ranks)
    "1 Gbit/s Ethernet": (0.117e9, 50e-6),
    "10 Gbit/s Ethernet": (1.17e9, 30e-6),
    "25 Gbit/s Ethernet": (2.9e9, 20e-6),
    "100 Gbit/s InfiniBand": (11.5e9, 3e-6),
}


def bench(batch, steps, prefix=(), threads=None):
    line = [*prefix, str(PROGRAM), "bench", "step", "--json", "--config", CONFIG,
            "--set", f"training.batchSize={batch}", "--steps", str(steps)]
    if threads:
        line += ["--threads", str(threads)]
    result = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, env=ENVIRONMENT)
    if result.returncode != 0:
        sys.exit(f"error: {' '.join(line)}: {result.stderr.strip()[-500:]}")
    found = json.loads(result.stdout)
    found.pop("config")
    print(f"  {found['pairs_per_second']:.2f} pairs/s; peak {found['peak_before_gflops']:.0f}, "
          f"{found['peak_after_gflops']:.0f} GFLOP/s", flush=True)
    return found


def speed(rounds, batch=128):
    count = len(os.sched_getaffinity(0))
    print(f"one process with {count} threads, {count} ranks with one: batch {batch}", flush=True)
    one, several = [], []
    for _ in range(rounds):
        one.append(bench(batch, 3, threads=count))
        several.append(bench(batch, 3, ["mpirun", "--quiet", "-n", str(count)]))
    ratios = [s["pairs_per_second"] / o["pairs_per_second"] for o, s in zip(one, several)]
    return {"processors": count, "batch": batch, "one_process": one, "ranks": several,
            "ratio": statistics.median(ratios), "ratios": ratios}


def parts(sizes=(2, 4, 8, 16, 32, 64)):
    print("a step of one rank with one thread, by the pairs of its part", flush=True)
    return {str(size): bench(size, 5 if size < 32 else 3, threads=1) for size in sizes}


def network(part=8):
    if not spaces.are_possible():
        return "skipped: network namespaces need root and ip"
    found = {"part": part}
    with spaces.joined() as (names, mpirun_across):
        for rate in ["full", "10gbit", "1gbit"]:
            print(f"two ranks in namespaces, rate {rate}, {part} pairs each", flush=True)
            for name in names:
                qdisc = spaces.inside(name, "tc", "qdisc")
                subprocess.run(qdisc + ["del", "dev", name, "root"], capture_output=True)
                if rate != "full":
                    subprocess.run(
                        qdisc + ["add", "dev", name, "root", "tbf", "rate", rate,
                                 "burst", "512k", "latency", "50ms"], check=True)
            found[rate] = bench(2 * part, 5, mpirun_across, threads=1)
    found["shared memory"] = bench(
        2 * part, 5, ["mpirun", "--quiet", "-n", "2", "--bind-to", "none"], threads=1)
    return found


def seconds_in_sums(results, ranks, rate, latency):
    """Of one step: what gradients and statistics take if nothing of it is hidden by computing."""
    shared = results["network"]["shared memory"]
    size = 4 * shared["gradient_numbers_per_step"]
    # Open MPI sums by a tree, up and down, below four ranks, and by a ring from there.
    passes = 2 if ranks < 4 else 2 * (ranks - 1) / ranks
    # Parts grow with the ranks: see GradientExchange.
    full = max(1 << 20, ranks << 14)
    parts = min(shared["gradient_sums_per_step"], -(-shared["gradient_numbers_per_step"] // full))
    rounds = 2 * ranks.bit_length() if ranks < 4 else 2 * (ranks - 1)
    doublings = (ranks - 1).bit_length()
    return (passes * size / rate + parts * rounds * latency
            + shared["statistics_sums_per_step"] * latency * doublings)


# A rank of this many processors takes this part of the time that one takes: an assumption, as no such machine was
# at hand. Two of them here take 0.5.
PROCESSORS = 16
SPEEDUP = 0.85 * PROCESSORS


def predict(results):
    table = {"one": {}, "many": {}, "fixed": {}}
    whole = results["parts"]["32"]["seconds_per_step"] / 32

    def computing(part):
        """Of one rank with one thread; small parts take longer for each pair."""
        known = min(part, 64)
        return results["parts"][str(known)]["seconds_per_step"] / known * part

    for name, (rate, latency) in NETWORKS.items():
        sums = {ranks: seconds_in_sums(results, ranks, rate, latency) for ranks in COUNTS}
        table["one"][name] = {
            ranks: whole * 32 / (computing(32) + sums[ranks]) for ranks in COUNTS}
        table["many"][name] = {
            ranks: whole * 64 / SPEEDUP / (computing(64) / SPEEDUP + sums[ranks]) for ranks in COUNTS}
        table["fixed"][name] = {
            ranks: whole * (2048 // ranks) / (computing(2048 // ranks) + sums[ranks])
            for ranks in COUNTS}
    checks = {}
    found = results["network"]
    if isinstance(found, dict):
        own = results["parts"][str(found["part"])]["seconds_per_step"]
        for name, rate in [("10gbit", 1.25e9), ("1gbit", 0.125e9)]:
            most = own + seconds_in_sums(results, 2, rate, 50e-6)
            checks[name] = {
                "measured": found[name]["seconds_per_step"],
                "computing_alone": own, "predicted_without_hiding": most}
    results["predicted"] = table
    results["checks"] = checks


def write(results):
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    lines = [
        "# Steps of several ranks", "",
        f"By `Benchmarks/ranks.py`, {results['date']}, `{CONFIG}`, on {results['machine']}. "
        "`docs/scaling.md` explains the numbers.", ""]
    if "speed" in results:
        found = results["speed"]
        lines += [
            f"## One process and {found['processors']} ranks, {found['batch']} pairs a step, in turn", "",
            "| one process, pairs/s | ranks with one thread, pairs/s | ratio | peak before and after, GFLOP/s |",
            "| --- | --- | --- | --- |"]
        for one, ranks, ratio in zip(found["one_process"], found["ranks"], found["ratios"]):
            lines.append(
                f"| {one['pairs_per_second']:.2f} | {ranks['pairs_per_second']:.2f} | {ratio:.2f} | "
                f"{one['peak_before_gflops']:.0f}, {one['peak_after_gflops']:.0f} |")
        lines += ["", f"Median ratio: {found['ratio']:.2f}.", ""]
    if "parts" in results:
        lines += [
            "## One rank with one thread, by the pairs of its part", "",
            "| pairs | seconds a step | pairs/s |", "| --- | --- | --- |"]
        for size, found in results["parts"].items():
            lines.append(
                f"| {size} | {found['seconds_per_step']:.3f} | {found['pairs_per_second']:.2f} |")
        lines.append("")
    found = results.get("network")
    if isinstance(found, dict):
        shared = found["shared memory"]
        lines += [
            f"## Two ranks with {found['part']} pairs each, by what joins them", "",
            f"A step sums {shared['gradient_numbers_per_step'] / 1e6:.1f} million numbers of gradients in "
            f"{shared['gradient_sums_per_step']} parts, and {shared['statistics_sums_per_step']} times "
            "statistics.", "",
            "| joined by | seconds a step | seconds within sums |", "| --- | --- | --- |"]
        for name in ["shared memory", "full", "10gbit", "1gbit"]:
            text = {"full": "TCP", "10gbit": "TCP at 10 Gbit/s", "1gbit": "TCP at 1 Gbit/s"}.get(name, name)
            lines.append(
                f"| {text} | {found[name]['seconds_per_step']:.3f} | "
                f"{found[name]['seconds_in_sums_per_step']:.3f} |")
        lines.append("")
        lines += [
            "Against the prediction, which hides nothing behind computing:", "",
            "| joined by | computing alone | measured | predicted |", "| --- | --- | --- | --- |"]
        for name, check in results["checks"].items():
            lines.append(
                f"| TCP at {name.replace('gbit', ' Gbit/s')} | {check['computing_alone']:.3f} | "
                f"{check['measured']:.3f} | {check['predicted_without_hiding']:.3f} |")
        lines.append("")
    for kind, title in [
        ("one", "Predicted efficiency, 32 pairs for each rank of one processor"),
        ("many", f"Predicted efficiency, 64 pairs for each rank of {PROCESSORS} processors"),
        ("fixed", "Predicted efficiency, 2,048 pairs a step for all ranks of one processor together"),
    ]:
        table = results.get("predicted", {}).get(kind)
        if table is None:
            continue
        lines += [
            f"## {title}", "", "| network | " + " | ".join(f"{count} ranks" for count in COUNTS) + " |",
            "| --- |" + " --- |" * len(COUNTS)]
        for name, row in table.items():
            values = [row.get(count, row.get(str(count))) for count in COUNTS]
            lines.append(f"| {name} | " + " | ".join(f"{value:.2f}" for value in values) + " |")
        lines.append("")
    (RESULTS.parent / "ranks.md").write_text("\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help="speed, parts, network or predict; all where none is named")
    parser.add_argument("--rounds", type=int, default=3, help="how often speed is measured")
    options = parser.parse_args()
    if not PROGRAM.exists():
        sys.exit(f"error: {PROGRAM} is missing. make MPI=1 build makes it")
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    wanted = options.parts or ["speed", "parts", "network", "predict"]
    if set(wanted) - {"predict"}:
        model = [line.split(":")[1].strip() for line in open("/proc/cpuinfo") if "model name" in line]
        results["machine"] = f"{len(model)} processors ({model[0]})"
        results["date"] = datetime.date.today().isoformat()
    if "speed" in wanted:
        results["speed"] = speed(options.rounds)
    if "parts" in wanted:
        results["parts"] = parts()
    if "network" in wanted:
        results["network"] = network()
    if "predict" in wanted:
        predict(results)
    write(results)


main()
