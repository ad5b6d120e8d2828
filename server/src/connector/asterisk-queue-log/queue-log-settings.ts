// Settings of the import of queue_log: those of the PBX, and how the file is to be read.
import { Type, type Static } from "typebox";
import { parseAmiSettings, type AmiSettings } from "../asterisk-ami/ami-settings.ts";
import { parseSettings, textReading } from "../parse-settings.ts";

export const QueueLogReading = Type.Object(
  {
    ...textReading,
    goesOnWithinSeconds: Type.Integer({
      default: 60,
      minimum: 0,
      maximum: 86_400,
      description:
        "how long after it has left a queue or an agent a call may enter another queue; then it counts as ended",
    }),
  },
  { additionalProperties: false, default: {} },
);

export type QueueLogReading = Static<typeof QueueLogReading>;

export type QueueLogSettings = { readonly pbx: AmiSettings; readonly reading: QueueLogReading };

/** Settings of the PBX, with the section `queueLog`. */
export function parseQueueLogSettings(value: unknown): QueueLogSettings {
  const pbx = parseAmiSettings(value);
  return { pbx, reading: parseSettings(QueueLogReading, "queue_log", pbx.queueLog ?? {}) };
}
