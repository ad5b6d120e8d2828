// A PBX looked over before it is relied on: what is well, what is missing, and what that costs.
import { isIPv4, isIPv6 } from "node:net";
import type { TrunklineEvent } from "@trunkline/contract";
import type { Dialogue } from "./dialogue.ts";

export type Finding = {
  readonly level: "ok" | "warning" | "failure";
  readonly what: string;
  /** What is lost by it; "" of what is well. */
  readonly cost: string;
  /** Where to change what, line by line. */
  readonly change: readonly string[];
};

/** Something heard, in short, and what was made of it. */
export type LiveSample = {
  readonly heard: readonly string[];
  readonly events: readonly TrunklineEvent[];
};

/** A connection that asks, then listens. Ready when every question has been answered. */
export interface Examination extends Dialogue {
  readonly samples: readonly LiveSample[];
  /** The listening is over: what is asked now tells whether something went by unheard. */
  conclude(): string;
  readonly isConcluded: boolean;
  /** The other side refused us, or is not what it should be; the dialogue's words. */
  refused(why: string): void;
  findings(): readonly Finding[];
}

export function ok(what: string): Finding {
  return { level: "ok", what, cost: "", change: [] };
}

type Lack = { readonly what: string; readonly cost: string; readonly change: readonly string[] };

export function warning(lack: Lack): Finding {
  return { level: "warning", ...lack };
}

export function failure(lack: Lack): Finding {
  return { level: "failure", ...lack };
}

/** Where a PBX listens that we reach at this host: one beside us need not be open to any network. */
export function listenAddressFor(host: string): string {
  if (isIPv6(host)) return host === "::1" ? host : "::";
  return host === "localhost" || (isIPv4(host) && host.startsWith("127."))
    ? "127.0.0.1"
    : "0.0.0.0";
}

const namesShownMax = 10;

/** 'a', 'b' and 3 more */
export function quoted(names: readonly string[]): string {
  const shown = names.slice(0, namesShownMax).map((name) => `'${name}'`);
  const rest = names.length - shown.length;
  return shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** 1 queue, 2 queues. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

const clockAheadMostMs = 2000;

/** Positive when the PBX is ahead; undefined while it has told no time. */
export function clockFinding(aheadMs: number | undefined): readonly Finding[] {
  if (aheadMs === undefined) return [];
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1);
  if (Math.abs(aheadMs) <= clockAheadMostMs) return [ok("the clocks of PBX and server agree")];
  return [
    warning({
      what: `the PBX's clock is ${seconds} s ${aheadMs > 0 ? "ahead of" : "behind"} this machine's`,
      cost: "live waiting times are shown wrong by as much; records stay right among themselves",
      change: ["on both machines: timedatectl set-ntp true"],
    }),
  ];
}

/** What was heard and gave no event, by reason. */
export function skippedFinding(skipped: ReadonlyMap<string, number>): readonly Finding[] {
  return [...skipped].map(([reason, times]) =>
    warning({
      what: `while listening: ${reason} (${counted(times, "time")})`,
      cost: "what it belongs to is not counted, or counted elsewhere",
      change: ["the settings of this source: name it there, if it should be counted"],
    }),
  );
}

export type TenantSettings = {
  readonly ccId: number;
  readonly vdn: number;
  readonly queues: readonly { readonly name: string; readonly skillId: number }[];
};

/** Queues of the PBX and queues of the settings: each should be in both. */
export function queueFindings(
  atPbx: readonly string[],
  tenants: readonly TenantSettings[],
  file: string,
): readonly Finding[] {
  const known = tenants.flatMap(({ queues }) => queues.map(({ name }) => name));
  const unknown = atPbx.filter((name) => !known.includes(name));
  const gone = known.filter((name) => !atPbx.includes(name));
  const findings: Finding[] = [];
  if (unknown.length > 0) {
    const free = nextSkillId(tenants);
    findings.push(
      warning({
        what: `${counted(unknown.length, "queue")} of the PBX not in the settings: ${quoted(unknown)}`,
        cost: "who waits there is not counted as waiting, and is not missed when nobody answers",
        change: [
          "the settings of this source, tenants[].queues:",
          ...unknown.map(
            (name, index) =>
              `- { name: "${name}", skillId: ${free + index}, skillName: "${name}" }`,
          ),
        ],
      }),
    );
  }
  if (gone.length > 0) {
    findings.push(
      warning({
        what: `${counted(gone.length, "queue")} of the settings not at the PBX: ${quoted(gone)}`,
        cost: "no call will ever be in it: misspelt here, or removed there",
        change: [`${file}, or tenants[].queues of this source: the same name in both`],
      }),
    );
  }
  if (findings.length > 0) return findings;
  return [ok(`${counted(atPbx.length, "queue")}, all of them in the settings`)];
}

function nextSkillId(tenants: readonly TenantSettings[]): number {
  const taken = tenants.flatMap(({ queues }) => queues.map(({ skillId }) => skillId));
  return Math.max(0, ...taken) + 1;
}

/** A tenant that nothing leads to has no calls. */
export function tenantFindings(
  tenants: readonly (TenantSettings & {
    readonly accessCodes: readonly string[];
    readonly contexts: readonly string[];
    readonly accountCodes: readonly string[];
  })[],
  otherWays: (index: number) => number,
): readonly Finding[] {
  return tenants.flatMap(({ ccId, vdn, accessCodes, contexts, accountCodes, queues }, index) => {
    const ways =
      accessCodes.length + contexts.length + accountCodes.length + queues.length + otherWays(index);
    if (ways > 0) return [];
    return [
      failure({
        what: `nothing leads to tenant ${ccId}/${vdn}: no access code, queue, agent, context or account code`,
        cost: "it will have no calls",
        change: [`the settings of this source, tenants[${index}]:`, 'accessCodes: ["88880001"]'],
      }),
    ];
  });
}
