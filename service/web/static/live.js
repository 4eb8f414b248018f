// Answers without reload: the same form is sent to the same address, and its answer put in place.

import { clear, namesOf } from "./remember.js";
import { runningSession } from "./session_store.js";
import { say } from "./words.js";

const AFTER_CHANGE_MS = 350;
const AFTER_TYPING_MS = 900;
const PATIENCE_MS = 30000;
const OLD_MS = 5 * 60000;
const OLD_OF_DAYS_MS = 60 * 60000;
const LOOK_MS = 30000;
const SECTIONS = ["week", "year"];
// Half of a place or of a date is none, and would be refused.
const WHOLE_ONLY = ["city", "latitude", "longitude", "when"];
const OF_PERSONS = /\/(level|plan)$/;
const OF_DAYS = /\/(week|year|level|plan)$/;

let form;
let running = null;
let timer;
let address;
let wanted = false; // whether anything was asked: then changes are
let arriving = false;
let shown = null; // the fields that what is shown was computed from
let out = []; // parts that are out of reach, because they belong to other fields
let sections = new AbortController();
let seen = null;
let shownAt = 0;
let renewal = false; // whether what was asked last was only asked again, because time had passed
let lastAsked = null;
let sliding = false;
let skyDropped = false;

const result = () => document.getElementById("result");

const isTick = (field) => field.type === "radio" || field.type === "checkbox";
const valueNow = (field) => (isTick(field) && !field.checked ? "" : field.value.trim());

// As the server wrote it, whatever a browser has filled in since.
function valueServed(field) {
  if (field.tagName === "SELECT") {
    return ([...field.options].find((each) => each.defaultSelected) ?? field.options[0]).value;
  }
  return isTick(field) ? (field.defaultChecked ? field.value : "") : field.defaultValue.trim();
}

// The fields that the answer depends on.
function filled(valueOf = valueNow) {
  const names = [...namesOf(form, "asked"), "when",
    ...(OF_PERSONS.test(new URL(address).pathname) ? namesOf(form, "habits") : [])];
  const fields = [...form.elements]
    .filter((each) => each.matches("input, select") && names.includes(each.name));
  return JSON.stringify(fields.map((field) => [field.name, valueOf(field)]));
}

async function fetchPage(url, { signal, submitter, part = false }) {
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) {
    body.append(submitter.name, submitter.value);
  }
  const headers = { accept: "text/html", ...(part ? { "x-part": "section" } : {}) };
  const response = await fetch(url, { method: "POST", body, signal, headers });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (response.status >= 500 || !page.querySelector("#result #answer, #result #errors")) {
    throw new Error(`${response.status}`);
  }
  return page;
}

function replace(selector, page) {
  const [there, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (there && fresh) {
    there.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
}

function describe(page) {
  form.querySelectorAll("input, select, fieldset").forEach((field) => {
    const fresh = field.id ? page.getElementById(field.id) : null;
    ["aria-invalid", "aria-describedby"].forEach((name) => {
      if (fresh?.hasAttribute(name)) {
        field.setAttribute(name, fresh.getAttribute(name));
      } else if (fresh) {
        field.removeAttribute(name);
      }
    });
  });
}

// Messages stand beside their fields, which keep what was typed and where the cursor is.
function replaceMessages(page) {
  form.querySelectorAll(".message").forEach((message) => message.remove());
  describe(page);
  page.querySelectorAll("#ask .message").forEach((message) => {
    const name = message.id.replace(/-error$/, "");
    const field = document.getElementById(name);
    const place = field ?? form.querySelector(`[name="${name}"]`)?.closest("fieldset")?.querySelector("legend");
    place?.after(document.importNode(message, true));
    field?.closest("details")?.setAttribute("open", "");
  });
}

const summaries = () => [...result().querySelectorAll("details > summary")];

// What was unfolded stays so; asked again on the same day, the week and the year stay as well.
function replaceResult(page) {
  const open = summaries().filter((each) => each.parentElement.open).map((each) => each.textContent);
  const sameDay = new Date(shownAt).toDateString() === new Date().toDateString();
  const kept = renewal && sameDay ? SECTIONS.map((name) => document.getElementById(name)) : [];
  replace("#result", page);
  summaries().filter((each) => open.includes(each.textContent))
    .forEach((each) => { each.parentElement.open = true; });
  const beyond = document.getElementById("beyond");
  kept.filter((each) => each && beyond).forEach((each) => {
    beyond.before(each);
    beyond.querySelector(`[data-more="${each.id}"]`)?.remove();
  });
  hideEmpty();
}

function show(page) {
  const focused = document.activeElement?.id;
  replaceResult(page);
  ["footer", ".languages", "#permalink"].forEach((selector) => replace(selector, page));
  replaceMessages(page);
  document.title = page.title;
  document.dispatchEvent(new CustomEvent("answered"));
  if (focused && document.activeElement?.id !== focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}

function tell(text) {
  document.getElementById("live-status").textContent = text;
}

// What works on while the rest is out of reach: a session that warns, and the slider in use.
function working() {
  const session = runningSession() && result().querySelector(".session-panel");
  const slider = document.activeElement?.closest("#day-slider");
  return [session, slider].filter(Boolean);
}

function allBut(part, kept) {
  if (!kept.some((each) => part.contains(each))) {
    return [part];
  }
  return kept.includes(part) ? [] : [...part.children].flatMap((each) => allBut(each, kept));
}

// From now on what is shown belongs to other fields than the ones that are seen.
function mark() {
  release();
  result().classList.add("busy");
  out = allBut(result(), working());
  out.forEach((part) => {
    part.inert = true;
    part.setAttribute("aria-busy", "true");
  });
}

function release() {
  result().classList.remove("busy");
  out.forEach((part) => {
    part.inert = false;
    part.removeAttribute("aria-busy");
  });
  out = [];
}

// Numbers that belong to other fields are not left standing.
function fail() {
  const focused = result().contains(document.activeElement);
  const again = document.createElement("button");
  again.type = "button";
  again.id = "answer-retry";
  again.textContent = say("answer_retry");
  again.addEventListener("click", () => ask({ moveTo: true }));
  const section = document.createElement("section");
  section.className = "errors";
  section.id = "failure";
  section.tabIndex = -1;
  section.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = say(navigator.onLine ? "answer_failed" : "answer_offline");
  section.append(title, again);
  shown = null;
  result().replaceChildren(section);
  tell("");
  document.dispatchEvent(new CustomEvent("answered"));
  if (arriving || focused) {
    arrive();
  }
}

async function ask({ submitter, moveTo = false, again = false } = {}) {
  clearTimeout(timer);
  renewal = again;
  running?.control.abort();
  const control = new AbortController();
  const mine = { control, of: filled() };
  running = mine;
  lastAsked = mine.of;
  wanted = true;
  arriving ||= moveTo || Boolean(document.activeElement?.closest("#failure"));
  const focused = reachable().indexOf(document.activeElement);
  mark();
  tell("");
  const late = setTimeout(() => control.abort(new DOMException("", "TimeoutError")), PATIENCE_MS);
  let page = null;
  try {
    page = await fetchPage(address, { signal: control.signal, submitter });
  } catch {
    // Then there is none.
  }
  clearTimeout(late);
  if (running !== mine) {
    return;
  }
  running = null;
  release();
  if (!page) {
    fail();
    return;
  }
  const before = headline();
  shown = mine.of;
  show(page);
  shownAt = Date.now();
  tellOfSky();
  if (renewal && document.activeElement === document.body) {
    reachable()[focused]?.focus({ preventScroll: true });
  }
  // What is only as it was is not told every few minutes.
  tell(page.querySelector("#errors") || (renewal && headline() === before) ? "" : say("answer_new"));
  if (arriving) {
    arrive();
  }
}

// Parts of the answer that may have the focus, which is lost where they are out of reach.
const reachable = () => [...result().querySelectorAll("a, button, summary, input, [tabindex]")];

const headline = () => document.getElementById("headline")?.textContent;

// A slider that was moved and not let go of is about to set a time.
function isSliding() {
  const slider = document.getElementById("day-slider");
  return sliding && Boolean(slider) && slider.value !== slider.defaultValue;
}

// What was told of the sky holds for the minutes it was told in, as in sessions.
function dropSky() {
  const told = namesOf(form, "moment").filter((name) => name !== "when");
  if (told.some((name) => form.elements[name]?.value)) {
    clear(form, told);
    skyDropped = true;
  }
}

function tellOfSky() {
  const title = document.querySelector("#answer #headline");
  if (skyDropped && title) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.textContent = say("session_without_told_sky");
    title.after(notice);
  }
}

// An answer that is of now goes out of date by itself, and so does there being none.
function renew() {
  const isOfNow = !form.elements.when.value && document.visibilityState === "visible";
  if (!isOfNow || running || isSliding()) {
    return;
  }
  if (document.getElementById("failure")) {
    if (renewal && navigator.onLine && filled() === lastAsked) {
      ask({ again: true });
    }
    return;
  }
  const old = Math.abs(Date.now() - shownAt) > (OF_DAYS.test(new URL(address).pathname) ? OLD_OF_DAYS_MS : OLD_MS);
  if (old && shown !== null && filled() === shown && result().querySelector("#answer")) {
    dropSky();
    ask({ again: true });
  }
}

function setUpRenewal() {
  // What a browser brings back from earlier may be of any time.
  const [come] = performance.getEntriesByType("navigation");
  shownAt = come?.type === "back_forward" || document.wasDiscarded ? 0 : Date.now();
  document.addEventListener("visibilitychange", renew);
  ["pageshow", "focus"].forEach((name) => window.addEventListener(name, renew));
  setInterval(renew, LOOK_MS);
  ["input", "change"].forEach((name) => document.addEventListener(name, ({ type, target }) => {
    sliding = target.id === "day-slider" ? type === "input" : sliding;
  }));
}

// Where somebody asked by hand, the answer is where they go on reading.
function arrive() {
  arriving = false;
  const goal = ["errors", "failure", "headline"].map((id) => document.getElementById(id)).find(Boolean);
  if (goal) {
    goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    goal.closest("section").scrollIntoView({ block: "start", behavior: "instant" });
  }
}

function drop() {
  clearTimeout(timer);
  running?.control.abort();
  running = null;
}

// Whatever changes a field: what is shown for other fields goes out of reach at once.
function heed({ type, target }) {
  if (!wanted) {
    return;
  }
  const now = filled();
  if (now === running?.of) {
    // That is being asked already, be it only once more.
    return;
  }
  if (now === shown) {
    drop();
    arriving = false;
    release();
    watchSections();
  } else if (type !== "focusout") {
    drop();
    sections.abort();
    sections = new AbortController();
    skyDropped = false;
    mark();
    soon(type, target);
  }
}

function soon(type, target) {
  if (type === "change") {
    timer = setTimeout(ask, AFTER_CHANGE_MS);
  } else if (type === "input" && !WHOLE_ONLY.includes(target.name)) {
    timer = setTimeout(ask, AFTER_TYPING_MS);
  }
}

// The week and the year are fetched when somebody comes near them, and stand below the answer.
async function addSection(button) {
  const name = button.dataset.more;
  const { signal } = sections;
  try {
    const page = await fetchPage(button.formAction, { signal, part: true });
    if (signal.aborted || !button.isConnected) {
      return;
    }
    const fresh = page.querySelector("#result #answer:not(.withheld)");
    if (fresh) {
      const section = document.importNode(fresh, true);
      section.id = name;
      section.querySelector("#headline")?.setAttribute("id", `${name}-headline`);
      section.setAttribute("aria-labelledby", `${name}-headline`);
      document.getElementById("beyond").before(section);
    }
    button.remove();
    hideEmpty();
  } catch {
    // The button is still there, and works by itself.
  }
}

function hideEmpty() {
  const beyond = document.getElementById("beyond");
  if (beyond && !beyond.querySelector("button")) {
    beyond.hidden = true;
  }
}

function watchSections() {
  const buttons = SECTIONS.map((name) => document.querySelector(`[data-more="${name}"]`));
  seen?.disconnect();
  seen = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => {
      seen.unobserve(target);
      if (filled() === shown) {
        addSection(target);
      }
    });
  }, { rootMargin: "200px" });
  buttons.forEach((button) => button && seen.observe(button));
}

function submitted(event) {
  const button = event.submitter;
  const goal = new URL(button?.getAttribute("formaction") ?? form.getAttribute("action"), location.href);
  if (goal.searchParams.has("lang")) {
    // Another language is another page: the browser sends the form there.
    drop();
    return;
  }
  event.preventDefault();
  address = goal.href;
  ask({ submitter: button, moveTo: true });
}

export function setUpLiveAnswers() {
  form = document.getElementById("ask");
  if (!form) {
    return;
  }
  const other = OF_DAYS.test(location.pathname);
  address = new URL(other ? location.pathname : form.getAttribute("action"), location.href).href;
  const status = document.createElement("p");
  status.id = "live-status";
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.before(status);
  wanted = document.querySelector("#result #answer, #result #errors") !== null;
  shown = wanted ? filled(valueServed) : null;
  ["input", "change", "focusout"].forEach((name) => form.addEventListener(name, heed));
  form.addEventListener("submit", submitted);
  document.addEventListener("answered", watchSections);
  window.addEventListener("online", () => document.getElementById("failure") && ask());
  // A browser that goes back fills in fields once more, after every script was set up.
  const filledIn = () => heed({ type: "change", target: form });
  window.addEventListener("pageshow", filledIn);
  document.addEventListener("filled", filledIn);
  setUpRenewal();
}
