// Texts and numbers of the page's language; the server wrote the texts into the page.

const source = document.getElementById("script-words");
const texts = source ? JSON.parse(source.textContent) : {};

export const locale = document.documentElement.lang || "en-GB";

export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

export function number(value, digits = 0) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(locale, options).format(value);
}

export function percent(share) {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(share);
}

// Whole minutes, rounded down: what is told as passed has passed.
export function minutes(length) {
  return say("length", { minutes: number(Math.floor(length)) });
}

// Time of day in the zone of a place.
export function clock(date, timeZone) {
  return new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone }).format(date);
}
