// Fields that requests of our own API share.
import { Type } from "typebox";
import { AgentId, InnoId, SkillId } from "../identifier.ts";

const pageRowsMax = 1000;
/** Values of one filter: `tenant`, `agentId`, ... each may come so many times. */
export const filterValuesMax = 100;

export const TenantText = Type.String({
  pattern: "^[0-9]{1,5}/[0-9]{1,4}$",
  description: "CC/VDN: call centre and VDN",
});

const TenantFilter = Type.Array(TenantText, {
  minItems: 1,
  maxItems: filterValuesMax,
  description: "tenants, each as CC/VDN; absent = all that the key sees",
});

/** What every question takes. */
export const tenantFilter = { tenant: Type.Optional(TenantFilter) };

/** A handler is given epoch ms, whatever was sent. */
export const Instant = Type.Union(
  [Type.Integer({ minimum: 0, maximum: 8640000000000000 }), Type.String({ maxLength: 40 })],
  { description: "epoch ms, or ISO 8601 with a zone, such as 2026-04-15T02:30:00Z" },
);

/** `to` is included. */
export const timeRange = {
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
};

export const Limit = Type.Integer({ minimum: 1, maximum: pageRowsMax, default: 100 });
export const Offset = Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 });
export const Cursor = Type.String({
  minLength: 1,
  maxLength: 500,
  description: "nextCursor of the page before; not together with offset",
});

/** Of lists by cursor or by offset; `total` asks for the exact count. */
export const paging = {
  limit: Type.Optional(Limit),
  offset: Type.Optional(Offset),
  cursor: Type.Optional(Cursor),
  total: Type.Optional(
    Type.Boolean({ default: false, description: "true: the exact number of all matches" }),
  ),
};

function listOf<Item extends ReturnType<typeof Type.Integer>>(item: Item, what: string) {
  return Type.Optional(
    Type.Array(item, {
      minItems: 1,
      maxItems: filterValuesMax,
      description: `any of these ${what}`,
    }),
  );
}

export const agentFilter = { agentId: listOf(AgentId, "agents") };
export const skillFilter = { skillId: listOf(SkillId, "skill queues") };
export const accessCodeFilter = { innoId: listOf(InnoId, "access codes") };

export const NumberFilter = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "a telephone number, exactly",
});

export function milliseconds(description: string) {
  return Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000_000, description }));
}
