// Sums along a session: no page, no clock, no store.
//
// A session has intervals under the sky [from, to or null] and courses, each from its anchor on,
// all in milliseconds of this device. A course has cumulative doses along its seconds. Doses add
// over separate intervals. Vitamin D does not, because skin saturates and is credited until one
// dose that reddens: what is summed is "made", the amount before saturation, and the law of
// saturation is applied to the sum.

const ENDS = ["made_low", "made", "made_high"];
const DAY_MS = 24 * 3600 * 1000;

// What a course has brought at a second of it.
export function valueAt(course, name, second) {
  const x = course.s;
  const y = course[name];
  const right = x.findIndex((each) => each >= second);
  if (right === 0 || right < 0) {
    return right === 0 ? y[0] : y[y.length - 1];
  }
  const width = x[right] - x[right - 1];
  const part = width > 0 ? (second - x[right - 1]) / width : 1;
  return y[right - 1] + part * (y[right] - y[right - 1]);
}

export function coveredUntil(session) {
  const { course, anchor } = session.courses[session.courses.length - 1];
  return anchor + 1000 * course.s[course.s.length - 1];
}

// Exposed stretches, each within one course: the older course counts where two overlap.
export function pieces(session, until) {
  const found = [];
  session.intervals.forEach(([from, to]) => {
    let covered = -Infinity;
    session.courses.forEach(({ course, anchor }) => {
      const end = anchor + 1000 * course.s[course.s.length - 1];
      const low = Math.max(from, anchor, covered);
      const high = Math.min(to ?? until, until, end);
      if (high > low) {
        found.push({ course, from: (low - anchor) / 1000, to: (high - anchor) / 1000 });
      }
      covered = Math.max(covered, end);
    });
  });
  return found;
}

// Where the skin has received one dose that reddens, nothing more is credited.
function creditedUntil(piece, med) {
  const { course, from, to } = piece;
  const start = valueAt(course, "med", from);
  if (med + valueAt(course, "med", to) - start <= 1) {
    return to;
  }
  return firstMoment(from, to, (second) => med + valueAt(course, "med", second) - start >= 1, 0.01);
}

const made = (exposure, capacity) => -capacity * Math.expm1(-exposure);

// Exposures are in multiples of the one that saturation is measured by: of skin, not of its size.
function addPiece(sum, piece) {
  const { course, from, to } = piece;
  const credited = sum.med >= 1 ? from : creditedUntil(piece, sum.med);
  ENDS.forEach((name, i) => {
    const more = valueAt(course, name, credited) - valueAt(course, name, from);
    sum.exposure[i] += course.capacity > 0 ? more / course.capacity : 0;
  });
  sum.med += valueAt(course, "med", to) - valueAt(course, "med", from);
  sum.med_high += valueAt(course, "med_high", to) - valueAt(course, "med_high", from);
  sum.ms += 1000 * (to - from);
}

export const NOTHING = Object.freeze({ exposure: [0, 0, 0], med: 0, med_high: 0 });

// What sessions of the 24 hours before have left: nothing of a dose fades within a day.
export function earlierOf(sessions, started) {
  const near = sessions.filter((each) => each.ended <= started && each.ended > started - DAY_MS);
  return near.reduce((sum, each) => ({
    exposure: sum.exposure.map((value, i) => value + each.exposure[i]),
    med: sum.med + each.med,
    med_high: sum.med_high + each.med_high,
  }), NOTHING);
}

// What the session has brought until a moment, on top of what was before it.
export function totals(session, until, before = NOTHING) {
  const { course } = session.courses[0];
  const sum = { exposure: [...before.exposure], med: before.med, med_high: before.med_high, ms: 0 };
  pieces(session, until).forEach((piece) => addPiece(sum, piece));
  const added = sum.exposure.map(
    (value, i) => made(value, course.capacity) - made(before.exposure[i], course.capacity),
  );
  return {
    ms: sum.ms,
    // Where skin is near saturation, a stronger sun adds less: the ends are the least and the most.
    iu_low: Math.min(...added),
    iu: added[1],
    iu_high: Math.max(...added),
    exposure: sum.exposure.map((value, i) => value - before.exposure[i]),
    med: sum.med,
    med_high: sum.med_high,
    limit: sum.med_high / course.limit_med,
  };
}

// First moment of a stretch at which something holds that goes on holding; null if it never does.
export function firstMoment(from, to, holds, precision = 10) {
  if (!(to >= from) || !holds(to)) {
    return null;
  }
  let [low, high] = [from, to];
  while (high - low > precision) {
    const middle = (low + high) / 2;
    [low, high] = holds(middle) ? [low, middle] : [middle, high];
  }
  return holds(low) ? low : high;
}

export const WARNINGS = [["half", 0.5], ["limit", 1]];

// Warnings whose share is received, the gravest first, and not told yet.
export function dueWarnings(session, share) {
  const due = WARNINGS.filter(([name, at]) => share >= at && !session.told.includes(name));
  return due.map(([name]) => name).reverse();
}

// When the next warning comes, if the sun goes on as now; null if not on this course.
export function nextWarning(session, now, before) {
  const next = WARNINGS.find(([name]) => !session.told.includes(name));
  return next ? momentOf(session, now, before, next[1]) : null;
}

export function momentOf(session, now, before, share) {
  const reached = (moment) => totals(session, moment, before).limit >= share;
  return isPaused(session) ? null : firstMoment(now, coveredUntil(session), reached);
}

export const isPaused = (session) => session.intervals[session.intervals.length - 1][1] !== null;

export function paused(session, now) {
  const before = session.intervals.slice(0, -1);
  const [from] = session.intervals[session.intervals.length - 1];
  return { ...session, intervals: [...before, [from, Math.max(now, from)]] };
}

export function resumed(session, now) {
  return { ...session, intervals: [...session.intervals, [now, null]] };
}

// The first exposed moment that no course covers; null where all are covered.
export function missingFrom(session, now) {
  const covered = coveredUntil(session);
  const open = session.intervals.find(([, to]) => (to ?? now) > covered);
  return open ? Math.max(open[0], covered) : null;
}

// A session that is over, as it is kept: its own part alone, but for the share of the limit.
export function finished(session, now, before, newId) {
  const closed = isPaused(session) ? session : paused(session, now);
  const sum = totals(closed, now, before);
  const { course } = session.courses[0];
  const intervals = closed.intervals
    .filter(([from, to]) => to - from >= 1000)
    .map(([start, end]) => ({ id: newId(), cover_id: newId(), start, end }));
  return {
    id: session.id, started: session.started, ended: now, minutes: sum.ms / 60000,
    iu_low: sum.iu_low, iu: sum.iu, iu_high: sum.iu_high, limit: sum.limit,
    med: sum.med - before.med, med_high: sum.med_high - before.med_high, exposure: sum.exposure,
    place: course.place, zone: course.zone, latitude: course.latitude, longitude: course.longitude,
    skin_fraction: course.skin_fraction, skew_ms: session.skew_ms, intervals, synced: false,
    incomplete: missingFrom(closed, now) !== null,
  };
}
