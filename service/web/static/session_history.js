// Sessions that are over: their list, files of them, and sending them to an account.

import { button, download, el, write } from "./session_dom.js";
import { deviceId, forgetAll, keepOver, keepToken, sessionsOver, tokenKept, tokenOf } from "./session_store.js";
import { send } from "./session_sync.js";
import { iuText, shareText } from "./session_view.js";
import { locale, minutes, number, say } from "./words.js";

const COLUMNS = ["id", "started", "ended", "minutes", "iu_low", "iu", "iu_high", "limit", "med",
  "med_high", "place", "zone", "latitude", "longitude", "skin_fraction", "synced", "incomplete"];

function whenText(session) {
  const options = { dateStyle: "medium", timeStyle: "short", timeZone: session.zone };
  return new Intl.DateTimeFormat(locale, options).format(session.started);
}

export function summaryText(session) {
  const told = say("session_summary", {
    time: minutes(session.minutes), iu: iuText(session),
    limit: shareText(session.limit), burn: shareText(session.med),
  });
  return session.incomplete ? `${told} ${say("session_incomplete")}` : told;
}

// Without ids of samples and what the next session needs of this one.
function exported(session) {
  const told = Object.fromEntries(COLUMNS.map((name) => [name, session[name]]));
  const iso = (moment) => new Date(moment).toISOString();
  const intervals = session.intervals.map(({ start, end }) => ({ start: iso(start), end: iso(end) }));
  return { ...told, started: iso(session.started), ended: iso(session.ended), intervals };
}

export const jsonOf = (sessions) => JSON.stringify({ sessions: sessions.map(exported) }, null, 2);

// Programs that open it take what begins like a formula for one, unless it is a number.
function cell(value) {
  const isFormula = typeof value === "string" && /^[=+\-@\t\r]/.test(value);
  const text = isFormula ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(sessions) {
  const rows = sessions.map(exported).map((each) => COLUMNS.map((name) => cell(each[name])).join(","));
  return [COLUMNS.join(","), ...rows, ""].join("\r\n");
}

function saveAs(kind) {
  const sessions = sessionsOver();
  if (kind === "csv") {
    download("solferol-sessions.csv", "text/csv", csvOf(sessions));
  } else {
    download("solferol-sessions.json", "application/json", jsonOf(sessions));
  }
}

function entry(session, changed) {
  const gone = button(say("session_delete"), () => {
    keepOver(sessionsOver().filter(({ id }) => id !== session.id));
    changed();
  }, { "aria-label": say("session_delete_of", { time: whenText(session) }) });
  const synced = session.synced ? ` ${say("session_synced")}` : "";
  return el(
    "li", {}, el("strong", {}, `${whenText(session)}, ${session.place}`),
    el("span", {}, `${summaryText(session)}${synced}`), gone,
  );
}

function outcomeText({ synced, rejected, trouble, created, unchanged, status }) {
  const lines = [];
  if (synced.length || !trouble) {
    lines.push(say("session_sync_done", {
      sessions: number(synced.length), created: number(created), unchanged: number(unchanged),
    }));
  }
  rejected.forEach(({ detail, status: why }) => {
    lines.push(say("session_sync_rejected", { detail: detail ?? why }));
  });
  return [...lines, ...(trouble ? [say(trouble, { status })] : [])].join(" ");
}

async function synchronise(token, status, changed) {
  const waiting = sessionsOver().filter(({ synced }) => !synced);
  if (!token || !waiting.length) {
    write(status, say(token ? "session_sync_nothing" : "session_sync_no_token"));
    return;
  }
  write(status, say("session_sync_sending"));
  const outcome = await send(waiting, token, deviceId());
  const synced = new Set(outcome.synced);
  keepOver(sessionsOver().map((each) => (synced.has(each.id) ? { ...each, synced: true } : each)));
  changed();
  write(status, outcomeText(outcome));
}

function makeSync(changed) {
  const status = el("p", { role: "status", id: "session-sync-status" });
  const token = el("input", { type: "password", id: "session-token", autocomplete: "off", spellcheck: "false" });
  const keep = el("input", { type: "checkbox", id: "session-keep-token" });
  token.value = tokenOf();
  keep.checked = Boolean(tokenKept());
  const remember = () => keepToken(token.value.trim(), keep.checked);
  [token, keep].forEach((field) => field.addEventListener("change", remember));
  const submit = el("button", { id: "session-send" }, say("session_send"));
  const part = el(
    "details", { class: "session-sync" }, el("summary", {}, say("session_sync")),
    el("p", { class: "hint" }, say("session_sync_hint")),
    el("form", {},
      el("label", { for: "session-token" }, say("session_token")), token,
      el("label", { class: "option" }, keep, el("span", {}, say("session_keep_token"))),
      el("p", { class: "asks" }, submit)),
    status,
  );
  part.addEventListener("submit", async (event) => {
    event.preventDefault();
    remember();
    submit.disabled = true;
    await synchronise(token.value.trim(), status, changed);
    submit.disabled = false;
    submit.focus();
  });
  return { part, token, keep, status };
}

export function makeHistory(onChange) {
  const list = el("ul", { class: "session-list" });
  const part = el("div", { id: "session-history", hidden: true });
  const show = () => {
    const sessions = sessionsOver();
    part.hidden = !sessions.length;
    list.replaceChildren(...sessions.map((each) => entry(each, changed)).reverse());
  };
  const changed = () => {
    show();
    onChange();
  };
  const sync = makeSync(changed);
  const empty = () => {
    Object.assign(sync.token, { value: "" });
    Object.assign(sync.keep, { checked: false });
    write(sync.status, "");
    show();
  };
  const forget = button(say("session_forget"), () => {
    forgetAll();
    empty();
    onChange();
  }, { id: "session-forget" });
  part.append(
    el("h3", { id: "session-past" }, say("session_past")), list, el("p", { class: "asks" },
      button(say("session_export_json"), () => saveAs("json")),
      button(say("session_export_csv"), () => saveAs("csv")), forget),
    el("p", { class: "hint" }, say("session_past_hint")), sync.part,
  );
  return { part, show, empty };
}
