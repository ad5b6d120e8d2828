// What a FreeSWITCH cannot tell of itself: which tenant, agent, skill queue and task its names stand for.
import { AgentId, FlowId } from "@trunkline/contract";
import { Type, type Static } from "typebox";
import { Secret, SecretFile, connectionProperties } from "../connection-settings.ts";
import { parseSettings } from "../parse-settings.ts";
import { Name, list, queueProperties, sourceProperty } from "../pbx-settings.ts";
import { strict, taskProperties, tenantProperties } from "../pbx-settings.ts";

export const EslAgent = Type.Object(
  {
    agentId: AgentId,
    names: list(Name("1001@default"), "the agent's names in callcenter.conf"),
    devices: list(
      Name("1001@pbx.example.com, sofia/internal/1001, sofia/internal/1001@10.0.0.5:5060"),
      "the agent's phones: user@domain, or a channel's name, whole, without the port or up to the '@'",
    ),
  },
  strict,
);

export const EslQueue = Type.Object(
  {
    name: Name("name in callcenter.conf: sales@default"),
    ...queueProperties,
  },
  strict,
);

export const EslFlow = Type.Object(
  {
    flowId: FlowId,
    menus: list(Name("menu"), "menus that the application 'ivr' runs in this IVR flow"),
    destinations: list(Name("number"), "destination numbers whose dialplan is this IVR flow"),
    contexts: list(Name("context"), "dialplan contexts that are this IVR flow"),
  },
  strict,
);

export const EslTenant = Type.Object(
  {
    ...tenantProperties,
    accountCodes: list(
      Name("account code"),
      "calls with this accountcode are this tenant's; the dialplan sets it after the first event",
    ),
    domains: list(Name("domain"), "calls with this domain_name are this tenant's"),
    agents: list(EslAgent, "names and phones of agents"),
    queues: list(EslQueue, "queues and the skill each stands for"),
    flows: list(EslFlow, "IVR flows by menu, else by destination number, else by dialplan context"),
  },
  strict,
);

export const EslTasks = Type.Object(
  {
    variables: list(
      Name("variable"),
      "an originated channel with this variable is an outbound task; its value is the serial number",
    ),
    ...taskProperties,
  },
  { ...strict, default: {} },
);

const EslConnection = Type.Object(
  {
    ...connectionProperties(8021),
    user: Type.String({
      default: "",
      description: "user@domain of the directory; empty = the password of the event socket",
    }),
    password: Secret,
    passwordFile: SecretFile,
    format: Type.Union([Type.Literal("plain"), Type.Literal("json")], {
      default: "plain",
      description: "form of the events on the wire",
    }),
  },
  { ...strict, description: "the event socket to listen to; absent = only imports" },
);

/** Applications that treat a caller without a person. Compared without regard to case. */
export const defaultIvrApplications: readonly string[] = `
  play_and_get_digits ivr read playback endless_playback loop_playback phrase say speak gentones
  play_and_detect_speech detect_speech record voicemail directory park echo
  `
  .trim()
  .split(/\s+/);

export const EslSettings = Type.Object(
  {
    source: sourceProperty("freeswitch"),
    inboundContexts: Type.Array(Name("context"), {
      default: ["public"],
      description:
        "dialplan contexts of trunks: a channel that begins there is a call from outside",
    }),
    accessCodeVariable: Type.String({
      default: "",
      maxLength: 100,
      description:
        "channel variable that holds the number dialled, if it is not the first destination number",
    }),
    tenants: Type.Array(EslTenant, { minItems: 1, description: "whose calls this PBX carries" }),
    cdrCsv: Type.Optional(
      Type.Unknown({ description: "how the files of mod_cdr_csv are written; for their import" }),
    ),
    ivrApplications: Type.Array(Name("application"), {
      default: [...defaultIvrApplications],
      description: "dialplan applications during which the caller is with the IVR",
    }),
    tasks: EslTasks,
    connection: Type.Optional(EslConnection),
  },
  strict,
);

export type EslSettings = Static<typeof EslSettings>;
export type EslTenant = Static<typeof EslTenant>;

/** Checks settings as read from a file, and fills in what it leaves out. */
export function parseEslSettings(value: unknown): EslSettings {
  return parseSettings(EslSettings, "FreeSWITCH", value);
}
