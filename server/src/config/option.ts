// One option of the configuration, told once: file, environment, flags, help and reference page derive from it.
import { Type, type Static, type TSchema } from "typebox";

/** Secrets do not belong on a command line, lists of objects only fit into the file. */
export type OptionPlaces = "everywhere" | "fileAndEnvironment" | "file";

export type Option<Schema extends TSchema = TSchema> = {
  readonly schema: Schema;
  readonly default: Static<Schema>;
  readonly description: string;
  /** "" = a plain value. */
  readonly unit: string;
  readonly places: OptionPlaces;
};

type Told = {
  readonly description: string;
  readonly unit?: string;
  readonly places?: OptionPlaces;
};

export function option<Schema extends TSchema>(
  schema: Schema,
  preset: Static<Schema>,
  { description, unit = "", places = "everywhere" }: Told,
): Option<Schema> {
  return { schema, default: preset, description, unit, places };
}

/** Some 24 days: Node's timers, and what is added to them, take no more, and fire at once instead. */
export const timerMsMax = 2_100_000_000;

export function integerOption(
  range: { readonly min?: number; readonly max?: number; readonly preset: number },
  told: Told,
) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER, preset } = range;
  return option(Type.Integer({ minimum: min, maximum: max }), preset, told);
}

export function textOption(preset: string, told: Told) {
  return option(Type.String({ maxLength: 4096 }), preset, told);
}

export function booleanOption(preset: boolean, told: Told) {
  return option(Type.Boolean(), preset, told);
}
