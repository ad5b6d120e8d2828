// The argument of `originate`: {name=value,...}endpoint &application(data)

export type OriginateCommand = {
  readonly variables: ReadonlyMap<string, string>;
  /** Where the first leg was to go: "sofia/int/1001@10.0.0.5:5060". */
  readonly endpoint: string;
  /** What it was to do then; "" when it was to enter the dialplan. */
  readonly application: string;
  readonly applicationData: string;
};

export function readOriginate(text: string): OriginateCommand {
  const variables = new Map<string, string>();
  const rest = takeVariables(text.trim(), variables);
  const match = /^(\S+)(?:\s+&([\w-]+)(?:\((.*)\))?)?/s.exec(rest);
  return {
    variables,
    endpoint: match?.[1] ?? "",
    application: match?.[2] ?? "",
    applicationData: takeVariables(match?.[3] ?? "", new Map()),
  };
}

const brackets: Readonly<Record<string, string>> = { "{": "}", "[": "]", "<": ">" };

/** Variables come in front, in up to three kinds of brackets; a value may be quoted. */
function takeVariables(text: string, variables: Map<string, string>): string {
  let rest = text;
  for (;;) {
    const closing = brackets[rest[0] ?? ""];
    const end = closing === undefined ? -1 : rest.indexOf(closing);
    if (end < 0) return rest.trimStart();
    for (const [, name = "", quoted, plain] of rest.slice(1, end).matchAll(assignment)) {
      variables.set(name, quoted ?? plain ?? "");
    }
    rest = rest.slice(end + 1);
  }
}

const assignment = /([\w-]+)=(?:'([^']*)'|([^,]*))/g;
