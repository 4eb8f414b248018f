// The page without a connection: shows the last answer that was kept in this browser.

import { forgetLastAnswer, lastAnswer } from "./install.js";
import { locale, say } from "./words.js";

const byId = (id) => document.getElementById(id);

const TEXT = ["section", "article", "header", "footer", "div", "h2", "h3", "h4", "p", "span",
  "strong", "em", "b", "i", "small", "sub", "sup", "abbr", "time", "br", "hr", "ul", "ol", "li",
  "dl", "dt", "dd", "details", "summary", "figure", "figcaption", "table", "caption", "thead",
  "tbody", "tfoot", "tr", "th", "td"];
const FIGURE = ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
  "text", "tspan", "title", "desc"];
const SHOWN = new Set([...TEXT, ...FIGURE]);
const NOT_SHOWN = /^(on.*|style|(xlink:)?href|src.*|id|aria-(labelledby|describedby|controls))$/i;

// It came from our server, but storage can be written by others: only text and figures are shown.
// Links and buttons would lead nowhere here.
function cleaned(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const element of body.querySelectorAll("*")) {
    if (!SHOWN.has(element.localName)) {
      element.remove();
    }
    for (const { name } of [...element.attributes]) {
      if (NOT_SHOWN.test(name)) {
        element.removeAttribute(name);
      }
    }
  }
  return [...body.childNodes];
}

function told(date, options) {
  const format = { dateStyle: "full", timeStyle: "short", ...options };
  return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat(locale, format).format(date);
}

function givenWhen({ given, place, when }) {
  const values = {
    given: told(new Date(given)),
    place: place || say("offline_a_place"),
    // Time of the place, which need not be the time here.
    then: told(new Date(`${when}Z`), { timeZone: "UTC" }),
  };
  return say(values.then ? "offline_given_for_then" : "offline_given_for", values);
}

function forget() {
  forgetLastAnswer();
  byId("kept").hidden = true;
  byId("last").replaceChildren();
  byId("none").hidden = false;
  byId("none").textContent = say("offline_forgotten");
  byId("none").focus();
}

function show(last) {
  byId("none").hidden = true;
  byId("kept").hidden = false;
  byId("given").textContent = givenWhen(last);
  byId("last").lang = last.lang ?? "";
  byId("last").replaceChildren(...cleaned(last.html));
  byId("forget").addEventListener("click", forget);
}

// The page that was wanted keeps its address, where this one is shown instead of it.
if (!window.location.pathname.endsWith("/offline")) {
  byId("again").href = window.location.pathname + window.location.search;
}
window.addEventListener("online", () => {
  byId("connection").textContent = say("offline_back");
});
const last = lastAnswer();
if (last) {
  show(last);
}
