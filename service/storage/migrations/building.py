"""What the revisions share: a table of users' rows is split by a hash of the user on PostgreSQL."""

from alembic import op
from sqlalchemy import Column, PrimaryKeyConstraint, String, Uuid

PARTITIONS = 16
"""Parts of a table on one server; more only help when it spreads over several."""

Key = Uuid(as_uuid=False).with_variant(String(36), "sqlite")


def create_of_user(name: str, *columns: Column[object], key: tuple[str, ...]) -> None:
    """Create a table of rows that belong to users, in its parts."""
    op.create_table(
        name,
        Column("user_id", Key, nullable=False),
        *columns,
        PrimaryKeyConstraint("user_id", *key, name=f"{name}_pkey"),
        postgresql_partition_by="HASH (user_id)",
    )
    if op.get_bind().dialect.name != "postgresql":
        return
    for part in range(PARTITIONS):
        op.execute(
            f"CREATE TABLE {name}_{part:02d} PARTITION OF {name} "
            f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {part})"
        )
