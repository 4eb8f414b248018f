// Reading the day: by pointer, by finger, and by the keys of a slider that also moves the start.

import { clock, number, say } from "./words.js";

let day;

function dataOf() {
  const source = document.getElementById("day-data");
  return source ? JSON.parse(source.textContent) : null;
}

function timeAt(index) {
  return clock(new Date(1000 * (day.start + index * day.step_s)), day.zone);
}

function skyAt(index) {
  const time = timeAt(index);
  if (day.sun[index] <= 0) {
    return say("reading_night", { time });
  }
  const values = {
    time,
    uv: number(day.uv[index], 1),
    clear: number(day.clear[index], 1),
    sun: number(day.sun[index]),
  };
  const clouded = Math.abs(day.uv[index] - day.clear[index]) >= 0.05;
  const sky = say(clouded ? "reading_uv_clear" : "reading_uv", values);
  const rate = day.rate[index];
  return rate === null ? sky : `${sky} ${say("reading_rate", { rate: number(rate) })}`;
}

function stayAt(index) {
  if (day.sun[index] <= 0 || day.rate[index] === null) {
    return "";
  }
  const target = number(day.target_iu);
  const minutes = day.target[index];
  const said = [
    minutes === null
      ? say("reading_no_target", { target })
      : say("reading_target", { target, minutes: number(Math.max(Math.round(minutes), 1)) }),
  ];
  if (day.limit[index] !== null) {
    said.push(say("reading_limit", { minutes: number(day.limit[index]) }));
  }
  return said.join(" ");
}

function point(index) {
  const cursor = document.getElementById("cursor");
  const x = `${(100 * index) / day.uv.length}%`;
  cursor.setAttribute("x1", x);
  cursor.setAttribute("x2", x);
  cursor.setAttribute("visibility", "visible");
  const text = `${skyAt(index)} ${stayAt(index)}`.trim();
  document.getElementById("reading").textContent = text;
  return text;
}

function indexAt(event, picture) {
  const box = picture.getBoundingClientRect();
  const share = (event.clientX - box.left) / box.width;
  return Math.min(Math.max(Math.round(share * day.uv.length), 0), day.uv.length - 1);
}

// The hour that clocks show twice has a start the first time only: nearest in the direction of the
// move is the other side of it.
function startable(index, from) {
  const step = index < from ? -1 : 1;
  const find = (way) => {
    let at = index;
    while (day.local[at] === null) {
      at += way;
    }
    return day.local[at] === undefined ? null : at;
  };
  return find(step) ?? find(-step) ?? index;
}

// The start of the form moves with the slider; live answers follow when it comes to rest.
function startAt(index) {
  const field = document.getElementById("when");
  if (day.local[index] === null) {
    return;
  }
  field.value = day.local[index];
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function attach() {
  const reader = document.getElementById("reader");
  const slider = document.getElementById("day-slider");
  const picture = document.querySelector("#day svg[role=img]");
  if (!reader || !slider || !picture) {
    return;
  }
  day = dataOf();
  reader.hidden = false;
  slider.max = day.uv.length - 1;
  const read = (index) => slider.setAttribute("aria-valuetext", point(index));
  let at = Number(slider.value);
  const moveTo = (index) => {
    at = startable(index, at);
    slider.value = at;
    read(at);
  };
  slider.addEventListener("input", () => moveTo(Number(slider.value)));
  slider.addEventListener("change", () => {
    moveTo(Number(slider.value));
    startAt(at);
  });
  picture.addEventListener("pointermove", (event) => point(indexAt(event, picture)));
  picture.addEventListener("pointerdown", (event) => point(indexAt(event, picture)));
  picture.addEventListener("pointerleave", () => point(Number(slider.value)));
  picture.addEventListener("click", (event) => {
    moveTo(indexAt(event, picture));
    startAt(at);
  });
  read(Number(slider.value));
}

export function setUpCurve() {
  attach();
  document.addEventListener("answered", attach);
}
