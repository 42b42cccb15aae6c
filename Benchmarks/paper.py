#!/usr/bin/env python3
"""Trains and judges every row of the paper's tables, and writes Benchmarks/results/paper.md.

    Benchmarks/paper.py --data SUB-URMP [--sounds UNPAIRED] [--runs runs/paper] [--only TEXT]
                        [--minutes N] [--jobs N] [--list] [--table]

The rows stand in Benchmarks/paper_rows.json: a base configuration, what each row changes in it (beside
what an earlier one changes that it is `like`), its seeds, and whether it is cross-validated too. A finished
row is a JSON file in Benchmarks/results/rows with what cmcgan-evaluate found, and for its first seed a PNG of what
was generated; rows that are there are skipped, so the whole can be done over days, and an interrupted run goes on
where it stopped. Two jobs of one thread each get more out of two cores than one after the other; numbers do not
depend on it. Only Python's own library is needed.
"""

import argparse
import collections
import datetime
import functools
import json
import math
import pathlib
import platform
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "bin"
ROWS = ROOT / "Benchmarks" / "results" / "rows"
FOLDS = 4


def plan():
    """All rows as (name, row, seed, fold); a fold of None is the data's own validation split."""
    document = json.loads((ROOT / "Benchmarks" / "paper_rows.json").read_text())
    jobs, changes = [], {}
    for row in document["rows"]:
        row["set"] = changes[row["name"]] = {**(changes[row["like"]] if "like" in row else {}), **row.get("set", {})}
        for seed in row["seeds"]:
            jobs.append((f"{row['name']}.seed{seed}", row, seed, None))
        for fold in range(FOLDS if row.get("folds") else 0):
            jobs.append((f"{row['name']}.fold{fold}", row, row["seeds"][0], fold))
    # What one table needs first comes first, then other seeds and folds.
    order = {id(row): number for number, row in enumerate(document["rows"])}
    jobs.sort(key=lambda job: (job[1].get("after", 0), job[3] is not None, job[2], order[id(job[1])]))
    return document, jobs


def settings(document, row, seed, fold, arguments):
    """The assignments of a job, as --set takes them."""
    changes = {"data.root": arguments.data, "data.unpairedSounds": arguments.sounds or "", "seed": seed}
    if fold is not None:
        changes.update({"data.folds": FOLDS, "data.fold": fold})
    changes.update(row["set"])
    if not arguments.sounds:
        changes["data.unpairedShare"] = 0
    return [f"{path}={value if isinstance(value, str) else json.dumps(value)}" for path, value in changes.items()]


def call(*command, capture=False):
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE if capture else None, text=True)
    if result.returncode:
        raise RuntimeError(f"{' '.join(map(str, command[:4]))} ... ended with {result.returncode}")
    return result.stdout


def machine():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def is_done(job, document):
    """Whether a job's row is there, made with the settings that it has now."""
    name, row, seed, fold = job
    path = ROWS / f"{name}.json"
    if not path.exists():
        return False
    record = json.loads(path.read_text())
    return (
        record["set"] == row["set"]
        and record["base"] == row.get("base", document["base"])
        and record.get("kernels") == row.get("kernels")
    )


# Evaluators are trained by whoever needs them first; nobody else may come in between.
judging = threading.Lock()


def run(name, document, row, seed, fold, arguments):
    base = row.get("base", document["base"])
    runs = pathlib.Path(arguments.runs)
    begun = time.time()
    ROWS.mkdir(parents=True, exist_ok=True)
    assignments = [part for text in settings(document, row, seed, fold, arguments) for part in ("--set", text)]
    print(f"== {name}", file=sys.stderr)
    threads = ["--threads", "1"] if arguments.jobs > 1 else []
    # Of training only: it is judged as all others are.
    kernels = ["--kernels", row["kernels"]] if "kernels" in row else []
    quiet = ["--quiet"] if arguments.jobs > 1 else []
    call(BIN / "cmcgan-train", "--config", ROOT / base, *assignments, "--resume", runs / name, *threads, *kernels, *quiet)
    judge = [BIN / "cmcgan-evaluate", runs / name, "--json", *threads, *quiet]
    if row.get("model") != "classifier":
        # What sees or hears another format needs judges of its own.
        format = "".join(f".{path}={value}" for path, value in row["set"].items() if path.startswith(("image.", "sound.")))
        split = "validation" if fold is None else f"fold{fold}"
        judge += ["--evaluators", runs / f"evaluators.{split}{format}"]
        if name == drawn(row):
            judge += ["--sheet", ROWS / f"{name}.png", "--force"]
    if "generator" in row:
        split = f"seed{seed}" if fold is None else f"fold{fold}"
        judge += ["--model", runs / f"{row['generator']}.{split}"]
    trained = time.time()
    with judging:
        unblocked = time.time()
        found = json.loads(call(*judge, capture=True))
    found["run"] = name
    seconds = time.time() - unblocked + trained - begun
    record = {
        "row": name, "title": row["title"], "base": base, "set": row["set"], "kernels": row.get("kernels"), "seed": seed, "fold": fold,
        "date": datetime.date.today().isoformat(), "machine": machine(),
        "minutes": round(seconds / 60, 1), "evaluation": found,
    }
    path = ROWS / f"{name}.json"
    beside = path.with_suffix(".tmp")
    beside.write_text(json.dumps(record, separators=(",", ":")) + "\n")
    beside.rename(path)


# The tables.


def rows_of(name):
    """The finished jobs of a row: by seed on the validation split, and by fold."""
    seeds, folds = [], []
    for path in sorted(ROWS.glob(f"{name}.*.json")):
        record = json.loads(path.read_text())
        (seeds if record["fold"] is None else folds).append(record)
    return seeds, folds


@functools.cache
def groups():
    """Which pairs of each split belong together, such as those of one cluster of like frames, as some row says."""
    found = {}
    for path in sorted(ROWS.glob("*.json")):
        record = json.loads(path.read_text())
        if "groups" in record["evaluation"]:
            found.setdefault(record["fold"], record["evaluation"]["groups"])
    return found


def pick(record, table, **wanted):
    """The one line of a table of a record whose values are as wanted, or nothing."""
    for line in record["evaluation"].get(table, []):
        if all(line.get(key) == value for key, value in wanted.items()):
            return line
    return None


def signature(record):
    """What a record's evaluators say of the real items, and how far apart these are in their features.

    It tells evaluators apart, also where no record names them.
    """
    found = []
    for kind in ("image", "sound"):
        line = pick(record, "accuracy", judged=f"real {kind}", judge="evaluator")
        distance = mean_of([record], "distances", "frechet", judged=f"real {kind}s of training")
        found.append((tuple(line["right"]) if line else (), distance and round(distance, 3)))
    return tuple(found)


def judges(document):
    """A letter for each set of evaluators of the rows: capitals on the validation split, small ones in the folds."""
    seen, whole = {}, {}
    for row in document["rows"]:
        seeds, folds = rows_of(row["name"])
        if row.get("model") == "classifier":
            continue
        for key in map(signature, seeds):
            seen.setdefault(key, chr(ord("A") + len(seen)))
        if len(folds) == FOLDS:
            whole.setdefault(tuple(map(signature, folds)), chr(ord("a") + len(whole)))
    return seen | whole


def letters(names, seeds, folds):
    """By whom a row was judged."""
    found = sorted({names[signature(record)] for record in seeds})
    return ", ".join(found + ([names[tuple(map(signature, folds))]] if len(folds) == FOLDS else []))


def groups_of(records):
    """Which pairs of records belong together, by a number for each; folds have pairs of their own."""
    numbers = []
    for fold in dict.fromkeys(record["fold"] for record in records):
        first = max(numbers, default=-1) + 1
        numbers += [first + group for group in groups()[fold]]
    return numbers


def effective(values, groups):
    """How many independent trials would tell as much (Kish, 1965): not fewer than groups nor more than values."""
    count, share = len(values), sum(values) / len(values)
    deviations = dict.fromkeys(groups, 0.0)
    for value, group in zip(values, groups):
        deviations[group] += value - share
    number = len(deviations)
    variance = sum(d * d for d in deviations.values()) / count**2 * number / max(1, number - 1)
    return min(count, max(number, share * (1 - share) / variance if variance > 0 else number))


def wilson(right, count):
    z = 1.959963984540054
    if count == 0:
        return (0.0, 1.0)
    share = right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return (max(0.0, middle - half), min(1.0, middle + half))


def route(record, judged):
    """The route that a row's configuration takes by default."""
    return record["evaluation"]["routes"][judged]


def accuracy(records, judged, judge="evaluator", way=None):
    """Mean accuracy over records, its interval by pairs, and the right draws of each pair."""
    draws = []
    for record in records:
        taken = route(record, judged) if way is None else way
        line = pick(record, "accuracy", judged=judged, judge=judge, route=taken)
        if line is None:
            continue
        # What is real takes no route and is judged once.
        tries = record["evaluation"]["draws"] if taken else 1
        draws.append([number / tries for number in line["right"]])
    if not draws:
        return None
    return summary(records, draws)


def summary(records, draws):
    """The mean of the shares of right draws of each pair, its interval, and the pairs with their groups."""
    # Seeds share their pairs, so pairs count once; folds have pairs of their own.
    same = records[0]["fold"] is None
    pairs = [sum(values) / len(values) for values in zip(*draws)] if same else [x for one in draws for x in one]
    mean = sum(pairs) / len(pairs)
    groups = groups_of(records)
    trials = effective(pairs, groups)
    low, high = wilson(mean * trials, trials)
    return {"mean": mean, "low": low, "high": high, "pairs": pairs, "groups": groups}


def cell(found):
    if found is None:
        return "-"
    return f"{found['mean']:.3f} ({found['low']:.3f} to {found['high']:.3f})"


def mean_of(records, table, key, **wanted):
    values = [line[key] for record in records if (line := pick(record, table, **wanted)) and line.get(key) is not None]
    return sum(values) / len(values) if values else None


def number(value, digits=3):
    return "-" if value is None else f"{value:.{digits}f}"


def mcnemar(first, second):
    """The exact two-sided test on pairs that one system gets right and the other does not (majority of draws)."""
    a = sum(1 for x, y in zip(first, second) if x > 0.5 >= y)
    b = sum(1 for x, y in zip(first, second) if y > 0.5 >= x)
    n = a + b
    if n == 0:
        return a, b, 1.0
    tail = sum(math.comb(n, k) for k in range(min(a, b) + 1)) / 2**n
    return a, b, min(1.0, 2 * tail)


def by_clusters(first, second, groups):
    """The exact two-sided test that turns the difference of whole groups of pairs around (majority of draws)."""
    sums = dict.fromkeys(groups, 0)
    for x, y, group in zip(first, second, groups):
        sums[group] += (x > 0.5) - (y > 0.5)
    difference, shares = abs(sum(sums.values())), {0: 1.0}
    for size in sums.values():
        turned = collections.Counter()
        for value, share in shares.items():
            turned[value + size] += share / 2
            turned[value - size] += share / 2
        shares = turned
    return min(1.0, sum(share for value, share in shares.items() if abs(value) >= difference))


def generation(document, direction):
    judged = "sound to image" if direction == "image" else "image to sound"
    lines = [
        "| row | seeds | judges | evaluator | closed-form judge | 4-fold, all pairs | Fréchet | KID | diversity | published |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    names = judges(document)
    finished = [(row, *rows_of(row["name"])) for row in document["rows"]]
    for row, seeds, folds in finished:
        if not any(pick(record, "accuracy", judged=judged) for record in seeds + folds):
            continue
        records = seeds or folds
        way = route(records[0], judged)
        share = mean_of(records, "diversity", "share_of_real", judged=judged, route=way, space="features")
        lines.append(
            f"| {row['title']} | {len(seeds)} | {letters(names, seeds, folds)} | {cell(accuracy(seeds, judged) if seeds else None)} "
            f"| {cell(accuracy(seeds, judged, judge='closed form') if seeds else None)} "
            f"| {cell(accuracy(folds, judged) if len(folds) == FOLDS else None)} "
            f"| {number(mean_of(records, 'distances', 'frechet', judged=judged, route=way), 2)} "
            f"| {number(mean_of(records, 'distances', 'kernel', judged=judged, route=way), 2)} "
            f"| {number(share, 2)} | {row.get('published', {}).get(direction, '-')} |"
        )
    # What the judges make of what is real. What a sound does not tell, no picture made of it can.
    reals = [("real images", "real image")] if direction == "image" else []
    for title, real in [*reals, ("real sounds (the ceiling)" if reals else "real sounds", "real sound")]:
        for key, name in names.items():
            one = [record for _, seeds, _ in finished for record in seeds if signature(record) == key][:1]
            folds = next((folds for *_, folds in finished if tuple(map(signature, folds)) == key), [])
            found, linear = accuracy(one, real, way=""), accuracy(one, real, judge="closed form", way="")
            lines.append(f"| {title} | | {name} | {cell(found)} | {cell(linear)} | {cell(accuracy(folds, real, way=''))} | | | | |")
    seeds = next((seeds for _, seeds, _ in finished if seeds), [])
    if seeds:
        for what in ("chance", "majority class"):
            line = pick(seeds[0], "accuracy", judged=what)
            lines.append(f"| {what} | | | {line['accuracy']:.3f} | | | | | | |")
    return lines


def tests(document):
    lines = [
        "| compared | judged | right by the first only | by the second only | exact p | p by clusters |",
        "| --- | --- | --- | --- | --- | --- |",
    ]

    def text(p):
        return f"{p:.3f}" if p >= 0.001 else "< 0.001"

    for first, second, judged in document["compare"]:
        one, two = rows_of(first), rows_of(second)
        for label, a, b in (("validation", one[0], two[0]), ("4-fold", one[1], two[1])):
            # Other evaluators err otherwise: nothing follows from a difference between two of them.
            if not a or list(map(signature, a)) != list(map(signature, b)) or (label == "4-fold" and len(a) < FOLDS):
                continue
            x, y = accuracy(a, judged), accuracy(b, judged)
            if not x or not y:
                continue
            only_first, only_second, p = mcnemar(x["pairs"], y["pairs"])
            clusters = by_clusters(x["pairs"], y["pairs"], x["groups"])
            lines.append(
                f"| {first} / {second}, {label} | {judged} | {only_first} | {only_second} | {text(p)} | {text(clusters)} |"
            )
    return lines


def others(document):
    lines = [
        "| row | pairing, own discriminator | pairing, evaluators, generated image | generated sound | recorded notes: real sound | to image "
        "| pictures nearer than real 1 % | class retrieved at 1, image | sound | pitch strength |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in document["rows"]:
        seeds, folds = rows_of(row["name"])
        records = [record for record in seeds or folds if "pairing" in record["evaluation"]]
        if not records:
            continue
        image_way, sound_way = route(records[0], "sound to image"), route(records[0], "image to sound")
        cells = [
            mean_of(records, "pairing", "area", judge="pair discriminator", pairs="real image, real sound"),
            mean_of(records, "pairing", "area", judge="evaluators", pairs="generated image, real sound"),
            mean_of(records, "pairing", "area", judge="evaluators", pairs="real image, generated sound"),
            mean_of(records, "recorded", "accuracy", judged="real sound", judge="evaluator"),
            mean_of(records, "recorded", "accuracy", judged=f"to image, {image_way}", judge="evaluator"),
            mean_of(records, "memorization", "share_nearer", judged="sound to image", route=image_way),
            mean_of(records, "retrieval", "class_at_1", judged="sound to image", route=image_way),
            mean_of(records, "retrieval", "class_at_1", judged="image to sound", route=sound_way),
            mean_of(records, "waveforms", "pitch_strength", judged="image to sound", route=sound_way),
        ]
        lines.append(f"| {row['title']} | " + " | ".join(number(value) for value in cells) + " |")
    return lines


def multimodal(document):
    lines = ["| input | accuracy | published |", "| --- | --- | --- |"]
    published = {"V": "0.9531", "A": "0.8863", "V + A": "0.9741", "GV + A": "0.9804", "GA + V": "0.9861"}
    seeds, _ = rows_of("multimodal")
    for title, paper in published.items():
        found = [line for record in seeds if (line := pick(record, "accuracy", input=title))]
        if found:
            tries = seeds[0]["evaluation"]["draws"] if "G" in title else 1
            draws = [[number / tries for number in line["right"]] for line in found]
            lines.append(f"| {title} | {cell(summary(seeds, draws))} | {paper} |")
    return lines


def drawn(row):
    """The run of a row whose results are drawn."""
    return f"{row['name']}.seed{row['seeds'][0]}"


def figures(document):
    lines = []
    for row in document["rows"]:
        name = drawn(row)
        if (ROWS / f"{name}.png").exists():
            lines += [f"{row['title']}:", "", f"![what {row['title']} makes](rows/{name}.png)", ""]
    return lines


def table(document, jobs):
    done = sum(1 for job in jobs if is_done(job, document))
    lines = ["# The paper's tables and ours", "", *document["about"], ""]
    left = f"{done} of {len(jobs)} runs are done; `make paper` does the others."
    lines += [f"All {done} runs are done." if done == len(jobs) else left, ""]
    lines += ["## Sound to image", "", *generation(document, "image"), ""]
    lines += ["## Image to sound, as waveforms after Griffin-Lim", "", *generation(document, "sound"), ""]
    lines += ["## Paired tests (McNemar, majority of draws)", "", *tests(document), ""]
    lines += ["## Pairing, recorded notes, memorisation, retrieval, pitch", "", *others(document), ""]
    lines += ["## Dynamic multimodal classification", "", *multimodal(document), "", *document["multimodal"], ""]
    lines += ["## The differences", "", *document["differences"], ""]
    lines += ["## What they make", "", *figures(document)]
    (ROOT / "Benchmarks" / "results" / "paper.md").write_text("\n".join(lines).rstrip() + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", help="the folder of Sub-URMP")
    parser.add_argument("--sounds", help="a folder of unpaired sounds, as Benchmarks/unpaired_sounds.py makes it")
    parser.add_argument("--runs", default="runs/paper", help="where runs are trained")
    parser.add_argument("--only", default="", help="rows whose name contains this text")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no run after so many minutes")
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time, with one thread each if several")
    parser.add_argument("--list", action="store_true", help="print what there is to do")
    parser.add_argument("--table", action="store_true", help="write the tables of what is there, train nothing")
    arguments = parser.parse_args()
    document, jobs = plan()
    if arguments.list:
        for job in jobs:
            print(("done  " if is_done(job, document) else "to do ") + job[0])
        return
    if not arguments.table:
        if not arguments.data:
            parser.error("--data is needed")
        begun = time.time()
        left = [job for job in jobs if arguments.only in job[0] and not is_done(job, document)]
        failures = []
        choosing = threading.Lock()

        def is_ready(job):
            """Whether the model is there that a job needs of another row."""
            _, row, seed, fold = job
            split = f"seed{seed}" if fold is None else f"fold{fold}"
            return "generator" not in row or (ROWS / f"{row['generator']}.{split}.json").exists()

        def work():
            while time.time() - begun <= 60 * arguments.minutes:
                with choosing:
                    ready = [job for job in left if is_ready(job)]
                    if not ready:
                        break
                    left.remove(ready[0])
                name, row, seed, fold = ready[0]
                try:
                    run(name, document, row, seed, fold, arguments)
                except Exception as failure:  # Whatever it is, other rows go on, and it is told at the end.
                    failures.append(f"{name}: {failure}")
                    print(f"error: {failures[-1]}", file=sys.stderr)

        workers = [threading.Thread(target=work) for _ in range(arguments.jobs)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        if failures:
            table(document, jobs)
            sys.exit(1)
    table(document, jobs)


if __name__ == "__main__":
    main()
