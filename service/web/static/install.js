// The page as an application: works without a connection, keeps the last answer in this browser.

import { isBorrowed } from "./remember.js";
import { locale, say } from "./words.js";

const LAST = "solferol.last";
const MOST_CHARACTERS = 60_000;
const MOST_OF_A_PLACE = 200;

let asked = window.location.pathname;

const valueOf = (id) => document.getElementById(id)?.value.trim() ?? "";

export function lastAnswer() {
  try {
    const last = JSON.parse(localStorage.getItem(LAST));
    return typeof last?.html === "string" ? last : null;
  } catch {
    return null;
  }
}

export function forgetLastAnswer() {
  try {
    localStorage.removeItem(LAST);
  } catch {
    // A browser that refuses storage has kept nothing.
  }
}

function placeAsked() {
  const coordinates = [valueOf("latitude"), valueOf("longitude")].filter(Boolean).join(", ");
  return valueOf("city") || coordinates;
}

const OF_MANY_DAYS = /\/(week|year|level|plan)$/;

// Answers about one time say of which place and time they are; others count from when they are
// given.
function whatAsked(answer) {
  const where = answer.querySelector(".where");
  const place = where?.querySelector("strong")?.textContent || placeAsked();
  return { place: place.slice(0, MOST_OF_A_PLACE), when: where && !OF_MANY_DAYS.test(asked) ? valueOf("when") : "" };
}

// Neither what was told (scripts have it), nor earlier stays, nor what works by script only.
const NOT_KEPT = "script, style, template, #session, .session, .reader, input, select, button, label";

// Squares of the year tell their values to a pointer: half of its size, and the table has them too.
function slim(answer) {
  const copy = answer.cloneNode(true);
  copy.querySelectorAll(`${NOT_KEPT}, svg rect > title`).forEach((part) => part.remove());
  return copy.outerHTML;
}

// Whoever wants nothing remembered keeps no answer, and whoever wants nothing of the person
// remembered keeps no course of blood values. What a link tells of somebody is no own answer.
function mayKeep() {
  const wished = (id, otherwise) => document.getElementById(id)?.checked ?? otherwise;
  const ofBlood = /\/(level|plan)$/.test(asked);
  return !isBorrowed() && wished("remember-choices", true) && (!ofBlood || wished("remember-about", false));
}

// It stays in this browser: it is sent nowhere, and shown by the page without a connection only.
function keepAnswer() {
  const answer = document.querySelector("#result #answer");
  if (!answer) {
    return;
  }
  // An older answer must not be taken for the last one.
  forgetLastAnswer();
  if (!mayKeep()) {
    return;
  }
  const last = JSON.stringify({
    html: slim(answer),
    given: new Date().toISOString(),
    ...whatAsked(answer),
    lang: locale,
  });
  if (last.length <= MOST_CHARACTERS) {
    try {
      localStorage.setItem(LAST, last);
    } catch {
      // Full or refused: there is no last answer then.
    }
  }
}

async function register() {
  const root = document.body.dataset.root;
  try {
    // Not there at all, or an error by its mere name, where a browser refuses storage.
    await navigator.serviceWorker?.register(`${root}/sw.js`, { scope: `${root}/` });
  } catch {
    // Without it there is just no page without a connection.
  }
}

function offerToInstall(event) {
  event.preventDefault();
  document.getElementById("install")?.remove();
  const button = document.createElement("button");
  button.type = "button";
  button.id = "install";
  button.textContent = say("offline_install");
  button.addEventListener("click", () => {
    button.remove();
    event.prompt();
  });
  document.querySelector("header").append(button);
}

// Live answers come without a new address of the page: what was asked is in the button.
function heedQuestion({ target, submitter }) {
  const action = submitter?.getAttribute("formaction") ?? target.getAttribute("action");
  asked = new URL(action ?? "", window.location.href).pathname;
}

function heedWishes() {
  for (const id of ["remember-choices", "remember-about"]) {
    document.getElementById(id)?.addEventListener("change", () => {
      if (!mayKeep()) {
        forgetLastAnswer();
      }
    });
  }
}

export function setUpInstalling() {
  keepAnswer();
  heedWishes();
  document.addEventListener("submit", heedQuestion);
  document.addEventListener("answered", keepAnswer);
  window.addEventListener("beforeinstallprompt", offerToInstall);
  window.addEventListener("appinstalled", () => document.getElementById("install")?.remove());
  if (document.readyState === "complete") {
    register();
  } else {
    // What it loads must not delay what the page shows.
    window.addEventListener("load", register);
  }
}
