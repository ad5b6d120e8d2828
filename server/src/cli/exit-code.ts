export const exitCode = { ok: 0, failure: 1, usage: 2 } as const;

/** The command was understood and could not be done. The message says what to do. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** `what`: of a key; `group`: of the command that lists them. */
export function noneSuch(
  action: string,
  what: string,
  name: string,
  group: string,
): CommandFailure {
  return new CommandFailure(
    `Cannot ${action} ${what} '${name}': there is none such; see 'trunkline ${group} list'`,
  );
}
