// Where it is a busy hour of the day, so that whoever starts a demo at night finds nobody asleep in it.

/** At these hours of the day the centre has much to do: from <= hour < to. */
const busy = { from: 9, to: 17 };

/** Without summer time; by the hour of UTC at which it is eleven there. */
const elevenAtUtcHour = [
  "Pacific/Guadalcanal",
  "Australia/Brisbane",
  "Asia/Tokyo",
  "Asia/Shanghai",
  "Asia/Bangkok",
  "Asia/Dhaka",
  "Asia/Karachi",
  "Asia/Dubai",
  "Africa/Nairobi",
  "Africa/Johannesburg",
  "Africa/Lagos",
  "UTC",
  "Atlantic/Cape_Verde",
  "America/Noronha",
  "America/Montevideo",
  "America/Caracas",
  "America/Bogota",
  "America/Costa_Rica",
  "America/Phoenix",
  "Pacific/Pitcairn",
  "Pacific/Gambier",
  "Pacific/Honolulu",
  "Pacific/Pago_Pago",
  // Nobody lives there.
  "Etc/GMT+12",
];

/** The machine's own zone if it is a busy hour there now; undefined = the machine names none. */
export function busyTimeZone(now: number, own: string | undefined): string {
  const hour = own === undefined ? 0 : hourOf(now, own);
  if (own !== undefined && hour >= busy.from && hour < busy.to) return own;
  return elevenAtUtcHour[new Date(now).getUTCHours()] ?? "UTC";
}

export function hourOf(now: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" });
  return Number(format.format(now));
}
