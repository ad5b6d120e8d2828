import { useFormat, useSay } from "../../app/contexts.ts";
import { nothing } from "../../format/format.ts";
import { codeText } from "../../i18n/code-words.ts";
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
    <div class="scroll" tabIndex={0} role="region" aria-label={say("tasks.title")}>
      <table class="table stack">
        <caption class="unseen">{say("tasks.title")}</caption>
        <thead>
          <tr>
            <th scope="col">{say("tasks.serialNo")}</th>
            <th scope="col">{say("tasks.started")}</th>
            <th scope="col">{say("tasks.type")}</th>
            <th scope="col">{say("tasks.agent")}</th>
            <th scope="col">{say("tasks.customer")}</th>
            <th scope="col">{say("tasks.state")}</th>
            <th scope="col" class="number">
              {say("tasks.talk")}
            </th>
            <th scope="col" class="number">
              {say("tasks.total")}
            </th>
            <th scope="col">{say("tasks.reason")}</th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task) => (
            <Line key={task.serialNo} task={task} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
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
        {reason === null ? nothing : codeText("taskReasons", reason, format.language)}
      </td>
    </tr>
  );
}
