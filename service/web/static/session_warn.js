// Warnings by every way a browser has: title, vibration, sound, notification; and a lit screen.

const plainTitle = () => document.title.replace(/^⚠ .*? – /, "");
let sound = null;
let lock = null;

export function titled(text) {
  const wanted = text ? `⚠ ${text} – ${plainTitle()}` : plainTitle();
  if (document.title !== wanted) {
    document.title = wanted;
  }
}

// Only a click may wake the sound of a page, so it is woken at the start.
export function wakeSound() {
  const Kind = window.AudioContext ?? window.webkitAudioContext;
  sound ??= Kind ? new Kind() : null;
  sound?.resume?.().catch(() => {});
}

function beep(times) {
  for (let i = 0; sound && i < times; i += 1) {
    const start = sound.currentTime + 0.45 * i;
    const tone = sound.createOscillator();
    const volume = sound.createGain();
    tone.frequency.value = 880;
    volume.gain.setValueAtTime(0.3, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.35);
    tone.connect(volume).connect(sound.destination);
    tone.start(start);
    tone.stop(start + 0.4);
  }
}

export async function mayNotify() {
  if ("Notification" in window && Notification.permission === "default") {
    await Notification.requestPermission().catch(() => {});
  }
}

function notifyAlone(title, options) {
  try {
    new Notification(title, options);
  } catch {
    // Some browsers have notifications of service workers only; the page itself still warns.
  }
}

async function notify(title, body) {
  if (!("Notification" in window) || Notification.permission !== "granted") {
    return;
  }
  const options = { body, tag: "solferol-session", renotify: true, requireInteraction: true };
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => null);
  try {
    await worker.showNotification(title, options);
  } catch {
    // Without a worker, or one that may not.
    notifyAlone(title, options);
  }
}

export function warn(title, body, { loud, grave }) {
  navigator.vibrate?.(grave ? [500, 200, 500, 200, 500] : [300, 200, 300]);
  if (loud) {
    wakeSound();
    beep(grave ? 4 : 2);
  }
  notify(title, body);
}

// A lock ends whenever the page is hidden, and is to be asked for again.
export async function keepScreenOn(wanted) {
  if (!wanted) {
    await lock?.release().catch(() => {});
    lock = null;
    return;
  }
  if ("wakeLock" in navigator && document.visibilityState === "visible" && (!lock || lock.released)) {
    lock = await navigator.wakeLock.request("screen").catch(() => null);
  }
}
