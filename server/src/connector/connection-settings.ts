// Where a PBX listens: the settings of a live source.
import { Type } from "typebox";

export function connectionProperties(port: number) {
  return {
    host: Type.String({ default: "127.0.0.1", minLength: 1, description: "name or address" }),
    port: Type.Integer({ default: port, minimum: 1, maximum: 65_535 }),
    tls: Type.Boolean({ default: false, description: "the port speaks TLS" }),
    tlsAuthorityFile: Type.String({
      default: "",
      description: "PEM of the authority that signed its certificate; empty = those of the system",
    }),
  };
}

export const Secret = Type.String({ default: "", description: "or the file that holds it" });
export const SecretFile = Type.String({
  default: "",
  description: "file whose first line is the secret; used when there is none here",
});
