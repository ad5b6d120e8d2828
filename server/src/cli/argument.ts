// Arguments that several commands take.
import { InvalidArgumentError, type Command } from "commander";
import { parseTime } from "../lib/parse-time.ts";
import { parseTenant, tenantKey, tenantText, tenantOfKey, type Tenant } from "../lib/tenant-key.ts";
import { isTimeZone } from "../lib/zone-calendar.ts";
import type { Scope } from "../storage/registry.ts";
import { visibleWords } from "./visible-text.ts";

export function tenantArgument(text: string): Tenant {
  const tenant = parseTenant(text);
  if (tenant !== undefined) return tenant;
  throw new InvalidArgumentError(
    "It must be of the form CC/VDN, such as 1/100, with CC 1..65535 and VDN 1..5000.",
  );
}

export function tenantsArgument(text: string, before: readonly Tenant[] = []): readonly Tenant[] {
  return [...before, tenantArgument(text)];
}

export type ScopeFlags = { readonly tenant: readonly Tenant[]; readonly global?: true };

export function addScopeFlags(command: Command): Command {
  return command
    .option(
      "--tenant <cc/vdn>",
      "tenant that it may use; may be given several times",
      tenantsArgument,
      [],
    )
    .option("--global", "it may use every tenant");
}

export function scopeOfFlags(command: Command, { tenant, global }: ScopeFlags): Scope {
  if (global === true && tenant.length > 0) {
    command.error("error: give --tenant or --global, not both");
  }
  if (global === true) return { kind: "global" };
  if (tenant.length === 0) {
    command.error("error: say what it may use: --tenant CC/VDN (several times), or --global");
  }
  return { kind: "tenants", tenants: [...new Set(tenant.map(tenantKey))] };
}

export function scopeText(scope: Scope): string {
  if (scope.kind === "global") return "all tenants";
  return scope.tenants.map((key) => tenantText(tenantOfKey(key))).join(", ");
}

export function choiceArgument<Choice extends string>(choices: readonly Choice[]) {
  return (text: string): Choice => {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`It must be one of ${choices.join(", ")}.`);
  };
}

type Range = { readonly min: number; readonly max: number };

export const innoIdRange: Range = { min: 1, max: 2_147_483_647 };

export function integerArgument({ min, max }: Range) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It must be an integer from ${min} to ${max}.`);
  };
}

/** `min` and `max` are numbers of characters. */
export function textArgument({ min, max }: Range) {
  return (text: string): string => {
    if (text.length >= min && text.length <= max) return text;
    throw new InvalidArgumentError(`It must have ${min} to ${max} characters.`);
  };
}

export function timeArgument(text: string): number {
  const time = parseTime(text);
  if (time !== undefined) return time;
  throw new InvalidArgumentError("It must be ISO 8601 with a zone, such as 2026-04-15T02:30:00Z.");
}

export function timeZoneArgument(text: string): string {
  if (isTimeZone(text)) return text;
  throw new InvalidArgumentError("It must be an IANA time zone, such as Asia/Shanghai or UTC.");
}

export function instantText(at: number | undefined): string {
  return at === undefined ? "-" : new Date(at).toISOString();
}

/** Lines of columns, each as wide as its widest cell; a cell with line ends stays in its line. */
export function columns(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map((cell) => visibleWords(cell)));
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, cell.length);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
