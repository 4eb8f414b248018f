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


def times(found):
    """Exposure times at Rikubetsu through the year, published and ours."""
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.8), sharey=True, layout="constrained")
    names = {
        "NIES minutes_to_MED_300Jm2": "to one MED (300 J m⁻²)",
        "NIES minutes_10ug_600cm2": "10 µg on 600 cm²",
        "NIES minutes_10ug_1200cm2": "10 µg on 1200 cm²",
    }
    for axis, (series, title) in zip(axes, names.items(), strict=True):
        own = [each for each in found if each.case.series == series]
        at = np.arange(len(own)) / 3 + 1
        low, central, high = (np.array([getattr(e, n) for e in own]) for n in
                              ("low", "central", "high"))  # fmt: skip
        axis.fill_between(
            at, low, np.minimum(high, 2e3), alpha=0.2, lw=0, label="Solferol, p10-p90"
        )
        axis.semilogy(at, central, color="C3", lw=1.2, label="Solferol, clear sky")
        axis.plot(at, [e.published for e in own], "o", ms=3.5, label="NIES, all weather")
        axis.set(title=title, xlabel="month", ylim=(2, 2e3))
    axes[0].set_ylabel("minutes at noon")
    axes[0].legend(fontsize=7)
    _save(figure, "exposure-times")


def peers(person):
    """Burn times by UV index and vitamin D times by zenith, of other programs and ours."""
    figure, (burn, made) = plt.subplots(1, 2, figsize=(11, 4.4), layout="constrained")
    uv_index = np.linspace(1, 12, 111)
    for name, minutes in person.burn_minutes(uv_index).items():
        own = name.startswith("Solferol")
        burn.semilogy(uv_index, minutes, lw=2 if own else 1, ls="-" if own else "--", label=name)
    burn.set(title="burn, type II", xlabel="UV index", ylabel="minutes")
    burn.legend(fontsize=7)
    zenith, uv_index, sky = person.same_suns()
    ours = [f"Solferol, {name}" for name in person.CALIBRATIONS]
    found = person.vitamin_d_minutes(uv_index, sky)
    low, high = (f([found[name] for name in ours], axis=0) for f in (np.min, np.max))
    made.fill_between(zenith, low, np.minimum(high, 5e3), alpha=0.15, lw=0,
                      label="five calibrations")  # fmt: skip
    made.semilogy(zenith, found[ours[0]], lw=2, color="C0", label=ours[0])
    for name, minutes in found.items():
        if name not in ours:
            made.semilogy(
                zenith, np.where(minutes < 5e3, minutes, np.nan), ls="--", lw=1, label=name
            )
    made.set(title="1000 IU on a quarter of type II", xlabel="zenith angle [°]", ylim=(1, 3e3))
    made.legend(fontsize=7)
    _save(figure, "peers")


def _save(figure, name):
    FOLDER.mkdir(parents=True, exist_ok=True)
    figure.savefig(FOLDER / f"{name}.png", metadata={"Software": None})
    plt.close(figure)
