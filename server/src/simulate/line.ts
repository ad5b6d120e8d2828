const gapMax = 256;

/** First come, first served; whoever is in it may leave. */
export class Line<Item> {
  readonly #items: (Item | undefined)[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#items[this.#head] = undefined;
    this.#head += 1;
    this.#closeGap();
    return item;
  }

  /** False when it is not there. */
  remove(item: Item): boolean {
    const index = this.#items.indexOf(item, this.#head);
    if (index < 0) return false;
    this.#items.splice(index, 1);
    this.#closeGap();
    return true;
  }

  #closeGap(): void {
    if (this.#head < this.#items.length && this.#head < gapMax) return;
    if (this.#head * 2 < this.#items.length) return;
    this.#items.splice(0, this.#head);
    this.#head = 0;
  }
}
