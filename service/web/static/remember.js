// What was chosen last, kept in this browser and nowhere else.

import { say } from "./words.js";

const PREFIX = "solferol.";
const CHOICES = `${PREFIX}choices`;
const ABOUT = `${PREFIX}about`;
const WISHES = `${PREFIX}remember`;
const PAGE = `${PREFIX}page`;
const CARRIED = `${PREFIX}carried`;
const ABOUT_IN_LINK = "#about=";
const OLDEST_YEARS = 120;
const FOLDED = ["by-coordinates", "more", "health", "habits"];

const byId = (id) => document.getElementById(id);

const local = () => localStorage;
const tab = () => sessionStorage;

function read(key, storage = local) {
  try {
    const found = JSON.parse(storage().getItem(key) ?? "null");
    return found && typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}

function write(key, value, storage = local) {
  try {
    if (value === null) {
      storage().removeItem(key);
    } else {
      storage().setItem(key, JSON.stringify(value));
    }
  } catch {
    // A browser that keeps nothing remembers nothing.
  }
}

export function forgetEverything() {
  [local, tab].forEach((storage) => {
    try {
      Object.keys(storage()).filter((key) => key.startsWith(PREFIX))
        .forEach((key) => storage().removeItem(key));
    } catch {
      // Nothing was kept.
    }
  });
}

// Fields of a group, as the server divides them: service/web/form.py.
export const namesOf = (form, group) => (form.dataset[group] ?? "").split(" ").filter(Boolean);
const personal = (form) => [...namesOf(form, "about"), ...namesOf(form, "habits")];

// What was done by hand since the form was opened: `edited` has names of fields, and of ticks their
// values too. `borrowed` is a form that a link filled with somebody: perhaps somebody else.
const untouched = () => ({ touched: false, borrowed: false, edited: [] });
let page = untouched();

function note(changes) {
  page = { ...page, ...changes };
  write(PAGE, page, tab);
}

// An answer is another page for browsers, but the same form for whoever fills it in.
function goOn(form, carried) {
  const opened = "blank" in form.dataset || "fromLink" in form.dataset;
  const before = opened && !carried ? null : read(PAGE, tab);
  note(before && Array.isArray(before.edited) ? before : untouched());
}

// A link to another language opens a blank form: what was filled in goes along in this tab, once.
function heedLanguages(form) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".languages a");
    const here = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link && here) {
      const names = [...new Set([...form.elements].map(({ name }) => name).filter(Boolean))];
      write(CARRIED, { to: link.href, values: valuesOf(form, names) }, tab);
    }
  });
}

function takeCarried() {
  const carried = read(CARRIED, tab);
  write(CARRIED, null, tab);
  return carried?.to === location.href.split("#")[0] ? carried.values : null;
}

export const isBorrowed = () => page.borrowed;

export function borrow() {
  note({ borrowed: true, edited: [] });
}

const nameOfEdit = (name, value) => `${name}=${value}`;

const controls = (form, name) => [...form.querySelectorAll(`[name="${name}"]`)]
  .filter((field) => field.matches("input, select"));
const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

// Values of fields by name, always as a list.
export function valuesOf(form, names) {
  const all = new FormData(form);
  return Object.fromEntries(
    names.map((name) => [name, all.getAll(name).map(String).filter(Boolean)]),
  );
}

// Fills fields; tells whether anything is different now. Where there is no such choice any more, the
// one that is there stays.
export function fillIn(form, values, names) {
  let changed = false;
  names.filter((name) => Array.isArray(values?.[name])).forEach((name) => {
    const wanted = values[name].map(String);
    const first = wanted[0] ?? "";
    const fields = controls(form, name);
    if (fields[0]?.type === "radio" && !fields.some(({ value }) => wanted.includes(value))) {
      return;
    }
    fields.forEach((field) => {
      const before = isTicked(field) ? field.checked : field.value;
      if (isTicked(field)) {
        field.checked = wanted.includes(field.value);
      } else if (field.tagName !== "SELECT" || [...field.options].some((o) => o.value === first)) {
        field.value = first;
      }
      changed ||= before !== (isTicked(field) ? field.checked : field.value);
    });
  });
  return changed;
}

// Takes away what is filled in or ticked; of a list the first stands for that.
export function clear(form, names) {
  names.flatMap((name) => controls(form, name)).forEach((field) => {
    if (isTicked(field)) {
      field.checked = false;
    } else {
      field.value = field.options?.[0].value ?? "";
    }
  });
}

function isUsable(field, value) {
  if (isTicked(field)) {
    return field.value === value;
  }
  if (field.tagName === "SELECT") {
    return [...field.options].some((option) => option.value === value);
  }
  // The one text about a person is an age.
  return /^\d{1,3}([.,]\d+)?$/.test(value) && Number(value.replace(",", ".")) <= OLDEST_YEARS;
}

// What the fragment of a link tells of a person and the form can show; null where that is nothing.
export function personOfLink(form) {
  if (!isOfPerson(location.hash)) {
    return null;
  }
  const told = new URLSearchParams(location.hash.slice(ABOUT_IN_LINK.length));
  const usable = (name) => told.getAll(name).map((value) => value.trim())
    .filter((value) => controls(form, name).some((field) => isUsable(field, value)));
  const values = Object.fromEntries(namesOf(form, "about").map((name) => [name, usable(name)]));
  return Object.values(values).some((each) => each.length) ? values : null;
}

export const isOfPerson = (hash) => hash.startsWith(ABOUT_IN_LINK);

// What is filled in must not be hidden.
export function unfold(form) {
  FOLDED.map(byId).filter(Boolean).forEach((part) => {
    const told = [...part.querySelectorAll("input, select")].some((field) => {
      if (isTicked(field)) {
        return field.checked;
      }
      const first = field.tagName === "SELECT" ? field.options[0]?.value : "";
      return field.value !== first;
    });
    part.open ||= told;
  });
}

// A tick that was remembered goes only by being taken away by hand: not by a page without it.
function merged(name, before, now) {
  const isEdited = (value) => page.edited.includes(nameOfEdit(name, value));
  return [...before.filter((value) => !isEdited(value)), ...now.filter(isEdited)];
}

function personToKeep(form, all) {
  const now = valuesOf(form, personal(form));
  const before = read(ABOUT);
  if (all || (!before && !page.borrowed)) {
    return now;
  }
  const kept = { ...before };
  Object.entries(now).forEach(([name, values]) => {
    if (controls(form, name).some((field) => field.type === "checkbox")) {
      kept[name] = merged(name, Array.isArray(kept[name]) ? kept[name] : [], values);
    } else if (page.edited.includes(name)) {
      kept[name] = values;
    }
  });
  return kept;
}

// Whose skin a link tells of is not stored, unless it is then said by hand.
function keepPerson(form, wanted, all) {
  if (!wanted) {
    write(ABOUT, null);
  } else if (all || !page.borrowed || page.edited.some((each) => isPersonal(form, each))) {
    write(ABOUT, personToKeep(form, all));
  }
}

const isPersonal = (form, edit) => personal(form).includes(edit.split("=")[0]);

function keepChoices(form, wishes, { all = false } = {}) {
  write(WISHES, wishes);
  write(CHOICES, wishes.choices ? valuesOf(form, namesOf(form, "harmless")) : null);
  keepPerson(form, wishes.about, all);
}

function noteEdit({ target }) {
  if (!target.name) {
    return;
  }
  const edit = target.type === "checkbox" ? nameOfEdit(target.name, target.value) : target.name;
  note({ touched: true, edited: [...new Set([...page.edited, edit])] });
}

// What is heard here was done by hand, or follows from a button: filling in tells nobody.
function heedHands(form, keepAnswered) {
  form.addEventListener("input", noteEdit);
  form.addEventListener("change", (event) => {
    noteEdit(event);
    keepAnswered();
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("button");
    if (button?.form === form && button.type === "submit") {
      note({ touched: true });
      if (button.id === "ask-skin") {
        note({ edited: [...new Set([...page.edited, "skin_type"])] });
      }
    }
  });
}

function setUpWishes(form) {
  const [choices, about] = [byId("remember-choices"), byId("remember-about")];
  const wished = read(WISHES) ?? {};
  choices.checked = wished.choices ?? true;
  about.checked = wished.about ?? false;
  const wishes = () => ({ choices: choices.checked, about: about.checked });
  // Only what could be answered is worth keeping, and only what somebody did on this page.
  const keepAnswered = () => {
    if (page.touched && document.querySelector("#result #answer")) {
      keepChoices(form, wishes());
    }
  };
  heedHands(form, keepAnswered);
  document.addEventListener("answered", keepAnswered);
  keepAnswered();
  // A tick that is taken away forgets at once, and one that is set keeps what is seen.
  [choices, about].forEach((field) => field.addEventListener("change", (event) => {
    event.stopPropagation();
    const all = field === about && about.checked;
    keepChoices(form, wishes(), { all });
    note({ touched: true, borrowed: page.borrowed && !all });
  }));
  byId("forget").addEventListener("click", () => {
    forgetEverything();
    page = untouched();
    choices.checked = false;
    about.checked = false;
    document.dispatchEvent(new CustomEvent("forgotten"));
    byId("remember-status").textContent = say("choices_forgotten");
  });
}

// A link tells where and when; who asks is whoever is remembered, unless the link tells that too.
function fillRemembered(form) {
  const isBlank = "blank" in form.dataset;
  const tellsPerson = personOfLink(form) !== null;
  const groups = [
    ...(isBlank ? [[CHOICES, namesOf(form, "harmless")]] : []),
    ...(tellsPerson || !(isBlank || "fromLink" in form.dataset) ? [] : [[ABOUT, personal(form)]]),
  ];
  const filled = groups.map(([key, names]) => fillIn(form, read(key), names));
  if (filled.includes(true)) {
    unfold(form);
    byId("remember-status").textContent = say("choices_filled");
  }
}

export function setUpRemembering() {
  const form = byId("ask");
  if (!form) {
    return;
  }
  const carried = takeCarried();
  goOn(form, carried);
  setUpWishes(form);
  heedLanguages(form);
  if (carried) {
    fillIn(form, carried, Object.keys(carried));
    unfold(form);
  } else {
    fillRemembered(form);
  }
}
