import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { test } from "node:test";
import { readCapturedRequest } from "./captured-request.ts";

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** What a server of Node's makes of those bytes; undefined = it refuses them. */
async function received(bytes: Buffer): Promise<Received | undefined> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // An address of a port, not of a pipe.
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  try {
    return await new Promise<Received | undefined>((resolve) => {
      server.on("clientError", () => resolve(undefined));
      server.on("request", (request) => {
        const parts: Buffer[] = [];
        request.on("data", (part: Buffer) => parts.push(part));
        request.on("error", () => resolve(undefined));
        request.on("end", () => {
          const body = Buffer.concat(parts).toString("latin1");
          resolve({ headers: request.headers, body });
        });
      });
      socket.end(bytes);
    });
  } finally {
    socket.destroy();
    server.close();
  }
}

function read(bytes: Buffer) {
  const captured = readCapturedRequest(bytes);
  assert.ok(captured.kind === "read", captured.kind === "malformed" ? captured.reason : "");
  return captured;
}

function post(headers: readonly string[], body = ""): Buffer {
  const lines = ["POST /p HTTP/1.1", "Host: h", ...headers, "", body];
  return Buffer.from(lines.join("\r\n"), "latin1");
}

const repeated = `
  accept accept-encoding age authorization cache-control content-encoding content-type cookie date etag
  expires forwarded from host if-match if-modified-since if-none-match if-unmodified-since last-modified
  location max-forwards origin pragma proxy-authorization range referer retry-after server set-cookie
  upgrade-insecure-requests user-agent vary via warning x-a x-forwarded-for x-forwarded-host
`
  .trim()
  .split(/\s+/);

test("repeated headers become what Node's server makes of them", async () => {
  const lines = repeated.flatMap((name) => [
    `${name}: 1`,
    `${name.toUpperCase()}:\t2 `,
    `${name}:`,
  ]);
  const bytes = post([...lines, "X-End: \u00c3\u00a0"]);
  const server = await received(bytes);
  assert.deepEqual({ ...read(bytes).request.headers }, { ...server?.headers });
});

const chunked = "Transfer-Encoding: chunked";

test("a body in chunks becomes what Node's server makes of it", async () => {
  const bodies = [
    "0\r\n\r\n",
    "5\r\nab\r\nc\r\n0003\r\n123\r\n0\r\n\r\n",
    `A;name=value;other="a;b"\r\n0123456789\r\n0;last\r\nX-Trailer: 1\r\nX-Other: 2\r\n\r\n`,
  ];
  for (const framed of bodies) {
    for (const header of [chunked, "transfer-encoding: gzip, CHUNKED "]) {
      const bytes = post([header], framed);
      const { request, bodyFault, bytesAfterBody } = read(bytes);
      const body = Buffer.from(request.body).toString("latin1");
      assert.deepEqual(
        { headers: { ...request.headers }, body, bodyFault, bytesAfterBody },
        { ...(await received(bytes)), bodyFault: undefined, bytesAfterBody: 0 },
      );
    }
  }
});

test("what follows the chunks is not part of the body, and bare line feeds read the same", () => {
  const bytes = post([chunked], "3\r\nabc\r\n0\r\n\r\n\r\n");
  const { request, bytesAfterBody } = read(bytes);
  assert.equal(Buffer.from(request.body).toString(), "abc");
  assert.equal(bytesAfterBody, 2);
  const edited = Buffer.from(bytes.toString().replaceAll("\r\n", "\n"));
  assert.deepEqual(read(edited), { ...read(bytes), bytesAfterBody: 1 });
});

const broken: readonly (readonly [string, readonly string[], string, RegExp])[] = [
  [
    "no framing at all",
    [chunked],
    '{"a":1}\r\n',
    /^chunk 1 begins with '\{"a":1\}', not with a size/,
  ],
  ["no size", [chunked], "3\r\nabc\r\n;x\r\n", /^chunk 2 begins with ';x'/],
  ["a size with a space", [chunked], "3 \r\nabc\r\n0\r\n\r\n", /^chunk 1 begins with '3 '/],
  ["too few bytes", [chunked], "9\r\nabc", /^chunk 1 has 3 bytes, its size is 0x9$/],
  [
    "too many bytes",
    [chunked],
    "2\r\nabc\r\n0\r\n\r\n",
    /^no line end after the 2 bytes \(0x2\) of/,
  ],
  ["no last chunk", [chunked], "3\r\nabc\r\n", /^chunk 2 is missing: the last one has size 0$/],
  ["a cut size", [chunked], "3\r\nabc\r\n0", /^chunk 2 is cut off in its first line/],
  ["no end", [chunked], "3\r\nabc\r\n0\r\n", /^no empty line after the last chunk$/],
  ["a broken trailer", [chunked], "0\r\nabc\r\n\r\n", /^not a trailer line: 'abc'$/],
  [
    "a length beside",
    [chunked, "Content-Length: 3"],
    "0\r\n\r\n",
    /'chunked' and Content-Length '3'/,
  ],
  ["another encoding", ["Transfer-Encoding: gzip"], "abc", /is 'gzip', its last word must be/],
  [
    "a length in words",
    ["Content-Length: three"],
    "abc",
    /^Content-Length is 'three', not a number/,
  ],
];

for (const [name, headers, body, fault] of broken) {
  test(`a body with ${name} is refused by Node's server, and its fault is said`, async () => {
    const bytes = post(headers, body);
    assert.equal(await received(bytes), undefined);
    assert.match(read(bytes).bodyFault ?? "", fault);
  });
}

test("a target that names the server is read by its path and query", () => {
  const captured = (target: string) =>
    readCapturedRequest(Buffer.from(`POST ${target} HTTP/1.1\r\nHost: h\r\n\r\n`));
  const paths = ["http://h:28080/p?a=/", "HTTPS://h/p?a=/", "/p?a=/"].map((target) => {
    const read = captured(target);
    return read.kind === "read" ? [read.request.path, read.request.query] : read.reason;
  });
  assert.deepEqual(paths, [
    ["/p", "a=/"],
    ["/p", "a=/"],
    ["/p", "a=/"],
  ]);
  assert.equal(captured("*").kind, "malformed");
});
