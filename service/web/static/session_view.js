// The panel of the session: made once, filled each second, moved along with the page.

import { drawChart, makeChart } from "./session_chart.js";
import { button, checkbox, el, write } from "./session_dom.js";
import { isPaused, momentOf } from "./session_state.js";
import { clock, number, percent, say } from "./words.js";

// Rounded down: what is told as reached has been reached.
export const shareText = (share) => percent(Math.floor(100 * share + 1e-6) / 100);

export const iuText = (sum) => say("session_iu", {
  iu: number(sum.iu), low: number(sum.iu_low), high: number(sum.iu_high),
});

export function lengthText(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
}

function figure(name, text, ...more) {
  const value = el("span", { class: "session-value", id: `session-${name}` });
  const note = el("span", { class: "hint", id: `session-${name}-note` });
  const row = el("div", {}, el("dt", {}, text), el("dd", {}, value, " ", note, ...more));
  return { row, value, note };
}

function makeFigures() {
  const meter = el("meter", {
    min: 0, max: 1, low: 0.5, high: 0.999, optimum: 0, "aria-label": say("session_limit"),
  });
  const time = figure("time", say("session_time"));
  const made = figure("made", say("session_made"));
  const limit = figure("limit", say("session_limit"), meter);
  const burn = figure("burn", say("session_burn"));
  const rows = [time, made, limit, burn].map(({ row }) => row);
  return { time, made, limit, burn, meter, list: el("dl", { class: "session-figures" }, ...rows) };
}

function makeRunning(acts) {
  const figures = makeFigures();
  const chart = makeChart();
  const parts = {
    figures, chart,
    whose: el("p", { id: "session-whose" }),
    next: el("p", { id: "session-next" }),
    earlier: el("p", { class: "hint" }),
    pause: button(say("session_pause"), acts.pause, { id: "session-pause" }),
    stop: button(say("session_stop"), acts.stop, { id: "session-stop" }),
  };
  parts.part = el(
    "div", { hidden: true }, parts.whose, figures.list, parts.next, parts.earlier,
    el("p", { class: "asks" }, parts.pause, parts.stop),
    el("p", { class: "hint" }, say("session_pause_hint")), chart.figure,
  );
  return parts;
}

function makeStart(acts) {
  const start = button(say("session_start"), acts.start, { class: "primary", id: "session-start" });
  return { start, part: el("div", { hidden: true }, el("p", { class: "asks" }, start)) };
}

export function makePanel(acts, history) {
  const parts = {
    heard: el("p", { class: "session-heard", role: "status" }),
    alert: el("div", { class: "session-alert", role: "alert" }),
    problem: el("p", { class: "message", id: "session-problem", role: "alert" }),
    summary: el("p", { id: "session-summary", tabindex: -1, hidden: true }),
    begin: makeStart(acts),
    running: makeRunning(acts),
    sound: checkbox(say("session_sound"), "session_sound", acts.sound),
    screen: checkbox(say("session_screen"), "session_screen", acts.screen),
  };
  parts.sound.input.checked = true;
  parts.choices = el(
    "div", { class: "session-choices" }, parts.sound.label,
    ...("wakeLock" in navigator ? [parts.screen.label] : []),
    el("p", { class: "hint" }, say("session_honest")),
  );
  parts.panel = el(
    "div", { class: "session-panel" }, parts.heard, parts.alert, parts.problem, parts.summary,
    parts.begin.part, parts.running.part, parts.choices, history,
  );
  return parts;
}

const WARNED = { half: "session_half", limit: "session_over" };

const gravestOf = (session) => ["limit", "half"].find((name) => session.told.includes(name));

export function titleText(session) {
  const gravest = gravestOf(session);
  return gravest ? say(`session_title_${gravest}`) : "";
}

// What has to be read as long as it holds: it is told again after a reload.
export function alertText(session, missing) {
  const lines = [];
  if (missing !== null) {
    lines.push(say("session_stale", { time: clock(missing, session.courses[0].course.zone) }));
  }
  const gravest = gravestOf(session);
  return [...(gravest ? [say(WARNED[gravest])] : []), ...lines].join(" ");
}

function nextText(session, now, before) {
  const { zone } = session.courses[0].course;
  if (isPaused(session)) {
    return say("session_paused");
  }
  const moment = momentOf(session, now, before, 1);
  if (moment === null) {
    return say("session_no_limit");
  }
  return moment <= now ? say("session_advice") : say("session_limit_at", { time: clock(moment, zone) });
}

function fillFigures({ time, made, limit, burn, meter }, sum, missing) {
  // Beyond its last course a session knows only that it was no less.
  const told = (text) => (missing === null ? text : `≥ ${text}`);
  write(time.value, lengthText(sum.ms));
  write(made.value, told(say("session_central", { iu: number(sum.iu) })));
  write(made.note, say("session_range", { low: number(sum.iu_low), high: number(sum.iu_high) }));
  write(limit.value, told(shareText(sum.limit)));
  write(burn.value, told(shareText(sum.med)));
  write(burn.note, say("session_sensitive", { share: shareText(sum.med_high) }));
  meter.value = Math.min(1, sum.limit);
}

// Where, for which skin and which clothes it counts: as the form showed them when it began.
function whoseText({ started, labels, courses }) {
  const { place, zone } = courses[0].course;
  return [place, ...(labels ?? []), say("session_since", { time: clock(started, zone) })].join(" · ");
}

function countedText(session, before) {
  const earlier = before.med_high / session.courses[0].course.limit_med;
  return [
    ...(session.without_told_sky ? [say("session_without_told_sky")] : []),
    ...(earlier > 0 ? [say("session_earlier", { share: shareText(earlier) })] : []),
  ].join(" ");
}

export function fillRunning(parts, session, sum, { now, before, missing }) {
  const { running } = parts;
  write(running.whose, whoseText(session));
  fillFigures(running.figures, sum, missing);
  write(running.next, missing === null ? nextText(session, now, before) : "");
  write(running.earlier, countedText(session, before));
  write(running.pause, say(isPaused(session) ? "session_resume" : "session_pause"));
  write(parts.alert, alertText(session, missing));
  parts.alert.classList.toggle("grave", session.told.includes("limit"));
  drawChart(running.chart, session, now, before);
}
