// What the state of any PBX says of a call.

/** inbound: came by a trunk. dialled: an agent's phone calls. originated: the PBX was told to call. */
export type CallBegin = "inbound" | "dialled" | "originated";

/** Fields of `arrived` that are known only when an outbound call has been dialled. */
export type CallFacts = {
  readonly direction: "in" | "out";
  readonly callType?: number;
  readonly callerNo: string;
  readonly calleeNo: string;
  readonly agentFirst?: boolean;
};

/** Call types of calls that do not come from outside. */
export const outboundType = { internal: 6, byAgent: 7, byIvr: 10 } as const;

/** Whom an outbound call is for, or who a caller is passed on to, until they answer; of channels that are no agent's. */
export function isAwaitedOutside<Channel>(
  channel: Channel,
  call: {
    readonly begin: CallBegin;
    readonly customer: Channel | undefined;
    readonly customerHasAnswered: boolean;
    readonly outside: Channel | undefined;
    readonly outsideHasAnswered: boolean;
  },
): boolean {
  if (channel === call.outside) return !call.outsideHasAnswered;
  if (call.begin === "inbound" || call.customerHasAnswered) return false;
  return call.customer === undefined || call.customer === channel;
}

/** The agents who talk in a call. */
export function talkingParts<Part extends { readonly isTalking: boolean }>({
  agents,
}: {
  readonly agents: ReadonlyMap<number, Part>;
}): Part[] {
  return [...agents.values()].filter((part) => part.isTalking);
}

/** An agent's part belongs to the phone that talks; until then to each that rings, as an agent may have several. */
export function partOfPhone<
  Channel,
  Part extends { readonly channel: Channel | undefined; readonly isTalking: boolean },
>(part: Part | undefined, channel: Channel, isPhone: boolean): Part | undefined {
  if (part === undefined || part.channel === channel) return part;
  return isPhone && !part.isTalking ? part : undefined;
}

/** Whether a call is over with the channel of it that has just ended. */
export function isLastChannel<Channel>(
  channel: Channel,
  call: {
    readonly begin: CallBegin;
    readonly origin: Channel | undefined;
    readonly customer: Channel | undefined;
    readonly customerHasAnswered: boolean;
    /** Those that are left. */
    readonly channels: ReadonlySet<Channel>;
  },
): boolean {
  if (call.begin === "inbound") return channel === call.customer;
  if (channel === call.customer && call.customerHasAnswered) return true;
  if (call.begin === "dialled" && call.customer === undefined) return channel === call.origin;
  return call.channels.size === 0;
}
