// Finds by the beginning of a number while it is typed; the ID of a call leads to that call.
import { useEffect, useRef, useState } from "preact/hooks";
import { useMe, useNavigation, useSay, useTenant } from "../../app/contexts.ts";
import { callPath } from "../../app/place.ts";
import { plainNumber } from "../../format/plain-number.ts";
import { Icon } from "../../part/icon.tsx";
import { callIdIn } from "./call-filter.ts";

const typingMs = 200;

export function SearchField({
  prefix,
  onPrefix,
}: {
  readonly prefix: string;
  readonly onPrefix: (prefix: string) => void;
}) {
  const say = useSay();
  const navigation = useNavigation();
  const { tenant } = useTenant();
  const hint = say(useMe().masksNumbers ? "calls.searchWhole" : "calls.searchHint");
  const [text, setText] = useState(prefix);
  const field = useRef<HTMLInputElement>(null);
  const callId = callIdIn(text);
  const told = useRef(prefix);
  const tell = (wanted: string) => {
    told.current = wanted;
    onPrefix(wanted);
  };
  // What was told comes back later, when more may have been typed: only another's is taken over.
  useEffect(() => {
    if (prefix !== told.current) setText(prefix);
    told.current = prefix;
  }, [prefix]);
  useEffect(() => {
    if (location.hash !== "#search") return;
    field.current?.focus();
    // Once: whoever comes back from a call is to be where they were.
    history.replaceState(history.state, "", location.pathname + location.search);
  }, []);
  useEffect(() => {
    const wanted = plainNumber(text);
    if (callId !== undefined || wanted === prefix) return undefined;
    const timer = setTimeout(() => tell(wanted), typingMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <form
      class="search-field"
      onSubmit={(event) => {
        event.preventDefault();
        if (callId === undefined) tell(plainNumber(text));
        else navigation.go(callPath({ tenant, callId }));
      }}
    >
      <Icon name="search" />
      <input
        class="input"
        type="search"
        data-search
        ref={field}
        value={text}
        autocomplete="off"
        aria-label={say("calls.search")}
        placeholder={`${say("calls.search")} · ${hint}`}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      {callId === undefined ? null : (
        <button type="submit" class="button primary">
          {say("calls.openId", { id: callId.length > 24 ? `${callId.slice(0, 24)}…` : callId })}
        </button>
      )}
    </form>
  );
}
