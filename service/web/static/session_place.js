// Where the panel of the session is: in the answer if there is one, otherwise on its own.

import { el } from "./session_dom.js";
import { sessionsOver } from "./session_store.js";
import { say } from "./words.js";

let own = null;

function placeAlone(panel, running) {
  own ??= el(
    "section",
    { class: "session", id: "session", "aria-labelledby": "session-title", "data-own": true },
    el("h2", { id: "session-title" }, say("session_title")),
  );
  own.append(panel);
  const main = document.getElementById("main");
  const title = main.querySelector("h1");
  if (running && title) {
    title.after(own);
  } else {
    main.append(own);
  }
}

export function placePanel(panel, running) {
  const section = document.querySelector("#session:not([data-own])");
  const focused = panel.contains(document.activeElement) ? document.activeElement : null;
  if (section) {
    own?.remove();
    own = null;
    section.hidden = false;
    section.append(panel);
  } else if (running || sessionsOver().length) {
    placeAlone(panel, running);
  }
  focused?.focus();
}
