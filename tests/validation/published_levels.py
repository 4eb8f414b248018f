"""
Published levels of 25(OH)D beside ours: trials of supplements and of sun, and a winter.

``published_levels.py`` renews the table and the plot of ``docs/science/serum.md``.
"""

from dataclasses import dataclass

import numpy as np
from figures import at_least, at_most

from models import ageing, atmosphere, body, calibrations, clear_sky, serum, skin, vitamin_d
from models.serum import Level
from models.units import micrograms_from_iu, radiant_exposure_from_sed

DIET_UG = 3.27
"""What Manchester adults ate, median. [µg d⁻¹] (Webb et al. 2010)"""
INSIDE_BOUND, OFF_BOUND = 80.0, 15.0
"""[%]"""
START_CV = 0.05
"""How well the mean of a trial's start is known; its people are in the response. [unitless]"""


@dataclass(frozen=True)
class Trial:
    """Mean level of a group after some weeks of the same vitamin D."""

    source: str
    doi: str
    start: float
    """Mean at the start. [nmol/L]"""
    reached: float
    """Mean at the end. [nmol/L]"""
    days: int
    oral_ug: float = 0.0
    """A day, beyond the diet. [µg]"""
    sun_ug: float = 0.0
    """On each of three days a week. [µg]"""
    steady: bool = True
    """Whether the start is the level without the trial, as at the end of a winter."""
    fitted: bool = False
    """Whether gain and half-yield level were fitted to it."""

    def course(self):
        """Our levels of it."""
        week = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0])
        start = Level(self.start, START_CV * self.start)
        return serum.course(
            self.sun_ug * np.resize(week, self.days),
            np.full(self.days, self.oral_ug),
            response=serum.response(),
            start=start,
            basal=start if self.steady else None,
            sun_log_sd=calibration_width(),
        )


def calibration_width():
    """Log-normal width of published calibrations of skin."""
    spread = calibrations.calibration_spread(calibrations.CALIBRATIONS["webb_engelsen_2006"])
    return max(spread.down, spread.up)


def rhodes_ug():
    """Vitamin D by 1.3 SED in T-shirt and shorts at noon in June, Manchester, type II to III."""
    ozone = atmosphere.total_ozone(53.5, 166)
    sky = clear_sky.irradiance(53.5 - 23.3, ozone, 40.0, 0.15, atmosphere.USUAL_ALBEDO)
    dose = radiant_exposure_from_sed(1.3) * sky.vitamin_d / sky.erythemal
    med = np.mean([skin.minimal_erythema_dose(kind).central for kind in (2, 3)])
    fraction = body.clothed_fraction("t_shirt_shorts", 40.0)
    made = vitamin_d.vitamin_d_made(dose, med, fraction, ageing.chalcraft_2020(40.0))
    return float(micrograms_from_iu(made))


def trials():
    """All of them."""
    cashman, vieth = "10.3945/ajcn.2008.26594", "10.1093/ajcn/73.2.288"
    iom, hin = "10.17226/13050", "10.1007/s00198-016-3833-y"
    return [
        Trial("Cashman 2008, 1.96 nmol/L per µg, 10 µg", cashman, 40.0, 59.6, 154, 10.0,
              fitted=True),
        Trial("IOM 2011, winter regression, 15 µg in all", iom, 40.7, 9.9 * np.log(600.0), 180,
              15.0 - DIET_UG),
        Trial("IOM 2011, winter regression, 20 µg in all", iom, 40.7, 9.9 * np.log(800.0), 180,
              20.0 - DIET_UG),
        Trial("Vieth 2001, 25 µg", vieth, 40.7, 68.7, 90, 25.0, fitted=True),
        Trial("Heaney 2003, 0.70 nmol/L per µg, 50 µg", "10.1093/ajcn/77.1.204", 70.0, 105.0, 140,
              50.0),
        Trial("Gallagher 2012, above 80 µg", "10.7326/0003-4819-156-6-201203200-00005", 39.0, 112.0,
              365, 100.0, fitted=True),
        Trial("Vieth 2001, 100 µg", vieth, 40.7, 96.4, 90, 100.0, fitted=True),
        Trial("Hin 2017, 50 µg", hin, 53.0, 102.0, 365, 50.0),
        Trial("Hin 2017, 100 µg", hin, 53.0, 137.0, 365, 100.0),
        Trial("Rhodes 2010, 1.3 SED three times a week", "10.1038/jid.2009.417", 44.0, 70.0, 42,
              sun_ug=rhodes_ug()),
        Trial("Webb 2010, September to February", "10.1111/j.1365-2133.2010.09975.x", 70.9, 45.7,
              150, steady=False),
        Trial("Webb 2018, two months without sun", "10.3390/nu10040497", 70.0, 57.5, 60,
              steady=False),
    ]  # fmt: skip


def figures(found):
    """How many means lie inside our intervals, and how far our central values are off."""
    ends = [(t, c.low[-1], c.central[-1], c.high[-1]) for t, c in found]
    inside = 100.0 * np.mean([low <= t.reached <= high for t, low, _, high in ends])
    off = {
        kind: [100.0 * abs(mid / t.reached - 1.0) for t, _, mid, _ in ends if t.fitted is kind]
        for kind in (True, False)
    }
    return [
        at_least("published means inside p10-p90", inside, INSIDE_BOUND),
        at_most("central values off, median of those not fitted to", np.median(off[False]),
                OFF_BOUND),
        at_most("central values off, median of those fitted to", np.median(off[True]), OFF_BOUND),
    ]  # fmt: skip


def table(found):
    """Lines of the table of the documentation."""
    lines = [
        "| trial | from | published | Solferol, p10 - p50 - p90 | off | |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for trial, course in found:
        low, central, high = (line[-1] for line in (course.low, course.central, course.high))
        off = 100.0 * (central / trial.reached - 1.0)
        lines.append(
            f"| {trial.source} | {trial.start:.1f} | {trial.reached:.1f} | "
            f"{low:.1f} - {central:.1f} - {high:.1f} | {off:+.0f} % | "
            f"{'fitted' if trial.fitted else ''} |"
        )
    return lines


def plot(found):
    """Means of trials beside our intervals, and the courses of three of them."""
    import plots

    figure, (means, courses) = plots.plt.subplots(
        1, 2, figsize=(11, 4.2), width_ratios=(1.35, 1.0), layout="constrained"
    )
    at = np.arange(len(found))[::-1]
    low, central, high = (
        np.array([getattr(course, name)[-1] for _, course in found])
        for name in ("low", "central", "high")
    )
    means.hlines(at, low, high, lw=5, alpha=0.3, color="C0", label="Solferol, p10-p90")
    means.plot(central, at, "|", ms=11, mew=2, color="C0", label="Solferol, central")
    for fitted, mark, text in ((True, "o", "published, fitted to"), (False, "D", "published")):
        own = np.array([trial.fitted is fitted for trial, _ in found])
        reached = np.array([trial.reached for trial, _ in found])
        means.plot(reached[own], at[own], mark, ms=5, color="C3",
                   mfc="none" if fitted else "C3", label=text)  # fmt: skip
    means.set_yticks(at, [trial.source for trial, _ in found], fontsize=7)
    means.set(xlabel="25(OH)D at the end [nmol/L]", xlim=(0, 180))
    means.legend(fontsize=7, loc="lower right")
    shown = {"Vieth 2001, 100 µg": "C1", "Rhodes 2010": "C2", "Webb 2010": "C4"}
    for name, colour in shown.items():
        trial, course = next(each for each in found if each[0].source.startswith(name))
        day = np.arange(1, trial.days + 1)
        courses.fill_between(day, course.low, course.high, alpha=0.15, lw=0, color=colour)
        courses.plot(day, course.central, lw=1.4, color=colour, label=trial.source)
        courses.plot([0, trial.days], [trial.start, trial.reached], "o", ms=5, color=colour)
    courses.set(xlabel="day", ylabel="25(OH)D [nmol/L]", ylim=(0, 170))
    courses.legend(fontsize=7, loc="lower right")
    figure.savefig(plots.FOLDER.parent / "serum_trials.png", metadata={"Software": None})
    plots.plt.close(figure)


def renewed():
    """Figures of all trials; prints, draws and renews the page."""
    import run

    found = [(trial, trial.course()) for trial in trials()]
    results = figures(found)
    run._publish("serum.md", "figures", run._figures(results))
    run._publish("serum.md", "levels", table(found))
    plot(found)
    return results


if __name__ == "__main__":
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    renewed()
