"""Whether the database answers, told when that changes and not each time that it is asked."""

import logging
import time
from collections.abc import Callable

from service.errors import StorageAway, StorageFull

_log = logging.getLogger("solferol.storage")
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 30.0


class Contact:
    """What one process knows of its database."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Begin with a database that answers.

        Parameters
        ----------
        clock : callable, optional
            Seconds that never go back. [s]
        """
        self._clock = clock
        self._away_since: float | None = None
        self._full = False

    def failed(self, error: StorageAway, cause: str) -> None:
        """
        Tell that it does not answer, or is full, unless that is known.

        Parameters
        ----------
        error : StorageAway
        cause : str
            Kind of what the driver raised.
        """
        if isinstance(error, StorageFull):
            if not self._full:
                _log.error("nothing can be added to the database: %s", cause)
            self._full = True
        elif self._away_since is None:
            self._away_since = self._clock()
            _log.error("the database is away: %s; it is asked again now and then", cause)

    def worked(self, *, wrote: bool) -> None:
        """
        Tell that it is back, or can be added to again, unless that is known.

        Parameters
        ----------
        wrote : bool
            A full database can still be read.
        """
        if self._away_since is not None:
            away_s = self._clock() - self._away_since
            self._away_since = None
            _log.warning("the database is back after %.0f s", away_s)
        if wrote and self._full:
            self._full = False
            _log.warning("the database can be added to again")


class Retreat:
    """Pauses between tries of work that fails: each twice as long, up to half a minute."""

    def __init__(self, first_s: float = _FIRST_PAUSE_S) -> None:
        """
        Begin anew.

        Parameters
        ----------
        first_s : float
            The shortest pause. [s]
        """
        self._first_s = self._next_s = min(first_s, _LONGEST_PAUSE_S)

    def pause_s(self) -> float:
        """Take the pause after another failure. [s]"""
        pause = self._next_s
        self._next_s = min(2.0 * pause, _LONGEST_PAUSE_S)
        return pause

    def end(self) -> None:
        """Begin anew after a success."""
        self._next_s = self._first_s
