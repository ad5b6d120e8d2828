// Room that those of one name share, and nobody else: whoever would exceed it waits for its turn.

type Share = {
  taken: number;
  readonly waiting: { readonly size: number; readonly enter: () => void }[];
};

export class SharedRoom {
  readonly #most: number;
  readonly #shares = new Map<string, Share>();

  /** `most`: for each name. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves when there is room, in the order of asking; what is larger than all of it enters when it is empty. */
  async enter(name: string, size: number): Promise<void> {
    const share = this.#shares.get(name) ?? { taken: 0, waiting: [] };
    this.#shares.set(name, share);
    if (share.waiting.length === 0 && this.#fits(share, size)) {
      share.taken += size;
      return;
    }
    await new Promise<void>((enter) => share.waiting.push({ size, enter }));
  }

  /** Gives back what has been taken. */
  leave(name: string, size: number): void {
    const share = this.#shares.get(name);
    if (share === undefined) return;
    share.taken -= size;
    for (;;) {
      const [next] = share.waiting;
      if (next === undefined || !this.#fits(share, next.size)) break;
      share.waiting.shift();
      share.taken += next.size;
      next.enter();
    }
    if (share.taken === 0) this.#shares.delete(name);
  }

  #fits({ taken }: Share, size: number): boolean {
    return taken === 0 || taken + size <= this.#most;
  }
}
