// Settings of the import of any CSV: which column tells what, and what the values in it mean.
import { AgentId, CcId, FlowId, SkillId, Vdn, isAgentId } from "@trunkline/contract";
import { Type, type Static, type TSchema } from "typebox";
import { parseSettings, textReading } from "../parse-settings.ts";

const strict = { additionalProperties: false } as const;

const Text = (description: string, preset = "") =>
  Type.String({ default: preset, maxLength: 200, description });

const Column = (description: string) => Text(`header of the column: ${description}`);

function list<Item extends TSchema>(item: Item, preset: string[], description: string) {
  return Type.Array(item, { default: preset, description });
}

const Value = Type.String({ maxLength: 200 });

/** Of every stay the beginning is needed; its end, or how long it was, where nothing else follows. */
export const CsvColumns = Type.Object(
  {
    callId: list(
      Value,
      [],
      "headers of the columns that together name the call; none = the row's own text names it",
    ),
    date: Column("the day of times that are written without one"),
    direction: Column("whether the call came in or went out"),
    caller: Column("number of the caller"),
    callee: Column("number dialled: the access code of a call that came in"),
    arrived: Column("when the call came; without it the earliest time of the row"),
    ivrEntered: Column("when the IVR took it"),
    ivrLeft: Column("when the IVR let it go"),
    ivrSeconds: Column("how long the IVR had it"),
    queued: Column("when it entered the queue"),
    queueLeft: Column("when it left the queue"),
    queueSeconds: Column("how long it waited"),
    queue: Column("name of the queue"),
    offered: Column("when the agent's phone began to ring"),
    answered: Column("when the agent, or the called party, answered"),
    talkSeconds: Column("how long they talked"),
    agent: Column("name of the agent"),
    ended: Column("when the call ended; without it the latest time of the row"),
    outcome: Column("how the call ended"),
    endedBy: Column("who ended it"),
  },
  { ...strict, default: {} },
);

/** For what no column tells. */
export const CsvFixed = Type.Object(
  {
    date: Text("the day of times that are written without one: 2026-11-21"),
    direction: Type.Union([Type.Literal("in"), Type.Literal("out")], { default: "in" }),
    caller: Text("number of the caller"),
    callee: Text("number dialled"),
    queue: Text("name of the queue"),
  },
  { ...strict, default: {} },
);

const Outcome = Type.Union([
  Type.Literal("answered"),
  Type.Literal("abandoned"),
  Type.Literal("skipped"),
]);

const Party = Type.Union([Type.Literal("customer"), Type.Literal("agent"), Type.Literal("system")]);

export const CsvSettings = Type.Object(
  {
    source: Type.String({
      minLength: 1,
      maxLength: 200,
      description: "name of where the file comes from: event IDs are unique within it",
    }),
    tenant: Type.Object({ ccId: CcId, vdn: Vdn }, { ...strict, description: "whose calls" }),
    ...textReading,
    dateOrder: Type.Union([Type.Literal("ymd"), Type.Literal("dmy"), Type.Literal("mdy")], {
      default: "ymd",
      description:
        "of dates whose year comes last: dmy of 21/11/2026 or 21.11.26, mdy of 11/21/2026",
    }),
    delimiter: Type.String({ default: ",", minLength: 1, maxLength: 4 }),
    header: list(Value, [], "names of the columns of a file without a header, in order"),
    columns: CsvColumns,
    fixed: CsvFixed,
    absent: list(Value, ["", "-"], "values of a time that mean that it was not"),
    outbound: list(Value, ["out", "outbound"], "values of the direction that mean a call out"),
    outcomes: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Outcome, {
      default: {},
      description:
        "value -> answered, abandoned (the caller gave up), or skipped (the row is no call); none = the times tell",
    }),
    endedBy: Type.Record(Type.String({ minLength: 1, maxLength: 200 }), Party, {
      default: {},
      description: "value -> customer, agent or system",
    }),
    queues: Type.Array(
      Type.Object(
        { name: Value, skillId: SkillId, skillName: Type.Optional(Text("shown in records")) },
        strict,
      ),
      { default: [], description: "queues and the skill each stands for" },
    ),
    agents: Type.Array(Type.Object({ agentId: AgentId, names: Type.Array(Value) }, strict), {
      default: [],
      description: "names of agents; a name of digits that is none of them is an agent ID",
    }),
    noAgent: list(Value, ["", "-"], "values of the agent that mean that there was none"),
    unnamedAgentId: Type.Optional({
      ...AgentId,
      description: "stands for the agent of an answered call that names none; absent = skip it",
    }),
    flowId: Type.Optional({ ...FlowId, description: "the IVR flow" }),
    overlapSecondsMax: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 3600,
      description:
        "a stay that ends up to so much after the next one begins is not reported: two clocks",
    }),
  },
  strict,
);

export type CsvSettings = Static<typeof CsvSettings>;
export type CsvColumns = Static<typeof CsvColumns>;
export type CsvColumn = Exclude<keyof CsvColumns, "callId">;

export function parseCsvSettings(value: unknown): CsvSettings {
  const settings = parseSettings(CsvSettings, "CSV", value);
  for (const { agentId } of settings.agents) {
    if (!isAgentId(agentId)) {
      throw new Error(
        `Cannot read CSV settings: agent ${agentId} is none of 101..59999 and 70000..999999`,
      );
    }
  }
  if (neededHeaders(settings).length === 0) {
    throw new Error("Cannot read CSV settings: 'columns' names none");
  }
  return settings;
}

/** Every header that the settings name: the row that has all of them is the file's header. */
export function neededHeaders({ columns: { callId, ...columns } }: CsvSettings): readonly string[] {
  const named = Object.values(columns).filter((header) => header !== "");
  return [...new Set([...callId, ...named])];
}
