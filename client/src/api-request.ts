// A call as an HTTP request, by its route.

export type ApiRequest = {
  readonly path: string;
  readonly init: {
    readonly method: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  };
};

type Fields = Readonly<Record<string, unknown>>;

/** Fields that the path names go there; the others are the body, of a GET or DELETE the query. */
export function apiRequest(route: string, request: object): ApiRequest {
  const [method = "", template = ""] = route.split(" ");
  // Any object may be read by name.
  const fields = { ...(request as Fields) };
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields[name];
    if (value === undefined) throw new TypeError(`Cannot call '${route}': '${name}' is missing`);
    delete fields[name];
    return encodeURIComponent(textOf(value));
  });
  if (method === "GET" || method === "DELETE") {
    return { path: path + queryOf(fields), init: { method } };
  }
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(Array.isArray(request) ? request : fields);
  return { path, init: { method, headers, body } };
}

/** A list is the same name several times; what is undefined or null is left out. */
function queryOf(fields: Fields): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) query.append(name, textOf(one));
    }
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
