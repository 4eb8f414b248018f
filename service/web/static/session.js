// A live session: a stay in the sun as it goes on, by the wall clock and the course of the server.

import { askNext, findCourse, formBody } from "./session_course.js";
import { write } from "./session_dom.js";
import { makeHistory, summaryText } from "./session_history.js";
import { placePanel } from "./session_place.js";
import * as state from "./session_state.js";
import { concerns, dropUnreadable, forgetStore, keepOver, keepRunning, newId, runningSession, sessionsOver } from "./session_store.js";
import { fillRunning, iuText, makePanel, shareText, titleText } from "./session_view.js";
import { keepScreenOn, mayNotify, titled, wakeSound, warn } from "./session_warn.js";
import { minutes, say } from "./words.js";

const LONGEST_MS = 24 * 3600 * 1000;
const AHEAD_MS = 60000;
const RETRY_MS = 30000;

let parts;
let history;
let session = null;
let before = state.NOTHING;
let heardMinute = 0;
let timer = 0;
let asking = false;
let retryAt = 0;

function keep(changed) {
  session = changed;
  keepRunning(session);
}

// Another window of this page may have changed what is kept.
function reread() {
  session = runningSession();
  before = session ? state.earlierOf(sessionsOver(), session.started) : state.NOTHING;
}

function tellWarning(sum) {
  if (state.dueWarnings(session, sum.limit).length) {
    reread();
  }
  const [gravest] = session ? state.dueWarnings(session, sum.limit) : [];
  if (!gravest) {
    return;
  }
  const told = gravest === "limit" ? ["half", "limit"] : ["half"];
  keep({ ...session, told });
  const text = say(gravest === "limit" ? "session_over" : "session_half");
  warn(titleText(session), text, { loud: parts.sound.input.checked, grave: gravest === "limit" });
}

// Each minute, not each second: whoever listens is to hear something else too.
function tellMinute(sum) {
  const minute = Math.floor(sum.ms / 60000);
  if (minute !== heardMinute) {
    heardMinute = minute;
    write(parts.heard, say("session_heard", {
      time: minutes(minute), iu: iuText(sum), limit: shareText(sum.limit),
    }));
  }
}

// Near the end of what is known, and after any sleep beyond it, the course goes on from there.
async function renew(now, atOnce = false) {
  const from = session && state.missingFrom(session, now + (atOnce ? 0 : AHEAD_MS));
  if (from === null || asking || (now < retryAt && !atOnce)) {
    return;
  }
  asking = true;
  retryAt = now + RETRY_MS;
  const next = await askNext(session, from).catch(() => null);
  asking = false;
  reread();
  const courses = session && next ? [...session.courses, next] : [];
  if (courses.length && state.coveredUntil({ courses }) > state.coveredUntil(session)) {
    retryAt = 0;
    keep({ ...session, courses });
    update();
    write(parts.heard, say("session_renewed"));
  }
}

function setTimer(now) {
  clearTimeout(timer);
  const moment = state.nextWarning(session, now, before);
  if (moment !== null) {
    timer = setTimeout(update, Math.max(0, Math.ceil(moment - now)));
  }
}

function showParts() {
  parts.running.part.hidden = !session;
  parts.begin.part.hidden = Boolean(session) || !document.getElementById("course");
  parts.choices.hidden = parts.running.part.hidden && parts.begin.part.hidden;
}

function update() {
  if (!session) {
    return;
  }
  const now = Date.now();
  if (now - session.started > LONGEST_MS) {
    stop(session.started + LONGEST_MS);
    return;
  }
  const sum = state.totals(session, now, before);
  tellWarning(sum);
  if (!session) {
    idle();
    return;
  }
  titled(titleText(session));
  fillRunning(parts, session, sum, { now, before, missing: state.missingFrom(session, now) });
  tellMinute(sum);
  setTimer(now);
  renew(now);
}

function idle() {
  clearTimeout(timer);
  titled("");
  keepScreenOn(false);
  write(parts.alert, "");
  parts.alert.classList.remove("grave");
  write(parts.heard, "");
  showParts();
}

// Shows what there is: a session as it stands, or nothing of one.
function go() {
  if (session) {
    showParts();
    update();
  } else {
    idle();
  }
}

function begin({ course, anchor, fresh }, now, { body, tooOld, labels }) {
  heardMinute = 0;
  retryAt = 0;
  parts.summary.hidden = true;
  keep({
    id: newId(), started: now, body, labels, without_told_sky: tooOld, courses: [{ course, anchor }],
    intervals: [[now, null]], told: [], skew_ms: fresh ? course.start - anchor : 0,
  });
  reread();
  // Where nothing can be kept, what was made just now still runs.
  placePanel(parts.panel, Boolean(session));
  showParts();
  keepScreenOn(parts.screen.input.checked);
  update();
  parts.running.pause.focus();
}

async function start() {
  const now = Date.now();
  const form = formBody(now);
  parts.begin.start.disabled = true;
  write(parts.problem, "");
  write(parts.heard, say("session_starting"));
  if (parts.sound.input.checked) {
    wakeSound();
  }
  mayNotify();
  const found = await findCourse(form.body, now);
  parts.begin.start.disabled = false;
  reread();
  if (found.problem || session) {
    write(parts.problem, found.problem ? say(found.problem) : "");
    go();
    return;
  }
  begin(found, now, form);
}

function pause() {
  rereadAll();
  if (session) {
    const change = state.isPaused(session) ? state.resumed : state.paused;
    keep(change(session, Date.now()));
  }
  retryAt = 0;
  go();
}

async function stop(moment) {
  reread();
  if (session && !state.isPaused(session)) {
    keep(state.paused(session, moment));
  }
  // Nothing that was received is to be missing from what is kept.
  await renew(moment, true);
  if (session) {
    conclude(moment);
  } else {
    idle();
  }
}

function conclude(moment) {
  const over = state.finished(session, moment, before, newId);
  if (over.intervals.length) {
    keepOver([...sessionsOver(), over]);
  }
  keep(null);
  idle();
  history.show();
  parts.summary.hidden = false;
  write(parts.summary, summaryText(over));
  parts.summary.focus();
}

function attach() {
  rereadAll();
  placePanel(parts.panel, Boolean(session));
  history.show();
  go();
}

// Nobody may go on relying on warnings that do not come any more.
function ended() {
  idle();
  write(parts.summary, "");
  parts.summary.hidden = true;
  write(parts.problem, say("session_forgotten"));
}

function forgotten() {
  const ran = Boolean(session);
  forgetStore();
  reread();
  history.empty();
  if (ran) {
    ended();
  } else {
    write(parts.summary, "");
    parts.summary.hidden = true;
  }
}

// Another window may have ended the session; if it kept nothing of it, it has forgotten it.
function rereadAll() {
  const ran = session;
  reread();
  if (!ran || session) {
    return;
  }
  if (sessionsOver().some(({ id }) => id === ran.id)) {
    idle();
  } else {
    ended();
  }
}

function wake() {
  rereadAll();
  if (session) {
    keepScreenOn(parts.screen.input.checked);
    go();
  }
}

export function setUpSession() {
  if (!document.getElementById("main")) {
    return;
  }
  history = makeHistory(() => {
    rereadAll();
    go();
  });
  parts = makePanel({
    start, pause, stop: () => stop(Date.now()), screen: (on) => keepScreenOn(on && Boolean(session)),
    sound: (on) => on && wakeSound(),
  }, history.part);
  const unreadable = dropUnreadable();
  attach();
  if (unreadable) {
    placePanel(parts.panel, true);
    write(parts.problem, say("session_unreadable"));
  }
  document.addEventListener("answered", attach);
  document.addEventListener("forgotten", forgotten);
  document.addEventListener("visibilitychange", wake);
  ["pageshow", "focus", "online"].forEach((name) => window.addEventListener(name, wake));
  window.addEventListener("storage", ({ key }) => {
    if (concerns(key)) {
      attach();
    }
  });
  setInterval(update, 1000);
}
