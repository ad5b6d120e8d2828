// The events of one task.
import { useApi, useSay } from "../../app/contexts.ts";
import { callPath } from "../../app/place.ts";
import { Dialog } from "../../part/dialog.tsx";
import { Answer } from "../../part/notice.tsx";
import { useReply } from "../../part/use-reply.ts";
import { TimelineTable } from "../call/call-tables.tsx";
import "../call/call-page.css";
import type { Task } from "./tasks-page.tsx";

export function TaskDialog({
  task,
  onClose,
}: {
  readonly task: Task;
  readonly onClose: () => void;
}) {
  const say = useSay();
  const api = useApi();
  const { tenant, serialNo, callId } = task;
  const asked = useReply(`${tenant} ${serialNo}`, (signal) =>
    api.ask("getTask", { tenant, serialNo }, signal),
  );
  return (
    <Dialog title={say("tasks.events", { serialNo })} onClose={onClose} isWide>
      <Answer asked={asked}>
        {({ timeline, task }) => <TimelineTable timeline={timeline} from={task.startedAt} />}
      </Answer>
      <div class="actions">
        {callId === null ? null : (
          <a class="button" href={callPath({ tenant, callId })}>
            {say("tasks.call")}
          </a>
        )}
        <button type="button" class="button" onClick={onClose}>
          {say("common.close")}
        </button>
      </div>
    </Dialog>
  );
}
