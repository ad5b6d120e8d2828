// The recording of a real PBX, live: bytes cut anywhere, lines that break, servers that restart.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isCallEvent, type TrunklineEvent } from "@trunkline/contract";
import type { Call } from "../call/call.ts";
import { placeOf } from "../call/call-state.ts";
import { isOpen } from "../call/leg.ts";
import { Random } from "../simulate/random.ts";
import { callsOf, storiesOf } from "./call-story.ts";
import type { Conversation } from "./dialogue.ts";
import type { Recording } from "./read-recording.ts";
import { ReplayedLine } from "./replayed-line.ts";
import type { Replay } from "./replayed-pbx.ts";
import { assertSameButForReasons } from "./same-call.ts";

export type DialogueUnderTest = {
  readonly replay: () => Replay & { readonly callIds: ReadonlySet<string> };
  readonly converse: (known?: readonly Call[]) => Conversation;
  /** As it is imported. */
  readonly recording: Recording;
};

export function randomOf(seed: number): () => number {
  const numbers = new Random(seed);
  return () => numbers.next();
}

export function checkDialogue(under: DialogueUnderTest): void {
  const { replay, converse, recording } = under;
  checkPlaces(under);
  const imported = storiesOf(recording.events);

  test("heard live, in pieces of any size, the recording gives the events of its import", () => {
    const line = new ReplayedLine(replay(), randomOf(1));
    line.connect(converse());
    line.playTo(Infinity);
    line.rest();
    assert.deepEqual(line.events, recording.events.map(withoutBackfill));
  });

  test("a line that breaks and loses nothing changes no call, wherever it breaks", () => {
    const breaks = randomOf(2);
    for (let run = 0; run < 4; run += 1) {
      const pbx = replay();
      const line = new ReplayedLine(pbx, randomOf(run));
      const conversation = converse();
      line.connect(conversation);
      while (!pbx.isOver) {
        line.playTo(pbx.position + 1 + Math.floor(breaks() * 80));
        line.disconnect();
        line.connect(conversation);
      }
      line.rest();
      assert.deepEqual(storiesOf(line.events), imported);
    }
  });

  test("a server that restarts goes on with the calls that it knew, wherever it stopped", () => {
    const stops = randomOf(3);
    for (let run = 0; run < 4; run += 1) {
      const pbx = replay();
      const line = new ReplayedLine(pbx, randomOf(run));
      line.connect(converse());
      while (!pbx.isOver) {
        line.playTo(pbx.position + 1 + Math.floor(stops() * 400));
        line.rest();
        line.disconnect();
        line.connect(converse(openCalls(line.events)));
      }
      line.rest();
      const calls = callsOf(line.events);
      assert.deepEqual([...calls.keys()].toSorted(), [...imported.keys()].toSorted());
      for (const [id, call] of calls) assertSameButForReasons(call, recording.calls.get(id));
    }
  });

  test("after a gap every call that is open is open at the PBX, and every one gone has ended in it", () => {
    const gaps = randomOf(4);
    for (let run = 0; run < 6; run += 1) {
      const pbx = replay();
      const line = new ReplayedLine(pbx, randomOf(run));
      const conversation = converse();
      line.connect(conversation);
      while (!pbx.isOver) {
        line.playTo(pbx.position + 1 + Math.floor(gaps() * 200));
        const goneFrom = pbx.nowMs;
        const told = line.events.length;
        line.disconnect();
        line.playTo(pbx.position + 1 + Math.floor(gaps() * 200));
        line.connect(conversation);
        const { callIds } = pbx;
        for (const [callId, call] of callsOf(line.events)) {
          if (call.endedAt === 0) assert.ok(callIds.has(callId), `${callId} is gone`);
          else if (!callIds.has(callId)) assert.ok(call.endedAt <= pbx.nowMs);
          assert.ok(call.endedAt === 0 || call.endedAt <= goneFrom || callIds.has(callId));
        }
        // A call of which nothing was heard went on for as long as the line was there.
        for (const event of line.events.slice(told)) {
          if (event.kind === "ended" && event.presumed === true) assert.equal(event.at, goneFrom);
        }
      }
      line.rest();
      assert.deepEqual(openCalls(line.events), []);
      const ids = line.events.filter(isCallEvent).map(({ id }) => id);
      const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
      assert.deepEqual(repeated, [], "an event was told twice");
    }
  });
}

/** Beside a line that never broke, wherever nothing happened for a moment. */
function checkPlaces({ replay, converse }: DialogueUnderTest): void {
  for (const gap of ["in the line", "between two runs of the server"] as const) {
    test(`after a gap ${gap} each caller is where the PBX has it, and with no agent who has left`, () => {
      const quiet = quietPositions(replay());
      for (let run = 0; run < 3; run += 1) {
        const [truth, line] = [replay(), replay()].map(
          (pbx) => new ReplayedLine(pbx, randomOf(run)),
        );
        if (truth === undefined || line === undefined) return;
        let conversation = converse();
        truth.connect(converse());
        line.connect(conversation);
        for (let index = run; index + 2 < quiet.length; index += 2 + (index % 3)) {
          line.playTo(quiet[index] ?? 0);
          line.rest();
          line.disconnect();
          const position = quiet[index + 2] ?? 0;
          line.playTo(position);
          truth.playTo(position);
          if (gap !== "in the line") conversation = converse(openCalls(line.events));
          line.connect(conversation);
          truth.rest();
          line.rest();
          assert.deepEqual(placesOf(line.events), placesOf(truth.events), `at ${position}`);
        }
      }
    });
  }
}

/** Where nothing happens for a tenth of a second. */
function quietPositions(pbx: Replay): number[] {
  const positions: number[] = [];
  while (!pbx.isOver) {
    const { position, nowMs } = pbx;
    pbx.next();
    if (position > 0 && pbx.nowMs - nowMs > 100) positions.push(position);
  }
  return positions;
}

/** callId -> place and agents of the calls that came in: of the others a PBX does not say all. */
function placesOf(events: readonly TrunklineEvent[]): Map<string, string> {
  const calls = openCalls(events).filter(({ direction }) => direction === "in");
  return new Map(
    calls.map((call) => {
      const legs = call.legs.filter(isOpen);
      const agents = legs.flatMap(({ device }) =>
        device.kind === "agent" ? [device.agentId] : [],
      );
      return [call.callId, `${placeOf(call)} ${agents.toSorted((a, b) => a - b).join()}`];
    }),
  );
}

export function openCalls(events: readonly TrunklineEvent[]): Call[] {
  return [...callsOf(events).values()].filter((call) => call.endedAt === 0);
}

function withoutBackfill(event: TrunklineEvent): TrunklineEvent {
  const { backfill: _backfill, ...rest } = event;
  return rest;
}
