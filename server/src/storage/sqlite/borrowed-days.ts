// The day files as another thread than the history's own reads them (lender.ts).
import type { MessagePort } from "node:worker_threads";
import type { CallRow } from "../../call/record.ts";
import type { CallFilter } from "../call-search.ts";
import type { BorrowedCalls, LoanData } from "../lent-calls.ts";
import { eachCall, type SearchedDays } from "./call-searcher.ts";
import { dataFiles } from "./data-files.ts";
import type { DayReader } from "./day-reader.ts";
import { DayReaders } from "./day-readers.ts";
import type { BorrowerMessage, LenderMessage } from "./lender.ts";
import { MainReader } from "./main-reader.ts";
import { Reader } from "./reader-pool.ts";
import { TurnOrder } from "./turns.ts";

/** Open at a time: days are read one after the other. */
const readersMax = 2;

export class BorrowedDays implements BorrowedCalls {
  readonly #port: MessagePort;
  readonly #main: Reader;
  readonly #readers: DayReaders;
  readonly #days: SearchedDays;
  readonly #settling = new Map<number, PromiseWithResolvers<void>>();
  #lastId = 0;
  #isOver = false;

  constructor({ dataDir, callsPerTurnMax, away, port }: LoanData) {
    const files = dataFiles(dataDir);
    this.#port = port;
    this.#main = new Reader(files.main);
    this.#readers = new DayReaders({ files, readersMax, away });
    const main = new MainReader(this.#main);
    this.#days = {
      callsPerTurnMax,
      days: () => main.storedDays(),
      settle: (days) => this.#settle(days),
      reader: (day) => this.#day(day)?.reader,
      day: (day) => this.#day(day),
      turnOrder: new TurnOrder(),
    };
    port.on("message", (message: LenderMessage) => this.#heed(message));
    // The history has been closed.
    port.once("close", () => this[Symbol.dispose]());
  }

  eachCall(
    filter: CallFilter,
    rowsMax: number,
    signal: AbortSignal,
  ): AsyncIterable<readonly CallRow[]> {
    return eachCall(this.#days, filter, rowsMax, signal);
  }

  /** Records may have given it a file meanwhile. */
  #day(day: number): DayReader | undefined {
    if (this.#readers.get(day) === undefined) this.#readers.note(day);
    return this.#readers.get(day);
  }

  #settle(days: readonly number[]): Promise<void> {
    this.#lastId += 1;
    const settling = Promise.withResolvers<void>();
    this.#settling.set(this.#lastId, settling);
    this.#tell({ kind: "settle", id: this.#lastId, days });
    return settling.promise;
  }

  #heed(message: LenderMessage): void {
    switch (message.kind) {
      case "leave":
        this.#readers.leave(message.day);
        this.#tell({ kind: "left", id: message.id });
        break;
      case "back":
        this.#readers.back(message.day);
        break;
      case "settled": {
        const settling = this.#settling.get(message.id);
        this.#settling.delete(message.id);
        if (message.error === undefined) settling?.resolve();
        else settling?.reject(message.error);
      }
    }
  }

  #tell(message: BorrowerMessage): void {
    this.#port.postMessage(message);
  }

  /** The files first: whoever waits for them to be left hears of it by the port. */
  [Symbol.dispose](): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#readers[Symbol.dispose]();
    this.#main[Symbol.dispose]();
    const error = new Error("Cannot read calls any more: the history has been closed");
    for (const { reject } of this.#settling.values()) reject(error);
    this.#port.close();
  }
}
