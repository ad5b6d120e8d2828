// The made-up contact centre: what customers dial, the queues behind it, and how long things take.
// Country code 999 is assigned to nobody, so none of its numbers can be anybody's.
import { allDay, type OpenHours } from "./day-profile.ts";

export type Duration = { readonly medianMs: number; readonly sigma: number };

export type SkillPlan = {
  readonly skillId: number;
  readonly name: string;
  readonly hours: OpenHours;
  readonly talk: Duration;
  readonly wrapUp: Duration;
  readonly patience: Duration;
  /** Where a call goes that waited too long, or when nobody is signed in. */
  readonly overflowTo?: number;
  /** Every third of its agents can take calls of this skill too. */
  readonly secondSkill?: number;
};

export type SkillShare = { readonly skillId: number; readonly weight: number };

export type AccessCodePlan = {
  readonly innoId: number;
  readonly description: string;
  /** Of the inbound calls. */
  readonly weight: number;
  readonly mediaType: number;
  readonly subMediaType?: number;
  readonly callType: number;
  /** 0 = no announcement and no menu. */
  readonly flowId: number;
  /** Parts of the calls that end in the IVR: served there, or given up. */
  readonly selfService: number;
  readonly giveUp: number;
  /** Empty: everything is done in the IVR, or the number is an agent's own. */
  readonly skills: readonly SkillShare[];
  readonly isDirect?: boolean;
  /** Its callers go before others, and wait longer. */
  readonly isPriority?: boolean;
  /** Its calls have IDs as an Asterisk PBX gives them. */
  readonly isOfPbx?: boolean;
};

export const skill = {
  service: 1,
  orders: 2,
  technical: 3,
  billing: 4,
  video: 5,
  chat: 6,
  outbound: 7,
} as const;

export const flow = { menu: 10, selfService: 40, voicemail: 90, closed: 91, survey: 92 } as const;

const seconds = (median: number, sigma: number): Duration => ({ medianMs: median * 1000, sigma });
const longHours: OpenHours = { from: 8, to: 20 };

export const skillPlans: readonly SkillPlan[] = [
  {
    skillId: skill.service,
    name: "General service",
    hours: allDay,
    talk: seconds(165, 0.75),
    wrapUp: seconds(20, 0.6),
    patience: seconds(130, 1.1),
    secondSkill: skill.billing,
  },
  {
    skillId: skill.orders,
    name: "Orders",
    hours: longHours,
    talk: seconds(210, 0.7),
    wrapUp: seconds(35, 0.6),
    patience: seconds(100, 1.1),
    overflowTo: skill.service,
    secondSkill: skill.service,
  },
  {
    skillId: skill.technical,
    name: "Technical support",
    hours: allDay,
    talk: seconds(310, 0.8),
    wrapUp: seconds(45, 0.7),
    patience: seconds(190, 1),
    overflowTo: skill.service,
    secondSkill: skill.service,
  },
  {
    skillId: skill.billing,
    name: "Billing",
    hours: allDay,
    talk: seconds(150, 0.7),
    wrapUp: seconds(25, 0.6),
    patience: seconds(130, 1.1),
    overflowTo: skill.service,
    secondSkill: skill.service,
  },
  {
    skillId: skill.video,
    name: "Video service",
    hours: longHours,
    talk: seconds(260, 0.6),
    wrapUp: seconds(40, 0.6),
    patience: seconds(100, 1),
    secondSkill: skill.service,
  },
  {
    skillId: skill.chat,
    name: "Chat",
    hours: allDay,
    talk: seconds(420, 0.6),
    wrapUp: seconds(15, 0.5),
    patience: seconds(180, 0.9),
  },
];

export const outboundPlan: SkillPlan = {
  skillId: skill.outbound,
  name: "Outbound",
  hours: longHours,
  talk: seconds(120, 0.8),
  wrapUp: seconds(25, 0.6),
  patience: seconds(25, 0.8),
};

const phone = 5;
const byPhone = { mediaType: phone, callType: 0 } as const;

export const accessCodePlans: readonly AccessCodePlan[] = [
  {
    ...byPhone,
    innoId: 1,
    description: "Customer service",
    weight: 40,
    flowId: flow.menu + 1,
    selfService: 0.18,
    giveUp: 0.04,
    skills: [
      { skillId: skill.service, weight: 7 },
      { skillId: skill.billing, weight: 3 },
    ],
  },
  {
    ...byPhone,
    innoId: 2,
    description: "Orders",
    weight: 18,
    flowId: flow.menu + 2,
    selfService: 0.06,
    giveUp: 0.03,
    skills: [{ skillId: skill.orders, weight: 1 }],
    isOfPbx: true,
  },
  {
    ...byPhone,
    innoId: 3,
    description: "Technical support",
    weight: 18,
    flowId: flow.menu + 3,
    selfService: 0.1,
    giveUp: 0.05,
    skills: [
      { skillId: skill.technical, weight: 9 },
      { skillId: skill.service, weight: 1 },
    ],
  },
  {
    ...byPhone,
    innoId: 4,
    description: "Priority customers",
    weight: 6,
    flowId: flow.menu + 4,
    selfService: 0,
    giveUp: 0.01,
    skills: [
      { skillId: skill.service, weight: 6 },
      { skillId: skill.billing, weight: 4 },
    ],
    isPriority: true,
    isOfPbx: true,
  },
  {
    innoId: 5,
    description: "Video service",
    weight: 3,
    mediaType: 8,
    callType: 30,
    flowId: 0,
    selfService: 0,
    giveUp: 0,
    skills: [{ skillId: skill.video, weight: 1 }],
  },
  {
    innoId: 6,
    description: "Web chat",
    weight: 5,
    mediaType: 1,
    subMediaType: 1,
    callType: 0,
    flowId: flow.menu + 6,
    selfService: 0.3,
    giveUp: 0.1,
    skills: [{ skillId: skill.chat, weight: 1 }],
  },
  {
    ...byPhone,
    innoId: 7,
    description: "Account information, automatic",
    weight: 6,
    flowId: flow.menu + 7,
    selfService: 0.9,
    giveUp: 0.1,
    skills: [],
  },
  {
    ...byPhone,
    innoId: 8,
    description: "Direct lines",
    weight: 4,
    flowId: 0,
    selfService: 0,
    giveUp: 0,
    skills: [],
    isDirect: true,
    isOfPbx: true,
  },
];

/** The number that customers dial: 9992, the VDN, the access code. */
export function accessNumber(vdn: number, innoId: number): string {
  return `9992${String(vdn).padStart(4, "0")}${String(innoId).padStart(4, "0")}`;
}

/** Of a day's calls; what is left are the inbound ones of callers who call again. */
export const callShare = { inbound: 0.81, outbound: 0.16 } as const;
/** Outbound tasks beside the calls. */
export const tasksPerCall = 0.06;
/** Who gave up calls again, some come back from a transfer: the queues get more than arrives. */
export const queuedAgain = 1.12;
