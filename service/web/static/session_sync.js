// Sessions as samples of a user: each interval in the open is one, and one is of the skin then.

const TAKEN = new Set(["created", "updated", "unchanged"]);
const ITEMS_AT_ONCE = 1000;
const PATIENCE_MS = 30000;
// Corrections of the clock below what the service itself overlooks would be noise.
const SKEW_MS = 120000;

const iso = (session, moment) => {
  const skew = Math.abs(session.skew_ms) > SKEW_MS ? session.skew_ms : 0;
  return new Date(Math.round(moment + skew)).toISOString();
};

export function itemsOf(session) {
  return session.intervals.flatMap((each) => {
    const common = {
      rev: 1, start: iso(session, each.start), end: iso(session, each.end), tz: session.zone,
      location: { lat: session.latitude, lon: session.longitude }, recording: "active",
    };
    return [
      { ...common, id: each.id, type: "outdoor_session", basis: "session" },
      { ...common, id: each.cover_id, type: "cover", value: session.skin_fraction, unit: "1" },
    ];
  });
}

// Division of sessions into batches that are taken.
export function batches(sessions) {
  return sessions.reduce((found, session) => {
    const last = found[found.length - 1];
    const items = itemsOf(session);
    if (last && last.items.length + items.length <= ITEMS_AT_ONCE) {
      last.sessions.push(session);
      last.items.push(...items);
    } else {
      found.push({ sessions: [session], items: [...items] });
    }
    return found;
  }, []);
}

async function sent(items, token, device) {
  const response = await fetch(`${document.body.dataset.root}/v1/users/me/samples:batch`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ device: { id: device, type: "app", app: "Solferol page" }, items }),
    credentials: "omit",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) {
    const trouble = { 401: "session_sync_401", 403: "session_sync_403" };
    return { trouble: trouble[response.status] ?? "session_sync_refused", status: response.status };
  }
  return { results: (await response.json()).results };
}

function judged(batch, results) {
  const byId = new Map(results.map((each) => [each.id, each]));
  const good = (session) => itemsOf(session).every(({ id }) => TAKEN.has(byId.get(id)?.status));
  return {
    synced: batch.sessions.filter(good).map(({ id }) => id),
    rejected: results.filter(({ status }) => !TAKEN.has(status)),
    unchanged: results.filter(({ status }) => status === "unchanged").length,
    created: results.filter(({ status }) => status === "created").length,
  };
}

// What became of each session; `trouble` is the text of why not all were sent.
export async function send(sessions, token, device) {
  const outcome = { synced: [], rejected: [], created: 0, unchanged: 0, trouble: null, status: 0 };
  for (const batch of batches(sessions)) {
    let answer;
    try {
      answer = await sent(batch.items, token, device);
    } catch {
      answer = { trouble: "session_sync_offline", status: 0 };
    }
    if (answer.trouble) {
      return { ...outcome, trouble: answer.trouble, status: answer.status };
    }
    const found = judged(batch, answer.results);
    outcome.synced.push(...found.synced);
    outcome.rejected.push(...found.rejected);
    outcome.created += found.created;
    outcome.unchanged += found.unchanged;
  }
  return outcome;
}
