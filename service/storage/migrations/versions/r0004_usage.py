"""What keys are used for, how much each may ask, and that earlier keys may ask for estimates."""

from alembic import op
from sqlalchemy import BigInteger, Column, Float, Integer, PrimaryKeyConstraint, String

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create the table, and add to keys."""
    op.create_table(
        "key_usage",
        Column("key_id", String(32), nullable=False),
        Column("date", String(10), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("requests", BigInteger, nullable=False),
        Column("refused", BigInteger, nullable=False),
        Column("invalid", BigInteger, nullable=False),
        Column("failed", BigInteger, nullable=False),
        Column("units", Float(53), nullable=False),
        PrimaryKeyConstraint("key_id", "date", "kind", name="key_usage_pkey"),
    )
    op.add_column("app_keys", Column("per_minute", Integer))
    # Whoever has a key could ask for estimates before there was a scope for it.
    op.execute(
        "UPDATE app_keys SET scopes = scopes || ' estimates' WHERE scopes LIKE '%users%' "
        "OR scopes LIKE '%profile%' OR scopes LIKE '%samples:%' OR scopes LIKE '%webhooks%'"
    )
