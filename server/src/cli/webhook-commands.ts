// trunkline webhooks ...: the webhooks of a running server.
import {
  webhookKinds,
  type WebhookDelivery,
  type WebhookEntry,
  type WebhookKind,
} from "@trunkline/contract";
import { InvalidArgumentError, type Command } from "commander";
import { tenantText, type Tenant } from "../lib/tenant-key.ts";
import { choiceArgument, columns, tenantArgument } from "./argument.ts";
import {
  addTokenFlag,
  askServer,
  isAnswer,
  refusalOf,
  serverAddress,
  tokenOfFlags,
} from "./ask-server.ts";
import { CommandFailure } from "./exit-code.ts";
import type { Terminal } from "./terminal.ts";

type Made = { readonly webhook: WebhookEntry; readonly secret: string };

export function addWebhookCommands(program: Command, terminal: Terminal): void {
  const group = program.command("webhooks").description("webhooks of a running server");
  addCreate(group, terminal);
  addList(group, terminal);
  addDeliveries(group, terminal);
  const one = (name: string, description: string) =>
    addServerFlags(group.command(name).argument("<id>", "of the webhook").description(description));

  const enable = one("enable", "switches a webhook on again; it is sent all that it missed");
  enable.action(async (id: string) => {
    await ask(enable, terminal, "PATCH", `/${id}`, { isEnabled: true });
    terminal.out(`switched on webhook '${id}'`);
  });
  const disable = one("disable", "switches a webhook off; what happens meanwhile is sent later");
  disable.action(async (id: string) => {
    await ask(disable, terminal, "PATCH", `/${id}`, { isEnabled: false });
    terminal.out(`switched off webhook '${id}'`);
  });
  const rotate = one("rotate-secret", "makes a new secret; both sign for a while");
  rotate.action(async (id: string) => {
    const { secret } = await ask<Made>(rotate, terminal, "POST", `/${id}/rotate-secret`);
    terminal.out(`secret (shown only now): ${secret}`);
  });
  const remove = one("delete", "ends a webhook; what waits for it is dropped");
  remove.action(async (id: string) => {
    await ask(remove, terminal, "DELETE", `/${id}`);
    terminal.out(`deleted webhook '${id}'`);
  });
  const test = one("test", "sends one message of type webhook.test");
  test.action(async (id: string) => {
    type Result = {
      readonly isDelivered: boolean;
      readonly error: string;
      readonly tookMs: number;
    };
    const result = await ask<Result>(test, terminal, "POST", `/${id}/test`);
    const { isDelivered, error, tookMs } = result;
    if (!isDelivered) throw new CommandFailure(`Cannot deliver to webhook '${id}': ${error}`);
    terminal.out(`taken in ${tookMs} ms`);
  });
  const replay = one("replay", "sends once more what was recorded from then on").requiredOption(
    "--from <time>",
    "epoch ms, or ISO 8601 with a zone",
  );
  replay.action(async (id: string, { from }: { readonly from: string }) => {
    type Result = { readonly calls: number };
    const { calls } = await ask<Result>(replay, terminal, "POST", `/${id}/replay`, { from });
    terminal.out(`${calls} ${calls === 1 ? "record is" : "records are"} looked through again`);
  });
}

type CreateFlags = {
  readonly tenant: Tenant;
  readonly to: string;
  readonly kind: readonly WebhookKind[];
  readonly description?: string;
  readonly waitingCalls?: number;
  readonly longestWaitMs?: number;
  readonly skillId?: readonly number[];
  readonly maskNumbers?: true;
};

function addCreate(group: Command, terminal: Terminal): void {
  const kindOf = choiceArgument<WebhookKind>(webhookKinds);
  const create = group
    .command("create")
    .description("makes a webhook and shows its secret")
    .requiredOption("--tenant <cc/vdn>", "whose calls are sent", tenantArgument)
    .requiredOption("--to <url>", "where messages are sent, https")
    .requiredOption(
      "--kind <kind>",
      `one of ${webhookKinds.join(", ")}; may be given several times`,
      (text: string, before: readonly WebhookKind[] | undefined) => [
        ...(before ?? []),
        kindOf(text),
      ],
    )
    .option("--description <text>", "what it is for")
    .option("--waiting-calls <n>", "a queue is over with so many waiting calls", integer)
    .option("--longest-wait-ms <ms>", "a queue is over when a caller waits so long", integer)
    .option(
      "--skill-id <id>",
      "only this queue; may be given several times",
      (text: string, before: readonly number[] | undefined) => [...(before ?? []), integer(text)],
    )
    .option("--mask-numbers", "telephone numbers are sent masked");
  addServerFlags(create).action(async (flags: CreateFlags) => {
    const { tenant, to: url, kind: kinds, description, waitingCalls, longestWaitMs } = flags;
    const skillIds = flags.skillId;
    const queueLimits = { skillIds, waitingCalls, longestWaitMs };
    const { webhook, secret } = await ask<Made>(create, terminal, "POST", "", {
      ...{ tenant: tenantText(tenant), url, kinds, description, queueLimits },
      ...(flags.maskNumbers === true ? { masksNumbers: true } : {}),
    });
    terminal.out(`created webhook '${webhook.id}'`);
    terminal.out(`secret (shown only now): ${secret}`);
  });
}

function addList(group: Command, terminal: Terminal): void {
  const list = group.command("list").description("lists webhooks, without their secrets");
  addServerFlags(list).action(async () => {
    type Reply = { readonly webhooks: readonly WebhookEntry[] };
    const { webhooks } = await ask<Reply>(list, terminal, "GET", "");
    const rows = webhooks.map(({ id, tenant, url, kinds, pending, parked, disabledBecause }) => {
      const state = disabledBecause === "" ? "on" : `off: ${disabledBecause}`;
      return [id, tenant, url, kinds.join(","), String(pending), String(parked), state];
    });
    const head = ["WEBHOOK", "TENANT", "URL", "KINDS", "PENDING", "PARKED", "STATE"];
    terminal.out(columns([head, ...rows]));
  });
}

function addDeliveries(group: Command, terminal: Terminal): void {
  const deliveries = group
    .command("deliveries")
    .argument("<id>", "of the webhook")
    .description("lists its messages, newest first")
    .option(
      "--state <state>",
      "pending, parked or delivered; all when absent",
      choiceArgument(["pending", "parked", "delivered"]),
    );
  addServerFlags(deliveries).action(async (id: string, { state }: { readonly state?: string }) => {
    type Reply = { readonly total: number; readonly deliveries: readonly WebhookDelivery[] };
    const query = state === undefined ? "" : `?state=${state}`;
    const reply = await ask<Reply>(deliveries, terminal, "GET", `/${id}/deliveries${query}`);
    const rows = reply.deliveries.map((delivery) => [
      ...[delivery.messageId, delivery.type, delivery.state, String(delivery.attempts)],
      ...[instant(delivery.queuedAt), instant(delivery.nextAttemptAt), delivery.lastError],
    ]);
    const head = ["MESSAGE", "TYPE", "STATE", "ATTEMPTS", "QUEUED", "NEXT ATTEMPT", "ERROR"];
    terminal.out(columns([head, ...rows]));
    if (reply.total > rows.length) terminal.out(`${rows.length} of ${reply.total}`);
  });
}

function addServerFlags(command: Command): Command {
  command.requiredOption("--url <url>", "the server, such as http://127.0.0.1:28080");
  return addTokenFlag(command, "admin");
}

/** The reply is that of the contract's endpoint. */
async function ask<Reply>(
  command: Command,
  terminal: Terminal,
  method: string,
  path: string,
  body?: object,
): Promise<Reply> {
  const { url }: { readonly url: string } = command.opts();
  const reply = await askServer(serverAddress(`/v1/webhooks${path}`, url), {
    method,
    headers: {
      authorization: `Bearer ${tokenOfFlags(command, terminal)}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: terminal.signal,
  });
  if (isAnswer(reply, "application/json")) return (await reply.json()) as Reply;
  const what = `webhooks ${command.name()}`;
  throw new CommandFailure(`Cannot do '${what}' at '${url}': ${await refusalOf(reply)}`);
}

function integer(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number.");
}

function instant(at: number | null): string {
  return at === null ? "-" : new Date(at).toISOString();
}
