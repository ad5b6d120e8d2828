// What every process tells Prometheus, by the names that client libraries agree on, and how full the main thread is. All
// are read when they are scraped: the library's own need an observer of garbage and a clock that nothing stops.
import { performance } from "node:perf_hooks";
import { Gauge, type Registry } from "prom-client";
import { addSum } from "./sum-metric.ts";

export function addProcess(registers: Registry[], version: string): void {
  const info = new Gauge({
    name: "trunkline_build_info",
    help: "1, with the versions of Trunkline and of Node",
    labelNames: ["version", "node"],
    registers,
  });
  info.set({ version, node: process.version }, 1);
  const started = new Gauge({
    name: "process_start_time_seconds",
    help: "When the process began; seconds since 1970",
    registers,
  });
  started.set(performance.timeOrigin / 1000);
  const resident: Gauge = new Gauge({
    name: "process_resident_memory_bytes",
    help: "Resident memory",
    registers,
    collect: () => resident.set(process.memoryUsage.rss()),
  });
  addSum(registers, {
    name: "process_cpu_seconds_total",
    help: "Processor time of all threads",
    read: () => {
      const { user, system } = process.cpuUsage();
      return [{ labels: {}, sum: (user + system) / 1e6 }];
    },
  });
  addSum(registers, {
    name: "trunkline_main_thread_busy_seconds_total",
    help: "Time that the main thread, which answers and takes in events, had work; at 1 s a second it is full",
    read: () => [{ labels: {}, sum: performance.eventLoopUtilization().active / 1000 }],
  });
}
