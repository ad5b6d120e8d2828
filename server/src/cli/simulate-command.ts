// trunkline simulate: made-up traffic into a file, a running server or the data directory.
import { setTimeout as delay } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Tenant } from "../lib/tenant-key.ts";
import type { ProfileName } from "../simulate/day-profile.ts";
import { demoTenant } from "../simulate/demo-tenant.ts";
import { atSpeed, paceEvents } from "../simulate/pace.ts";
import { simulateTraffic } from "../simulate/simulate-traffic.ts";
import { choiceArgument, tenantsArgument, timeArgument, timeZoneArgument } from "./argument.ts";
import {
  addDestinationFlags,
  deliverByFlags,
  failIfRefused,
  reportDelivered,
} from "./destination-flags.ts";
import { batchesOf } from "./event-destination.ts";
import type { Terminal } from "./terminal.ts";

type SimulateFlags = {
  readonly tenant?: readonly Tenant[];
  readonly from?: number;
  readonly to?: number;
  readonly seed: number;
  readonly timeZone: string;
  readonly profile?: ProfileName;
  readonly callsPerDay?: number;
  readonly callsPerSecond?: number;
  readonly agentEvents: boolean;
  readonly speed?: number;
  readonly out?: string;
};

const dayMs = 86_400_000;
const callsPerDayPreset = 2000;
const profiles: readonly ProfileName[] = ["office", "lively", "flat"];
const paceBatch = { batchEventsMax: 1000, batchMs: 100 };

export function addSimulateCommand(program: Command, terminal: Terminal): void {
  const simulate = program
    .command("simulate")
    .description("makes up the traffic of a contact centre; the same flags give the same events")
    .option("--tenant <cc/vdn>", "several times for several (default: 1/100)", tenantsArgument)
    .option(
      "--from <time>",
      "first arrival, ISO 8601 (default: today 00:00 UTC)",
      dayOrTimeArgument,
    )
    .option("--to <time>", "no arrival from then on (default: now)", dayOrTimeArgument)
    .option("--seed <n>", "another number gives other traffic", wholeArgument, 1)
    .option("--time-zone <zone>", "decides when it is night", timeZoneArgument, "UTC")
    .option(
      "--profile <name>",
      `how calls lie in the day: ${profiles.join(", ")}`,
      choiceArgument(profiles),
    )
    .option(
      "--calls-per-day <n>",
      `of all tenants together (default: ${callsPerDayPreset})`,
      rateArgument,
    )
    .option("--calls-per-second <n>", "on average, instead of --calls-per-day", rateArgument)
    .option("--no-agent-events", "without the states and skills of agents")
    .option(
      "--speed <n>",
      "simulated per real time; as fast as possible when absent",
      rateArgument,
    );
  addDestinationFlags(simulate).action(async (flags: SimulateFlags) => {
    if (flags.callsPerDay !== undefined && flags.callsPerSecond !== undefined) {
      simulate.error("error: give --calls-per-day or --calls-per-second, not both");
    }
    const now = terminal.now();
    const { from = Math.floor(now / dayMs) * dayMs, to = now } = flags;
    if (from >= to) simulate.error("error: --from must be before --to");
    const { seed, timeZone, profile, agentEvents, callsPerSecond } = flags;
    const traffic = simulateTraffic({
      tenants: flags.tenant ?? [demoTenant],
      from,
      to,
      seed,
      timeZone,
      agentEvents,
      ...(profile === undefined ? {} : { profile }),
      ...(callsPerSecond === undefined
        ? { callsPerDay: flags.callsPerDay ?? callsPerDayPreset }
        : { callsPerSecond }),
    });
    const { speed } = flags;
    const batches =
      speed === undefined ? batchesOf(traffic) : paced(traffic, { speed, from, terminal });
    const delivered = await deliverByFlags(simulate, {
      ...{ batches, inputs: [], source: "simulation", terminal },
    });
    reportDelivered(delivered, flags.out === "-" ? terminal.err : terminal.out);
    failIfRefused(delivered, "simulate all of it");
  });
}

function paced(
  events: Iterable<TrunklineEvent>,
  { speed, from, terminal }: { speed: number; from: number; terminal: Terminal },
): AsyncIterable<readonly TrunklineEvent[]> {
  const { now, signal } = terminal;
  const sleep = async (ms: number, until: AbortSignal) => {
    await delay(ms, undefined, { signal: until });
  };
  const dueAt = atSpeed({ speed, firstAt: from, startedAt: now() });
  return paceEvents({ events, clock: { now, sleep }, signal, dueAt, ...paceBatch });
}

/** A day is one of UTC and a time needs a zone: the same flags give the same events wherever they are given. */
function dayOrTimeArgument(text: string): number {
  if (/^\d{12,14}$/.test(text)) return Number(text);
  return timeArgument(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00Z` : text);
}

function wholeArgument(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

function rateArgument(text: string): number {
  const rate = Number(text);
  if (text.trim() !== "" && Number.isFinite(rate) && rate > 0) return rate;
  throw new InvalidArgumentError("It must be a number above 0.");
}
