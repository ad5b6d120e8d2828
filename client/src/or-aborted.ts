/** What `work` comes to, or the signal's reason once it fires; the work itself goes on. */
export async function orAborted<Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
): Promise<Value> {
  const over = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const leave = () => reject(signal?.reason);
    signal?.addEventListener("abort", leave, { signal: over.signal });
    if (signal?.aborted === true) leave();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    over.abort();
  }
}
