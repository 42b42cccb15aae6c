#!/usr/bin/env python3
"""Trains and evaluates every row of the paper's tables, and writes Benchmarks/results/paper.md.

    Benchmarks/paper.py --data SUB-URMP [--sounds UNPAIRED] [--images UNPAIRED] [--runs runs/paper]
                        [--only TEXT] [--minutes N] [--jobs N] [--list] [--table]

Benchmarks/paper_rows.json holds the rows: a base configuration, the changes of each row (on top of
those of an earlier row that it is `like`), its seeds, and whether it is cross-validated too. A
finished row is a file in Benchmarks/results/rows: what `cmcgan-evaluate --json` prints, and under `row`
how it was made. For its first seed there is also a PNG of the results. Finished rows are skipped, so
the work can be spread over days, and an interrupted run continues. Two jobs of one thread each do more
on two cores than one after the other; the numbers are the same. Only Python's own library is needed.
"""

import argparse
import datetime
import json
import math
import pathlib
import platform
import subprocess
import sys
import threading
import time

import paper_tables
from paper_plan import BIN, ROOT, is_done, is_ready, plan, rows_folder, settings, sheet_name

# The first job that needs evaluators trains them; no other may come in between.
evaluating = threading.Lock()


def call(*command, capture=False):
    result = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE if capture else None, text=True)
    if result.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[:4]))} ... ended with {result.returncode}")
    return result.stdout


def machine():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def evaluation_command(name, row, seed, fold, runs):
    """How the run of a job is evaluated."""
    command = [BIN / "cmcgan-evaluate", runs / name, "--json"]
    if row.get("model") != "classifier":
        # Another image or sound format needs evaluators of its own.
        formats = ("image.", "sound.")
        format = "".join(f".{path}={value}" for path, value in row["set"].items() if path.startswith(formats))
        split = "validation" if fold is None else f"fold{fold}"
        command += ["--evaluators", runs / f"evaluators.{split}{format}"]
        if name == sheet_name(row):
            command += ["--sheet", rows_folder() / f"{name}.png", "--force"]
    if "generator" in row:
        split = f"seed{seed}" if fold is None else f"fold{fold}"
        command += ["--model", runs / f"{row['generator']}.{split}"]
    return command


def run(job, document, arguments):
    """Trains and evaluates one job, and writes its file."""
    name, row, seed, fold = job
    base = row.get("base", document["base"])
    runs = pathlib.Path(arguments.runs)
    begun = time.time()
    rows_folder().mkdir(parents=True, exist_ok=True)
    changes = settings(row, seed, fold, arguments.data, arguments.sounds, arguments.images)
    assignments = [part for text in changes for part in ("--set", text)]
    print(f"== {name}", file=sys.stderr)
    several = ["--threads", "1", "--quiet"] if arguments.jobs > 1 else []
    # For training only: all rows are evaluated by the same kernels.
    kernels = ["--kernels", row["kernels"]] if "kernels" in row else []
    call(BIN / "cmcgan-train", "--config", ROOT / base, *assignments, "--resume", runs / name, *several, *kernels)
    trained = time.time()
    with evaluating:
        unblocked = time.time()
        found = json.loads(call(*evaluation_command(name, row, seed, fold, runs), *several, capture=True))
    seconds = time.time() - unblocked + trained - begun
    found["run"] = name
    found["row"] = {
        "title": row["title"], "base": base, "set": row["set"], "kernels": row.get("kernels"),
        "fold": fold, "date": datetime.date.today().isoformat(), "machine": machine(),
        "minutes": round(seconds / 60, 1),
    }
    path = rows_folder() / f"{name}.json"
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps(found, separators=(",", ":"), ensure_ascii=False) + "\n")
    beside.rename(path)


def run_all(document, jobs, arguments):
    """Runs all jobs that are not done, and returns what failed."""
    begun = time.time()
    left = [job for job in jobs if arguments.only in job[0] and not is_done(job, document)]
    failures = []
    choosing = threading.Lock()

    def work():
        while time.time() - begun <= 60 * arguments.minutes:
            with choosing:
                ready = [job for job in left if is_ready(job, arguments.images)]
                if not ready:
                    break
                left.remove(ready[0])
            try:
                run(ready[0], document, arguments)
            except Exception as failure:  # Other rows continue; the failure is printed, and again by exit code.
                failures.append(f"{ready[0][0]}: {failure}")
                print(f"error: {failures[-1]}", file=sys.stderr)

    workers = [threading.Thread(target=work) for _ in range(arguments.jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="the folder of Sub-URMP")
    parser.add_argument("--sounds", help="a folder of unpaired sounds, as Benchmarks/unpaired_sounds.py makes it")
    parser.add_argument("--images", help="a folder of unpaired images; rows that use them are left out without it")
    parser.add_argument("--runs", default="runs/paper", help="the folder of the runs")
    parser.add_argument("--only", default="", help="only rows whose name contains this text")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no run after so many minutes")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, with one thread each if several")
    parser.add_argument("--list", action="store_true", help="print the rows and whether they are done")
    parser.add_argument("--table", action="store_true", help="write the tables of finished rows, train nothing")
    arguments = parser.parse_args()
    document, jobs = plan()
    if arguments.list:
        for job in jobs:
            print(("done  " if is_done(job, document) else "to do ") + job[0])
        return
    failures = []
    if not arguments.table:
        if not arguments.data:
            parser.error("--data is needed")
        failures = run_all(document, jobs, arguments)
    paper_tables.write(document, jobs)
    if failures:
        sys.exit(1)


if __name__ == "__main__":
    main()
