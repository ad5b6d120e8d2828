// Who waits for a skill, and who is free to serve it.
import type { Agent } from "./agent.ts";
import type { SkillPlan } from "./centre-plan.ts";
import { Line } from "./line.ts";
import type { Waiter } from "./simulated-call.ts";

/** Agents with the same skills. */
export class Team {
  /** In the order in which the agents serve them. */
  readonly queues: readonly SkillQueue[];
  /** The one who has been free longest comes first. */
  readonly free = new Line<Agent>();

  constructor(queues: readonly SkillQueue[]) {
    this.queues = queues;
    for (const queue of queues) queue.addTeam(this);
  }
}

export class SkillQueue {
  readonly plan: SkillPlan;
  readonly #teams: Team[] = [];
  readonly #urgent = new Line<Waiter>();
  readonly #ordinary = new Line<Waiter>();
  /** Agents who are signed in, whatever they do. */
  signedIn = 0;

  constructor(plan: SkillPlan) {
    this.plan = plan;
  }

  get isStaffed(): boolean {
    return this.signedIn > 0;
  }

  get waiting(): number {
    return this.#urgent.size + this.#ordinary.size;
  }

  /** Teams that are there for this skill first go before those that help out. */
  addTeam(team: Team): void {
    if (team.queues[0] === this) this.#teams.unshift(team);
    else this.#teams.push(team);
  }

  join(waiter: Waiter, isUrgent: boolean): void {
    (isUrgent ? this.#urgent : this.#ordinary).push(waiter);
  }

  leave(waiter: Waiter): void {
    if (!this.#urgent.remove(waiter)) this.#ordinary.remove(waiter);
  }

  takeWaiting(): Waiter | undefined {
    return this.#urgent.shift() ?? this.#ordinary.shift();
  }

  takeFree(): Agent | undefined {
    for (const { free } of this.#teams) {
      const agent = free.shift();
      if (agent !== undefined) return agent;
    }
    return undefined;
  }
}
