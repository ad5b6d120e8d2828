import { useFormat, useSay } from "../../app/contexts.ts";
import { LevelMark } from "../../part/level-mark.tsx";
import { Empty } from "../../part/notice.tsx";
import type { Operations } from "./operations-page.tsx";

/** What each day of records takes, newest first, as bars of a table. */
export function StorageDays({ storage }: { readonly storage: NonNullable<Operations["storage"]> }) {
  const say = useSay();
  const format = useFormat();
  const days = storage.days.toReversed();
  const most = Math.max(1, ...days.map(({ bytes }) => bytes ?? 0));
  return (
    <section class="panel">
      <header class="panel-head">
        <h2>{say("storage.title")}</h2>
        {storage.bytes === null ? null : (
          <span class="soft">
            {say("storage.total", { bytes: format.bytes(storage.bytes), count: days.length })}
          </span>
        )}
      </header>
      <DamagedFiles files={storage.damagedFiles} />
      {days.length === 0 ? (
        <Empty title={say("storage.empty")} />
      ) : (
        <div class="scroll storage" tabIndex={0} role="region" aria-label={say("storage.title")}>
          <table class="table">
            <caption class="unseen">{say("storage.title")}</caption>
            <thead>
              <tr>
                <th scope="col">{say("storage.day")}</th>
                <th scope="col" class="number">
                  {say("storage.size")}
                </th>
                <td />
              </tr>
            </thead>
            <tbody>
              {days.map(({ day, bytes }) => (
                <tr key={day}>
                  <th scope="row" class="tight">
                    {day}
                  </th>
                  <td class="number">
                    {bytes === null ? say("storage.unknown") : format.bytes(bytes)}
                  </td>
                  <td class="storage-bar" aria-hidden="true">
                    <i style={{ width: `${((bytes ?? 0) / most) * 100}%` }} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function DamagedFiles({ files }: { readonly files: readonly string[] }) {
  const say = useSay();
  if (files.length === 0) return null;
  return (
    <p class="banner bad marked" role="alert">
      <LevelMark level="bad" />
      <span>
        {say("storage.damaged", { files: files.join(", ") })}{" "}
        <a href="/docs/guide/operate#a-damaged-day" target="_blank">
          {say("storage.damagedHelp")}
        </a>
      </span>
    </p>
  );
}
