"""Applications, their keys, and users."""

from alembic import op
from sqlalchemy import BigInteger, Column, LargeBinary, String, Text

from service.storage.migrations.building import Key, create_of_user

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "apps",
        Column("app_id", Key, primary_key=True),
        Column("name", Text, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
    )
    op.create_table(
        "app_keys",
        Column("key_id", String(32), primary_key=True),
        Column("app_id", Key, nullable=False),
        Column("secret_hash", LargeBinary, nullable=False),
        Column("scopes", Text, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        Column("expires_ms", BigInteger),
        Column("revoked_ms", BigInteger),
        Column("last_used_ms", BigInteger),
    )
    op.create_table(
        "deployment",
        Column("name", String(64), primary_key=True),
        Column("value", Text, nullable=False),
    )
    op.create_table(
        "erased_users",
        Column("user_hash", LargeBinary, primary_key=True),
        Column("erased_ms", BigInteger, nullable=False),
    )
    _create_users()


def _create_users() -> None:
    create_of_user(
        "users",
        Column("app_id", Key, nullable=False),
        Column("created_ms", BigInteger, nullable=False),
        Column("head_seq", BigInteger, nullable=False),
        Column("floor_seq", BigInteger, nullable=False),
        Column("profile", Text, nullable=False),
        Column("privacy", Text, nullable=False),
        key=(),
    )
    create_of_user(
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
    create_of_user(
        "consents",
        Column("consent_id", Key, nullable=False),
        Column("purpose", String(64), nullable=False),
        Column("version", String(64), nullable=False),
        Column("given_ms", BigInteger, nullable=False),
        Column("withdrawn_ms", BigInteger),
        key=("consent_id",),
    )
    create_of_user(
        "access_log",
        Column("entry_id", Key, nullable=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("actor", String(80), nullable=False),
        Column("action", String(64), nullable=False),
        Column("request_id", String(64), nullable=False),
        key=("entry_id",),
    )
