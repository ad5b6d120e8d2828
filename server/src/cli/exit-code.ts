export const exitCode = { ok: 0, failure: 1, usage: 2 } as const;

/** The command was understood and could not be done. The message says what to do. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}
