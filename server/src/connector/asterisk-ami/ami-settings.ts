// What an Asterisk cannot tell of itself: which tenant, agent, skill queue and task its names stand for.
import { AgentId, FlowId } from "@trunkline/contract";
import { Type, type Static } from "typebox";
import { Secret, SecretFile, connectionProperties } from "../connection-settings.ts";
import { parseSettings } from "../parse-settings.ts";
import { Name, list, queueProperties, sourceProperty } from "../pbx-settings.ts";
import { strict, taskProperties, tenantProperties } from "../pbx-settings.ts";

export const AmiAgent = Type.Object(
  {
    agentId: AgentId,
    interfaces: Type.Array(Name("PJSIP/1001, SIP/1001, Local/1001@agents"), {
      minItems: 1,
      description:
        "the agent's devices as channels name them, without the part from the last '-'; and queue member interfaces, without '/n'",
    }),
    memberNames: list(
      Name("member name in queues.conf"),
      "names that queue_log knows the agent by, besides the interfaces",
    ),
  },
  strict,
);

export const AmiQueue = Type.Object(
  {
    name: Name("name in queues.conf"),
    ...queueProperties,
    accessCode: Type.Optional(
      Name("number as dialled; for files that do not say it: queue_log and CDR"),
    ),
  },
  strict,
);

export const AmiFlow = Type.Object(
  { flowId: FlowId, contexts: Type.Array(Name("dialplan context of this IVR flow")) },
  strict,
);

export const AmiTenant = Type.Object(
  {
    ...tenantProperties,
    accountCodes: list(
      Name("account code or tenant ID"),
      "calls with this AccountCode or Tenantid are this tenant's; Asterisk sets them after the first event",
    ),
    agents: list(AmiAgent, "devices of agents"),
    queues: list(AmiQueue, "queues and the skill each stands for"),
    flows: list(AmiFlow, "IVR flows by dialplan context"),
  },
  strict,
);

export const AmiTasks = Type.Object(
  {
    channelIdPrefixes: list(
      Name("prefix"),
      "an originated channel whose ID begins so is an outbound task; the ID is its serial number",
    ),
    accountCodes: list(
      Name("account code"),
      "originated channels with this account code are outbound tasks",
    ),
    ...taskProperties,
  },
  { ...strict, default: {} },
);

/** Applications that treat a caller without a person. Compared without regard to case. */
export const defaultIvrApplications: readonly string[] = `
  BackGround BackgroundDetect Playback ControlPlayback Read WaitExten SayDigits SayNumber SayAlpha
  SayPhonetic SayUnixTime MusicOnHold AGI EAGI FastAGI Stasis ExternalIVR VoiceMail VoiceMailMain
  Directory Record Festival Flite SpeechBackground MRCPSynth MRCPRecog SynthAndRecog
`
  .trim()
  .split(/\s+/);

const AmiConnection = Type.Object(
  {
    ...connectionProperties(5038),
    username: Name("user of manager.conf"),
    secret: Secret,
    secretFile: SecretFile,
  },
  { ...strict, description: "the manager interface to listen to; absent = only imports" },
);

/** Read by the imports of these files alone, each in its folder. */
const importSections = {
  queueLog: Type.Optional(Type.Unknown({ description: "how the queue_log is written" })),
  cel: Type.Optional(Type.Unknown({ description: "how the CEL files are written" })),
  cdr: Type.Optional(Type.Unknown({ description: "how the CDR files are written" })),
};

export const AmiSettings = Type.Object(
  {
    source: sourceProperty("asterisk"),
    inboundContexts: list(
      Name("context"),
      "dialplan contexts of trunks: a channel that rings there is a call from outside",
    ),
    tenants: Type.Array(AmiTenant, { minItems: 1, description: "whose calls this PBX carries" }),
    ivrApplications: Type.Array(Name("application"), {
      default: [...defaultIvrApplications],
      description: "dialplan applications during which the caller is with the IVR",
    }),
    ivrEnterEvents: Type.Array(Name("UserEvent"), {
      default: ["IvrEnter"],
      description: "UserEvents by which the dialplan says that the caller is with the IVR",
    }),
    tasks: AmiTasks,
    connection: Type.Optional(AmiConnection),
    ...importSections,
  },
  strict,
);

export type AmiSettings = Static<typeof AmiSettings>;
export type AmiTenant = Static<typeof AmiTenant>;

/** Checks settings as read from a file, and fills in what it leaves out. */
export function parseAmiSettings(value: unknown): AmiSettings {
  return parseSettings(AmiSettings, "Asterisk", value);
}
