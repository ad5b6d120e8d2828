// Prometheus metrics. Live counters are read when they are scraped.
import { Counter, Gauge, Histogram, Registry, type MetricObject } from "prom-client";
import { LiveBoard } from "../live/live-board.ts";
import { addProcess } from "./process-metrics.ts";
import { addSum } from "./sum-metric.ts";

export type QueryTimer = (endpointId: string) => () => void;

export type Metrics = {
  readonly queryTimer: QueryTimer;
  /** An answer of 400 or above. */
  readonly errorAnswer: (status: number) => void;
  readonly events: (counts: {
    readonly accepted: number;
    readonly duplicates: number;
    readonly refused: number;
  }) => void;
  readonly commit: (tookMs: number, events: number) => void;
  readonly commitFailed: () => void;
  readonly drift: (counters: number) => void;
  readonly damagedFile: () => void;
  /** Live sources, read when they are scraped. */
  readonly watchSources: (statuses: () => readonly SourceFigures[]) => void;
  readonly webhookAttempt: (outcome: "delivered" | "failed") => void;
  /** Webhooks, read when they are scraped. */
  readonly watchWebhooks: (figures: () => WebhookFigures) => void;
  readonly contentType: string;
  readonly described: readonly MetricWords[];
  readonly render: () => Promise<string>;
};

export type MetricWords = {
  readonly name: string;
  readonly kind: string;
  readonly labels: readonly string[];
  readonly help: string;
};

/** What is measured of a live source. */
export type SourceFigures = {
  readonly name: string;
  readonly state: string;
  readonly lagMs: number;
  readonly connections: number;
  readonly bytesRead: number;
  readonly eventsSent: number;
  readonly eventsRefused: number;
};

type SourceSum = "connections" | "bytesRead" | "eventsSent" | "eventsRefused";

/** What is measured of all webhooks. */
export type WebhookFigures = {
  readonly pending: number;
  readonly parked: number;
  readonly disabled: number;
};

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function openMetrics(board: LiveBoard, version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const queries = new Histogram({
    name: "trunkline_query_seconds",
    help: "Time to answer a question, by endpoint",
    labelNames: ["endpoint"],
    buckets: seconds,
    registers,
  });
  const events = new Counter({
    name: "trunkline_events_total",
    help: "Events received, by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const commits = new Histogram({
    name: "trunkline_commit_seconds",
    help: "Time of a commit, sync included",
    buckets: seconds,
    registers,
  });
  const committed = new Counter({
    name: "trunkline_committed_events_total",
    help: "Events of calls that are on disk",
    registers,
  });
  const failures = new Counter({
    name: "trunkline_commit_failures_total",
    help: "Commits that the store refused; each is tried again",
    registers,
  });
  const webhookAttempts = new Counter({
    name: "trunkline_webhook_attempts_total",
    help: "Messages that were sent to webhooks, by outcome",
    labelNames: ["outcome"],
    registers,
  });
  const errorAnswer = addErrorAnswers(registers);
  const alarms = addAlarms(registers);
  addLiveCalls(board, registers);
  addProcess(registers, version);
  return {
    queryTimer: (endpoint) => {
      const begun = performance.now();
      return () => queries.observe({ endpoint }, (performance.now() - begun) / 1000);
    },
    events: ({ accepted, duplicates, refused }) => {
      if (accepted > 0) events.inc({ outcome: "accepted" }, accepted);
      if (duplicates > 0) events.inc({ outcome: "duplicate" }, duplicates);
      if (refused > 0) events.inc({ outcome: "refused" }, refused);
    },
    commit: (tookMs, count) => {
      commits.observe(tookMs / 1000);
      committed.inc(count);
    },
    commitFailed: () => failures.inc(),
    errorAnswer,
    ...alarms,
    watchSources: (statuses) => addSources(statuses, registers),
    webhookAttempt: (outcome) => webhookAttempts.inc({ outcome }),
    watchWebhooks: (figures) => addWebhooks(figures, registers),
    contentType: registry.contentType,
    get described() {
      return registry.getMetricsAsArray().map(wordsOf);
    },
    render: () => registry.metrics(),
  };
}

/** Every metric there can be, of nothing: for the reference page. */
export function allMetrics(): Metrics {
  const metrics = openMetrics(new LiveBoard(), "");
  metrics.watchSources(() => []);
  metrics.watchWebhooks(() => ({ pending: 0, parked: 0, disabled: 0 }));
  return metrics;
}

function wordsOf(metric: MetricObject): MetricWords {
  const { name, help, type } = metric;
  // The registry holds the metrics themselves, of which its type tells a part.
  const { labelNames } = metric as MetricObject & { readonly labelNames: readonly string[] };
  return { name, help, labels: labelNames, kind: String(type) };
}

function addErrorAnswers(registers: Registry[]): Metrics["errorAnswer"] {
  const answers = new Counter({
    name: "trunkline_error_answers_total",
    help: "Answers with status 400 or above, by status; the CC-CMS interfaces also refuse with 200",
    labelNames: ["status"],
    registers,
  });
  // Prometheus sees no increase in a series that begins with its first count.
  for (const status of ["500", "503"]) answers.inc({ status }, 0);
  return (status) => answers.inc({ status: String(status) });
}

/** What is wrong unless it is 0. */
function addAlarms(registers: Registry[]): Pick<Metrics, "drift" | "damagedFile"> {
  const drift = new Gauge({
    name: "trunkline_drift_counters",
    help: "Live counters that differed from a recount at the last check; must be 0",
    registers,
  });
  const damagedFiles = new Gauge({
    name: "trunkline_damaged_files",
    help: "Files of records that were set aside, as of the start, and since; must be 0",
    registers,
  });
  return {
    drift: (counters) => drift.set(counters),
    damagedFile: () => damagedFiles.inc(),
  };
}

function addLiveCalls(board: LiveBoard, registers: Registry[]): void {
  const live = new Gauge({
    name: "trunkline_live_calls",
    help: "Calls in progress, by place",
    labelNames: ["place"],
    registers,
    collect: () => {
      const sum = { ivr: 0, queue: 0, agent: 0 };
      for (const tenant of board.tenants()) {
        const counts = board.countsOfTenant(tenant);
        sum.ivr += counts.ivr;
        sum.queue += counts.queue;
        sum.agent += counts.agent;
      }
      for (const [place, calls] of Object.entries(sum)) live.set({ place }, calls);
    },
  });
}

const sourceGauges: Readonly<Record<string, [string, (source: SourceFigures) => number]>> = {
  trunkline_source_connected: [
    "1 while the source is connected and agrees with its PBX",
    ({ state }) => (state === "connected" ? 1 : 0),
  ],
  trunkline_source_lag_seconds: [
    "How far behind the PBX the newest event came",
    ({ lagMs }) => lagMs / 1000,
  ],
};

const sourceSums: Readonly<Record<string, [string, SourceSum]>> = {
  trunkline_source_connections_total: ["Connections made", "connections"],
  trunkline_source_bytes_read_total: ["Bytes read", "bytesRead"],
  trunkline_source_events_sent_total: ["Events taken in", "eventsSent"],
  trunkline_source_events_refused_total: ["Events refused", "eventsRefused"],
};

function addSources(statuses: () => readonly SourceFigures[], registers: Registry[]): void {
  for (const [name, [help, read]] of Object.entries(sourceGauges)) {
    const gauge: Gauge<"source"> = new Gauge({
      name,
      help,
      labelNames: ["source"],
      registers,
      collect: () => {
        for (const status of statuses()) gauge.set({ source: status.name }, read(status));
      },
    });
  }
  for (const [name, [help, sum]] of Object.entries(sourceSums)) {
    addSum(registers, {
      ...{ name, help, labelNames: ["source"] },
      read: () =>
        statuses().map((status) => ({ labels: { source: status.name }, sum: status[sum] })),
    });
  }
}

const webhookGauges: Readonly<Record<string, [string, keyof WebhookFigures]>> = {
  trunkline_webhook_pending_messages: ["Messages that wait to be taken", "pending"],
  trunkline_webhook_parked_messages: ["Messages that were given up", "parked"],
  trunkline_webhooks_disabled: ["Webhooks that are switched off", "disabled"],
};

function addWebhooks(figures: () => WebhookFigures, registers: Registry[]): void {
  for (const [name, [help, figure]] of Object.entries(webhookGauges)) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers,
      collect: () => gauge.set(figures()[figure]),
    });
  }
}
