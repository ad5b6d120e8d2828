import assert from "node:assert/strict";
import { test } from "node:test";
import { Simulation, type Script } from "./simulation.ts";

function run(simulation: Simulation<string>): void {
  while (simulation.step());
}

test("scripts sleep for simulated time and go on in order", () => {
  const simulation = new Simulation<string>();
  const said: string[] = [];
  function* script(name: string, pauseMs: number): Script<string> {
    for (let turn = 0; turn < 2; turn += 1) {
      yield pauseMs;
      said.push(`${name} ${simulation.now}`);
    }
  }
  simulation.start(script("slow", 30));
  simulation.start(script("fast", 20));
  run(simulation);
  assert.deepEqual(said, ["fast 20", "slow 30", "fast 40", "slow 60"]);
});

test("a signal wakes a sleeper, whose timer then means nothing", () => {
  const simulation = new Simulation<string>();
  const woken: (string | undefined)[] = [];
  function* sleeper(): Script<string> {
    woken.push(yield 1000);
    woken.push(yield 5000);
  }
  const process = simulation.start(sleeper());
  function* waker(): Script<string> {
    yield 10;
    simulation.wake(process, "up");
  }
  simulation.start(waker());
  run(simulation);
  assert.deepEqual(woken, ["up", undefined]);
  assert.equal(simulation.now, 5010);
});

test("who sleeps for ever does not keep the simulation going", () => {
  const simulation = new Simulation<string>();
  function* sleeper(): Script<string> {
    yield Infinity;
  }
  simulation.start(sleeper());
  run(simulation);
  assert.equal(simulation.now, 0);
});

test("a script can tell its own process to others", () => {
  const simulation = new Simulation<string>();
  const heard: (string | undefined)[] = [];
  function* script(): Script<string> {
    const own = simulation.running;
    simulation.wake(own, "note to myself");
    heard.push(yield Infinity);
  }
  simulation.start(script());
  run(simulation);
  assert.deepEqual(heard, ["note to myself"]);
  assert.throws(() => new Simulation<string>().running, /nobody does/);
});
