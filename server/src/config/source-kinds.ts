// The kinds that an entry of `sources` may have. A test compares them with what the connectors know.

/** PBXs that are listened to. Their entries serve imports, too. */
export const liveSourceKinds = ["asterisk-ami", "freeswitch-esl"] as const;

/** Files and posted records: an entry only holds their settings. */
export const recordSourceKinds = [
  "asterisk-cel",
  "asterisk-cdr",
  "asterisk-queue-log",
  "freeswitch-json-cdr",
  "freeswitch-xml-cdr",
  "freeswitch-cdr-csv",
  "csv",
] as const;

export const sourceKinds: readonly string[] = [...liveSourceKinds, ...recordSourceKinds];
