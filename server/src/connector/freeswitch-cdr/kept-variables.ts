// The variables of a channel that its meaning asks for: a record has 200, and many records are held at once.
import type { EslSettings } from "../freeswitch-esl/esl-settings.ts";

const always: readonly string[] = `
  uuid direction channel_name start_stamp start_uepoch progress_uepoch progress_media_uepoch
  answer_uepoch end_uepoch hangup_cause sip_hangup_disposition endpoint_disposition accountcode
  domain_name user_name dialed_user dialed_domain presence_id sip_to_user sip_req_user
  origination_caller_id_number originating_leg_uuid other_loopback_leg_uuid originated_legs
  originate_causes transfer_history hold_events cc_side cc_agent cc_agent_uuid cc_queue
  cc_queue_canceled_epoch cc_cancel_reason cc_member_session_uuid
`
  .trim()
  .split(/\s+/);

export function keptVariables({ accessCodeVariable, tasks }: EslSettings): ReadonlySet<string> {
  const named = [accessCodeVariable, tasks.calledVariable, ...tasks.variables];
  return new Set([...always, ...named.filter((name) => name !== "")]);
}
