// Locks out addresses that guess at secrets.
import { networkOf } from "./network-of.ts";

export type LockOutLimits = {
  /** Wrong guesses within the window that lock an address. */
  readonly guessesMax: number;
  readonly windowMs: number;
  readonly lockMs: number;
  /** Addresses remembered; the one whose last guess is oldest is forgotten first. */
  readonly addressesMax: number;
};

export type LockOut = {
  /** Milliseconds until the address may try again; 0 = it may. */
  readonly lockedForMs: (address: string, now: number) => number;
  readonly noteGuess: (address: string, now: number) => void;
  readonly size: () => number;
};

type Guesses = { count: number; windowBegan: number; lockedUntil: number };

export function openLockOut({
  guessesMax,
  windowMs,
  lockMs,
  addressesMax,
}: LockOutLimits): LockOut {
  const byAddress = new Map<string, Guesses>();

  function lockedForMs(address: string, now: number): number {
    if (byAddress.size === 0) return 0;
    const guesses = byAddress.get(networkOf(address));
    if (guesses === undefined) return 0;
    const left = guesses.lockedUntil - now;
    // No lock lasts longer: the clock was set back since, maybe by a year.
    return left > lockMs ? 0 : Math.max(0, left);
  }

  function noteGuess(address: string, now: number): void {
    const network = networkOf(address);
    const known = byAddress.get(network);
    const isCurrent = known !== undefined && Math.abs(now - known.windowBegan) < windowMs;
    const guesses = isCurrent
      ? known
      : { count: 0, windowBegan: now, lockedUntil: known?.lockedUntil ?? 0 };
    guesses.count += 1;
    if (guesses.count >= guessesMax) guesses.lockedUntil = now + lockMs;
    byAddress.delete(network);
    byAddress.set(network, guesses);
    if (byAddress.size > addressesMax) forgetOldest();
  }

  function forgetOldest(): void {
    // A Map iterates in order of insertion, and each guess inserts its address anew.
    for (const network of byAddress.keys()) {
      byAddress.delete(network);
      return;
    }
  }

  return {
    lockedForMs,
    noteGuess,
    size: () => byAddress.size,
  };
}
