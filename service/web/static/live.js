// Answers without reload: the same form is sent to the same address, and its answer put in place.

import { namesOf } from "./remember.js";
import { runningSession } from "./session_store.js";
import { say } from "./words.js";

const AFTER_CHANGE_MS = 350;
const AFTER_TYPING_MS = 900;
const PATIENCE_MS = 30000;
const SECTIONS = ["week", "year"];
// Half of a place or of a date is none, and would be refused.
const WHOLE_ONLY = ["city", "latitude", "longitude", "when"];
const OF_PERSONS = /\/(level|plan)$/;

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

function show(page) {
  const focused = document.activeElement?.id;
  ["#result", "footer", ".languages", "#permalink"].forEach((selector) => replace(selector, page));
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

async function ask({ submitter, moveTo = false } = {}) {
  clearTimeout(timer);
  running?.control.abort();
  const control = new AbortController();
  const mine = { control, of: filled() };
  running = mine;
  wanted = true;
  arriving ||= moveTo || Boolean(document.activeElement?.closest("#failure"));
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
  shown = mine.of;
  show(page);
  tell(page.querySelector("#errors") ? "" : say("answer_new"));
  if (arriving) {
    arrive();
  }
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
  if (now === shown) {
    drop();
    arriving = false;
    release();
    watchSections();
  } else if (now !== running?.of && type !== "focusout") {
    drop();
    sections.abort();
    sections = new AbortController();
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
  const other = /\/(week|year|level|plan)$/.test(location.pathname);
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
  window.addEventListener("pageshow", () => heed({ type: "change", target: form }));
}
