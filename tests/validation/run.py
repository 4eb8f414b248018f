"""
How well the clear-sky table agrees with other codes and with instruments: ``make validation``.

Prints a table, and renews the plots and the table of ``docs/science/validation.md``. Exits with 1
where a bound is not kept and the page does not say why.
"""

import sys
from pathlib import Path

import checks
import plots

from models import clear_sky

PAGE = Path(__file__).resolve().parents[2] / "docs" / "science" / "validation.md"
BEGIN, END = "<!-- made by make validation -->\n", "<!-- end -->\n"


def main():
    """Compute, print, draw."""
    figures, against_solver = checks.interpolation(_report)
    more, against_libradtran = checks.libradtran()
    measured, day = checks.brewers()
    figures += more + checks.tuv() + measured + checks.melbourne() + checks.temis()
    figures += checks.statements()
    lines = ["| what | found | bound | |", "| --- | --- | --- | --- |"]
    lines += [_line(figure) for figure in figures]
    sys.stderr.write("\n")
    sys.stdout.write("\n".join(lines) + "\n")
    plots.interpolation(against_solver)
    plots.libradtran(against_libradtran)
    plots.clear_day(day)
    _scatter()
    _write("\n".join(lines) + "\n")
    sys.exit(any(figure.kept is False and not figure.explained for figure in figures))


def _scatter():
    grid = checks.columns("reference/libradtran_2.0.2_grid.csv")
    ours = clear_sky.irradiance(*checks.grid_arguments(grid))
    plots.scatter(
        {"erythemal": grid["erythemal_w_m2_tsis"], "vitamin_d": grid["vitd_w_m2_tsis"]},
        {"erythemal": ours.erythemal, "vitamin_d": ours.vitamin_d},
    )


def _line(figure):
    unit = f" {figure.unit}" if figure.unit else ""
    bound = f"{figure.bound}{unit}" if figure.bound else ""
    verdict = {True: "kept", False: "**not kept**", None: ""}[figure.kept]
    return f"| {figure.what} | {figure.value:.2f}{unit} | {bound} | {verdict} |"


def _write(table):
    text = PAGE.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + table + END + after)


def _report(text):
    sys.stderr.write(f"\r{text}   ")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
