// Everything here is enhancement: without it the page works by its form alone.

import { setUpPlaces } from "./places.js";
import { setUpRemembering } from "./remember.js";
import { setUpSharing } from "./share.js";
import { setUpLiveAnswers } from "./live.js";
import { setUpCurve } from "./curve.js";
import { setUpSession } from "./session.js";
import { setUpInstalling } from "./install.js";

// What fails is told to whoever looks after the page, and takes nothing else with it.
[setUpPlaces, setUpRemembering, setUpSharing, setUpLiveAnswers, setUpCurve, setUpSession, setUpInstalling]
  .forEach((setUp) => {
    try {
      setUp();
    } catch (error) {
      console.error(error);
    }
  });
document.getElementById("errors")?.focus();
