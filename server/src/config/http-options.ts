// The options of the listeners.
import { Type } from "typebox";
import { integerOption, option, textOption, timerMsMax } from "./option.ts";

export const httpOptions = {
  "http.host": textOption("127.0.0.1", { description: "Address of the public listener" }),
  "http.port": integerOption(
    { max: 65_535, preset: 28_080 },
    { description: "Port of the public listener; 0 = any free one" },
  ),
  "http.tls.certFile": textOption("", {
    description: "Certificate chain in PEM; with http.tls.keyFile the public listener speaks HTTPS",
  }),
  "http.tls.keyFile": textOption("", { description: "Private key of the certificate, in PEM" }),
  "http.trustedProxies": option(Type.Array(Type.String({ minLength: 1 })), [], {
    description:
      "Addresses or CIDR ranges of load balancers whose X-Forwarded-For is believed, such as 10.0.0.0/8",
  }),
  "http.allowedOrigins": option(Type.Array(Type.String({ maxLength: 300 })), [], {
    description:
      "Origins whose pages may ask /v1 and the CC-CMS interfaces (CORS), each as https://desk.example.com, without a path; * = any",
  }),
  "http.bodyBytesMax": integerOption(
    { min: 1024, preset: 1024 * 1024 },
    { description: "Largest body of a question", unit: "bytes" },
  ),
  "http.gzipBytesMin": integerOption(
    { preset: 4096 },
    {
      description:
        "Smallest answer of /v1 that is compressed (gzip) for clients that take that, the live stream and exports aside; 0 = none",
      unit: "bytes",
    },
  ),
  "http.unreadBytesMax": integerOption(
    { min: 1_048_576, preset: 256 * 1024 * 1024 },
    {
      description:
        "Answers that are held for clients that have yet to read them; with more, the oldest of them are cut off",
      unit: "bytes",
    },
  ),
  "http.headerBytesMax": integerOption(
    { min: 1024, preset: 16 * 1024 },
    { description: "Largest headers of a request, all together", unit: "bytes" },
  ),
  "http.connectionsMax": integerOption(
    { min: 1, preset: 10_000 },
    { description: "Connections at a time; more are closed at once" },
  ),
  "http.requestTimeoutMs": integerOption(
    { max: timerMsMax, preset: 300_000 },
    { description: "How long a request may take to arrive; 0 = for ever", unit: "ms" },
  ),
  "http.keepAliveTimeoutMs": integerOption(
    { min: 1, max: timerMsMax, preset: 72_000 },
    { description: "How long an idle connection is kept", unit: "ms" },
  ),
  "http.stopTimeoutMs": integerOption(
    { max: timerMsMax, preset: 10_000 },
    { description: "How long a stop waits for requests under way", unit: "ms" },
  ),
  "internal.host": textOption("127.0.0.1", { description: "Address of the internal listener" }),
  "internal.port": integerOption(
    { max: 65_535, preset: 0 },
    { description: "Port of the internal listener with the monitor interfaces; 0 = none" },
  ),
};
