// Which classes of events a user is told of, as far as what was heard proves it.
import type { AmiBlock } from "./ami-block.ts";

const stateRing = "4";

export class HeardClasses {
  readonly #classes = new Map<string, number>();
  readonly #begun = new Set<string>();
  #lives = 0;
  #withoutTime = 0;
  #events = 0;
  #queueSteps = 0;
  #userEventSteps = 0;

  get events(): number {
    return this.#events;
  }

  get withoutTime(): number {
    return this.#withoutTime;
  }

  take(block: AmiBlock): void {
    this.#events += 1;
    if (block.header("timestamp") === "") this.#withoutTime += 1;
    for (const name of block.header("privilege").split(",")) {
      this.#classes.set(name, (this.#classes.get(name) ?? 0) + 1);
    }
    const id = block.header("uniqueid");
    switch (block.event) {
      case "Newchannel":
        // One from outside runs through the dialplan; one that the PBX calls need not.
        if (block.header("channelstate") === stateRing) this.#begun.add(id);
        return;
      case "Hangup":
        if (this.#begun.delete(id)) this.#lives += 1;
        return;
      case "Newexten":
        if (block.header("application") === "Queue") this.#queueSteps += 1;
        if (block.header("application") === "UserEvent") this.#userEventSteps += 1;
    }
  }

  /** Classes of `read=` that something must have come of by now, and nothing has. */
  missing(): readonly string[] {
    const isMissing = {
      call: this.#has("dialplan") && !this.#has("call"),
      dialplan: this.#lives > 0 && !this.#has("dialplan"),
      agent: this.#queueSteps > 0 && !this.#has("agent"),
      user: this.#userEventSteps > 0 && !this.#has("user"),
    };
    return Object.entries(isMissing).flatMap(([name, isIt]) => (isIt ? [name] : []));
  }

  /** Classes that something has come of. */
  present(): readonly string[] {
    return ["call", "agent", "dialplan", "user"].filter((name) => this.#has(name));
  }

  #has(name: string): boolean {
    return this.#classes.has(name);
  }
}
