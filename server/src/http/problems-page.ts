// The reference page of the problem codes, made from the contract: docs/reference/problems.md.
import { problems } from "@trunkline/contract";

const introduction = `# Problems

Made from \`contract/src/problem.ts\` by \`npm run docs\`; edit there.

Our own API (\`/v1\`) answers what it refuses with a problem document (RFC 9457, \`application/problem+json\`). Its
\`code\` says what is wrong and never changes, \`detail\` says it of this request in words, and \`instance\` is the
request's ID: the server's log knows it. The CC-CMS interfaces have codes of their own.
`;

export function problemsPage(): string {
  const sections = Object.entries(problems).map(
    ([code, { status, title }]) => `## ${code}\n\n${title}. HTTP status ${status}.\n`,
  );
  return [introduction, ...sections].join("\n");
}
