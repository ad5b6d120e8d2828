// Node's own HTTP, without what an import of it brings: that looks at each export, and one of them is another client
// of 12 MiB.
export const { Agent, request, STATUS_CODES } = process.getBuiltinModule("node:http");
