// Lets other threads read the day files while this one writes and drops them. What only the writer can do they
// ask for here; of a day that goes they are told before, and it goes when none of them has it open.
import { MessageChannel, type MessagePort } from "node:worker_threads";
import type { LentCalls, LoanData } from "../lent-calls.ts";

export type BorrowerMessage =
  | { readonly kind: "settle"; readonly id: number; readonly days: readonly number[] }
  | { readonly kind: "left"; readonly id: number };

export type LenderMessage =
  | { readonly kind: "settled"; readonly id: number; readonly error?: unknown }
  | { readonly kind: "leave"; readonly id: number; readonly day: number }
  | { readonly kind: "back"; readonly day: number };

export class Lender implements Disposable {
  readonly #opened: Pick<LoanData, "dataDir" | "callsPerTurnMax">;
  readonly #settle: (days: readonly number[]) => Promise<void>;
  /** What each has been asked to leave and has not answered, by the number of the request. */
  readonly #loans = new Map<MessagePort, Map<number, PromiseWithResolvers<void>>>();
  #lastId = 0;

  constructor({
    dataDir,
    callsPerTurnMax,
    settle,
  }: Pick<LoanData, "dataDir" | "callsPerTurnMax"> & {
    readonly settle: (days: readonly number[]) => Promise<void>;
  }) {
    this.#opened = { dataDir, callsPerTurnMax };
    this.#settle = settle;
  }

  /** `away`: days that have been left and are not back. */
  lend(away: readonly number[]): LentCalls {
    const { port1: near, port2: port } = new MessageChannel();
    this.#loans.set(near, new Map());
    near.on("message", (message: BorrowerMessage) => void this.#heed(near, message));
    near.once("close", () => this.#takeBack(near));
    return {
      // Of those that are left from now on the borrower is told.
      data: { ...this.#opened, away: [...away], port },
      [Symbol.dispose]: () => near.close(),
    };
  }

  /** Resolves when no thread has the day's file open; none opens it until the day is back. */
  async leave(day: number): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const left = [...this.#loans].map(([port, unanswered]) => {
      const answer = Promise.withResolvers<void>();
      unanswered.set(id, answer);
      tell(port, { kind: "leave", id, day });
      return answer.promise;
    });
    await Promise.all(left);
  }

  back(day: number): void {
    for (const port of this.#loans.keys()) tell(port, { kind: "back", day });
  }

  async #heed(port: MessagePort, message: BorrowerMessage): Promise<void> {
    if (message.kind === "left") {
      const unanswered = this.#loans.get(port);
      unanswered?.get(message.id)?.resolve();
      unanswered?.delete(message.id);
      return;
    }
    const { id, days } = message;
    try {
      await this.#settle(days);
      tell(port, { kind: "settled", id });
    } catch (error) {
      tell(port, { kind: "settled", id, error });
    }
  }

  #takeBack(port: MessagePort): void {
    for (const { resolve } of this.#loans.get(port)?.values() ?? []) resolve();
    this.#loans.delete(port);
  }

  [Symbol.dispose](): void {
    for (const port of this.#loans.keys()) port.close();
  }
}

function tell(port: MessagePort, message: LenderMessage): void {
  port.postMessage(message);
}
