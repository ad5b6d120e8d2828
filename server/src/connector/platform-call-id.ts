const callIdLengthMax = 64;

/** A Linkedid may have 150 characters, our call IDs 64: a longer one keeps its head and a checksum. */
export function callIdOf(linkedId: string): string {
  if (linkedId.length <= callIdLengthMax) return linkedId;
  const sum = fnv64(linkedId).toString(16).padStart(16, "0");
  return `${linkedId.slice(0, callIdLengthMax - sum.length - 1)}~${sum}`;
}

function fnv64(text: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}
