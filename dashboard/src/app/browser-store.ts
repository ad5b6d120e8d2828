// What a browser keeps for a page; where it keeps nothing, because it is told not to or is full, it lasts as long as the page.

export type BrowserStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** `open`: asking for a store that is blocked throws already. */
export function openStore(open: () => BrowserStore): BrowserStore {
  const own = new Map<string, string>();
  const attempt = <Value>(use: (store: BrowserStore) => Value): Value | undefined => {
    try {
      return use(open());
    } catch {
      return undefined;
    }
  };
  return {
    getItem: (name) => own.get(name) ?? attempt((store) => store.getItem(name)) ?? null,
    setItem: (name, text) => {
      own.set(name, text);
      attempt((store) => {
        store.setItem(name, text);
        // Another tab may change what is kept.
        own.delete(name);
      });
    },
    removeItem: (name) => {
      own.delete(name);
      attempt((store) => store.removeItem(name));
    },
  };
}
