// Phone numbers and size: what a log line may hold of a question.

const keptDigits = 3;
/** Whatever a question is, its line in the log stays short. */
const textMax = 64;
const itemsMax = 10;
const fieldsMax = 30;
const depthMax = 3;

/** A prefix may be a whole number, and in a note there may be one. */
const numberField = /(?:caller|callee|called|calling|phone|mobile|number|prefix|^note$)/i;

/** All but the last digits hidden. */
export function maskNumber(text: string): string {
  if (text.length <= keptDigits + 2) return text;
  return "*".repeat(text.length - keptDigits) + text.slice(-keptDigits);
}

/** A copy of a question to log: fields that hold phone numbers masked, what is long cut. */
export function maskFields(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return cut(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth >= depthMax) return "...";
  if (Array.isArray(value)) {
    const shown = value.slice(0, itemsMax).map((item) => maskFields(item, depth + 1));
    return value.length > itemsMax ? [...shown, `... of ${value.length}`] : shown;
  }
  const masked: Record<string, unknown> = {};
  let fields = 0;
  for (const [name, field] of Object.entries(value)) {
    fields += 1;
    if (fields > fieldsMax) return { ...masked, "...": "more" };
    masked[cut(name)] = numberField.test(name) ? maskField(field) : maskFields(field, depth + 1);
  }
  return masked;
}

function maskField(field: unknown): unknown {
  if (typeof field === "string") return maskNumber(field).slice(-textMax);
  return typeof field === "number" ? maskNumber(String(field)) : "...";
}

function cut(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}...` : text;
}
