// What a browser keeps of sessions. Where it keeps nothing, everything still works until reload.

const RUNNING = "solferol.session";
const OVER = "solferol.sessions";
const TOKEN = "solferol.token";
const DEVICE = "solferol.device";
const AT_MOST = 200;
const inMemory = new Map();

function read(storage, key) {
  try {
    return storage().getItem(key);
  } catch {
    return inMemory.get(key) ?? null;
  }
}

function write(storage, key, text) {
  try {
    if (text === null) {
      storage().removeItem(key);
    } else {
      storage().setItem(key, text);
    }
    inMemory.delete(key);
  } catch {
    inMemory.set(key, text);
  }
}

const local = () => window.localStorage;
const tab = () => window.sessionStorage;

function parsed(text, fits) {
  try {
    const value = JSON.parse(text ?? "null");
    return value !== null && fits(value) ? value : null;
  } catch {
    return null;
  }
}

const textOf = (storage, key) => inMemory.get(key) ?? read(storage, key);

// What is kept may be of another release, or damaged: only what everything here can read is taken.
const isText = (value) => typeof value === "string";
const areNumbers = (value, names) => names.every((name) => Number.isFinite(value?.[name]));
const isList = (value, fits, least = 0) => Array.isArray(value) && value.length >= least && value.every(fits);

function isZone(value) {
  try {
    return isText(value) && Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}

const ALONG = ["s", "made_low", "made", "made_high", "med", "med_high"];

const isCourse = (value) => isText(value?.place) && isZone(value.zone) && value.limit_med > 0
  && areNumbers(value, ["start", "latitude", "longitude", "skin_fraction", "target_iu", "limit_med", "capacity"])
  && ALONG.every((name) => isList(value[name], Number.isFinite, 1) && value[name].length === value.s.length);
const isAnchored = (value) => Number.isFinite(value?.anchor) && isCourse(value.course);
// Only the last interval may be open.
const isInterval = (value, i, all) => Array.isArray(value) && Number.isFinite(value[0])
  && (Number.isFinite(value[1]) || (value[1] === null && i === all.length - 1));
const isSession = (value) => isText(value.id) && isText(value.body)
  && areNumbers(value, ["started", "skew_ms"]) && isList(value.courses, isAnchored, 1)
  && isList(value.intervals, isInterval, 1) && isList(value.told, isText)
  && isList(value.labels ?? [], isText);
const isOver = (value) => isText(value?.id) && isText(value.place) && isZone(value.zone)
  && areNumbers(value, ["started", "ended", "minutes", "iu_low", "iu", "iu_high", "limit", "med", "med_high"])
  && isList(value.exposure, Number.isFinite, 3)
  && isList(value.intervals, (each) => areNumbers(each, ["start", "end"]));

export const runningSession = () => parsed(textOf(local, RUNNING), isSession);

// Drops a session that cannot be read; tells whether there was one.
export function dropUnreadable() {
  const unreadable = textOf(local, RUNNING) !== null && !runningSession();
  if (unreadable) {
    keepRunning(null);
  }
  return unreadable;
}

export function keepRunning(session) {
  write(local, RUNNING, session === null ? null : JSON.stringify(session));
}

export function sessionsOver() {
  return (parsed(textOf(local, OVER), Array.isArray) ?? []).filter(isOver);
}

export function keepOver(sessions) {
  write(local, OVER, sessions.length ? JSON.stringify(sessions.slice(-AT_MOST)) : null);
}

export const concerns = (key) => key === null || key === RUNNING || key === OVER;

export const tokenKept = () => read(local, TOKEN);
export const tokenOf = () => read(tab, TOKEN) ?? tokenKept() ?? "";

// For this tab alone, unless it is wanted on the device.
export function keepToken(token, lastingly) {
  write(tab, TOKEN, lastingly || !token ? null : token);
  write(local, TOKEN, lastingly && token ? token : null);
}

export function newId() {
  if (crypto.randomUUID) {
    return crypto.randomUUID();
  }
  // Only pages of a secure origin have the above.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function deviceId() {
  const known = read(local, DEVICE);
  if (known) {
    return known;
  }
  const made = `web-${newId()}`;
  write(local, DEVICE, made);
  return made;
}

// Everything there is of sessions on this device, the token too.
export function forgetAll() {
  keepOver([]);
  keepToken("", false);
  write(local, DEVICE, null);
}

// With the session that is running, and what no storage took.
export function forgetStore() {
  keepRunning(null);
  forgetAll();
  inMemory.clear();
}
