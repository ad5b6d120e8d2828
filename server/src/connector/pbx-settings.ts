// What the settings of every PBX have alike: how its names are written, its tenants, its queues and its tasks.
import { CcId, SkillId, Vdn } from "@trunkline/contract";
import { Type, type TSchema } from "typebox";

/** A name of the PBX's own; `description` gives an example or says whose it is. */
export const Name = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, description });

/** Empty when absent. */
export function list<Item extends TSchema>(item: Item, description: string) {
  return Type.Array(item, { default: [], description });
}

/** What is no setting is refused. */
export const strict = { additionalProperties: false } as const;

export const tenantProperties = {
  ccId: CcId,
  vdn: Vdn,
  accessCodes: list(Name("number as dialled"), "inbound calls to these numbers are this tenant's"),
  contexts: list(Name("context"), "calls that begin in these dialplan contexts are this tenant's"),
};

export const queueProperties = {
  skillId: SkillId,
  skillName: Type.Optional(Type.String({ maxLength: 200, description: "shown in records" })),
};

const taskTypes = [
  Type.Literal("1"),
  Type.Literal("2"),
  Type.Literal("3"),
  Type.Literal("4"),
] as const;

export const taskProperties = {
  agentFirstType: Type.Union([...taskTypes], {
    default: "1",
    description: "task type when an agent's phone is called first; 4 gives Q.850 reason codes",
  }),
  customerOnlyType: Type.Union([...taskTypes], {
    default: "3",
    description: "task type when only the customer is called",
  }),
  calledVariable: Type.String({
    default: "",
    maxLength: 100,
    description:
      "channel variable that the originating program sets to the customer's number: without it an agent-first call is shown only once the agent has answered",
  }),
};

/** `preset`: the name where none is given. */
export function sourceProperty(preset: string) {
  return Type.String({
    default: preset,
    minLength: 1,
    maxLength: 200,
    description: "name of this PBX: event IDs are unique within it",
  });
}
