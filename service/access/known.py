"""Keys and tokens that were found good lately, so that not every request asks the database."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from service.access.callers import Caller, identify
from service.errors import NotIdentified
from service.records import Records

_log = logging.getLogger("solferol.access_keys")
GOOD_FOR_S = 600.0
"""How long a key counts as a client of its own after it was last found good. [s]"""
CHECKED_EVERY_S = 30.0
"""How long a call that needs no key goes by an earlier look at it. [s]"""
_LONGEST_S = 2.0
"""How long the database may take to tell; calls that need no key do without it then. [s]"""
_MOST_CALLERS = 10_000
_NAME_BYTES = 16


@dataclass(slots=True)
class Known:
    """A credential that was found good."""

    client: bytes
    """Digest of whose it is: a device gets another token every hour, and stays itself."""
    caller: Caller
    until: float
    check_at: float


class KnownCallers:
    """Digests of credentials that were found good lately, and whose they are."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: OrderedDict[bytes, Known] = OrderedDict()
        self._looking: set[asyncio.Task[Caller]] = set()

    def of(self, shown: bytes) -> Known | None:
        """Whose a value of ``Authorization`` is; ``None`` where it was not found good lately."""
        found = self._known.get(_digest(shown))
        return found if found is not None and found.until > self._clock() else None

    def learn(self, shown: bytes, caller: Caller) -> Known:
        """Remember a credential that was just found good."""
        whose = f"{caller.app_id} {caller.user_id} {caller.actor}".encode()
        now = self._clock()
        known = Known(_digest(whose), caller, now + GOOD_FOR_S, now + CHECKED_EVERY_S)
        digest = _digest(shown)
        self._known[digest] = known
        self._known.move_to_end(digest)
        if len(self._known) > _MOST_CALLERS:
            self._known.popitem(last=False)
        return known

    def is_fresh(self, known: Known | None) -> bool:
        """Whether it need not be looked at again yet."""
        return known is not None and known.check_at > self._clock()

    async def looked_up(self, shown: bytes, credential: str, records: Records) -> Known | None:
        """
        Look whether a credential is good.

        Parameters
        ----------
        shown : bytes
            Value of ``Authorization``.
        credential : str
            What was read from it.
        records : Records

        Returns
        -------
        Known or None
            What was known before, while the database does not tell.

        Raises
        ------
        NotIdentified
        """
        before = self.of(shown)
        if before is not None:
            # One looks, and the others go by what was known meanwhile.
            before.check_at = self._clock() + _LONGEST_S
        if not records.database.exists:
            raise NotIdentified("the key is not known")
        task = asyncio.create_task(identify(records.database, credential, records.now_ms))
        self._looking.add(task)
        task.add_done_callback(self._looked)
        # Never cut off: the first who opens the database may bring it up to date.
        await asyncio.wait({task}, timeout=_LONGEST_S)
        try:
            return self.learn(shown, task.result())
        except NotIdentified:
            self._known.pop(_digest(shown), None)
            raise
        except Exception as error:  # noqa: BLE001 - whatever fails, calls that need no key are answered
            _log.warning("a key could not be looked up: %s", type(error).__name__)
            return before

    def _looked(self, task: asyncio.Task[Caller]) -> None:
        self._looking.discard(task)
        if not task.cancelled():
            task.exception()


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=_NAME_BYTES).digest()
