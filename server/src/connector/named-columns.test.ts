import assert from "node:assert/strict";
import { test } from "node:test";
import { NamedColumns } from "./named-columns.ts";

const names = { uniqueid: "id", calldate: "start", start: "start", src: "caller" } as const;
const open = (columns: readonly string[]) =>
  new NamedColumns({ columns, names, needed: ["id", "start"] });

test("fields are read by the columns of the settings; columns that are not known are passed over", () => {
  const columns = open(["src", "colour", "UniqueID", "start"]);
  assert.deepEqual(columns.read(["138", "red", "1.2", "now"]), {
    caller: "138",
    id: "1.2",
    start: "now",
  });
});

test("a row that names the columns wins, and comes again in the next file", () => {
  const columns = open(["src", "uniqueid", "start"]);
  assert.equal(columns.read(["calldate", "uniqueid", "clid"]), "header");
  assert.deepEqual(columns.read(["now", "1.2", "x"]), { start: "now", id: "1.2" });
  assert.equal(columns.read(["uniqueid", "start"]), "header");
  assert.deepEqual(columns.read(["1.3", "then"]), { id: "1.3", start: "then" });
});

test("a row without a column that is needed cannot be read", () => {
  assert.equal(open(["src", "uniqueid", "start"]).read(["138", "1.2"]), "tooFew");
});

test("settings without a column that is needed are refused", () => {
  const message = "Cannot read columns 'src', 'start': 'uniqueid' is missing";
  assert.throws(() => open(["src", "start"]), { message });
});
