// Where and when: suggestions while a name is typed, the location of the device, saved places.

import { setUpQuestionnaire } from "./questionnaire.js";
import { locale, say } from "./words.js";

const SAVED = "solferol.places";
const MOST_SAVED = 12;
const LEAST_LETTERS = 3;
const PAUSE_MS = 250;
const LOOKS_LIKE_NAME = /^\p{L}[^:/]*$/u;

const byId = (id) => document.getElementById(id);
const root = document.body.dataset.root ?? "";
const known = new Map(); // coordinates of suggested names

// What scripts fill in is heard by other scripts as if a person had done it.
export function fill(field, value) {
  if (field && field.value !== value) {
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function tell(text) {
  byId("locate-status").textContent = text;
}

function fillCoordinates(latitude, longitude) {
  byId("by-coordinates").open = true;
  byId("city").value = "";
  byId("latitude").value = latitude;
  byId("longitude").value = longitude;
  byId("longitude").dispatchEvent(new Event("change", { bubbles: true }));
}

function setUpLocation() {
  const button = byId("locate");
  if (!("geolocation" in navigator)) {
    button.hidden = true;
    return;
  }
  const found = ({ coords }) => {
    fillCoordinates(coords.latitude.toFixed(2), coords.longitude.toFixed(2));
    tell(say("place_found"));
  };
  const failed = () => tell(say("place_refused"));
  button.addEventListener("click", () => {
    tell(say("place_looking"));
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 15000, maximumAge: 600000 });
  });
}

function setUpPlaceFields() {
  const coordinates = [byId("latitude"), byId("longitude")];
  byId("city").addEventListener("change", (event) => {
    if (event.target.value) {
      coordinates.forEach((field) => { field.value = ""; });
    }
  });
  coordinates.forEach((field) => field.addEventListener("change", () => {
    if (field.value) {
      byId("city").value = "";
    }
  }));
}

// Coordinates and links of maps are read by the server: as a form, because addresses are logged. It
// says what is missing besides, which nobody is told here.
async function readPlace(text) {
  try {
    const body = new URLSearchParams({ city: text });
    const response = await fetch(`${root}/`, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const [latitude, longitude] = ["latitude", "longitude"]
      .map((id) => page.getElementById(id)?.value);
    if (latitude && longitude && byId("city").value.trim() === text) {
      fillCoordinates(latitude, longitude);
      tell(say("place_read", { latitude, longitude }));
    }
  } catch {
    // It is read when the form is sent.
  }
}

function setUpReading() {
  byId("city").addEventListener("change", (event) => {
    const text = event.target.value.trim();
    if (text && !LOOKS_LIKE_NAME.test(text)) {
      readPlace(text);
    }
  });
  byId("ask").addEventListener("click", (event) => {
    const candidate = event.target.closest("button[name=city]");
    if (candidate) {
      byId("city").value = candidate.value;
    }
  });
}

// The server names its candidates the same way, so that a name that was chosen is found again.
const nameOf = (place) =>
  [...new Set([place.name, place.admin1, place.country].filter(Boolean))].join(", ");

function suggest(names) {
  byId("cities").replaceChildren(...names.map((name) => {
    const option = document.createElement("option");
    option.value = name;
    return option;
  }));
}

async function search(name, signal) {
  const query = new URLSearchParams({ name, count: "6", language: locale.slice(0, 2) });
  const response = await fetch(`${root}/v1/places?${query}`, { signal });
  if (!response.ok) {
    throw new Error(String(response.status));
  }
  return (await response.json()).places;
}

// One place needs no words, and where the field has a message of its own, that says it.
function wordsOn(count) {
  if (count > 1) {
    return say("places_found", { count });
  }
  return count || byId("city-error") ? "" : say("places_none");
}

function setUpSuggestions() {
  const field = byId("city");
  const listed = [...byId("cities").options].map((option) => option.value);
  let timer, running;
  const ask = async (name) => {
    running = new AbortController();
    const mine = running;
    try {
      const places = await search(name, mine.signal);
      places.forEach((each) => known.set(nameOf(each), [each.latitude, each.longitude]));
      const names = [...new Set(places.map(nameOf))];
      suggest(names.length ? names : listed);
      tell(wordsOn(names.length));
    } catch {
      // Without an answer the list of large cities that came with the page does.
      if (mine === running) {
        suggest(listed);
      }
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    running?.abort();
    const name = field.value.trim();
    if (known.has(name) || listed.includes(name)) {
      tell("");
    } else if (name.length < LEAST_LETTERS || !LOOKS_LIKE_NAME.test(name)) {
      suggest(listed);
      tell("");
    } else {
      timer = setTimeout(() => ask(name), PAUSE_MS);
    }
  });
  document.addEventListener("answered", () => {
    if (byId("city-error") && byId("locate-status").textContent === say("places_none")) {
      tell("");
    }
  });
}

function savedPlaces() {
  try {
    const read = JSON.parse(localStorage.getItem(SAVED) ?? "[]");
    const isPlace = (each) => each && typeof each.name === "string" && each.name;
    return Array.isArray(read) ? read.filter(isPlace).slice(0, MOST_SAVED) : [];
  } catch {
    return [];
  }
}

function keep(places) {
  try {
    localStorage.setItem(SAVED, JSON.stringify(places));
    return true;
  } catch {
    return false;
  }
}

function placeOfForm() {
  const typed = byId("city").value.trim();
  const [latitude, longitude] = typed
    ? known.get(typed) ?? [null, null]
    : ["latitude", "longitude"].map((id) => byId(id).value.trim().replace(",", "."));
  const name = typed || (latitude && longitude && `${latitude}, ${longitude}`);
  return name ? { name, latitude, longitude } : null;
}

const isNumber = (value) => Number.isFinite(typeof value === "string" && value.trim() ? Number(value) : value);

function choose(place) {
  if (!LOOKS_LIKE_NAME.test(place.name) && isNumber(place.latitude) && isNumber(place.longitude)) {
    fillCoordinates(String(place.latitude), String(place.longitude));
  } else {
    fill(byId("city"), place.name);
  }
}

function button(text, label, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  if (label) {
    made.setAttribute("aria-label", label);
    made.title = label;
  }
  made.addEventListener("click", act);
  return made;
}

function showSaved() {
  const places = savedPlaces();
  byId("saved").hidden = places.length === 0;
  byId("saved-places").replaceChildren(...places.map((place) => {
    const line = document.createElement("li");
    line.append(
      button(place.name, "", () => choose(place)),
      button("×", say("place_forget", { place: place.name }), () => remove(place.name)),
    );
    return line;
  }));
}

function remove(name) {
  const places = savedPlaces();
  const at = places.findIndex((each) => each.name === name);
  const left = places.filter((each) => each.name !== name);
  keep(left);
  showSaved();
  tell(say("place_forgotten", { place: name }));
  // Whoever works by keyboard stays in the list, and does not start again at the top.
  const lines = byId("saved-places").children;
  const next = lines[Math.min(at, lines.length - 1)]?.lastElementChild;
  (next ?? byId("save-place")).focus();
}

function save() {
  const place = placeOfForm();
  if (!place) {
    tell(say("place_missing"));
    byId("city").focus();
    return;
  }
  const others = savedPlaces().filter((each) => each.name !== place.name);
  const kept = keep([place, ...others].slice(0, MOST_SAVED));
  showSaved();
  tell(kept ? say("place_saved", { place: place.name }) : say("place_unsaved"));
}

function setUpSavedPlaces() {
  const saving = byId("save-place");
  saving.addEventListener("click", save);
  document.addEventListener("forgotten", showSaved);
  showSaved();
}

function setUpNow() {
  const now = byId("now");
  now.addEventListener("click", () => {
    // A half-typed date has no value and would stay as it looks.
    byId("when").value = "";
    byId("when").dispatchEvent(new Event("change", { bubbles: true }));
    byId("now-status").textContent = say("now_chosen");
  });
  byId("when").addEventListener("input", () => { byId("now-status").textContent = ""; });
}

export function setUpPlaces() {
  if (!byId("ask")) {
    return;
  }
  setUpLocation();
  setUpPlaceFields();
  setUpSuggestions();
  setUpReading();
  setUpSavedPlaces();
  setUpNow();
  setUpQuestionnaire();
}
