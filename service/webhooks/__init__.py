"""Telling applications of changes, by the rules of Standard Webhooks."""
