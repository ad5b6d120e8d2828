// Reads one event as received: its form, its ranges, its codes. A refusal names field, value and what
// is allowed.
import {
  agentStatuses,
  callFeatures,
  callTypes,
  eventSchemas,
  eventTimeMax,
  eventTimeMin,
  isAgentId,
  isInTable,
  itaReasons,
  leaveReasons,
  mediaTypes,
  noSubMediaType,
  outboundReasons,
  releaseCauses,
  subMediaTypes,
  type TrunklineEvent,
} from "@trunkline/contract";
import { Compile } from "typebox/compile";
import { parseTime } from "../lib/parse-time.ts";
import { oddContent } from "./odd-content.ts";
import { describeError, quoted, type Refusal } from "./refusal.ts";

type Validator = {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly {
    keyword: string;
    instancePath: string;
    message: string;
    params: object;
  }[];
};

const validators = new Map<string, Validator>(
  Object.entries(eventSchemas).map(([kind, schema]) => [kind, Compile(schema)]),
);

type Fields = Readonly<Record<string, unknown>>;

const isKnown = (table: Readonly<Record<string, unknown>>) => (code: number) =>
  isInTable(table, code);

/** Field -> is the number in its table; `extension: true` admits the others. */
const codeFields: readonly (readonly [string, string, (code: number) => boolean])[] = [
  ["callType", "callType", isKnown(callTypes)],
  ["mediaType", "mediaType", isKnown(mediaTypes)],
  [
    "subMediaType",
    "subMediaType",
    (code) => code === noSubMediaType || isInTable(subMediaTypes, code),
  ],
  ["callFeature", "callFeature", isKnown(callFeatures)],
  ["leaveReason", "leaveReason", isKnown(leaveReasons)],
  ["releaseCause", "releaseCause", isKnown(releaseCauses)],
  ["state", "agentStatus", isKnown(agentStatuses)],
  [
    "reasonCode",
    "outboundReason or itaReason",
    (code) => isInTable(outboundReasons, code) || isInTable(itaReasons, code),
  ],
];

/** Fields whose schema is a union: its parts' errors would only confuse. */
const unionRules: Readonly<Record<string, string>> = {
  to: "must be one of queue with skillId, agent with agentId, ivr, external with number",
  direction: "must be one of in, out",
  by: "must be one of customer, agent, system",
  reason: "must be one of noAnswer, rejected, busy, unreachable",
  party: "must be one of agent, customer",
  taskType: "must be one of 1, 2, 3, 4 as text",
};

export type Validated =
  | { readonly kind: "event"; readonly event: TrunklineEvent }
  | ({ readonly kind: "refusal" } & Refusal);

export function validateEvent(value: unknown): Validated {
  // First of all: what follows may look at everything that is in it.
  const odd = oddContent(value);
  if (odd !== undefined) return { kind: "refusal", ...odd };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refusal("", `must be a JSON object, got ${quoted(value)}`);
  }
  // A JSON object has text keys and any values.
  const fields = value as Fields;
  const { kind } = fields;
  const validator = typeof kind === "string" ? validators.get(kind) : undefined;
  if (validator === undefined) {
    const allowed = Object.keys(eventSchemas).join(", ");
    if (kind === undefined) return refusal("kind", `is missing; allowed: ${allowed}`);
    return refusal("kind", `must be one of ${allowed}; got ${quoted(kind)}`);
  }
  if (!validator.Check(value)) return { kind: "refusal", ...firstError(validator, fields) };
  const at = typeof fields["at"] === "number" ? fields["at"] : parseTime(String(fields["at"]));
  if (at === undefined || at < eventTimeMin || at > eventTimeMax) {
    return refusal("at", timeRule(fields["at"]));
  }
  const wrong = wrongCode(fields) ?? wrongAgent(fields);
  if (wrong !== undefined) return { kind: "refusal", ...wrong };
  // The validator has checked every field but the time, which is read here.
  const event = (at === fields["at"] ? value : { ...fields, at }) as TrunklineEvent;
  return { kind: "event", event };
}

function refusal(field: string, reason: string): Validated {
  return { kind: "refusal", field, reason };
}

function timeRule(value: unknown): string {
  const rule =
    "must be epoch milliseconds or ISO 8601 text with a zone, of 1990 to 2099, such as 2026-11-21T08:00:00Z";
  return `${rule}; got ${quoted(value)}${unitHint(value)}`;
}

const otherUnits: readonly (readonly [unit: string, ms: number])[] = [
  ["seconds", 1000],
  ["microseconds", 1 / 1000],
  ["nanoseconds", 1 / 1_000_000],
];

function unitHint(value: unknown): string {
  if (typeof value !== "number") return "";
  const unit = otherUnits.find(
    ([, ms]) => value * ms >= eventTimeMin && value * ms <= eventTimeMax,
  );
  return unit === undefined ? "" : `, which would be a time in ${unit[0]}`;
}

function firstError(validator: Validator, fields: Fields): Refusal {
  const errors = validator.Errors(fields);
  // What is missing at the top comes first: it explains the rest.
  const error = errors.find((error) => error.keyword === "required" && error.instancePath === "");
  const chosen = error ?? errors[0];
  if (chosen === undefined) return { field: "", reason: "does not fit its kind" };
  if (chosen.instancePath === "/at") return { field: "at", reason: timeRule(fields["at"]) };
  const [, field = ""] = chosen.instancePath.split("/");
  const union = unionRules[field];
  if (union !== undefined) {
    return { field, reason: `${union}; got ${quoted(fields[field])}` };
  }
  return describeError(chosen, fields);
}

function wrongCode(fields: Fields): Refusal | undefined {
  if (fields["extension"] === true) return undefined;
  for (const [field, table, isAllowed] of codeFields) {
    const code = fields[field];
    if (typeof code === "number" && !isAllowed(code)) {
      const reason = `must be in the ${table} table, or the event must say "extension": true; got ${code}`;
      return { field, reason };
    }
  }
  return undefined;
}

function wrongAgent(fields: Fields): Refusal | undefined {
  if (typeof fields["agentId"] === "number" && !isAgentId(fields["agentId"])) {
    return agentRefusal("agentId", fields["agentId"]);
  }
  const to = fields["to"];
  if (typeof to !== "object" || to === null || !("agentId" in to)) return undefined;
  if (typeof to.agentId !== "number" || isAgentId(to.agentId)) return undefined;
  return agentRefusal("to.agentId", to.agentId);
}

function agentRefusal(field: string, agentId: number): Refusal {
  return { field, reason: `must be 101..59999 or 70000..999999; got ${agentId}` };
}
