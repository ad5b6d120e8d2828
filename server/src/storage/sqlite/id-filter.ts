// A set of texts, such as call IDs, that may say "perhaps" and never wrongly "no". Takes 16 bits an ID and grows by
// parts, each four times the last; of each part one "perhaps" in a thousand is wrong.

const bitsPerId = 16;
const probes = 8;
const growth = 4;
const firstPartIds = 16_384;

type Part = { readonly words: Uint32Array; readonly bits: number; free: number };

export class IdFilter {
  readonly #parts: Part[];

  /** `ids` = how many are expected; more cost more parts. */
  constructor(ids = firstPartIds) {
    this.#parts = [partFor(Math.max(1, ids))];
  }

  get bytes(): number {
    return this.#parts.reduce((sum, { words }) => sum + words.byteLength, 0);
  }

  add(tenant: number, id: string): void {
    const [a, b] = hashesOf(tenant, id);
    if (this.#parts.some((part) => has(part, a, b))) return;
    let last = this.#parts[this.#parts.length - 1] ?? partFor(firstPartIds);
    if (last.free === 0) {
      last = partFor((last.bits / bitsPerId) * growth);
      this.#parts.push(last);
    }
    last.free -= 1;
    for (let probe = 0; probe < probes; probe += 1) {
      const bit = ((a + Math.imul(probe, b)) >>> 0) % last.bits;
      const word = last.words[bit >>> 5] ?? 0;
      last.words[bit >>> 5] = word | (1 << (bit & 31));
    }
  }

  mayHave(tenant: number, id: string): boolean {
    const [a, b] = hashesOf(tenant, id);
    return this.#parts.some((part) => has(part, a, b));
  }
}

function partFor(ids: number): Part {
  const bits = ids * bitsPerId;
  return { words: new Uint32Array(Math.ceil(bits / 32)), bits, free: ids };
}

function has({ words, bits }: Part, a: number, b: number): boolean {
  for (let probe = 0; probe < probes; probe += 1) {
    const bit = ((a + Math.imul(probe, b)) >>> 0) % bits;
    if (((words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
  }
  return true;
}

/** Two FNV-1a hashes from different beginnings; the second is odd, so that its multiples differ. */
function hashesOf(tenant: number, id: string): [number, number] {
  let a = 0x811c9dc5 ^ tenant;
  let b = 0x9747b28c + tenant;
  for (let index = 0; index < id.length; index += 1) {
    const code = id.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x85ebca6b);
  }
  a ^= a >>> 15;
  b ^= b >>> 13;
  return [a >>> 0, (b | 1) >>> 0];
}
