// Fields that several requests share. Numbers are read from digit strings and texts from numbers
// too, and `null` or "" is the same as absent: see the document's description.
import { Type } from "typebox";

export const EpochMs = Type.Integer({
  minimum: 0,
  maximum: 8640000000000000,
  description: "epoch milliseconds",
});

export const Offset = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "rows to skip: limit x (page - 1)",
});

/** A number to match exactly; empty = all. */
export const NumberFilter = Type.String({ maxLength: 64, description: "exact match; empty = all" });

/** `yyyy-MM-dd HH:mm:ss`, UTC. */
export const UtcText = Type.String({
  pattern: "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}$",
  description: "yyyy-MM-dd HH:mm:ss, UTC",
});

export const BooleanText = Type.Union([Type.Literal("true"), Type.Literal("false")]);

/** Documented IDs have at most 20 characters; a platform's own, longer ID is found as well. */
export const AnyCallId = Type.String({
  minLength: 1,
  maxLength: 64,
  description: "call ID as answered by these interfaces, or the platform's own",
});
