"""The tables of Benchmarks/results/paper.md.

All statistics are those of `cmcgan-evaluate`: given the files of a row, it pools seeds and folds, and
prints means, intervals and paired tests. This file chooses numbers and lays them out.
"""

import functools
import json
import os
import subprocess

from paper_plan import BIN, FOLDS, RESULTS, files_of, is_done, rows_folder, sheet_name

DIRECTIONS = {"image": "sound to image", "sound": "image to sound"}
PUBLISHED_MULTIMODAL = {"V": "0.9531", "A": "0.8863", "V + A": "0.9741", "GV + A": "0.9804", "GA + V": "0.9861"}


@functools.cache
def read(path):
    return json.loads(path.read_text())


@functools.cache
def pooled(files, against=()):
    """Evaluations pooled by the tool, as one; nothing where they do not compare with the others."""
    program = os.environ.get("CMCGAN_EVALUATE", str(BIN / "cmcgan-evaluate"))
    command = [*program.split(), *map(str, files), "--json", "--quiet"]
    if against:
        command += ["--tables", "accuracy", "--against", *map(str, against)]
    done = subprocess.run(command, capture_output=True, text=True)
    if against and done.returncode == 65:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    return json.loads(done.stdout)


class Results:
    """The evaluations of one row on one split."""

    def __init__(self, files):
        self.files = tuple(files)

    def __bool__(self):
        return bool(self.files)

    def __len__(self):
        return len(self.files)

    def line(self, table, **wanted):
        """The one line of a pooled table with these values, or nothing."""
        for line in pooled(self.files).get(table, []) if self else []:
            if all(line.get(key) == value for key, value in wanted.items()):
                return line
        return None

    def value(self, table, key, **wanted):
        line = self.line(table, **wanted)
        return line.get(key) if line else None

    def accuracy(self, evaluated, evaluator="trained", route=None):
        """Accuracy and interval as text, by the usual route."""
        route = self.route(evaluated) if route is None else route
        return cell(self.line("accuracy", evaluated=evaluated, evaluator=evaluator, route=route))

    def route(self, evaluated):
        """The route that the row's configuration takes by default."""
        return read(self.files[0])["routes"][evaluated] if self else None

    def generates(self, evaluated):
        return self.line("accuracy", evaluated=evaluated) is not None

    def evaluators(self):
        """The identity of the evaluators of each evaluation."""
        return tuple(json.dumps(read(path)["evaluators"]) for path in self.files)


def results(document):
    """Each row with its results on the validation split and in the folds."""
    return [(row, *map(Results, files_of(row["name"]))) for row in document["rows"]]


def is_classifier(row):
    return row.get("model") == "classifier"


def cell(line):
    if line is None:
        return "-"
    low, high = line["interval"]
    return f"{line['accuracy']:.3f} ({low:.3f} to {high:.3f})"


def number(value, digits=3):
    return "-" if value is None else f"{value:.{digits}f}"


def probability(p):
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def evaluator_letters(document):
    """A letter for each set of evaluators: capitals on the validation split, small ones in the folds."""
    split, whole = {}, {}
    for row, seeds, folds in results(document):
        if is_classifier(row):
            continue
        for key in seeds.evaluators():
            split.setdefault(key, chr(ord("A") + len(split)))
        if len(folds) == FOLDS:
            whole.setdefault(folds.evaluators(), chr(ord("a") + len(whole)))
    return split | whole


def generation(document, direction):
    """Accuracy, distances and diversity of all rows that generate in a direction."""
    evaluated = DIRECTIONS[direction]
    lines = [
        "| row | seeds | evaluators | trained evaluator | closed-form evaluator | 4-fold, all pairs | Fréchet | KID | diversity | published |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    letters = evaluator_letters(document)
    rows = [entry for entry in results(document) if not is_classifier(entry[0])]
    for row, seeds, folds in rows:
        if not (seeds.generates(evaluated) or folds.generates(evaluated)):
            continue
        found = seeds or folds
        keys = {"evaluated": evaluated, "route": found.route(evaluated)}
        names = sorted({letters[key] for key in seeds.evaluators()})
        names += [letters[folds.evaluators()]] if len(folds) == FOLDS else []
        cells = [
            row["title"], len(seeds), ", ".join(names), seeds.accuracy(evaluated),
            seeds.accuracy(evaluated, evaluator="closed form"),
            folds.accuracy(evaluated) if len(folds) == FOLDS else "-",
            number(found.value("distances", "frechet", space="evaluator", **keys), 2),
            number(found.value("distances", "kernel", space="evaluator", **keys), 2),
            number(found.value("diversity", "share_of_real", space="features", **keys), 2),
            row.get("published", {}).get(direction, "-"),
        ]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return lines + real_items(rows, letters, direction)


def real_items(rows, letters, direction):
    """The accuracy of each set of evaluators on real items, and chance."""
    # A generated image cannot say more about the class than its sound does.
    reals = [("real images", "real image"), ("real sounds (the ceiling)", "real sound")]
    lines = []
    for title, real in reals if direction == "image" else [("real sounds", "real sound")]:
        for key, letter in letters.items():
            one = Results([
                path for _, seeds, _ in rows for path in seeds.files
                if json.dumps(read(path)["evaluators"]) == key
            ][:1])
            folds = next((folds for *_, folds in rows if folds.evaluators() == key), Results([]))
            cells = [
                one.accuracy(real, route=""), one.accuracy(real, "closed form", route=""),
                folds.accuracy(real, route=""),
            ]
            lines.append(f"| {title} | | {letter} | " + " | ".join(cells) + " | | | | |")
    seeds = next((seeds for _, seeds, _ in rows if seeds), None)
    for what in ("chance", "majority class") if seeds else ():
        value = seeds.value("accuracy", "accuracy", evaluated=what)
        lines.append(f"| {what} | | | {value:.3f} | | | | | | |")
    return lines


def tests(document):
    """Paired tests of two rows by the same evaluators: others have other errors."""
    lines = [
        "| compared | evaluated | correct by the first only | by the second only | exact p | p by clusters |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for first, second, evaluated in document["compare"]:
        splits = zip(("validation", "4-fold"), files_of(first), files_of(second))
        for label, a, b in splits:
            if not a or not b or (label == "4-fold" and len(a) < FOLDS):
                continue
            here, there = (Results(files).route(evaluated) for files in (a, b))
            route = here if here == there else f"{here} / {there}"
            found = pooled(tuple(a), tuple(b))
            for line in found["comparison"] if found else ():
                if (line["evaluated"], line["evaluator"], line["route"]) == (evaluated, "trained", route):
                    lines.append(
                        f"| {first} / {second}, {label} | {evaluated} | {line['correct_here']} "
                        f"| {line['correct_there']} | {probability(line['p'])} "
                        f"| {probability(line['p_by_clusters'])} |")
    return lines


def others(document):
    """All other measures, one line a row."""
    lines = [
        "| row | pairing, own discriminator | pairing, evaluators, generated image | generated sound | recorded notes: real sound | to image "
        "| images nearer than real 1 % | class retrieved at 1, image | sound | pitch strength |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row, seeds, folds in results(document):
        found = seeds or folds
        if is_classifier(row) or not found or "pairing" not in read(found.files[0]):
            continue
        image, sound = (
            {"evaluated": name, "route": found.route(name)} for name in DIRECTIONS.values())
        values = [
            found.value("pairing", "area_under_curve", evaluator="pair discriminator", pairs="real image, real sound"),
            found.value("pairing", "area_under_curve", evaluator="evaluators", pairs="generated image, real sound"),
            found.value("pairing", "area_under_curve", evaluator="evaluators", pairs="real image, generated sound"),
            found.value("recorded", "accuracy", evaluated="real sound", evaluator="trained"),
            found.value("recorded", "accuracy", evaluated=f"to image, {image['route']}", evaluator="trained"),
            found.value("memorization", "share_nearer", **image),
            found.value("retrieval", "class_at_1", **image),
            found.value("retrieval", "class_at_1", **sound),
            found.value("waveforms", "pitch_strength", **sound),
        ]
        lines.append(f"| {row['title']} | " + " | ".join(map(number, values)) + " |")
    return lines


def images(document):
    """How good the images are, beside the real ones: at the largest common size, 64 pixels."""
    lines = [
        "| row | seeds | distance, own class | largest class | any class | sharpness | precision | recall "
        "| precision, EfficientNet | recall | Fréchet, EfficientNet |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]

    def add(title, found, **keys):
        nearest = {**keys, "size": "64 x 64"}
        lines.append(f"| {title} | {len(found)} | " + " | ".join(
            [number(found.value("nearest", key, **nearest)) for key in ("own_class", "largest_own_class", "any_class")]
            + [number(found.value("nearest", "sharpness", **nearest), 1)]
            + [
                number(found.value("precision", key, space=space, **keys))
                for space in ("evaluator", "efficientnet-lite0") for key in ("precision", "recall")
            ]
            + [number(found.value("distances", "frechet", space="efficientnet-lite0", **keys), 1)]) + " |")

    measured = [
        (row, seeds or folds) for row, seeds, folds in results(document)
        if (seeds or folds) and (seeds or folds).line("nearest", evaluated="sound to image")
    ]
    if measured:
        add("real images", Results(measured[0][1].files[:1]), evaluated="real image")
    for row, found in measured:
        add(row["title"], found, evaluated="sound to image", route=found.route("sound to image"))
    return lines


def multimodal():
    """The dynamic multimodal classifier beside the paper's numbers."""
    lines = ["| input | accuracy | published |", "| --- | --- | --- |"]
    seeds = Results(files_of("multimodal")[0])
    for given, published in PUBLISHED_MULTIMODAL.items():
        if line := seeds.line("accuracy", input=given):
            lines.append(f"| {given} | {cell(line)} | {published} |")
    return lines


def figures(document):
    lines = []
    for row in document["rows"]:
        name = sheet_name(row)
        if (rows_folder() / f"{name}.png").exists():
            lines += [f"{row['title']}:", "", f"![results of {row['title']}](rows/{name}.png)", ""]
    return lines


def page(document, jobs):
    """The whole of paper.md."""
    done = sum(1 for job in jobs if is_done(job, document))
    left = f"{done} of {len(jobs)} runs are done; `make paper` does the others."
    lines = ["# The paper's tables and ours", "", *document["about"], ""]
    lines += [f"All {done} runs are done." if done == len(jobs) else left, ""]
    lines += ["## Sound to image", "", *generation(document, "image"), ""]
    lines += ["## Images, beside real ones", "", *images(document), ""]
    lines += ["## Image to sound, as waveforms after Griffin-Lim", "", *generation(document, "sound"), ""]
    lines += ["## Paired tests (McNemar, majority of latent samples)", "", *tests(document), ""]
    lines += ["## Pairing, recorded notes, memorisation, retrieval, pitch", "", *others(document), ""]
    lines += ["## Dynamic multimodal classification", "", *multimodal(), "", *document["multimodal"], ""]
    lines += ["## The differences", "", *document["differences"], ""]
    lines += ["## Generated images and sounds", "", *figures(document)]
    return "\n".join(lines).rstrip() + "\n"


def write(document, jobs, folder=RESULTS):
    (folder / "paper.md").write_text(page(document, jobs))
