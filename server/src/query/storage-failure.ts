/** The storage did not answer: the caller's request was in order, asking again may help. */
export class StorageFailure extends Error {
  override readonly name = "StorageFailure";
}

/** Tells failures of the storage from bugs of those who ask. */
export async function fromHistory<Answer>(
  question: string,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw new StorageFailure(`Cannot ask the history for ${question}: it failed`, { cause });
  }
}
