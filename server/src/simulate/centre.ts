// A made-up contact centre on one day: its queues and agents, and what it tells of them.
import type { AgentEvent, TaskEvent, TrunklineEvent } from "@trunkline/contract";
import { agentStatus, type Agent } from "./agent.ts";
import type { Duration, SkillPlan } from "./centre-plan.ts";
import type { Random } from "./random.ts";
import type { OwnFields, Release, SimulatedCall, Signal } from "./simulated-call.ts";
import { Simulation } from "./simulation.ts";
import { SkillQueue, Team } from "./skill-queue.ts";
import type { Duty } from "./staffing.ts";

const longestMs = 50 * 60_000;

export type CentreOptions = {
  readonly ccId: number;
  readonly vdn: number;
  /** First instant of the day, of the next, and of what is told; epoch ms. */
  readonly dayFrom: number;
  readonly dayTo: number;
  readonly tellFrom: number;
  readonly tellTo: number;
  readonly tellAgents: boolean;
  readonly random: Random;
  readonly skills: readonly SkillPlan[];
  readonly roster: readonly Duty[];
};

type WithoutEnvelope<Event> = Event extends unknown ? Omit<Event, "at" | "ccId" | "vdn"> : never;
export type OwnTaskFields = WithoutEnvelope<TaskEvent>;
type OwnAgentFields = WithoutEnvelope<AgentEvent>;

export class Centre {
  readonly ccId: number;
  readonly vdn: number;
  readonly dayFrom: number;
  readonly dayMs: number;
  readonly tellFrom: number;
  readonly random: Random;
  readonly simulation = new Simulation<Signal>();
  readonly agents: readonly Agent[];
  /** In order of time; whoever lets the simulation go on takes them out. */
  readonly told: TrunklineEvent[] = [];
  /** Inbound calls that have not ended. */
  callsInside = 0;
  readonly #tellTo: number;
  readonly #tellAgents: boolean;
  readonly #queues: ReadonlyMap<number, SkillQueue>;
  #begun = 0;
  /** Calls and tasks whose beginning was told, and whose end was not. */
  #unfinished = 0;

  constructor(options: CentreOptions) {
    this.ccId = options.ccId;
    this.vdn = options.vdn;
    this.dayFrom = options.dayFrom;
    this.dayMs = options.dayTo - options.dayFrom;
    this.random = options.random;
    this.tellFrom = options.tellFrom;
    this.#tellTo = options.tellTo;
    this.#tellAgents = options.tellAgents;
    this.#queues = new Map(options.skills.map((plan) => [plan.skillId, new SkillQueue(plan)]));
    this.agents = this.#hire(options.roster);
  }

  #hire(roster: readonly Duty[]): readonly Agent[] {
    const teams = new Map<string, Team>();
    return roster.map((duty) => {
      const name = duty.skillIds.join(",");
      const team = teams.get(name) ?? new Team(duty.skillIds.map((skillId) => this.queue(skillId)));
      teams.set(name, team);
      const { agentId } = duty;
      return { agentId, team, duty, state: 0, plan: "serve", process: undefined };
    });
  }

  /** Epoch ms of this instant. */
  get at(): number {
    return this.dayFrom + this.simulation.now;
  }

  /** Whether what begins now is told. */
  get isRecording(): boolean {
    return this.at >= this.tellFrom && this.at < this.#tellTo;
  }

  /** The recording ends before the day does, and everything in it has been told. */
  get isAllTold(): boolean {
    return (
      this.#unfinished === 0 && this.at >= this.#tellTo && this.#tellTo < this.dayFrom + this.dayMs
    );
  }

  queue(skillId: number): SkillQueue {
    const queue = this.#queues.get(skillId);
    if (queue === undefined) throw new Error(`Cannot find a skill queue: no skill '${skillId}'`);
    return queue;
  }

  /** Whether calls still come in. */
  get isReceiving(): boolean {
    return this.simulation.now < this.dayMs && this.at < this.#tellTo;
  }

  /** Of the documented form, or as an Asterisk PBX that is called pbx1 gives them. */
  newCallId(form: "documented" | "pbx"): string {
    this.#begun += 1;
    const seconds = Math.floor(this.at / 1000);
    return form === "pbx" ? `pbx1-${seconds}.${this.#begun}` : `${seconds}-${this.#begun}`;
  }

  newSerialNo(): string {
    this.#begun += 1;
    return `${this.vdn}${this.at}${String(this.#begun).padStart(9, "0")}`;
  }

  lasting(duration: Duration): number {
    const ms = this.random.logNormal(duration.medianMs, duration.sigma);
    return Math.min(longestMs, Math.max(1_000, ms));
  }

  tell(call: SimulatedCall, own: OwnFields): void {
    if (!call.isTold) return;
    if (own.kind === "arrived") this.#unfinished += 1;
    else if (own.kind === "ended") this.#unfinished -= 1;
    const { at, ccId, vdn } = this;
    this.told.push({ ...own, at, ccId, vdn, callId: call.callId });
  }

  tellTask(task: { readonly isTold: boolean }, own: OwnTaskFields): void {
    if (!task.isTold) return;
    if (own.kind === "taskCreated") this.#unfinished += 1;
    else if (own.kind === "taskEnded") this.#unfinished -= 1;
    const { at, ccId, vdn } = this;
    this.told.push({ ...own, at, ccId, vdn });
  }

  #tellAgent(own: OwnAgentFields): void {
    const { at, ccId, vdn } = this;
    if (this.#tellAgents && at >= this.tellFrom) this.told.push({ ...own, at, ccId, vdn });
  }

  /** The state is told when the agent takes it. */
  signIn(agent: Agent): void {
    for (const queue of agent.team.queues) queue.signedIn += 1;
    this.#tellSkills(agent);
  }

  #tellSkills({ agentId, duty }: Agent): void {
    this.#tellAgent({ kind: "agentSkills", agentId, skillIds: [...duty.skillIds] });
  }

  tellPresent(agent: Agent): void {
    const { agentId, state } = agent;
    if (state === agentStatus.signedOut) return;
    this.#tellSkills(agent);
    this.#tellAgent({ kind: "agentState", agentId, state });
  }

  signOut(agent: Agent): void {
    for (const queue of agent.team.queues) queue.signedIn -= 1;
    this.setState(agent, agentStatus.signedOut);
  }

  setState(agent: Agent, state: number, reason?: string): void {
    if (agent.state === state) return;
    agent.state = state;
    const { agentId } = agent;
    if (reason === undefined) this.#tellAgent({ kind: "agentState", agentId, state });
    else this.#tellAgent({ kind: "agentState", agentId, state, reason });
  }

  /** Takes whoever waits, or lines up. */
  becomeFree(agent: Agent): void {
    for (const queue of agent.team.queues) {
      const waiter = queue.takeWaiting();
      if (waiter !== undefined) return this.simulation.wake(waiter.process, agent);
    }
    agent.team.free.push(agent);
  }

  release(agent: Agent, how: Release): void {
    if (agent.process !== undefined) this.simulation.wake(agent.process, how);
  }

  /** Takes effect at once for an agent who is free, after the call for another. */
  replan(agent: Agent, plan: Agent["plan"]): void {
    agent.plan = plan;
    if (agent.team.free.remove(agent) && agent.process !== undefined) {
      this.simulation.wake(agent.process, "replanned");
    }
  }
}
