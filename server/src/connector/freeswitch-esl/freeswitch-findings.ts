// What a FreeSWITCH has answered, and what was heard of it -> findings, each with the line to change.
import { isAgentId } from "@trunkline/contract";
import { clockFinding, counted, failure, listenAddressFor, ok } from "../examination.ts";
import { queueFindings, quoted, skippedFinding, tenantFindings } from "../examination.ts";
import { warning, type Finding } from "../examination.ts";
import type { EslLogin } from "./esl-dialogue.ts";
import type { EslSettings } from "./esl-settings.ts";
import { channelIdsOf } from "./esl-snapshot.ts";
import { readTable } from "./esl-table.ts";
import { indexSettings } from "./settings-index.ts";

/** Between which addresses the line runs. */
export type FreeswitchLine = {
  readonly address: string;
  /** Ours, as the PBX sees it unless something between translates it. */
  readonly localAddress: string;
};

/** Filled in as the answers come. */
export type FreeswitchAnswers = {
  /** Why the conversation ended; "" while it has not. */
  refusal: string;
  hasGreeted: boolean;
  isLoggedIn: boolean;
  isSubscribed: boolean;
  /** Answers to api commands; "-ERR ..." where they are refused. */
  readonly byCommand: Map<string, string>;
  eventsHeard: number;
  clockAheadMs: number | undefined;
};

export type FreeswitchFacts = {
  readonly settings: EslSettings;
  readonly login: EslLogin;
  readonly line: FreeswitchLine;
  readonly answers: FreeswitchAnswers;
  readonly skipped: ReadonlyMap<string, number>;
};

const inSocket = "autoload_configs/event_socket.conf.xml";
const reload = "then: fs_cli -x 'reload mod_event_socket'";

export function freeswitchUnreachable(address: string, why: string): Finding {
  const end = address.lastIndexOf(":");
  const [host, port] = [address.slice(0, end), address.slice(end + 1)];
  return failure({
    what: why,
    cost: "nothing is heard of this PBX",
    change: [
      `${inSocket}:`,
      `<param name="listen-ip" value="${listenAddressFor(host)}"/>`,
      `<param name="listen-port" value="${port}"/>`,
      `${reload}; and let a firewall in between pass TCP ${port}`,
    ],
  });
}

export function freeswitchFindings(facts: FreeswitchFacts): readonly Finding[] {
  const { answers, settings, skipped, line } = facts;
  if (!answers.isLoggedIn) return [loginFinding(facts)];
  if (!answers.isSubscribed) return [subscriptionFinding(answers.refusal)];
  return [
    ok(`the event socket of ${line.address} answers, took the login and sends events`),
    ...(answers.refusal === "" ? [] : [brokenFinding(answers.refusal)]),
    ...apiFindings(answers),
    ...callcenterFindings(facts),
    ...postedRecordsFinding(answers),
    ...tenantFindings(settings.tenants, (index) => {
      const tenant = settings.tenants[index];
      return (tenant?.agents.length ?? 0) + (tenant?.domains.length ?? 0);
    }),
    answers.eventsHeard === 0
      ? warning({
          what: "no event was heard",
          cost: "whether calls are understood is not known",
          change: ["make a call while the doctor listens: trunkline doctor freeswitch --wait 120"],
        })
      : ok(`${counted(answers.eventsHeard, "event")} heard`),
    ...clockFinding(answers.clockAheadMs),
    ...skippedFinding(withoutAgents(skipped)),
  ];
}

function loginFinding({ answers, login, line }: FreeswitchFacts): Finding {
  const { refusal, hasGreeted } = answers;
  const cost = "nothing is heard of this PBX";
  if (refusal.includes("access list")) {
    const mask = line.localAddress.includes(":") ? 128 : 32;
    return failure({
      what: refusal,
      cost,
      change: [
        "autoload_configs/acl.conf.xml, in <network-lists>:",
        '<list name="trunkline" default="deny">',
        `  <node type="allow" cidr="${line.localAddress}/${mask}"/>`,
        "</list>",
        `${inSocket}:`,
        '<param name="apply-inbound-acl" value="trunkline"/>',
        `then: fs_cli -x reloadacl; ${reload.slice("then: ".length)}`,
      ],
    });
  }
  if (!hasGreeted) {
    return failure({
      what: `what listens at ${line.address} is no event socket: it ${refusal === "" ? "says nothing" : `fails: ${refusal}`}`,
      cost,
      change: ["the settings of this source, connection:", "port: 8021"],
    });
  }
  const what = refusal || `${line.address} has not answered the login`;
  if (login.user !== "") {
    return failure({
      what,
      cost,
      change: [
        `the directory's user ${login.user}, <params>; the same as in the settings' passwordFile:`,
        '<param name="esl-password" value="..."/>',
        "then: fs_cli -x reloadxml",
      ],
    });
  }
  return failure({
    what,
    cost,
    change: [
      `${inSocket}; the same as in the settings' passwordFile:`,
      '<param name="password" value="..."/>',
      reload,
    ],
  });
}

function subscriptionFinding(why: string): Finding {
  return failure({
    what: why || "FreeSWITCH has not answered the subscription to its events",
    cost: "no call is seen at all",
    change: [
      "the directory's user, <params>: let it have all events, or leave the param out",
      '<param name="esl-allowed-events" value="all"/>',
      "then: fs_cli -x reloadxml",
    ],
  });
}

function brokenFinding(why: string): Finding {
  return failure({
    what: why,
    cost: "what follows is only what was known until then",
    change: ["the log of FreeSWITCH at this moment"],
  });
}

function apiFindings({ byCommand }: FreeswitchAnswers): readonly Finding[] {
  const findings: Finding[] = [];
  const version = byCommand.get("version") ?? "";
  if (version.startsWith("FreeSWITCH")) findings.push(ok(version.split("\n")[0] ?? version));
  const channels = channelIdsOf(byCommand.get("show channels as json") ?? "");
  if (channels !== undefined) {
    findings.push(ok(`${counted(channels.length, "channel")} at this moment`));
  }
  const refused = [...byCommand].filter(([, text]) => text.startsWith("-ERR permission denied"));
  if (refused.length === 0) return findings;
  const names = [...new Set(refused.map(([command]) => command.split(" ")[0] ?? command))];
  findings.push(
    warning({
      what: `this user may not use the api commands ${quoted(names)}`,
      cost: "calls that end while the line is broken stay open until they expire, and those that begin are not known",
      change: [
        "the directory's user, <params>:",
        '<param name="esl-allowed-api" value="version uptime show uuid_dump module_exists callcenter_config"/>',
        "then: fs_cli -x reloadxml",
      ],
    }),
  );
  return findings;
}

function callcenterFindings({ answers, settings }: FreeswitchFacts): readonly Finding[] {
  const { byCommand } = answers;
  const hasQueues = settings.tenants.some(({ queues }) => queues.length > 0);
  if (byCommand.get("module_exists mod_callcenter") === "false") {
    const lack = {
      what: "mod_callcenter is not loaded",
      cost: "there are no queues and no states of agents; calls go from the IVR to a phone",
      change: [
        "autoload_configs/modules.conf.xml:",
        '<load module="mod_callcenter"/>',
        "then: fs_cli -x 'load mod_callcenter'",
      ],
    };
    return [hasQueues ? failure(lack) : warning(lack)];
  }
  const queues = namesOf(byCommand.get("callcenter_config queue list"));
  const agents = namesOf(byCommand.get("callcenter_config agent list"));
  return [
    ...(queues === undefined
      ? []
      : queueFindings(queues, settings.tenants, "autoload_configs/callcenter.conf.xml")),
    ...(agents === undefined ? [] : agentFindings(agents, settings)),
  ];
}

/** Undefined when it is no list. */
function namesOf(body: string | undefined): readonly string[] | undefined {
  return body === undefined ? undefined : readTable(body)?.map(({ name = "" }) => name);
}

function agentFindings(names: readonly string[], settings: EslSettings): readonly Finding[] {
  const { agentByName } = indexSettings(settings);
  const unknown = names.filter((name) => !agentByName.has(name));
  const gone = [...agentByName.keys()].filter((name) => !names.includes(name));
  const findings: Finding[] = [];
  if (unknown.length > 0) {
    findings.push(
      warning({
        what: `${counted(unknown.length, "agent")} of mod_callcenter not in the settings: ${quoted(unknown)}`,
        cost: "a call that one of them answers is shown with an outside party, and counts as missed",
        change: [
          "the settings of this source, tenants[].agents:",
          ...unknown.map((name) => `- { agentId: ${agentIdOf(name)}, names: ["${name}"] }`),
        ],
      }),
    );
  }
  if (gone.length > 0) {
    findings.push(
      warning({
        what: `${counted(gone.length, "agent")} of the settings not in mod_callcenter: ${quoted(gone)}`,
        cost: "no call of a queue will ever reach them: misspelt here, or removed there",
        change: [
          "autoload_configs/callcenter.conf.xml, or tenants[].agents[].names of this source: the same name in both",
        ],
      }),
    );
  }
  if (findings.length > 0) return findings;
  return [ok(`${counted(names.length, "agent")}, all of them in the settings`)];
}

/** Agents are often named after their extension. */
function agentIdOf(name: string): string {
  const digits = /^\d+(?=@|$)/.exec(name)?.[0] ?? "";
  return isAgentId(Number(digits)) ? digits : "AGENT_ID";
}

function postedRecordsFinding({ byCommand }: FreeswitchAnswers): readonly Finding[] {
  for (const form of ["json_cdr", "xml_cdr"]) {
    if (byCommand.get(`module_exists mod_${form}`) !== "true") continue;
    return [ok(`mod_${form} is loaded: its url can be POST /v1/sources/freeswitch/${form}`)];
  }
  if (byCommand.get("module_exists mod_json_cdr") !== "false") return [];
  return [
    warning({
      what: "neither mod_json_cdr nor mod_xml_cdr is loaded",
      cost: "a call whose end falls into a gap of the line ends as of its last sign of life",
      change: [
        "autoload_configs/modules.conf.xml:",
        '<load module="mod_json_cdr"/>',
        "and its url in autoload_configs/json_cdr.conf.xml: see docs/guide/freeswitch.md",
      ],
    }),
  ];
}

/** Agents have a finding of their own. */
function withoutAgents(skipped: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...skipped].filter(([reason]) => !reason.startsWith("agent ")));
}
