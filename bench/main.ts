// The benchmark's command line: `npm run bench -- --help`.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureAgainst } from "./against.ts";
import { figureTable, type Figure } from "./figure.ts";
import { loadLiveCalls } from "./live-load.ts";
import { LoadedServer } from "./loaded-server.ts";
import { openBaseline } from "./open-baseline.ts";
import { writePerformancePage, type Run } from "./performance-page.ts";
import { measureParsers } from "./parsers.ts";
import { growth } from "./scenario/growth.ts";
import { loadThroughHttp } from "./scenario/load-through-http.ts";
import { ownLists } from "./scenario/own-lists.ts";
import { otherInterfaces } from "./scenario/other-interfaces.ts";
import { profile } from "./scenario/profile.ts";
import { s10Kill } from "./scenario/s10-kill.ts";
import { s1CallsOfVdn, s1bTenCallsOfVdn } from "./scenario/s1-calls-of-vdn.ts";
import { s2CallsOfNumber } from "./scenario/s2-calls-of-number.ts";
import { s3DeepOffset } from "./scenario/s3-deep-offset.ts";
import { s4MissedCalls } from "./scenario/s4-missed-calls.ts";
import { s5AccessCodes } from "./scenario/s5-access-codes.ts";
import { s6Ingest } from "./scenario/s6-ingest.ts";
import { s7Mixed } from "./scenario/s7-mixed.ts";
import { s8Statistics } from "./scenario/s8-statistics.ts";
import { s9Export } from "./scenario/s9-export.ts";

/** In the order of the run: those that change the history come last. */
const scenarios = {
  load: loadThroughHttp,
  S1: s1CallsOfVdn,
  S1b: s1bTenCallsOfVdn,
  S2: s2CallsOfNumber,
  S3: s3DeepOffset,
  S4: s4MissedCalls,
  S5: s5AccessCodes,
  others: otherInterfaces,
  lists: ownLists,
  growth,
  profile,
  S8: s8Statistics,
  S9: s9Export,
  // Before the others: it asks for the start with 20,000 live calls, without the millions of events of these.
  S10: s10Kill,
  S6: s6Ingest,
  S7: s7Mixed,
};
const comparedWithBaseline = ["S1", "S1b", "S2", "S3", "S4", "S6"];
const comparedWithCheckout = ["S1", "S1b", "S5", "S6"];
/** What a run without arguments measures, in about a minute. */
const usual = ["S1", "S1b", "S4", "S5", "S6"];

const usage = `npm run bench -- [scenario ... | all]       a table for each; without one: ${usual.join(" ")}
npm run bench -- against CHECKOUT [${comparedWithCheckout.join(" ")}]   this checkout and another one in turns: what a change costs
npm run bench -- parsers                           what reading a body of events costs
npm run bench -- report FILE ...                   writes docs/reference/performance.md of what --json has kept

Scenarios: ${Object.keys(scenarios).join(" ")}
  --calls N            in the history (100000)
  --clients 1,16       that ask at a time
  --rounds R           of which the median is told (3)
  --seconds S          of each round (0.5)
  --data DIR           keeps the load there for the next run
  --json FILE          keeps the figures there for \`report\`
  --without-baseline   no PostgreSQL beside it
`;

const { values, positionals, numbers } = readArguments();

function readArguments() {
  try {
    const parsed = parseArgs({
      allowPositionals: true,
      options: {
        calls: { type: "string", default: "100000" },
        seconds: { type: "string", default: "0.5" },
        rounds: { type: "string", default: "3" },
        clients: { type: "string", default: "1,16" },
        data: { type: "string" },
        json: { type: "string" },
        "without-baseline": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    const { calls, seconds, rounds, clients } = parsed.values;
    const numbers = {
      calls: wholeNumber("calls", calls),
      pace: { seconds: secondsOf(seconds), rounds: wholeNumber("rounds", rounds) },
      clientCounts: clients.split(",").map((count) => wholeNumber("clients", count)),
    };
    refuseUnknown(parsed.positionals);
    return { ...parsed, numbers };
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new Error(`Cannot read --${option} '${text}': it is a whole number from 1`);
}

function secondsOf(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text) && Number(text) > 0) return Number(text);
  throw new Error(`Cannot read --seconds '${text}': it is a number over 0`);
}

function refuseUnknown([first = "", ...rest]: readonly string[]): void {
  if (first === "against") {
    const [other = "", ...wanted] = rest;
    if (!existsSync(join(other, "server/src/main.js"))) {
      throw new Error(`Cannot compare with '${other}': it is no checkout of Trunkline`);
    }
    refuseOthers(wanted, comparedWithCheckout);
  } else if (first === "report") {
    if (rest.length === 0) throw new Error("Cannot report without a FILE that --json has kept");
  } else if (first !== "parsers" && first !== "") {
    refuseOthers([first, ...rest], ["all", ...Object.keys(scenarios)]);
  }
}

function refuseOthers(wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new Error(`Cannot run scenario '${unknown}': there are ${known.join(", ")}`);
}

if (values.help) console.log(usage);
else if (positionals[0] === "report") await writePerformancePage(positionals.slice(1));
// These need no server.
else if (positionals[0] === "parsers") {
  console.log(figureTable(measureParsers(numbers.pace.seconds)));
} else if (positionals[0] === "against") await against(positionals[1] ?? "", positionals.slice(2));
else await bench(positionals.length === 0 ? usual : positionals);

/** Many short rounds tell more than few long ones: 20 or more, of half a second. */
async function against(other: string, wanted: readonly string[]): Promise<void> {
  const calls = { calls: numbers.calls, tenants: 50, days: 30 };
  const { pace, clientCounts } = numbers;
  const keepDir = values.data;
  say(`Measuring this checkout against '${other}'`);
  console.log(
    figureTable(await measureAgainst({ other, wanted, calls, keepDir, clientCounts, pace })),
  );
}

async function bench(wanted: readonly string[]): Promise<void> {
  const isAll = wanted.includes("all");
  const wantedCalls = { calls: numbers.calls, tenants: 50, days: 30 };
  const { pace, clientCounts } = numbers;
  say(`Loading ${wantedCalls.calls.toLocaleString("en")} calls`);
  await using loaded = await LoadedServer.start(wantedCalls, values.data);
  const { shape, token } = loaded;
  await loadLiveCalls(loaded.port, token, Date.now());
  const unaskedMiB = loaded.residentMiB;
  const isCompared =
    !values["without-baseline"] &&
    (isAll || wanted.some((name) => comparedWithBaseline.includes(name)));
  if (isCompared) say("Loading the same into Baseline B");
  await using baseline = isCompared ? await openBaseline(loaded.postgresDir, shape) : undefined;
  const figures: Figure[] = [];
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (!isAll && !wanted.includes(name)) continue;
    say(`Measuring ${name}`);
    // A scenario may have started the server anew.
    const ports = {
      trunkline: loaded.port,
      ...(baseline === undefined ? {} : { baseline: baseline.port }),
    };
    const asked = { loaded, ports, shape, token, unaskedMiB };
    const parts = { ...asked, pace, clientCounts, keepDir: values.data };
    try {
      const measured = await scenario(parts);
      console.log(figureTable(measured));
      figures.push(...measured);
    } catch (error) {
      // One failure must not cost what the others have measured for an hour.
      say(`Not measured: ${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
  if (values.json === undefined) return;
  const run: Run = { ...about(), calls: shape.calls, ...pace, figures };
  await writeFile(values.json, `${JSON.stringify(run, null, 2)}\n`);
}

function about(): Pick<Run, "machine" | "date" | "commit"> {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const git = spawnSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" });
  return {
    machine: `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores, ${memory}, Node ${process.version}`,
    date: new Date().toISOString().slice(0, 10),
    commit: git.status === 0 ? git.stdout.trim() : "unknown",
  };
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
