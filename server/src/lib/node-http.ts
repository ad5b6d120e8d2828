// Node's own HTTP, without what an import of it brings: that reads each export, and some of them load another client, of
// up to 12 MiB.
export const { Agent, request, STATUS_CODES } = process.getBuiltinModule("node:http");
