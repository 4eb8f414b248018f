// Links to a question. What tells of a person goes into the fragment, which no server ever sees.

import { borrow, clear, fillIn, isOfPerson, namesOf, personOfLink, unfold, valuesOf } from "./remember.js";
import { say } from "./words.js";

const MARK = "#about=";
const byId = (id) => document.getElementById(id);
const root = document.body.dataset.root ?? "";

function queryOf(values, names) {
  const query = new URLSearchParams();
  names.forEach((name) => values[name].forEach((value) => query.append(name, value)));
  return query;
}

// A link tells the place to about a kilometre.
function coarse(values) {
  const rounded = (value) => {
    const degrees = Number(value.replace(",", ".").replace("−", "-").replace("°", ""));
    return Number.isFinite(degrees) ? String(Number(degrees.toFixed(2))) : value;
  };
  return {
    ...values,
    latitude: values.latitude.map(rounded),
    longitude: values.longitude.map(rounded),
  };
}

function linkOf(form, withPerson) {
  const [linked, person] = ["linked", "about"].map((group) => namesOf(form, group));
  const query = queryOf(coarse(valuesOf(form, linked)), linked);
  const about = withPerson ? queryOf(valuesOf(form, person), person).toString() : "";
  return `${location.origin}${root}/?${query}${about ? MARK + about : ""}`;
}

function tell(text) {
  byId("share-status").textContent = text;
}

function show(link) {
  const field = byId("share-url");
  byId("share-shown").hidden = false;
  field.value = link;
  field.focus();
  field.select();
  tell(say("link_shown"));
}

async function copy(link) {
  try {
    await navigator.clipboard.writeText(link);
    tell(say("link_copied"));
  } catch {
    show(link);
  }
}

async function share(form) {
  const url = linkOf(form, byId("share-about").checked);
  byId("share-shown").hidden = true;
  if (!navigator.share) {
    await copy(url);
    return;
  }
  try {
    await navigator.share({ title: document.title, url });
    tell(say("link_shared"));
  } catch (error) {
    // Who closes the list of the system wants no other way either.
    if (error.name !== "AbortError") {
      await copy(url);
    }
  }
}

function setUpButton(form) {
  // The plain link comes from the server with its answer.
  const ready = () => {
    const answered = document.querySelector("#result #answer") !== null;
    byId("share").hidden = !answered;
    byId("permalink").hidden = !answered;
  };
  byId("share-button").addEventListener("click", () => share(form));
  byId("share-about").addEventListener("change", (event) => event.stopPropagation());
  document.addEventListener("answered", ready);
  ready();
}

// Reads the fragment, and takes it out of the address so that it is not passed on unseen.
function readFragment(form) {
  if (!isOfPerson(location.hash)) {
    return;
  }
  const values = personOfLink(form);
  history.replaceState(history.state, "", location.pathname + location.search);
  if (!values) {
    return;
  }
  const about = namesOf(form, "about");
  borrow();
  // Nothing of whoever was there before is to be taken for somebody else's.
  clear(form, about);
  fillIn(form, values, about);
  unfold(form);
  byId("remember-status").textContent = say("link_filled");
  document.dispatchEvent(new CustomEvent("filled"));
  const { city, latitude, longitude, skin_type: skin } =
    valuesOf(form, ["city", "latitude", "longitude", "skin_type"]);
  if (skin.length && (city.length || (latitude.length && longitude.length))) {
    // After every script is set up, so that the answer may come without a new page.
    setTimeout(() => form.requestSubmit(form.querySelector("button.primary")), 0);
  }
}

export function setUpSharing() {
  const form = byId("ask");
  if (!form) {
    return;
  }
  setUpButton(form);
  readFragment(form);
  window.addEventListener("hashchange", () => readFragment(form));
}
