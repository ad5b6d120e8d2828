// Asks when what is asked for changes; keeps the last answer on show until the next one is there.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { isAborted } from "../api/api-error.ts";

export type Asked<Value> = {
  readonly value: Value | undefined;
  readonly error: unknown;
  /** An answer is on its way. */
  readonly isAsking: boolean;
  /** The value, still on show, answers the question before this one. */
  readonly isStale: boolean;
  readonly again: () => void;
};

type State<Value> = Pick<Asked<Value>, "value" | "error" | "isAsking"> & {
  /** The question that the value answers. */
  readonly answers: string;
};

/** `question` says what is asked, as text; "" = nothing is asked yet. `everyMs`: 0 = once. */
export function useReply<Value>(
  question: string,
  ask: (signal: AbortSignal) => Promise<Value>,
  { everyMs = 0 }: { readonly everyMs?: number | ((last: Value | undefined) => number) } = {},
): Asked<Value> {
  const [{ value, answers, error, isAsking }, setState] = useState<State<Value>>({
    value: undefined,
    answers: question,
    error: undefined,
    isAsking: question !== "",
  });
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  latest.current = ask;
  useEffect(() => {
    if (question === "") return undefined;
    const gone = new AbortController();
    setState((state) => ({ ...state, isAsking: true }));
    latest
      .current(gone.signal)
      .then((value) => {
        if (gone.signal.aborted) return;
        setState({ value, answers: question, error: undefined, isAsking: false });
      })
      .catch((error: unknown) => {
        if (gone.signal.aborted || isAborted(error)) return;
        setState((state) => ({ ...state, error, isAsking: false }));
      });
    return () => gone.abort();
  }, [question, round]);
  const again = useCallback(() => setRound((round) => round + 1), []);
  const pauseMs = typeof everyMs === "number" ? everyMs : everyMs(value);
  useEffect(() => {
    // From answer to answer: asked anew before it is there, a slow server's would never be seen.
    if (pauseMs === 0 || isAsking) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") again();
    }, pauseMs);
    return () => clearInterval(timer);
  }, [pauseMs, isAsking, again]);
  const isStale =
    question !== "" && value !== undefined && error === undefined && answers !== question;
  return { value, error, isAsking, isStale, again };
}
