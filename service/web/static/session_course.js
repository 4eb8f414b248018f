// Courses of stays from the server, which answers the form of the page with one.

import { namesOf } from "./remember.js";

const FRESH_MS = 5 * 60 * 1000;
const PATIENCE_MS = 20000;

function courseOf(page) {
  const source = page.getElementById("course");
  return source ? JSON.parse(source.textContent) : null;
}

const isFresh = (course, now) => Math.abs(now - course.start) <= FRESH_MS;

const form = () => document.getElementById("ask");

// What was told of the sky holds for the minutes it was told in: a low UV index of the morning would
// hide the sun of noon.
const ofTheMoment = () => namesOf(form(), "moment");

function withoutSky(body) {
  const fields = [...new URLSearchParams(body)];
  const old = ofTheMoment();
  return new URLSearchParams(fields.filter(([name]) => !old.includes(name))).toString();
}

// Whose skin and which clothes a form is of, as it shows them.
function labelsOf(filled) {
  return ["skin_type", "clothing"].flatMap((name) => {
    const field = [...form().querySelectorAll(`[name="${name}"]`)]
      .find(({ value }) => value === filled.get(name));
    const text = (field?.labels?.[0]?.querySelector("strong") ?? field?.labels?.[0])?.textContent.trim();
    return text ? [text] : [];
  });
}

// The form as it is filled in, without a time and without what no course depends on; whether
// something that was told of the sky is too old to be in it; and what it shows of a person.
export function formBody(now) {
  const filled = new FormData(form());
  const asked = namesOf(form(), "asked");
  const body = new URLSearchParams([...filled].filter(([name]) => asked.includes(name))).toString();
  const told = ofTheMoment().some((name) => asked.includes(name) && filled.get(name));
  const course = courseOf(document);
  const tooOld = told && !(course && isFresh(course, now));
  return { body: tooOld ? withoutSky(body) : body, tooOld, labels: labelsOf(filled) };
}

// A course for a form: from now on, or from a local time of its place. Null where there is none.
async function askCourse(body, when = "") {
  const sent = new URLSearchParams(body);
  sent.set("when", when);
  const response = await fetch(`${document.body.dataset.root}/`, {
    method: "POST", body: sent, cache: "no-store", headers: { "x-part": "section" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // A server that is out of order is like none; a form that cannot be answered is not.
  if (response.status >= 500 || response.status === 429) {
    throw new Error(`status ${response.status}`);
  }
  return courseOf(page);
}

// The minute of a moment in a zone, as the form writes it.
function localMinute(moment, timeZone) {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(moment).map((each) => [each.type, each.value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

// How far the clock of the server is ahead of this one, by a course that began just now.
const ahead = ({ course, anchor }) => course.start - anchor;

// The course that follows the ones of a session, from a moment on; null where there is none.
export async function askNext(session, from) {
  const first = session.courses[0];
  const course = await askCourse(withoutSky(session.body), localMinute(from + ahead(first), first.course.zone));
  return course && { course, anchor: course.start - ahead(first) };
}

// Whether the form is still filled in as it was when the course of this page was computed.
function isOfForm() {
  const filled = new FormData(form());
  const asked = JSON.parse(document.getElementById("course").dataset.asked);
  const told = (values) => JSON.stringify([values].flat().map((text) => text.trim()).filter(Boolean));
  return Object.entries(asked).every(([name, value]) => told(value) === told(filled.getAll(name)));
}

// What a session begins with: a course of now, or the text of why there is none. A course that is
// not of now would tell of another sun, and one of another form of another skin.
export async function findCourse(body, now) {
  try {
    const course = await askCourse(body);
    return course ? { course, anchor: now, fresh: true } : { problem: "session_no_course" };
  } catch {
    const course = courseOf(document);
    if (course && isFresh(course, now) && isOfForm()) {
      return { course, anchor: Math.min(course.start, now), fresh: false };
    }
    return { problem: "session_offline" };
  }
}
