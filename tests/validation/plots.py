"""Plots of the agreement, for the documentation."""

from pathlib import Path

import matplotlib as mpl
import numpy as np

mpl.use("Agg")
mpl.rcParams.update({"svg.hashsalt": "solferol", "font.size": 9, "axes.grid": True,
                     "grid.alpha": 0.3, "figure.dpi": 100})  # fmt: skip
from matplotlib import pyplot as plt  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "validation"
NAMES = {"erythemal": "erythemal", "vitamin_d": "vitamin D"}


def libradtran(errors):
    """Error against libRadtran by zenith angle, coloured by ozone."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    jitter = np.random.default_rng(1).uniform(-1.6, 1.6, len(errors["zenith"]))
    for axis, name in zip(axes, NAMES, strict=True):
        shown = axis.scatter(
            errors["zenith"] + jitter, errors[name], c=errors["ozone"], s=7, cmap="viridis",
            linewidths=0,
        )  # fmt: skip
        axis.set(title=NAMES[name], xlabel="zenith angle [°]")
    axes[0].set_ylabel("Solferol - libRadtran [%]")
    figure.colorbar(shown, ax=axes, label="total ozone [DU]")
    _save(figure, "libradtran")


def scatter(grid, ours):
    """Irradiances of both codes against each other, over six decades."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for axis, (name, theirs) in zip(axes, grid.items(), strict=True):
        axis.loglog(theirs, ours[name], ".", ms=3)
        ends = [theirs.min(), theirs.max()]
        axis.loglog(ends, ends, lw=0.8, color="0.4")
        axis.set(title=NAMES[name], xlabel="libRadtran [W m⁻²]", ylabel="Solferol [W m⁻²]")
    _save(figure, "scatter")


def interpolation(errors):
    """Error of the table by zenith angle and by ozone."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
    for axis, (key, label) in zip(
        axes, (("zenith", "zenith angle [°]"), ("ozone", "total ozone [DU]")), strict=True
    ):
        for name, text in NAMES.items():
            axis.plot(errors[key], errors[name], ".", ms=3, label=text)
        axis.set_xlabel(label)
    axes[0].set_ylabel("table - direct run [%]")
    axes[0].legend()
    _save(figure, "interpolation")


def clear_day(found):
    """UV index measured by five Brewers and computed, on two days."""
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    day, time = found["day"], found["time"]
    dates = np.array([text[:10] for text in day["utc"]])
    for axis, date in zip(axes, np.unique(dates), strict=True):
        on = dates == date
        hour = (time[on] % 86400) / 3600
        axis.fill_between(hour, day["uvi_min"][on], day["uvi_max"][on], alpha=0.25, lw=0,
                          label="five instruments")  # fmt: skip
        clear = day["clear"][on] == "True"
        axis.plot(hour[clear], day["uvi_median"][on][clear], "o", ms=4, label="median, clear")
        axis.plot(hour[~clear], day["uvi_median"][on][~clear], "x", ms=4, color="0.5",
                  label="median, not clear")  # fmt: skip
        axis.plot(hour, found["uv_index"][on], lw=1.2, color="C3", label="Solferol")
        axis.set(title=date, xlabel="hour [UTC]")
    axes[0].set_ylabel("UV index")
    axes[0].legend(fontsize=7)
    _save(figure, "clear-day")


def _save(figure, name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure.savefig(FOLDER / f"{name}.png", metadata={"Software": None})
    plt.close(figure)
