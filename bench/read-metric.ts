/** The value of a metric of the server, by its name with its labels; 0 when it has none yet. */
export async function readMetric(port: number, name: string): Promise<number> {
  const reply = await fetch(`http://127.0.0.1:${port}/metrics`);
  const lines = (await reply.text()).split("\n");
  const line = lines.find((one) => one.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.slice(name.length));
}
