// What an app does with the client for TypeScript: checked by tsc, run against a server.
import { deepStrictEqual as equal, ok } from "node:assert";
import { randomUUID } from "node:crypto";

import { createClient, createConfig, type Client } from "./solferol/client";
import {
  createEstimate, createUser, getChanges, getDay, grantToken, listDays, replaceProfile, sendSamples,
} from "./solferol/sdk.gen";
import type { DayTotalsOut, EstimateIn, Problem, TimeInDaylight } from "./solferol/types.gen";

const baseUrl = process.env.SOLFEROL_URL ?? "";
const key = process.env.SOLFEROL_KEY ?? "";
const HOUR = 3_600_000;

function withToken(auth: string): Client {
  return createClient(createConfig({ baseUrl, auth }));
}

async function ask(client: Client): Promise<void> {
  const body: EstimateIn = {
    location: { latitude: 52.52, longitude: 13.41 },
    start: "2026-06-12T12:30:00+02:00",
    skin: { fitzpatrick: 2 },
    exposure: { clothing: "t_shirt_shorts" },
    uv_source: "clear_sky",
  };
  const { data } = await createEstimate({ client, body });
  const low = data?.burn.minutes?.low ?? 0;
  ok(low > 5 && low < 60);
  for (const way of data?.verdict.alternatives ?? []) {
    // Each kind has fields of its own, which the compiler knows of.
    if (way.kind === "more_skin") ok(way.skin_fraction > 0);
  }
  const wrong = await createEstimate({ client, body: { ...body, skin: { fitzpatrick: 9 } } });
  const problem: Problem | undefined = wrong.error;
  equal(problem?.status, 422);
  equal(problem?.errors.map((error) => error.pointer), ["#/skin/fitzpatrick"]);
}

async function seeTheDay(client: Client): Promise<void> {
  const query = {
    latitude: 52.52, longitude: 13.41, skin_type: 2, date: "2026-06-12", step_minutes: 30,
    uv_source: "clear_sky",
  } as const;
  const { data } = await getDay({ client, query });
  equal(data?.timezone, "Europe/Berlin");
  ok(Math.max(...(data?.points ?? []).map((point) => point.sun_elevation_deg)) > 60);
}

async function computedDay(client: Client, userId: string): Promise<DayTotalsOut> {
  for (let tries = 0; tries < 200; tries++) {
    const { data } = await listDays({ client, path: { user_id: userId } });
    const day = data?.days[0];
    if (day !== undefined && data?.pending.length === 0) return day;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error("the day was not worked out");
}

async function sync(app: Client): Promise<void> {
  const made = await createUser({
    client: app, body: { consents: [{ purpose: "exposure_tracking", version: "1" }] },
  });
  const userId = made.data?.id ?? "";
  const path = { user_id: userId };
  const granted = await grantToken({ client: app, path, body: { device_id: "watch" } });
  const client = withToken(granted.data?.access_token ?? "");
  const told = await replaceProfile({
    client, path,
    body: {
      fitzpatrick: 2, timezone: "Europe/Berlin", home: { latitude: 52.52, longitude: 13.41 },
      clothing: { spring: "t_shirt_shorts", summer: "t_shirt_shorts" },
    },
  });
  equal(told.data?.profile.fitzpatrick, 2);
  const start = new Date(Date.now() - 48 * HOUR);
  start.setUTCHours(11, 0, 0, 0);
  const item: TimeInDaylight = {
    id: randomUUID(), type: "time_in_daylight", value: 60, unit: "min",
    start: start.toISOString(), end: new Date(start.getTime() + HOUR).toISOString(),
    metadata: { source: "scenario", steps: 6000 },
  };
  for (const expected of ["created", "unchanged"]) {
    const { data } = await sendSamples({ client, path, body: { items: [item] } });
    equal(data?.results.map((result) => result.status), [expected]);
  }
  const { data } = await getChanges({ client, path });
  equal(data?.changes.map((sample) => [sample.id, sample.value]), [[item.id, 60]]);
  const day = await computedDay(client, userId);
  equal(day.date, item.start.slice(0, 10));
  equal(day.minutes_outdoors, 60);
  ok(day.vitamin_d_iu !== null);
  const refused = await listDays({ client: withToken("none"), path });
  equal(refused.error?.status, 401);
}

async function main(): Promise<void> {
  const anyone = createClient(createConfig({ baseUrl }));
  await ask(anyone);
  await seeTheDay(anyone);
  await sync(withToken(key));
  console.log("typescript: scenario done");
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
