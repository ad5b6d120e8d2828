// Fields that replies of our own API share. What did not happen, or is not known, is null.
import { Type, type Static, type TSchema } from "typebox";

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export const Time = Type.Integer({ description: "epoch ms" });
export const NullableTime = nullable(Time);
export const Milliseconds = Type.Integer({ minimum: 0, description: "ms" });
export const Count = Type.Integer({ minimum: 0 });

/** 0..1, null where nothing was counted. */
export const Share = nullable(Type.Number({ minimum: 0 }));

/** A number of a code table with its meaning. */
export const Coded = Type.Object({
  code: Type.Integer(),
  words: Type.String({ description: '"" where the table has no such code' }),
});
export type Coded = Static<typeof Coded>;

/** An agent or a skill queue. */
export const Named = Type.Object({
  id: Type.Integer(),
  name: Type.String({ description: '"" while nobody has named it' }),
});
export type Named = Static<typeof Named>;

export const DialledCode = Type.Object({
  id: Type.Integer({ description: "innoId" }),
  number: Type.String({ description: 'the number that customers dial; "" where it is not known' }),
});
export type DialledCode = Static<typeof DialledCode>;

export const TenantName = Type.String({ description: "CC/VDN" });

/** In every answer that depends on events taken in. */
export const standing = {
  generatedAt: Time,
  completeUpTo: nullable(
    Type.Integer({
      description: "epoch ms of the newest event taken in of these tenants; null = none yet",
    }),
  ),
};

/** Of lists by cursor. */
export const pageEnd = {
  total: nullable(Type.Integer({ description: "all matches; null unless total=true" })),
  nextCursor: nullable(Type.String({ description: "of the next page; null on the last one" })),
};
