"""Print the results of the benchmarks as the Markdown tables of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from common import CRFSUITE, LABELLED_ONLY, OURS, Row, grouped, stop

FEW = ("100", "200", "500")
"""The budgets over which the goal for few labels is an average."""

Number = float | None


def main() -> None:
    """Print the tables of some files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="RESULT.json")
    renderers = {
        "label_efficiency": label_efficiency,
        "training_cost": training_cost,
        "partial_labels": partial_labels,
        "ablations": ablations,
    }
    for path in parser.parse_args().files:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            lines = [*renderers[document["benchmark"]](document), origin(document), ""]
        except (OSError, ValueError, KeyError) as error:
            stop(f"{path} is not the result of a benchmark ({error}).")
        print("\n".join(lines))


def label_efficiency(document: Row) -> list[str]:
    """Make a table for each set and one of the averages. F1 is exact, of entities, on test, the mean of the seeds."""
    columns = [
        "CRFsuite",
        "Gatelight, labelled only",
        "Gatelight",
        "difference",
        "CRFsuite, s",
        "Gatelight, s",
        "first tagger, s",
    ]
    lines = []
    averaged: dict[str, list[list[Number]]] = {}
    for (name,), rows in grouped(document["summary"], "set").items():
        cells = {row["budget"]: efficiency_of(row) for row in rows}
        for budget, numbers in cells.items():
            averaged.setdefault(budget, []).append(numbers)
        names = [f"all {row['sentences']:,}" if row["budget"] == "all" else row["budget"] for row in rows]
        body = [[label, *efficiency_cells(numbers)] for label, numbers in zip(names, cells.values(), strict=True)]
        lines += [f"### {name}", "", *table(["sentences", *columns], body), ""]
    # An average over fewer sets could not be compared with the others.
    complete = max(map(len, averaged.values()), default=0)
    averages = {budget: average(rows) for budget, rows in averaged.items() if len(rows) == complete}
    if averages.keys() >= set(FEW):
        averages[", ".join(FEW)] = average([averages[budget] for budget in FEW])
    body = [[label, *efficiency_cells(numbers)] for label, numbers in averages.items()]
    lines += ["### Average of the sets", "", *table(["sentences", *columns], body), ""]
    if document["jobs"] > 1:
        lines += [f"{document['jobs']} trainings ran at a time: the seconds cannot be compared.", ""]
    return lines


def efficiency_of(row: Row) -> list[Number]:
    """Give the numbers of one set and budget."""

    def of(system: str, key: str, factor: float = 1) -> Number:
        figures = row["systems"].get(system)
        return factor * figures[key] if figures else None

    f1 = [of(system, "mean_f1", 100) for system in (CRFSUITE, LABELLED_ONLY, OURS)]
    seconds = [of(system, "median_process_seconds") for system in (CRFSUITE, OURS)]
    return [*f1, row["difference_points"], *seconds, of(OURS, "median_first_tagger_seconds")]


def efficiency_cells(numbers: Sequence[Number]) -> list[str]:
    """Write the numbers of a row; the difference has a sign."""
    return [shown(number, "+.1f" if column == 3 else ".1f") for column, number in enumerate(numbers)]


def average(rows: Sequence[Sequence[Number]]) -> list[Number]:
    """Give the mean of each column, or None where a row has no number."""
    columns = [[number for number in column if number is not None] for column in zip(*rows, strict=True)]
    return [statistics.fmean(column) if len(column) == len(rows) else None for column in columns]


def training_cost(document: Row) -> list[str]:
    """Make one table: seconds of whole processes and their peak of resident memory."""
    columns = ["sentences", "Gatelight, s", "its training, s", "first tagger, s", "MB", "CRFsuite, s", "its MB"]
    body = []
    for row in document["summary"]:
        ours, peer = row["systems"].get(OURS, {}), row["systems"].get(CRFSUITE, {})
        body.append(
            [
                f"{row['sentences']:,}",
                shown(ours.get("median_process_seconds")),
                shown(ours.get("median_train_seconds")),
                shown(ours.get("median_first_tagger_seconds")),
                megabytes(ours.get("median_peak_bytes")),
                shown(peer.get("median_process_seconds")),
                megabytes(peer.get("median_peak_bytes")),
            ]
        )
    return ["### Cost of a training", "", *table(columns, body), ""]


def partial_labels(document: Row) -> list[str]:
    """Make one table: F1 on test with all spans and with hidden ones."""
    hidden = f"{100 * document['hidden']:.0f} %"
    columns = ["set", "all gold", f"{hidden} untouched", f"{hidden} as O", "lost of what O loses"]
    body = []
    for row in document["summary"]:
        f1 = [shown(100 * row["mean_f1"][case]) for case in ("all gold", "untouched", "as O")]
        body.append([f"{row['set']}, {row['sentences']} sentences", *f1, percent(row["share"])])
    return ["### Hidden labels", "", *table(columns, body), ""]


def ablations(document: Row) -> list[str]:
    """Make a table for each budget: F1 on dev with one part switched off, the mean of the sets."""
    lines = []
    for (budget,), rows in grouped(document["summary"], "budget").items():
        body = []
        for row in rows:
            whole = row["variant"] == "as it is"
            difference = shown(None if whole else row["difference_points"], "+.1f")
            worse = "–" if whole or row["worse"] is None else f"{row['worse']} of {row['runs']}"
            body.append([row["variant"], shown(100 * row["mean_f1"]), difference, worse, str(row["sets"])])
        columns = ["variant", "F1 on dev", "difference", "worse in", "sets"]
        lines += [f"### Parts switched off, {budget} sentences", "", *table(columns, body), ""]
    return lines


def origin(document: Row) -> str:
    """Say where the figures come from."""
    machine = document["machine"]
    commits = ", ".join(dict.fromkeys(run["commit"] for run in document["runs"])) or "none"
    trial = f" A trial with --epochs {document['epochs']}: the figures mean nothing." if document["epochs"] else ""
    return (
        f"Commit {commits}; Python {machine['python']}, torch {machine['torch']}, {machine['cpus']} cores, "
        f"{machine['platform']}.{trial}"
    )


def table(columns: Sequence[str], body: Iterable[Sequence[str]]) -> list[str]:
    """Make a Markdown table: the first column stands left, the others right."""
    rule = ["---", *["--:"] * (len(columns) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in [columns, rule, *body]]


def shown(number: Number, form: str = ".1f") -> str:
    """Write a number, or a dash where there is none."""
    return "–" if number is None else format(number, form)


def megabytes(count: Number) -> str:
    """Write bytes as MB."""
    return shown(None if count is None else count / 1e6, ".0f")


def percent(share: Number) -> str:
    """Write a share in percent."""
    return "–" if share is None else f"{100 * share:.0f} %"


if __name__ == "__main__":
    main()
