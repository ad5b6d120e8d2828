// Numbers of the leaveReason and releaseCause tables that the simulated centre gives.

export const leaveReason = {
  normal: 0,
  overflow: 1,
  timeout: 2,
  noAgent: 3,
  agentDidNotAnswer: 5,
  helpRequesterReleased: 11,
  transferredOut: 17,
  calledBusy: 20,
  switchedOff: 22,
  outOfArea: 23,
  noSuchNumber: 24,
} as const;

export const releaseCause = {
  ivrNormal: 256,
  clientDisconnects: 518,
  normal: 531,
  queuingCancelled: 536,
  calledBusy: 537,
  noSuchNumber: 538,
  poweredOff: 548,
  outOfArea: 549,
  beforeAnswer: 601,
  noAnswer: 603,
  rejected: 604,
} as const;
