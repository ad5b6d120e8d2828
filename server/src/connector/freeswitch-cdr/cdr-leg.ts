// One channel as its call detail record tells it, whatever the record's form. Times in µs; 0 = never.

/** The party at the other end, as far as a record names it. */
export type CdrParty = {
  readonly id: string;
  /** Of the channel: sofia/int/1001@10.0.0.5:5060 */
  readonly name: string;
  readonly callerNo: string;
  readonly destination: string;
  readonly context: string;
};

/** What the dialplan had the channel at, from one transfer to the next. */
export type CdrProfile = {
  readonly callerNo: string;
  readonly destination: string;
  readonly context: string;
  /** How the channel came here, as FreeSWITCH writes it; "" of the first. */
  readonly transferSource: string;
  readonly fromMicros: number;
  readonly untilMicros: number;
  readonly bridgedMicros: number;
  /** On whose behalf the channel was called, and who was called on its behalf. */
  readonly originator: CdrParty | undefined;
  readonly originatees: readonly CdrParty[];
};

export type CdrApplication = {
  readonly name: string;
  readonly data: string;
  readonly micros: number;
  /** The dialplan has it where the channel was then: hold music is an application, too, and none of it. */
  readonly isOfDialplan: boolean;
};

export type CdrLeg = {
  /** The channel's UUID. */
  readonly id: string;
  readonly isInbound: boolean;
  readonly name: string;
  readonly variables: ReadonlyMap<string, string>;
  /** Oldest first; at least one. */
  readonly profiles: readonly CdrProfile[];
  readonly applications: readonly CdrApplication[];
  /** When this side held the other. */
  readonly holds: readonly { readonly fromMicros: number; readonly untilMicros: number }[];
  readonly createdMicros: number;
  readonly progressMicros: number;
  readonly answeredMicros: number;
  readonly hungUpMicros: number;
};

export function variableOf(leg: CdrLeg, name: string): string {
  return leg.variables.get(name) ?? "";
}

/** The channel on whose behalf this one was called; "" when it was nobody's. */
export function leaderIdOf(leg: CdrLeg): string {
  const id =
    variableOf(leg, "cc_member_session_uuid") ||
    variableOf(leg, "other_loopback_leg_uuid") ||
    (leg.profiles[0]?.originator?.id ?? "") ||
    variableOf(leg, "originating_leg_uuid");
  return id === leg.id ? "" : id;
}

/** Every channel that the record says this one had to do with. */
export function relatedIdsOf(leg: CdrLeg): readonly string[] {
  const parties = leg.profiles.flatMap(({ originator, originatees }) => [
    ...(originator === undefined ? [] : [originator.id]),
    ...originatees.map(({ id }) => id),
  ]);
  return [leaderIdOf(leg), ...parties].filter((id) => id !== "" && id !== leg.id);
}

export function isQueueLeg(leg: CdrLeg): boolean {
  return variableOf(leg, "cc_side") === "agent";
}

/** Which side hung up, as FreeSWITCH names it: true when this one did. */
export function hasHungUp(leg: CdrLeg): boolean {
  const disposition = variableOf(leg, "sip_hangup_disposition");
  return disposition === "recv_bye" || disposition === "recv_cancel";
}

export function profileAt(
  { profiles }: Pick<CdrLeg, "profiles">,
  micros: number,
): CdrProfile | undefined {
  return profiles.findLast(({ fromMicros }) => fromMicros <= micros) ?? profiles[0];
}

/** The next thing that the dialplan did with the channel after `micros`; 0 = nothing. */
export function nextApplicationMicros({ applications }: CdrLeg, micros: number): number {
  const next = applications.find(
    (application) => application.isOfDialplan && application.micros > micros,
  );
  return next?.micros ?? 0;
}
