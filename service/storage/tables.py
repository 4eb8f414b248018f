"""
The tables, as the newest migration leaves them.

Whatever belongs to a user has ``user_id`` first in its primary key, is hash-partitioned by it on
PostgreSQL, and refers to nothing of another user: no foreign keys, no sequences. What belongs to an
application is small and the same everywhere.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Uuid,
)

metadata = MetaData()

Key = Uuid(as_uuid=False).with_variant(String(36), "sqlite")
"""UUID as text in Python; 16 bytes on PostgreSQL."""
DATE_LENGTH = 10
"""Of an ISO date."""


def _of_user(name: str, *columns: Column[object], key: tuple[str, ...]) -> Table:
    return Table(
        name,
        metadata,
        Column("user_id", Key, nullable=False),
        *columns,
        PrimaryKeyConstraint("user_id", *key, name=f"{name}_pkey"),
        postgresql_partition_by="HASH (user_id)",
    )


apps = Table(
    "apps",
    metadata,
    Column("app_id", Key, primary_key=True),
    Column("name", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)

app_keys = Table(
    "app_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("app_id", Key, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger),
    Column("revoked_ms", BigInteger),
    Column("last_used_ms", BigInteger),
    Column("per_minute", Integer),
)

key_usage = Table(
    "key_usage",
    metadata,
    Column("key_id", String(32), nullable=False),
    Column("date", String(DATE_LENGTH), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("requests", BigInteger, nullable=False),
    Column("refused", BigInteger, nullable=False),
    Column("invalid", BigInteger, nullable=False),
    Column("failed", BigInteger, nullable=False),
    Column("units", Float(53), nullable=False),
    PrimaryKeyConstraint("key_id", "date", "kind", name="key_usage_pkey"),
)
"""How much keys were used on a day, added up over processes; nothing of any user."""

deployment = Table(
    "deployment",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

erased_users = Table(
    "erased_users",
    metadata,
    Column("user_hash", LargeBinary, primary_key=True),
    Column("erased_ms", BigInteger, nullable=False),
)
"""Salted hashes: all that is left of an erased user."""

users = _of_user(
    "users",
    Column("app_id", Key, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("head_seq", BigInteger, nullable=False),
    Column("floor_seq", BigInteger, nullable=False),
    Column("profile", Text, nullable=False),
    Column("privacy", Text, nullable=False),
    key=(),
)

tokens = _of_user(
    "tokens",
    Column("token_id", Key, nullable=False),
    Column("family_id", Key, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("device_id", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger),
    Column("replaced_ms", BigInteger),
    key=("token_id",),
)

consents = _of_user(
    "consents",
    Column("consent_id", Key, nullable=False),
    Column("purpose", String(64), nullable=False),
    Column("version", String(64), nullable=False),
    Column("given_ms", BigInteger, nullable=False),
    Column("withdrawn_ms", BigInteger),
    key=("consent_id",),
)

access_log = _of_user(
    "access_log",
    Column("entry_id", Key, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("action", String(64), nullable=False),
    Column("request_id", String(64), nullable=False),
    key=("entry_id",),
)

devices = _of_user(
    "devices",
    Column("device_id", String(64), nullable=False),
    Column("info", Text, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
    key=("device_id",),
)

samples = _of_user(
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
Index("samples_by_start", samples.c.user_id, samples.c.start_ms)
Index("samples_by_seq", samples.c.user_id, samples.c.seq)

dirty_days = _of_user(
    "dirty_days",
    Column("date", String(DATE_LENGTH), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("marked_ms", BigInteger, nullable=False),
    key=("date",),
)
"""Days whose totals have to be worked out anew, and the change that made it so."""

days = _of_user(
    "days",
    Column("date", String(DATE_LENGTH), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("computed_ms", BigInteger, nullable=False),
    Column("again_ms", BigInteger),
    Column("totals", Text, nullable=False),
    Column("spans", Text, nullable=False),
    Column("warned", String(16)),
    key=("date",),
)

Index("days_by_again", days.c.again_ms)

idempotency = _of_user(
    "idempotency",
    Column("idempotency_key", String(255), nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("answer", Text),
    key=("idempotency_key",),
)

imports = _of_user(
    "imports",
    Column("import_id", Key, nullable=False),
    Column("state", String(16), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
    Column("report", Text, nullable=False),
    key=("import_id",),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("app_id", Key, nullable=False),
    Column("webhook_id", Key, nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("older_secret", Text),
    Column("older_until_ms", BigInteger),
    Column("created_ms", BigInteger, nullable=False),
    PrimaryKeyConstraint("app_id", "webhook_id", name="webhooks_pkey"),
)

outbox = _of_user(
    "outbox",
    Column("message_id", Key, nullable=False),
    Column("webhook_id", Key, nullable=False),
    Column("app_id", Key, nullable=False),
    Column("event", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    key=("message_id", "webhook_id"),
)
Index("outbox_by_due", outbox.c.state, outbox.c.due_ms)

OF_USER = (
    users, tokens, consents, access_log, devices, samples, dirty_days, days, idempotency, imports,
    outbox,
)  # fmt: skip
"""All that an erasure has to empty, the user itself first."""
