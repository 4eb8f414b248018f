// The session as two growing curves: vitamin D of the target, and dose of the limit.

import { el, svg, write } from "./session_dom.js";
import { totals } from "./session_state.js";
import { clock, percent, say } from "./words.js";

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [360, 170, 54, 354, 12, 145];
const AT_LEAST_MS = 10 * 60 * 1000;
const POINTS = 60;

export function makeChart() {
  const parts = {
    half: svg("line", { class: "grid", x1: LEFT, x2: RIGHT }),
    full: svg("line", { class: "session-full", x1: LEFT, x2: RIGHT }),
    halfText: svg("text", { class: "axis", x: LEFT - 5, "text-anchor": "end" }),
    fullText: svg("text", { class: "axis", x: LEFT - 5, "text-anchor": "end" }),
    base: svg("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: BOTTOM, y2: BOTTOM }),
    from: svg("text", { class: "axis", x: LEFT, y: BOTTOM + 18 }),
    to: svg("text", { class: "axis", x: RIGHT, y: BOTTOM + 18, "text-anchor": "end" }),
    made: svg("polyline", { class: "session-made" }),
    limit: svg("polyline", { class: "session-dose" }),
  };
  parts.picture = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": say("session_curve") },
    ...Object.values(parts),
  );
  parts.figure = el(
    "figure", {}, parts.picture,
    el("figcaption", {},
      el("span", { class: "session-key made" }, say("session_key_iu")), " ",
      el("span", { class: "session-key dose" }, say("session_key_limit"))),
  );
  return parts;
}

function sampled(session, now, before) {
  const { course } = session.courses[0];
  const length = now - session.started;
  return Array.from({ length: POINTS + 1 }, (_, i) => {
    const moment = session.started + (length * i) / POINTS;
    const sum = totals(session, moment, before);
    return { moment, made: sum.iu / course.target_iu, limit: sum.limit };
  });
}

export function drawChart(parts, session, now, before) {
  const points = sampled(session, now, before);
  const last = points[POINTS];
  const top = Math.max(1.1, last.made, last.limit);
  const end = Math.max(now, session.started + AT_LEAST_MS);
  const x = (moment) => LEFT + ((RIGHT - LEFT) * (moment - session.started)) / (end - session.started);
  const y = (share) => BOTTOM - ((BOTTOM - TOP) * share) / top;
  const line = (name) => points
    .map((each) => `${x(each.moment).toFixed(1)},${y(each[name]).toFixed(1)}`).join(" ");
  parts.made.setAttribute("points", line("made"));
  parts.limit.setAttribute("points", line("limit"));
  [[parts.half, parts.halfText, 0.5], [parts.full, parts.fullText, 1]].forEach(([grid, text, at]) => {
    grid.setAttribute("y1", y(at));
    grid.setAttribute("y2", y(at));
    text.setAttribute("y", y(at) + 4);
    write(text, percent(at));
  });
  const { zone } = session.courses[0].course;
  write(parts.from, clock(session.started, zone));
  write(parts.to, clock(end, zone));
}
