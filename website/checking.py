"""What a reader would stumble over in the built site, seen from its HTML."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Elements whose address a browser fetches by itself; a link is followed by people only.
FETCHED = {"script", "img", "link", "iframe", "source", "video", "audio", "object", "embed"}
# A list or table that the dialect of the generator did not take for one.
UNRENDERED = re.compile(r"^(?:[-*] |\d+\. |\| )", re.MULTILINE)


@dataclass
class Page(HTMLParser):
    """Anchors, addresses and running text of one document."""

    anchors: set[str] = field(default_factory=set)
    addresses: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    without_alternative: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    _within: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element tells."""
        told = {name: value or "" for name, value in attrs}
        self.anchors.update(told[name] for name in ("id", "name") if name in told)
        address = told.get("href") or told.get("src")
        if address and told.get("rel") not in {"canonical", "edit"}:
            self.addresses.append(address)
            if tag in FETCHED:
                self.fetched.append(address)
        if tag == "img" and not told.get("alt"):
            self.without_alternative.append(told.get("src", ""))
        if tag == "p":
            self.paragraphs.append("")
        self._within = tag == "p" or (self._within and tag != "pre")

    def handle_endtag(self, tag: str) -> None:
        """Leave a paragraph."""
        self._within = self._within and tag != "p"

    def handle_data(self, data: str) -> None:
        """Gather the text of paragraphs."""
        if self._within:
            self.paragraphs[-1] += data


def faults_of(site: Path) -> list[str]:
    """Look at every document of a site.

    Parameters
    ----------
    site
        Folder of the built site.

    Returns
    -------
    list of str
        Dead links and anchors, addresses of other hosts that a browser would fetch, images
        without alternative text, lists and tables that stayed text.
    """
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    if not pages:
        return ["there is no site"]
    return [
        f"{path.relative_to(site)}: {fault}"
        for path, page in pages.items()
        for fault in _faults(path, page, pages, site)
    ]


def _read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text())
    return page


def _faults(path: Path, page: Page, pages: dict[Path, Page], site: Path) -> list[str]:
    faults = [f"fetches {each}" for each in page.fetched if urlsplit(each).netloc]
    faults += [f"no alternative text: {each}" for each in page.without_alternative]
    faults += [f"stayed text: {each[:60]!r}" for each in page.paragraphs if UNRENDERED.search(each)]
    # The page of errors is shown at any address, so its links begin at the root.
    if path.name != "404.html":
        faults += [
            f"dead link: {each}" for each in page.addresses if _dead(path, each, pages, site)
        ]
    return faults


def _dead(path: Path, address: str, pages: dict[Path, Page], site: Path) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if target.is_dir():
        target /= "index.html"
    if not target.exists() or not target.is_relative_to(site.resolve()):
        return True
    return bool(parts.fragment) and (
        target not in pages or unquote(parts.fragment) not in pages[target].anchors
    )
