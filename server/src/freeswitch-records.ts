// What FreeSWITCH's modules may post, by the configuration.
import { postFreeswitchJsonCdr, postFreeswitchXmlCdr } from "@trunkline/contract";
import type { Options } from "./config/option-table.ts";
import { openPostedRecords, type RecordForm } from "./connector/freeswitch-cdr/cdr-records.ts";
import type { RecordsParts } from "./http/freeswitch-records-route.ts";

type Records = Omit<RecordsParts, "authenticate" | "ingest" | "retryAfterSeconds">;

/** Sources that post records and are listened to as well. */
const liveKind = "freeswitch-esl";

export async function freeswitchRecords({ sources }: Options): Promise<readonly Records[]> {
  const kindsOf = (own: string) => [own, liveKind];
  const [jsonKinds, xmlKinds] = [kindsOf("freeswitch-json-cdr"), kindsOf("freeswitch-xml-cdr")];
  return [
    {
      endpoint: postFreeswitchJsonCdr,
      form: "JSON",
      kinds: jsonKinds,
      sources: await sourcesOf(sources, jsonKinds, async () => {
        return (await import("./connector/freeswitch-json-cdr/freeswitch-json-cdr.ts")).jsonCdr;
      }),
    },
    {
      endpoint: postFreeswitchXmlCdr,
      form: "XML",
      kinds: xmlKinds,
      sources: await sourcesOf(sources, xmlKinds, async () => {
        return (await import("./connector/freeswitch-xml-cdr/freeswitch-xml-cdr.ts")).xmlCdr;
      }),
    },
  ];
}

/** Those of the kinds named first win. Where there are none, nothing that reads records is loaded. */
async function sourcesOf(
  sources: Options["sources"],
  kinds: readonly string[],
  loadForm: () => Promise<RecordForm>,
): Promise<Records["sources"]> {
  const found = kinds.flatMap((kind) => sources.filter((entry) => entry.kind === kind));
  if (found.length === 0) return [];
  const form = await loadForm();
  const opened = found.map(({ kind: _kind, ...settings }) => openPostedRecords(form, settings));
  return [...new Map(opened.toReversed().map((entry) => [entry.source, entry])).values()];
}
