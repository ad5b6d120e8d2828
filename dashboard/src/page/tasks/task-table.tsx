import { useFormat, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { codeText } from "../../i18n/code-words.ts";
import { factText } from "../../i18n/fact-words.ts";
import { Table } from "../../part/table.tsx";
import type { Task } from "./tasks-page.tsx";

const types = ["1", "2", "3", "4"] as const;

export function TaskTable({
  tasks,
  onOpen,
}: {
  readonly tasks: readonly Task[];
  readonly onOpen: (task: Task) => void;
}) {
  const say = useSay();
  return (
    <Table
      title={say("tasks.title")}
      look="stack"
      columns={[
        say("tasks.serialNo"),
        say("tasks.started"),
        say("tasks.type"),
        say("tasks.agent"),
        say("tasks.customer"),
        say("tasks.state"),
        [say("tasks.talk"), "number"],
        [say("tasks.total"), "number"],
        say("tasks.reason"),
      ]}
    >
      {tasks.map((task) => (
        <Line key={task.serialNo} task={task} onOpen={onOpen} />
      ))}
    </Table>
  );
}

function Line({ task, onOpen }: { readonly task: Task; readonly onOpen: (task: Task) => void }) {
  const say = useSay();
  const format = useFormat();
  const { serialNo, startedAt, taskType, caller, called, state, talkMs, durationMs, reason } = task;
  const type = types.find((known) => known === taskType);
  return (
    <tr>
      <th scope="row" class="tight">
        <button type="button" class="pick" onClick={() => onOpen(task)}>
          {serialNo}
        </button>
      </th>
      <td class="tight wide" data-label={say("tasks.started")}>
        {format.dateTime(startedAt)}
      </td>
      <td class="tight">{type === undefined ? taskType : say(`tasks.type.${type}`)}</td>
      <td class="tight wide" data-label={say("tasks.agent")}>
        {caller}
      </td>
      <td class="tight wide" data-label={say("tasks.customer")}>
        {called}
      </td>
      <td class="tight">{say(`tasks.state.${state}`)}</td>
      <td class={talkMs === 0 ? "number faint" : "number"} data-label={say("tasks.talk")}>
        {format.duration(talkMs)}
      </td>
      <td class="number" data-label={say("tasks.total")}>
        {format.duration(durationMs)}
      </td>
      <td class={reason === null ? "void" : "wide"}>
        {reason === null
          ? nothing
          : taskType === "4"
            ? factText("itaReasons", reason, format.language)
            : codeText("taskReasons", reason, format.language)}
      </td>
    </tr>
  );
}
