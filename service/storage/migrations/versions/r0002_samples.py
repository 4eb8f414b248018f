"""Samples, the days they make up, and how they come in."""

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Float, LargeBinary, String, Text

from service.storage.migrations.building import Key, create_of_user

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    create_of_user(
        "samples",
        Column("sample_id", Key, nullable=False),
        Column("rev", BigInteger, nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("deleted", Boolean, nullable=False),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("received_ms", BigInteger, nullable=False),
        Column("type", String(24)),
        Column("start_ms", BigInteger),
        Column("end_ms", BigInteger),
        Column("value", Float(53)),
        Column("latitude", Float(53)),
        Column("longitude", Float(53)),
        Column("altitude_m", Float(53)),
        Column("tz", String(64)),
        Column("recording", String(16)),
        Column("device_id", String(64)),
        Column("details", Text),
        key=("sample_id",),
    )
    op.create_index("samples_by_start", "samples", ["user_id", "start_ms"])
    op.create_index("samples_by_seq", "samples", ["user_id", "seq"])
    _create_days()
    _create_ways_in()


def _create_days() -> None:
    create_of_user(
        "dirty_days",
        Column("date", String(10), nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("marked_ms", BigInteger, nullable=False),
        key=("date",),
    )
    create_of_user(
        "days",
        Column("date", String(10), nullable=False),
        Column("seq", BigInteger, nullable=False),
        Column("computed_ms", BigInteger, nullable=False),
        Column("again_ms", BigInteger),
        Column("totals", Text, nullable=False),
        Column("spans", Text, nullable=False),
        Column("warned", String(16)),
        key=("date",),
    )
    op.create_index("days_by_again", "days", ["again_ms"])


def _create_ways_in() -> None:
    create_of_user(
        "devices",
        Column("device_id", String(64), nullable=False),
        Column("info", Text, nullable=False),
        Column("seen_ms", BigInteger, nullable=False),
        key=("device_id",),
    )
    create_of_user(
        "idempotency",
        Column("idempotency_key", String(255), nullable=False),
        Column("body_hash", LargeBinary, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        Column("answer", Text),
        key=("idempotency_key",),
    )
    create_of_user(
        "imports",
        Column("import_id", Key, nullable=False),
        Column("state", String(16), nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        Column("updated_ms", BigInteger, nullable=False),
        Column("report", Text, nullable=False),
        key=("import_id",),
    )
