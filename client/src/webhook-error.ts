/** What a request is that a webhook's receiver must not believe. */
export type WebhookFault = "headerMissing" | "tooOld" | "tooNew" | "wrongSignature" | "notJson";

/** Why what came is not a message of the server's: answer 400. */
export class WebhookError extends Error {
  readonly code: WebhookFault;

  constructor(code: WebhookFault, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options);
    this.name = "WebhookError";
    this.code = code;
  }
}
