"""Handing out everything that is kept of a user, in forms that others can read."""
