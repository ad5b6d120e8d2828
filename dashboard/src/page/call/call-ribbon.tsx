// The ribbon: one lane a leg, the events beneath.
import { useFormat, useSay } from "../../app/contexts.ts";
import { durationText } from "../../format/duration.ts";
import { useWidth } from "../../part/use-width.ts";
import { deviceText } from "./device-text.ts";
import { eventText } from "./event-text.ts";
import { ticksOf, type Lane, type Ribbon, type TimelineEntry } from "./ribbon.ts";

const laneHeight = 30;
const barHeight = 18;
const barWidthMin = 2;
/** Room for the marks of the first and the last event. */
const edge = 6;
const tickWidth = 90;
/** Between a bar's end and its text. */
const textEdge = 6;
const phases = ["ivr", "wait", "ring", "talk", "hold", "outside"] as const;

export function CallRibbon({
  ribbon,
  timeline,
}: {
  readonly ribbon: Ribbon;
  readonly timeline: readonly TimelineEntry[];
}) {
  const say = useSay();
  const format = useFormat();
  const { ref, width } = useWidth<HTMLDivElement>(800);
  const { from, to, lanes } = ribbon;
  const x = (at: number) => edge + ((at - from) / (to - from)) * (width - 2 * edge);
  const height = lanes.length * laneHeight;
  const seen = phases.filter((phase) =>
    lanes.some(({ stretches }) => stretches.some(({ kind }) => kind === phase)),
  );
  return (
    <figure class="ribbon">
      <ol class="ribbon-names" aria-hidden="true">
        {lanes.map(({ leg }, at) => (
          <li key={at} style={{ height: `${laneHeight}px` }} title={deviceText(leg.device, say)}>
            <span>{deviceText(leg.device, say)}</span>
          </li>
        ))}
      </ol>
      <div class="ribbon-plot" ref={ref}>
        <svg width={width} height={height + 44} role="img" aria-label={say("call.ribbon")}>
          <Ticks ribbon={ribbon} width={width} height={height} x={x} />
          {lanes.map((lane, at) => (
            <LaneBars key={at} lane={lane} top={at * laneHeight} x={x} />
          ))}
          <line class="axis" x1={0} x2={width} y1={height + 12} y2={height + 12} />
          {timeline.map((entry, at) => (
            <g key={at} class="event" onClick={() => location.assign(`#event-${at}`)}>
              <circle
                class={entry.marks.length === 0 ? "" : entry.marks.join(" ")}
                cx={x(entry.at)}
                cy={height + 12}
                r={4.5}
              />
              <title>{`${format.time(entry.at)} ${eventText(entry, format.language)}`}</title>
            </g>
          ))}
        </svg>
      </div>
      <figcaption>
        <ul class="legend">
          {seen.map((phase) => (
            <li key={phase}>
              <i class={phase} aria-hidden="true" />
              {say(`call.phase.${phase}`)}
            </li>
          ))}
        </ul>
        <span class="faint">{say("call.ribbonHint")}</span>
      </figcaption>
    </figure>
  );
}

function Ticks({
  ribbon,
  width,
  height,
  x,
}: {
  readonly ribbon: Ribbon;
  readonly width: number;
  readonly height: number;
  readonly x: (at: number) => number;
}) {
  const format = useFormat();
  const { from } = ribbon;
  return (
    <>
      {ticksOf(ribbon, Math.max(2, Math.floor(width / tickWidth))).map((ms) => {
        const left = x(from + ms);
        const anchor = left > width - 40 ? "end" : ms === 0 ? "start" : "middle";
        return (
          <g key={ms} class="tick">
            <line x1={left} x2={left} y1={0} y2={height} />
            <text x={left} y={height + 38} text-anchor={anchor}>
              {ms === 0 ? format.time(from) : `+${durationText(ms)}`}
            </text>
          </g>
        );
      })}
    </>
  );
}

function LaneBars({
  lane,
  top,
  x,
}: {
  readonly lane: Lane;
  readonly top: number;
  readonly x: (at: number) => number;
}) {
  const say = useSay();
  return (
    <g class="lane">
      {lane.stretches.map(({ kind, from, to }) => {
        const [left, span] = [x(from), durationText(to - from)];
        const width = Math.max(barWidthMin, x(to) - left);
        const words = `${say(`call.phase.${kind}`)} ${span}`;
        return (
          <g key={`${kind}${from}`}>
            <rect
              class={kind}
              x={left}
              y={top + (laneHeight - barHeight) / 2}
              width={width}
              height={barHeight}
              rx={2}
            >
              <title>{words}</title>
            </rect>
            {width > textWidthMax(words) + 2 * textEdge ? (
              <text x={left + textEdge} y={top + laneHeight / 2 + 4}>
                {words}
              </text>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

/** In px, of a bar's bold text in any font: a Chinese character is as wide as it is high. */
function textWidthMax(words: string): number {
  return 8 * words.length + 5 * (words.match(/[\u2e80-\uffff]/g)?.length ?? 0);
}
