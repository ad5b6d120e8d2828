// What an Asterisk has answered, and what was heard of it -> findings, each with the line to change.
import { isAgentId } from "@trunkline/contract";
import { clockFinding, counted, failure, listenAddressFor, ok } from "../examination.ts";
import { queueFindings, quoted, skippedFinding, tenantFindings } from "../examination.ts";
import { warning, type Finding } from "../examination.ts";
import type { AmiSettings } from "./ami-settings.ts";
import type { HeardClasses } from "./heard-classes.ts";
import { agentOfInterface, indexSettings } from "./settings-index.ts";

/** Between which addresses the line runs. */
export type AsteriskLine = {
  readonly address: string;
  /** Ours, as the PBX sees it unless something between translates it. */
  readonly localAddress: string;
};

type Member = {
  readonly queue: string;
  readonly interface: string;
  readonly stateInterface: string;
};

/** Filled in as the answers come. */
export type AsteriskAnswers = {
  /** Why the conversation ended; "" while it has not. */
  refusal: string;
  greeting: string;
  isLoggedIn: boolean;
  settings:
    | { readonly isRefused: boolean; readonly version: string; readonly systemName: string }
    | undefined;
  status:
    | { readonly isRefused: boolean; readonly since: string; readonly calls: string }
    | undefined;
  queues: Set<string> | undefined;
  readonly members: Member[];
  /** Actions that the user may not use, and the answer. */
  readonly refusedActions: Map<string, string>;
  readonly channelsBefore: Set<string>;
  /** Asked once more, when nothing at all was heard. */
  channelsAfter: Set<string> | undefined;
  clockAheadMs: number | undefined;
};

export type AsteriskFacts = {
  readonly settings: AmiSettings;
  readonly username: string;
  readonly line: AsteriskLine;
  readonly answers: AsteriskAnswers;
  readonly heard: HeardClasses;
  readonly skipped: ReadonlyMap<string, number>;
};

const inManager = "manager.conf";
const reload = "then: asterisk -rx 'manager reload'";
const readClasses = "read = call,agent,dialplan,user";
const firstMajorVersion = 12;

export function asteriskUnreachable(address: string, why: string): Finding {
  const end = address.lastIndexOf(":");
  const [host, port] = [address.slice(0, end), address.slice(end + 1)];
  return failure({
    what: why,
    cost: "nothing is heard of this PBX",
    change: [
      `${inManager}, [general]:`,
      "enabled = yes",
      `port = ${port}`,
      `bindaddr = ${listenAddressFor(host)}`,
      `${reload}; and let a firewall in between pass TCP ${port}`,
    ],
  });
}

export function asteriskFindings(facts: AsteriskFacts): readonly Finding[] {
  const { answers, settings, skipped } = facts;
  if (!answers.isLoggedIn) return [loginFinding(facts)];
  return [
    ok(`${answers.greeting || "the manager interface"} answers, and took the login`),
    ...(answers.refusal === "" ? [] : [brokenFinding(answers.refusal)]),
    ...coreFindings(answers),
    ...channelsFinding(answers),
    ...queuesAndMembers(facts),
    ...inboundFinding(settings),
    ...tenantFindings(settings.tenants, (index) => settings.tenants[index]?.agents.length ?? 0),
    ...heardFindings(facts),
    ...clockFinding(answers.clockAheadMs),
    ...skippedFinding(withoutMembers(skipped)),
  ];
}

function loginFinding({ answers, username, line }: AsteriskFacts): Finding {
  if (answers.greeting === "") {
    const said = answers.refusal === "" ? "says nothing" : `fails: ${answers.refusal}`;
    return failure({
      what: `what listens at ${line.address} is no manager interface: it ${said}`,
      cost: "nothing is heard of this PBX",
      change: [
        "the settings of this source, connection:",
        "port: 5038        # or 5039 with tls: true; see port and tlsbindaddr in manager.conf",
      ],
    });
  }
  return failure({
    what: answers.refusal || `${line.address} has not answered the login of '${username}'`,
    cost: "nothing is heard of this PBX; Asterisk does not say which of three it was: user, secret or address",
    change: [
      `${inManager}: the user, the secret of the settings' secretFile, and this machine's address`,
      `[${username}]`,
      "secret = ...",
      "deny = 0.0.0.0/0.0.0.0",
      `permit = ${line.localAddress}/${line.localAddress.includes(":") ? "128" : "255.255.255.255"}`,
      `${reload}; its log names the cause: "failed to authenticate" or "failed to pass IP ACL"`,
    ],
  });
}

function brokenFinding(why: string): Finding {
  return failure({
    what: why,
    cost: "what follows is only what was known until then",
    change: ["the log of Asterisk at this moment"],
  });
}

function coreFindings({ settings, status }: AsteriskAnswers): readonly Finding[] {
  if (settings === undefined || settings.isRefused) {
    return [
      warning({
        what: "Asterisk does not tell its version and system name to this user",
        cost: "it cannot be checked that its unique IDs are its own",
        change: [`${inManager}, this user:`, "write = reporting", reload],
      }),
    ];
  }
  const { version, systemName } = settings;
  const since = status === undefined || status.since === "" ? "" : `, up since ${status.since}`;
  const calls = status === undefined || status.calls === "" ? "" : `, calls now: ${status.calls}`;
  const major = Number(/^\D*(\d+)/.exec(version)?.[1] ?? firstMajorVersion);
  const isOld = version.startsWith("1.") || major < firstMajorVersion;
  return [
    isOld
      ? failure({
          what: `Asterisk ${version} names its events otherwise`,
          cost: "hardly any call would be understood",
          change: ["an Asterisk of version 16 or later"],
        })
      : ok(`Asterisk ${version}${since}${calls}`),
    systemName === ""
      ? warning({
          what: "no system name: unique IDs begin with the time alone",
          cost: "calls of two PBXs that begin in the same second can get one ID, and are taken for one call",
          change: ["asterisk.conf, [options]:", "systemname = pbx1", "then: restart Asterisk"],
        })
      : ok(`its unique IDs begin with '${systemName}'`),
  ];
}

function channelsFinding({ refusedActions, channelsBefore }: AsteriskAnswers): readonly Finding[] {
  const why = refusedActions.get("CoreShowChannels");
  if (why === undefined) return [ok(`${counted(channelsBefore.size, "channel")} at this moment`)];
  return [
    warning({
      what: `Asterisk does not list its channels to this user: '${why}'`,
      cost: "calls that end while the line is broken stay open until they expire, and those that begin are not known",
      change: [`${inManager}, this user:`, "write = reporting", reload],
    }),
  ];
}

function queuesAndMembers({ answers, settings }: AsteriskFacts): readonly Finding[] {
  const { queues, members, refusedActions } = answers;
  const hasQueues = settings.tenants.some((tenant) => tenant.queues.length > 0);
  if (queues === undefined) {
    if (!hasQueues) return [];
    const why = refusedActions.get("QueueStatus") ?? "no answer";
    return [
      warning({
        what: `Asterisk does not list its queues: '${why}'`,
        cost: "without app_queue there are no queues; agents' states come with their next change",
        change: ["modules.conf:", "load = app_queue.so", "then: restart Asterisk"],
      }),
    ];
  }
  return [
    ...queueFindings([...queues], settings.tenants, "queues.conf"),
    ...memberFindings(members, settings),
  ];
}

function memberFindings(members: readonly Member[], settings: AmiSettings): readonly Finding[] {
  const index = indexSettings(settings);
  const unknown = members.filter(
    (member) =>
      agentOfInterface(index, member.interface) === undefined &&
      agentOfInterface(index, member.stateInterface) === undefined,
  );
  if (unknown.length === 0) {
    return [ok(`${counted(members.length, "queue member")}, all of them agents of the settings`)];
  }
  const names = [...new Set(unknown.map((member) => member.interface))];
  return [
    warning({
      what: `${counted(names.length, "queue member")} not in the settings: ${quoted(names)}`,
      cost: "a call that one of them answers is shown with an outside party, and counts as missed",
      change: [
        "the settings of this source, tenants[].agents:",
        ...names.map((name) => `- { agentId: ${agentIdOf(name)}, interfaces: ["${name}"] }`),
      ],
    }),
  ];
}

/** Phones are often named after who has them. */
function agentIdOf(interfaceName: string): string {
  const digits = /(\d+)(?:@[^/]*)?(?:\/n)?$/.exec(interfaceName)?.[1] ?? "";
  return isAgentId(Number(digits)) ? digits : "AGENT_ID";
}

function inboundFinding({ inboundContexts }: AmiSettings): readonly Finding[] {
  if (inboundContexts.length > 0) return [];
  return [
    warning({
      what: "no context is named as that of a trunk",
      cost: "no call from outside is recognised as one",
      change: [
        "the settings of this source; the context of the trunk's endpoint in pjsip.conf:",
        "inboundContexts: [from-trunk]",
      ],
    }),
  ];
}

function heardFindings({ heard, answers }: AsteriskFacts): readonly Finding[] {
  if (heard.events === 0) return [unheardFinding(answers)];
  const missing = heard.missing();
  const costs: Readonly<Record<string, string>> = {
    call: "no call is seen at all",
    dialplan: "no IVR, no full or empty queue and no account code is seen",
    agent: "no queue and no state of an agent is seen",
    user: "the UserEvents that mark the IVR are not seen",
  };
  return [
    ...missing.map((name) =>
      failure({
        what: `nothing of class '${name}' is told to this user`,
        cost: costs[name] ?? "",
        change: [`${inManager}, this user:`, readClasses, reload],
      }),
    ),
    ...(missing.length > 0
      ? []
      : [ok(`${counted(heard.events, "event")} heard, of class ${quoted(heard.present())}`)]),
    heard.withoutTime === 0
      ? ok("events have a time")
      : warning({
          what: "events have no time",
          cost: "the time of arrival is taken: waits are only as exact as the network",
          change: [`${inManager}, [general]:`, "timestampevents = yes", reload],
        }),
  ];
}

/** Silence proves something only where channels came or went in it. */
function unheardFinding({ channelsBefore, channelsAfter }: AsteriskAnswers): Finding {
  const changed =
    channelsAfter === undefined
      ? 0
      : [...channelsAfter].filter((id) => !channelsBefore.has(id)).length +
        [...channelsBefore].filter((id) => !channelsAfter.has(id)).length;
  if (changed > 0) {
    return failure({
      what: `${counted(changed, "channel")} came or went, and this user was told of nothing`,
      cost: "no call is seen at all",
      change: [`${inManager}, this user; and no eventfilter that drops them:`, readClasses, reload],
    });
  }
  return warning({
    what: "no event was heard",
    cost: "whether events have a time, and whether this user is told of all, is not known",
    change: ["make a call while the doctor listens: trunkline doctor asterisk --wait 120"],
  });
}

/** Members have a finding of their own. */
function withoutMembers(skipped: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...skipped].filter(([reason]) => !reason.startsWith("queue member ")));
}
