"""Buckets that several processes share through Redis; without Redis each has its own."""

from hashlib import blake2b

from service.buckets import MOST_COST, Level, OwnBuckets, Rate, level_of
from service.redis_link import PREFIX, RedisLink

_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local cost, fill, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full_at = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
-- Nobody owes more than the dearest request costs: the clock was put back.
local behind = math.min(math.max(full_at - now, 0), longest)
if cost > 0 and behind + math.min(cost, fill) > fill then
  return {0, behind}
end
behind = math.max(behind + cost, 0)
if behind > 0 then
  redis.call('SET', KEYS[1], string.format('%.0f', now + behind), 'PX', math.ceil(behind / 1000))
else
  redis.call('DEL', KEYS[1])
end
return {1, behind}
"""
"""As ``OwnBuckets``, in one step that nothing comes between, by the clock of Redis."""
_NAME_BYTES = 16


class RedisBuckets:
    """Buckets in Redis, each for as long as it is not full; what Redis cannot do is done here."""

    def __init__(self, rate: Rate, url: str) -> None:
        self.rate = rate
        self._link = RedisLink(url)
        self._own = OwnBuckets(rate)
        self._script = self._link.redis.register_script(_SCRIPT)

    async def take(self, client: bytes, cost: float, rate: Rate | None = None) -> Level:
        """Take units out of the bucket of a client, or leave it as it is where they are not in."""
        rate = rate or self.rate
        return await self._link.ask(
            lambda: self._moved(client, cost, rate), lambda: self._own.take(client, cost, rate)
        )

    async def give_back(self, client: bytes, cost: float, rate: Rate | None = None) -> Level:
        """Put units back that were taken, and not needed after all."""
        rate = rate or self.rate
        return await self._link.ask(
            lambda: self._moved(client, -cost, rate),
            lambda: self._own.give_back(client, cost, rate),
        )

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._link.close()

    async def _moved(self, client: bytes, cost: float, rate: Rate) -> Level:
        cost_us = int(cost * rate.unit_us)
        longest_us = max(rate.fill_us, MOST_COST * rate.unit_us)
        # Whoever looks into Redis finds no addresses there, if only their digests.
        name = blake2b(client, digest_size=_NAME_BYTES).hexdigest()
        granted, behind = await self._script(
            keys=[f"{PREFIX}limit:{name}"], args=[cost_us, rate.fill_us, longest_us]
        )
        return level_of(rate, max(cost_us, 0), int(behind), granted=bool(granted))
