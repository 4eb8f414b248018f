"""Store the computed tables in as few bytes as their accuracy asks for, and describe them."""

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from models.arrays import FloatArray, as_float
from models.constants import ANGSTROM_EXPONENT
from models.tables.axes import Axis, chebyshev_axis
from models.tables.making import build
from models.tables.making.build import Tables
from models.tables.making.inputs import SOURCES, checksum
from models.tables.making.optics import ASYMMETRY
from models.tables.making.spectrum import SUM_STEP, table_nodes
from models.tables.making.transfer import EARTH_RADIUS, STREAMS
from models.tables.store import TABLE, WEIGHTINGS

MANIFEST = "manifest.json"
_COARSE = {
    "zenith": np.array([0.0, 31.0, 49.0, 62.5, 72.0, 79.0, 85.0, 89.9]),
    "ozone": chebyshev_axis(100.0, 600.0, 4, "root").nodes,
}
"""Nodes of the two numbers of the albedo form where they vary little."""
_PRECISION = {"gain": np.float16, "feedback": np.float16}
"""Half a thousandth of a number whose effect is a third: below 0.02 % over the brightest snow."""
_FINE = {
    "zenith": Axis(np.array(build.ZENITH), "linear"),
    "ozone": build.OZONE,
    "elevation": build.ELEVATION,
    "aerosol": build.AEROSOL,
    "scattering_albedo": build.SCATTERING_ALBEDO,
}


def store(tables: Tables, folder: Path) -> None:
    """
    Write the table.

    Parameters
    ----------
    tables : Tables
    folder : Path
        Where the table goes, under its fixed name.
    """
    arrays = {
        "black": tables.black,
        "direct": tables.direct,
        "gain": _thinned(tables.gain),
        "feedback": _thinned(tables.feedback),
        "wavelength": tables.wavelength,
    }
    stored: dict[str, Any] = {
        name: values.astype(_PRECISION.get(name, np.float32)) for name, values in arrays.items()
    }
    stored |= {name: axis.nodes for name, axis in _FINE.items()}
    stored |= {f"coarse_{name}": nodes for name, nodes in _COARSE.items()}
    np.savez_compressed(folder / TABLE, **stored)


def describe(folder: Path, data: Path, minutes: float) -> None:
    """
    Write the manifest beside the table.

    Parameters
    ----------
    folder : Path
        Holds the table.
    data : Path
        Holds the inputs.
    minutes : float
        How long the making took. [min]
    """
    manifest = {
        "table": {"file": TABLE, "sha256": checksum(folder / TABLE)},
        "made_on": datetime.now(UTC).date().isoformat(),
        "minutes": round(minutes, 1),
        "program": "python -m models.tables.making",
        "versions": {
            "python": platform.python_version(),
            "numpy": version("numpy"),
            "nanodisort": version("nanodisort"),
        },
        "inputs": [
            {
                "file": source.file,
                "sha256": checksum(data / source.file),
                "citation": source.citation,
                "public_source": source.public_source,
            }
            for source in SOURCES
        ],
        "settings": _settings(),
        "axes": {name: [round(float(x), 4) for x in axis.nodes] for name, axis in _FINE.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def _settings() -> dict[str, object]:
    wavelengths = table_nodes()
    return {
        "streams": STREAMS,
        "geometry": "pseudo-spherical",
        "earth_radius_km": EARTH_RADIUS,
        "wavelengths_nm": [float(wavelengths[0]), float(wavelengths[-1])],
        "wavelength_count": len(wavelengths),
        "spectral_sums_nm": SUM_STEP,
        "weightings": list(WEIGHTINGS),
        "angstrom_exponent": ANGSTROM_EXPONENT,
        "asymmetry": ASYMMETRY,
        "aerosol_profile": "LOWTRAN 7, rural, spring and summer, visibility of the column",
        "surface": "Lambertian, the same at every wavelength",
        "distance_au": 1.0,
    }


def _thinned(values: FloatArray) -> FloatArray:
    """Bring a field to the coarse nodes of zenith and ozone."""
    picked = [build.ZENITH.index(node) for node in _COARSE["zenith"]]
    rows = build.OZONE.weights(_COARSE["ozone"])
    return as_float(np.einsum("jo,zo...->zj...", rows, values[picked]))
