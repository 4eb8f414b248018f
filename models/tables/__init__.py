"""The clear-sky table, how it is read, and the program that makes it."""
