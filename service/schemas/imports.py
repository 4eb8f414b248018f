"""Imports as clients see them."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from service.storage.import_rows import ImportRow


class NoticeOut(BaseModel):
    """Something that was left out, or is worth knowing."""

    reason: Annotated[str, Field(description="A stable code.")]
    detail: str
    count: Annotated[int, Field(description="How often.")]


class FailureOut(BaseModel):
    """Why a file could not be read."""

    reason: Annotated[str, Field(description="A stable code.")]
    detail: str


class ImportOut(BaseModel):
    """A file, and what became of it; the same file is the same import."""

    id: str
    state: Literal["waiting", "running", "done", "failed"]
    progress: Annotated[float, Field(description="0 to 1.")]
    created_at: datetime
    updated_at: datetime
    counts: Annotated[dict[str, int], Field(description="As of a batch of samples.")]
    rejected: Annotated[dict[str, int], Field(description="By code.")]
    notices: list[NoticeOut]
    affected_days: Annotated[list[str], Field(description="Dates that are worked out anew.")]
    failed: Annotated[FailureOut | None, Field(description="Null unless `state` says so.")]


class ImportsOut(BaseModel):
    """Imports, the newest first."""

    imports: list[ImportOut]


def import_out(row: ImportRow) -> ImportOut:
    """Show an import."""
    told: dict[str, Any] = {name: row.report[name] for name in row.report if name != "profile"}
    return ImportOut.model_validate(
        told
        | {
            "id": row.import_id,
            "state": row.state,
            "created_at": datetime.fromtimestamp(row.created_ms / 1000.0, UTC),
            "updated_at": datetime.fromtimestamp(row.updated_ms / 1000.0, UTC),
        }
    )
