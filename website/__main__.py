"""Build the site into ``build/site``, and fail on whatever a reader would stumble over."""

import shutil
import subprocess
import sys
from pathlib import Path

from website.checking import faults_of
from website.reference import reference_pages
from website.staging import configuration, pages_beside_the_navigation, stage

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build"


def main() -> int:
    """Gather the pages, build them strictly, look at what came out."""
    pages, site = BUILD / "docs", BUILD / "site"
    for folder in (pages, site):
        shutil.rmtree(folder, ignore_errors=True)
    stage(ROOT, pages)
    reference = reference_pages(ROOT / "openapi")
    for name, text in reference.items():
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(text)
    written = BUILD / "zensical.toml"
    written.write_text(configuration(ROOT / "website" / "zensical.toml", list(reference)))
    faults = pages_beside_the_navigation(written, pages)
    generator = Path(sys.executable).with_name("zensical")
    options = ["--strict", "--clean", "--config-file", str(written)]
    if subprocess.run([generator, "build", *options], check=False).returncode:
        faults.append("the generator has complaints, see above")
    faults += faults_of(site)
    sys.stderr.writelines(f"{fault}\n" for fault in faults)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
