import { useState } from "preact/hooks";
import type { ReplyOf } from "../../api/contract.ts";
import { useApi, useFormat, useSay } from "../../app/contexts.ts";
import { Dialog } from "../../part/dialog.tsx";
import { explain, Refusal } from "../../part/notice.tsx";
import type { MissedCall } from "./missed-table.tsx";

const noteMax = 500;

/** Asks for a note and marks the missed call as dealt with. */
export function ResolveDialog({
  call,
  onDone,
  onClose,
}: {
  readonly call: MissedCall;
  readonly onDone: (call: ReplyOf<"resolveMissedCall">) => void;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const format = useFormat();
  const [note, setNote] = useState("");
  const [refusal, setRefusal] = useState("");
  const [isSending, setSending] = useState(false);
  const { tenant, callId, callerNo, endedAt, arrivedAt } = call;
  const submit = (event: Event) => {
    event.preventDefault();
    setSending(true);
    api
      .ask("resolveMissedCall", { tenant, callId, note: note.trim() })
      .then(onDone)
      .catch((error: unknown) => {
        setSending(false);
        setRefusal(explain(error, say).reason);
      });
  };
  const number = callerNo || say("call.withheld");
  return (
    <Dialog title={say("missed.resolveOne", { number })} onClose={onClose}>
      <form onSubmit={submit} class="dialog-form">
        <p class="soft">{format.dateTime(endedAt ?? arrivedAt)}</p>
        <label class="field">
          <span>{say("missed.note")}</span>
          <textarea
            class="input"
            rows={3}
            maxLength={noteMax}
            placeholder={say("missed.noteHint")}
            value={note}
            onInput={({ currentTarget }) => setNote(currentTarget.value)}
          />
        </label>
        <Refusal reason={refusal} />
        <div class="actions">
          <button type="button" class="button" onClick={onClose}>
            {say("common.cancel")}
          </button>
          <button type="submit" class="button primary" disabled={isSending}>
            {say("missed.resolve")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
