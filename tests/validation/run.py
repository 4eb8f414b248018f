"""
How well our numbers agree with others': ``make validation``.

Prints tables, and renews the plots and the tables of ``docs/science/validation.md`` (the clear sky
against other codes and instruments) and ``docs/science/validation_person.md`` (exposure times
against published ones and other programs), and trials in ``docs/science/serum.md``. ``run.py
person``, ``clear_sky`` or ``levels`` does one of them. Exits with 1 where a bound is not kept and
the page does not say why.
"""

import sys
from pathlib import Path

import checks
import person
import plots
import published_levels

from models import clear_sky

DOCS = Path(__file__).resolve().parents[2] / "docs" / "science"
MARK, END = "<!-- {} made by make validation -->\n", "<!-- end -->\n"


def main():
    """Compute, print, draw."""
    parts = {"clear_sky": _clear_sky, "person": _person, "levels": published_levels.renewed}
    chosen = sys.argv[1:] or list(parts)
    figures = [figure for name in chosen for figure in parts[name]()]
    sys.exit(any(figure.kept is False and not figure.explained for figure in figures))


def _clear_sky():
    figures, against_solver = checks.interpolation(_report)
    more, against_libradtran = checks.libradtran()
    measured, day = checks.brewers()
    figures += more + checks.tuv() + measured + checks.melbourne() + checks.temis()
    figures += checks.statements()
    sys.stderr.write("\n")
    _publish("validation.md", "figures", _figures(figures))
    plots.interpolation(against_solver)
    plots.libradtran(against_libradtran)
    plots.clear_day(day)
    _scatter()
    return figures


def _person():
    found = person.found_times()
    figures = person.time_figures(found) + person.skin_type_figures() + person.hourly_figures()
    page = "validation_person.md"
    _publish(page, "figures", _figures(figures))
    _publish(page, "times", person.table(found))
    _publish(page, "peers", person.peer_tables())
    plots.times(found)
    plots.peers(person)
    return figures


def _figures(figures):
    head = ["| what | found | bound | |", "| --- | --- | --- | --- |"]
    return head + [_line(figure) for figure in figures]


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


def _publish(page, name, lines):
    """Print a table, and put it where the page has its mark."""
    table = "\n".join(lines) + "\n"
    sys.stdout.write(table + "\n")
    path, begin = DOCS / page, MARK.format(name)
    text = path.read_text()
    if begin not in text:
        message = f"{page} has no place for {name}"
        raise ValueError(message)
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(END)
    path.write_text(before + begin + table + END + after)


def _report(text):
    sys.stderr.write(f"\r{text}   ")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
