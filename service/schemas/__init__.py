"""Pydantic schemas: what comes in over HTTP and what goes out. Rounding happens here."""
