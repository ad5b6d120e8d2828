// A device as the wire numbers it.
import type { Device } from "../query/questions.ts";

export type WireDevice = { readonly deviceType: number; readonly deviceNo: string };

const deviceType = { queue: 1, agent: 2, ivr: 3, call: 5 } as const;

/** A call before its first device is counted with the IVR. */
export function wireDevice(device: Device | undefined): WireDevice {
  switch (device?.kind) {
    case undefined:
      return { deviceType: deviceType.ivr, deviceNo: "0" };
    case "ivr":
      return { deviceType: deviceType.ivr, deviceNo: String(device.flowId) };
    case "queue":
      return { deviceType: deviceType.queue, deviceNo: String(device.skillId) };
    case "agent":
      return { deviceType: deviceType.agent, deviceNo: String(device.agentId) };
    case "external":
      return { deviceType: deviceType.call, deviceNo: device.number };
  }
}

/** Where the wire wants a number: an outside number has none. */
export function wireDeviceNumber(device: Device | undefined): number {
  return device?.kind === "external" ? 0 : Number(wireDevice(device).deviceNo);
}
