// A cel.conf without `apps=` writes no APP_START: every call comes, and what its IVR and queues did does not.
import type { CelRow } from "./cel-row.ts";

/** As docs/guide/asterisk.md has them. */
export const celConfig = {
  apps: "apps = dial,queue,answer,background,waitexten,read,playback,hangup,busy",
  events: "events = ALL",
} as const;

/** So many answered calls, and no application that was started: it is the configuration. */
const answeredCallsMin = 3;

export class AppStartCheck {
  #appStarts = 0;
  #answeredCalls = 0;

  take({ fields }: CelRow): void {
    const { event, uniqueId, linkedId = uniqueId } = fields;
    if (event === "APP_START") this.#appStarts += 1;
    // The call's own first channel: those that it calls answer, too.
    if (event === "ANSWER" && uniqueId === linkedId) this.#answeredCalls += 1;
  }

  get warnings(): readonly string[] {
    if (this.#appStarts > 0 || this.#answeredCalls < answeredCallsMin) return [];
    return [
      `no APP_START in ${this.#answeredCalls} answered calls: their IVRs are missing, their queues late or missing; ` +
        `cel.conf must list the applications, 'apps = all' writes none: '${celConfig.apps}' with '${celConfig.events}'; see docs/guide/asterisk.md`,
    ];
  }
}
