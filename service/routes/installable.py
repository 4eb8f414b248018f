"""What makes the page an application: manifest, service worker, and a page without a connection."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.tongues import Tongue
from service.web.templates import STATIC, render, tongue_of_request

_GROUND = "#f6f4ee"
"""As in style.css and installable.html."""
_WORKER = "sw.js"
_KEPT_KINDS = {".css", ".js", ".svg"}
_NEVER_KEPT = {_WORKER, "documentation.js"}
_NOTICE_ICON = "icon-192.png"
_MANIFEST_MAX_AGE_S = 3600

router = APIRouter(include_in_schema=False)


@router.get("/manifest.webmanifest")
async def show_manifest(request: Request) -> Response:
    """Tell browsers how the page is installed, in the language of the page."""
    tongue = tongue_of_request(request)
    told = _manifest(request.scope.get("root_path", ""), tongue)
    return Response(
        json.dumps(told, ensure_ascii=False),
        media_type="application/manifest+json",
        headers={
            "cache-control": f"max-age={_MANIFEST_MAX_AGE_S}",
            "content-language": tongue.tag,
            "vary": "accept-language, cookie",
        },
    )


@router.get("/sw.js")
async def show_worker(request: Request) -> Response:
    """Serve the service worker beside the page, because its address limits what it may serve."""
    root = request.scope.get("root_path", "")
    kept = kept_files(STATIC)
    # A worker that differs replaces the one before: by another release or another language.
    page = render(request, "offline.html")
    constants = {
        "VERSION": version_of([STATIC / _WORKER, *kept], bytes(page.body)),
        "ROOT": root,
        "ASSETS": [_asset(root, path.name) for path in kept],
    }
    lines = [f"const {name} = {json.dumps(value)};\n" for name, value in constants.items()]
    return Response(
        "".join(lines) + (STATIC / _WORKER).read_text("utf-8"),
        media_type="text/javascript",
        headers={"cache-control": "no-cache", "vary": "accept-language, cookie"},
    )


@router.get("/offline")
async def show_offline(request: Request) -> Response:
    """Show what the service worker answers with where there is no connection."""
    return render(request, "offline.html")


def kept_files(static: Path) -> Sequence[Path]:
    """
    Choose what the browser keeps, so that pages look and work without a connection.

    Parameters
    ----------
    static : Path
        Folder of style, scripts and pictures.

    Returns
    -------
    sequence of Path
    """
    return sorted(
        path
        for path in static.iterdir()
        if path.name not in _NEVER_KEPT
        and (path.suffix in _KEPT_KINDS or path.name == _NOTICE_ICON)
    )


def version_of(kept: Sequence[Path], page: bytes) -> str:
    """
    Name what the browser keeps by its content.

    Parameters
    ----------
    kept : sequence of Path
    page : bytes
        The page without a connection.

    Returns
    -------
    str
        Hexadecimal digits, others after any change.
    """
    digest = hashlib.sha256(page)
    for path in kept:
        digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _asset(root: str, name: str) -> str:
    return f"{root}/assets/{name}"


def _manifest(root: str, tongue: Tongue) -> dict[str, Any]:
    """Describe the application by the W3C's Web Application Manifest."""
    return {
        "id": f"{root}/",
        "name": tongue("Solferol: vitamin D and sunburn minutes"),
        "short_name": "Solferol",
        "description": tongue(
            "How long in the sun until the vitamin D you want is made, and how long until you burn."
        ),
        "lang": tongue.tag,
        "dir": "ltr",
        "start_url": f"{root}/",
        "scope": f"{root}/",
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _GROUND,
        "categories": ["health", "weather"],
        "icons": [
            _icon(root, "icon.svg", "any"),
            _icon(root, "icon-192.png", "192x192"),
            _icon(root, "icon-512.png", "512x512"),
            _icon(root, "icon-maskable-512.png", "512x512", purpose="maskable"),
        ],
        "shortcuts": [
            _shortcut(root, tongue("This week"), "week"),
            _shortcut(root, tongue("Your year"), "year"),
        ],
    }


def _icon(root: str, name: str, sizes: str, *, purpose: str = "any") -> dict[str, str]:
    kind = "image/svg+xml" if name.endswith(".svg") else "image/png"
    return {"src": _asset(root, name), "sizes": sizes, "type": kind, "purpose": purpose}


def _shortcut(root: str, name: str, path: str) -> dict[str, Any]:
    icons = [_icon(root, "icon-192.png", "192x192")]
    return {"name": name, "url": f"{root}/{path}", "icons": icons}
