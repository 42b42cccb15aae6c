"""The rows of the paper's tables: what is trained for each, and where its results are."""

import json
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / "bin"
RESULTS = ROOT / "Benchmarks" / "results"
FOLDS = 4


def rows_folder():
    """The folder of the finished rows; the environment can name another one."""
    return pathlib.Path(os.environ.get("PAPER_ROWS", RESULTS / "rows"))


def plan(path=ROOT / "Benchmarks" / "paper_rows.json"):
    """The document, and all jobs as (name, row, seed, fold); fold None is the data's own split."""
    document = json.loads(pathlib.Path(path).read_text())
    jobs, changes = [], {}
    for row in document["rows"]:
        earlier = changes[row["like"]] if "like" in row else {}
        row["set"] = changes[row["name"]] = {**earlier, **row.get("set", {})}
        for seed in row["seeds"]:
            jobs.append((f"{row['name']}.seed{seed}", row, seed, None))
        for fold in range(FOLDS if row.get("folds") else 0):
            jobs.append((f"{row['name']}.fold{fold}", row, row["seeds"][0], fold))
    # Jobs that one table needs first come first, then other seeds and folds.
    order = {id(row): number for number, row in enumerate(document["rows"])}
    jobs.sort(key=lambda job: (job[1].get("after", 0), job[3] is not None, job[2], order[id(job[1])]))
    return document, jobs


def settings(row, seed, fold, data, sounds, images=None):
    """The assignments of a job, as --set takes them."""
    changes = {"data.root": data, "data.unpairedSounds": sounds or "", "seed": seed}
    if uses_images(row):
        changes["data.unpairedImages"] = images
    if fold is not None:
        changes.update({"data.folds": FOLDS, "data.fold": fold})
    changes.update(row["set"])
    if not sounds:
        changes["data.unpairedShare"] = 0
    return [
        f"{path}={value if isinstance(value, str) else json.dumps(value)}"
        for path, value in changes.items()
    ]


def is_done(job, document):
    """Whether a job's results are there, made with the settings that it has now."""
    name, row, _, _ = job
    path = rows_folder() / f"{name}.json"
    if not path.exists():
        return False
    made = json.loads(path.read_text())["row"]
    return (
        made["set"] == row["set"]
        and made["base"] == row.get("base", document["base"])
        and made.get("kernels") == row.get("kernels")
    )


def uses_images(row):
    """Whether the encoder of a row sees unpaired images."""
    return row["set"].get("data.unpairedImageShare", 0) > 0


def is_ready(job, images=None):
    """Whether the unpaired images and the model that a job needs from another row are there."""
    _, row, seed, fold = job
    if uses_images(row) and not images:
        return False
    split = f"seed{seed}" if fold is None else f"fold{fold}"
    return "generator" not in row or (rows_folder() / f"{row['generator']}.{split}.json").exists()


def files_of(name):
    """The files of a row: by seed on the validation split, and by fold."""
    seeds, folds = [], []
    for path in sorted(rows_folder().glob(f"{name}.*.json")):
        record = json.loads(path.read_text())
        (seeds if record["row"]["fold"] is None else folds).append(path)
    return seeds, folds


def sheet_name(row):
    """The job of a row whose results are drawn."""
    return f"{row['name']}.seed{row['seeds'][0]}"
