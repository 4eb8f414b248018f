"""
The program that computes the clear-sky table; it does not ship.

``python -m models.tables.making``, or ``make tables``.
"""
