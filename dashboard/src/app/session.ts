// The key that one is signed in with: for this tab, or kept on this computer when asked.
import { signal, type ReadonlySignal } from "@preact/signals";

export type Session = {
  /** "" = signed out. */
  readonly key: ReadonlySignal<string>;
  /** The server no longer took the last key. */
  readonly hasEnded: ReadonlySignal<boolean>;
  readonly signIn: (key: string, isRemembered: boolean) => void;
  readonly signOut: () => void;
  readonly end: () => void;
};

type KeyStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const storeKey = "trunkline.key";

export function openSession({
  tab,
  computer,
  given,
}: {
  readonly tab: KeyStore;
  readonly computer: KeyStore;
  /** From the address, as `npm start` prints it; "" = none. */
  readonly given: string;
}): Session {
  if (given !== "") tab.setItem(storeKey, given);
  const key = signal(tab.getItem(storeKey) ?? computer.getItem(storeKey) ?? "");
  const hasEnded = signal(false);
  const forget = () => {
    tab.removeItem(storeKey);
    key.value = "";
  };
  return {
    key,
    hasEnded,
    signIn: (text, isRemembered) => {
      (isRemembered ? computer : tab).setItem(storeKey, text);
      hasEnded.value = false;
      key.value = text;
    },
    signOut: () => {
      hasEnded.value = false;
      computer.removeItem(storeKey);
      forget();
    },
    end: () => {
      hasEnded.value = true;
      // What the computer keeps may be good still: a key that another tab has signed in with.
      if (computer.getItem(storeKey) === key.peek()) computer.removeItem(storeKey);
      forget();
    },
  };
}
