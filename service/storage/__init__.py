"""Where users, their samples and their days are kept: SQLite, or PostgreSQL by URL."""
