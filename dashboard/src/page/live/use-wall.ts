// Full-screen mode for a screen on the wall: only the board, as large as it fits.
import { useEffect } from "preact/hooks";
import { useFeed, useNavigation } from "../../app/contexts.ts";

const sizeMax = 4;
const sizeMin = 0.7;
const sizeStep = 0.05;

export function useWall(): { readonly isOn: boolean; readonly toggle: () => void } {
  const navigation = useNavigation();
  const feed = useFeed();
  const query = new URLSearchParams(navigation.query.value);
  const isOn = query.get("wall") === "1";
  const set = (on: boolean) => {
    if (on) query.set("wall", "1");
    else query.delete("wall");
    navigation.replaceQuery(query);
  };
  useEffect(() => {
    if (!isOn) return undefined;
    const root = document.documentElement;
    const gone = new AbortController();
    const { signal } = gone;
    root.dataset["wall"] = "";
    // A browser may refuse full screen, for one when the address itself asked for it: the page fills the
    // window all the same.
    if (document.fullscreenElement === null) void root.requestFullscreen().catch(() => undefined);
    document.addEventListener("fullscreenchange", () => document.fullscreenElement ?? set(false), {
      signal,
    });
    window.addEventListener("resize", fit, { signal });
    // What comes later, as a list of agents does, or grows, has to be in sight, too.
    const grown = new ResizeObserver(fit);
    grown.observe(document.body);
    return () => {
      gone.abort();
      grown.disconnect();
      delete root.dataset["wall"];
      root.style.fontSize = "";
      root.style.removeProperty("--card");
      if (document.fullscreenElement !== null) void document.exitFullscreen();
    };
  }, [isOn]);
  const rows = feed.model.queues.keys.value.length + feed.model.accessCodes.keys.value.length;
  useEffect(() => {
    if (!isOn) return undefined;
    const asked = requestAnimationFrame(fit);
    // Off the wall it would leave the text as large as there.
    return () => cancelAnimationFrame(asked);
  }, [isOn, rows, navigation.query.value]);
  return { isOn, toggle: () => set(!isOn) };
}

/** The largest text with which all of it is in sight, the usual one where that cannot be; its figures as wide as a card. */
function fit(): void {
  const { style } = document.documentElement;
  style.removeProperty("--card");
  const size = fittingSize();
  style.fontSize = size === undefined ? "" : `${size * 100}%`;
  const card = document.querySelector(".card");
  if (card === null) return;
  const { paddingLeft, paddingRight } = getComputedStyle(card);
  const width = card.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
  style.setProperty("--card", `${width}px`);
}

/** Of the root's text; undefined where none fits. */
function fittingSize(): number | undefined {
  const root = document.documentElement;
  const fits = (size: number) => {
    root.style.fontSize = `${size * 100}%`;
    return root.scrollHeight <= root.clientHeight && root.scrollWidth <= root.clientWidth;
  };
  let tooLarge = Math.min(sizeMax, Math.max(1, root.clientWidth / 640));
  // Each try lays out the whole board: few of them, and a single one where hundreds of cards never fit.
  if (!fits(sizeMin)) return undefined;
  if (fits(tooLarge)) return tooLarge;
  let fitting = sizeMin;
  while (tooLarge - fitting > sizeStep) {
    const size = (fitting + tooLarge) / 2;
    if (fits(size)) fitting = size;
    else tooLarge = size;
  }
  return fitting;
}
