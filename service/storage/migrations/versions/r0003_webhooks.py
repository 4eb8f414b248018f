"""What is told to applications."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, PrimaryKeyConstraint, String, Text

from service.storage.migrations.building import Key, create_of_user

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "webhooks",
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
    create_of_user(
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
    op.create_index("outbox_by_due", "outbox", ["state", "due_ms"])
