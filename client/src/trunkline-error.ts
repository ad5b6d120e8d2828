/** What a service refused: its code (a result code, or the HTTP status) and its words. */
export class TrunklineError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = "TrunklineError";
    this.code = code;
  }
}
