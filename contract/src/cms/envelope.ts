// Envelopes of successful answers.
import { Type, type TSchema } from "typebox";

const Success = Type.Literal("0100000");

/** `{resultCode, resultDesc}` */
export function resultReply<Payload extends TSchema>(payload: Payload) {
  return Type.Object({ resultCode: Success, resultDesc: payload }, { additionalProperties: false });
}

/** The same payload twice, for clients of two generations. */
export function fourPartReply<Payload extends TSchema>(payload: Payload) {
  return Type.Object(
    {
      result: Type.Literal("0"),
      resultCode: Success,
      resultDatas: payload,
      resultDesc: payload,
    },
    { additionalProperties: false },
  );
}

/** An object with exactly these properties: nothing is added to what is documented. */
export function exactly<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}
