// Every option of the server: the only place where one is told.
import { CcId, InnoId, Vdn } from "@trunkline/contract/identifiers";
import { waitThresholds } from "@trunkline/contract/wait-thresholds";
import { Type, type Static } from "typebox";
import { httpOptions } from "./http-options.ts";
import {
  booleanOption,
  integerOption,
  option,
  textOption,
  timerMsMax,
  type Option,
} from "./option.ts";
import { sourceKinds } from "./source-kinds.ts";
import { storageOptions } from "./storage-options.ts";
import { webhookOptions } from "./webhook-options.ts";

const hourMs = 3_600_000;
const exact = { additionalProperties: false } as const;

export const TenantEntry = Type.Object(
  {
    ccId: CcId,
    vdn: Vdn,
    timeZone: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    keepDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })),
    accessCodes: Type.Optional(
      Type.Array(
        Type.Object(
          {
            innoId: InnoId,
            number: Type.String({ minLength: 1, maxLength: 64 }),
            mediaType: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
            description: Type.Optional(Type.String({ maxLength: 200 })),
          },
          exact,
        ),
      ),
    ),
  },
  exact,
);
export type TenantEntry = Static<typeof TenantEntry>;

/** What a source needs beyond its kind, its connector knows. */
const SourceEntry = Type.Object({ kind: Type.String({ minLength: 1, maxLength: 64 }) });

function expireAfter(state: string) {
  return integerOption(
    { min: 1000, preset: 4 * hourMs },
    {
      description: `A call ${state} without an event for so long is closed as expired`,
      unit: "ms",
    },
  );
}

export const optionTable = {
  "data.dir": textOption("./data", {
    description: "Directory of everything that is kept; created when absent",
  }),
  masterKey: textOption("", {
    description:
      "Encrypts secrets at rest: 32 bytes as 64 hex characters or base64; empty = masterKeyFile",
    places: "fileAndEnvironment",
  }),
  masterKeyFile: textOption("", {
    description: "File with the master key; empty = master.key in data.dir, made at first use",
  }),

  "registry.lookAgainMs": integerOption(
    { max: 60_000, preset: 20 },
    {
      description: "How long a key or tenant changed by the command line may go unnoticed",
      unit: "ms",
    },
  ),

  ...httpOptions,

  "ingest.bodyBytesMax": integerOption(
    { min: 1024, preset: 16 * 1024 * 1024 },
    { description: "Largest body of events", unit: "bytes" },
  ),
  "ingest.lineBytesMax": integerOption(
    { min: 256, preset: 64 * 1024 },
    { description: "Largest single event; a longer one is refused alone", unit: "bytes" },
  ),
  "ingest.chunkEvents": integerOption(
    { min: 1, max: 100_000, preset: 1000 },
    { description: "Events of one body that are taken in at once" },
  ),
  "ingest.chunksInFlight": integerOption(
    { min: 1, max: 64, preset: 4 },
    { description: "Chunks of one body that may wait for their commit" },
  ),
  "ingest.eventsInFlightPerKeyMax": integerOption(
    { min: 1, preset: 20_000 },
    {
      description:
        "Events of one key that may be on their way to the disk; its further bodies are read when they are there, and other keys need not wait for them",
    },
  ),
  "ingest.refusedLinesMax": integerOption(
    { min: 1, preset: 10_000 },
    { description: "Refused lines that an answer names one by one; the last one counts the rest" },
  ),
  "ingest.pendingEventsMax": integerOption(
    { min: 1, preset: 200_000 },
    {
      description:
        "Events, and lines that were refused, that wait for a commit before sources are told to slow down (429)",
    },
  ),
  "ingest.retryAfterSeconds": integerOption(
    { min: 1, max: 3600, preset: 1 },
    { description: "Retry-After of an answer that tells a source to slow down", unit: "s" },
  ),
  "ingest.commitRetryAfterMs": integerOption(
    { min: 1, max: timerMsMax, preset: 1000 },
    { description: "Pause before a commit that failed is tried again", unit: "ms" },
  ),
  "ingest.endedCallsCached": integerOption(
    { min: 1000, preset: 10_000 },
    { description: "Ended calls kept at hand for late and repeated events" },
  ),
  "ingest.eventsPerCallMax": integerOption(
    { min: 10, preset: 2000 },
    { description: "Events kept of one call" },
  ),
  "ingest.eventsPerTaskMax": integerOption(
    { min: 10, preset: 200 },
    { description: "Events kept of one outbound task" },
  ),
  "ingest.aheadHoursMax": integerOption(
    { max: 876_000, preset: 24 },
    {
      description:
        "How far the time of an event may lie ahead of the server's clock; what lies further is refused",
      unit: "h",
    },
  ),
  "ingest.refusedTextMax": integerOption(
    { preset: 4096 },
    { description: "Characters kept of a refused event" },
  ),

  "connector.reconnectFirstMs": integerOption(
    { min: 10, max: timerMsMax, preset: 500 },
    { description: "Pause before the first new try to reach a PBX; it doubles", unit: "ms" },
  ),
  "connector.reconnectMostMs": integerOption(
    { min: 10, max: timerMsMax, preset: 30_000 },
    { description: "Longest pause between two tries to reach a PBX", unit: "ms" },
  ),
  "connector.connectTimeoutMs": integerOption(
    { min: 100, max: timerMsMax, preset: 10_000 },
    { description: "How long a PBX may take to accept a connection", unit: "ms" },
  ),
  "connector.silenceMs": integerOption(
    { min: 1000, max: timerMsMax, preset: 15_000 },
    {
      description:
        "After so long without a byte a PBX is asked for a sign of life; after twice as long it is called anew",
      unit: "ms",
    },
  ),
  "connector.readAheadBytesMax": integerOption(
    { min: 65_536, preset: 32 * 1024 * 1024 },
    { description: "Bytes of a PBX read ahead of the store; then it is slowed", unit: "bytes" },
  ),

  "history.window": option(Type.Enum(["documented", "all"]), "documented", {
    description:
      "How far back the call list may ask: documented = yesterday and today in the tenant's time zone",
  }),
  "history.keepDays": integerOption(
    { min: 1, max: 36_500, preset: 400 },
    { description: "Days that records are kept, unless a tenant keeps them longer", unit: "days" },
  ),
  "history.dropCheckMs": integerOption(
    { min: 1000, max: 24 * hourMs, preset: hourMs },
    { description: "How often records past their time are looked for", unit: "ms" },
  ),
  "call.expireAfterMs.arrived": expireAfter("that has only arrived"),
  "call.expireAfterMs.ivr": expireAfter("in the IVR"),
  "call.expireAfterMs.queued": expireAfter("in a queue"),
  "call.expireAfterMs.ringing": expireAfter("ringing at an agent"),
  "call.expireAfterMs.talking": expireAfter("with an agent"),
  "call.expireAfterMs.held": expireAfter("on hold"),
  "call.expireAfterMs.outside": expireAfter("with an outside party"),
  "call.expireCheckMs": integerOption(
    { min: 100, max: 24 * hourMs, preset: 60_000 },
    { description: "How often silent calls are looked for", unit: "ms" },
  ),

  "signature.ageSecondsMax": integerOption(
    { min: 1, preset: 900 },
    { description: "How old, or how far ahead, a C2 signature may be", unit: "s" },
  ),
  explainSignatures: booleanOption(false, {
    description: "For development: a 401 shows the text that the server expected to be signed",
  }),
  strict: booleanOption(false, {
    description: "Unknown fields of a question are refused instead of reported",
  }),
  defaultCcId: integerOption(
    { min: 1, max: 65_535, preset: 1 },
    { description: "Call centre meant by interfaces without ccId when a key sees several" },
  ),
  "lockOut.guessesMax": integerOption(
    { min: 1, preset: 200 },
    {
      description: "Wrong signatures, tokens or keys within the window that lock an address (403)",
    },
  ),
  "lockOut.windowMs": integerOption(
    { min: 1, preset: 60_000 },
    { description: "The window in which wrong guesses are counted", unit: "ms" },
  ),
  "lockOut.lockMs": integerOption(
    { min: 1, preset: 60_000 },
    { description: "How long an address stays locked", unit: "ms" },
  ),
  "lockOut.addressesMax": integerOption(
    { min: 1, preset: 10_000 },
    { description: "Addresses remembered" },
  ),
  "limit.requestsPerSecondPerKey": integerOption(
    { min: 1, preset: 50_000 },
    { description: "Requests a second of one key; more are answered 429" },
  ),
  "limit.requestsPerSecondPerAddress": integerOption(
    { min: 1, preset: 50_000 },
    { description: "Requests a second of one address, of IPv6 of one /64; more are answered 429" },
  ),
  "limit.tokensPerSecond": integerOption(
    { min: 1, preset: 100 },
    {
      description:
        "C1 tokens a second that one address (of IPv6 one /64), and one app, may ask for; more are answered 429",
    },
  ),
  "limit.clientsMax": integerOption(
    { min: 1, preset: 10_000 },
    { description: "Keys, and addresses, whose rate is remembered" },
  ),

  "registry.noteQueuesEveryMs": integerOption(
    { min: 1000, max: timerMsMax, preset: 60_000 },
    { description: "Queues that events have told are written at most once in it", unit: "ms" },
  ),
  "key.noteUseEveryMs": integerOption(
    { min: 1000, max: timerMsMax, preset: 60_000 },
    { description: "The last use of keys and apps is written at most once in it", unit: "ms" },
  ),
  "privacy.maskNumbersForRoles": option(
    Type.Array(Type.Enum(["read", "live", "supervise", "ingest", "admin"])),
    [],
    {
      description: "Roles of bearer keys that see numbers masked; an admin may make keys of others",
    },
  ),

  "report.thresholdSeconds": integerOption(
    { min: 5, max: 900, preset: 20 },
    {
      description: `Service level: answered in time is after less than so long; one of ${waitThresholds.join(", ")}`,
      unit: "s",
    },
  ),
  "report.shortAbandonSeconds": integerOption(
    { max: 900, preset: 5 },
    {
      description: "Who hangs up after less than so long has abandoned in a short time",
      unit: "s",
    },
  ),
  "report.rowsMax": integerOption(
    { min: 1, preset: 100_000 },
    { description: "Rows of one report; a longer one is refused" },
  ),
  "api.todayPauseMs": integerOption(
    { max: 600_000, preset: 1000 },
    { description: "How old today's counts beside the live ones may be", unit: "ms" },
  ),
  "api.streamEventsPerSecondMax": integerOption(
    { min: 1, max: 100, preset: 10 },
    { description: "Messages a second of a live stream; changes in between come together" },
  ),
  "api.streamsPerKeyMax": integerOption(
    { min: 1, preset: 20 },
    { description: "Live streams that one key may have open" },
  ),
  "api.streamsMax": integerOption(
    { min: 1, preset: 1000 },
    { description: "Live streams open at a time, of all keys" },
  ),
  "api.streamBufferBytesMax": integerOption(
    { min: 1024, preset: 4 * 1024 * 1024 },
    {
      description: "Not yet read by the reader of a live stream; with more it is dropped",
      unit: "bytes",
    },
  ),
  "api.streamResumeBytesMax": integerOption(
    { preset: 8 * 1024 * 1024 },
    { description: "Changes kept for readers of live streams that come back", unit: "bytes" },
  ),
  "api.streamHeartbeatMs": integerOption(
    { min: 10, max: 600_000, preset: 15_000 },
    { description: "A live stream without news says so this often", unit: "ms" },
  ),
  "api.streamLingerMs": integerOption(
    { max: 24 * hourMs, preset: 60_000 },
    {
      description: "How long changes are kept for after the last live stream has gone",
      unit: "ms",
    },
  ),
  "api.streamFarewellMs": integerOption(
    { max: 600_000, preset: 5000 },
    { description: "How long a reader that is dropped may take to read why", unit: "ms" },
  ),
  "export.exportsMax": integerOption(
    { min: 1, preset: 4 },
    {
      description:
        "Exports under way at a time, of all keys, the last place for tenants that have none; more are answered 429",
    },
  ),
  "export.threadsMax": integerOption(
    { max: 64, preset: 0 },
    {
      description:
        "Threads that read one long export by arrival as CSV or NDJSON side by side, each of some 30 MiB; 0 = two where the machine has more than two cores, else one",
    },
  ),
  "export.pageRows": integerOption(
    { min: 1, max: 100_000, preset: 500 },
    {
      description:
        "Calls that an export by arrival reads from the storage, and holds, at a time; by another time it holds 10,000",
    },
  ),
  "export.rowGroupRows": integerOption(
    { min: 1, max: 100_000, preset: 5000 },
    { description: "Rows of a row group of a Parquet file: held, and written, at once" },
  ),
  "export.stallMs": integerOption(
    { min: 100, max: hourMs, preset: 60_000 },
    { description: "A client that reads nothing of its export for so long is cut off", unit: "ms" },
  ),

  ...webhookOptions,

  ...storageOptions,

  "log.level": option(Type.Enum(["debug", "info", "warn", "error", "silent"]), "info", {
    description: "Least severe log lines that are written; the audit log is of level info",
  }),
  "log.audit": booleanOption(true, {
    description: "A log line for each question: who asked what, phone numbers masked",
  }),
  "metrics.open": booleanOption(false, {
    description:
      "Anyone may read /metrics; otherwise this machine, and holders of an admin key for all tenants",
  }),
  "metrics.driftCheckMs": integerOption(
    { min: 1000, max: 24 * hourMs, preset: 300_000 },
    { description: "How often the live counters are compared with the calls", unit: "ms" },
  ),

  tenants: option(Type.Array(TenantEntry), [], {
    description:
      "Tenants put into the registry at start: ccId, vdn, timeZone, keepDays, accessCodes (innoId, number, mediaType, description)",
    places: "file",
  }),
  sources: option(Type.Array(SourceEntry), [], {
    description: `Where events come from: kind (${sourceKinds.join(", ")}), and what the connector of that kind needs`,
    places: "file",
  }),
} as const;

export type OptionName = keyof typeof optionTable;

export type Options = {
  readonly [Name in OptionName]: Readonly<Static<(typeof optionTable)[Name]["schema"]>>;
};

// Object.keys() forgets the names of a literal object.
export const optionNames = Object.keys(optionTable) as readonly OptionName[];

export function optionOf(name: OptionName): Option {
  return optionTable[name];
}

export function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(optionTable, name);
}
