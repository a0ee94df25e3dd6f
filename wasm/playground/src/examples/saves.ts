/** Old saves to rehearse with: what five years of servers left of a small game, and the arena's. Seeded: the same lines every time. */

export const oldSave = '{"version":4,"state":{"name":"player-846","gold":344,"stats":{"level":4,"won":4,"lost":5},"pets":[{"kind":"owl","xp":2502}],"rank":"bronze","coins":390,"gems":17}}\n';

/** Numbers of mulberry32 in [0, 1). */
function numbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RANKS = ["bronze", "silver", "gold"];
const PETS = ["cat", "dog", "owl", "fox"];

function smallGame(next: () => number, number: number): object {
  const below = (n: number): number => Math.floor(next() * n);
  const version = [0, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4][below(20)]!;
  const level = Math.min(60, 1 + Math.floor(-Math.log(1 - next()) / 0.08));
  const rank = RANKS[Math.min(2, Math.floor(level / 20))]!;
  const state: Record<string, unknown> = { name: `player-${number}`, gold: Math.floor(-Math.log(1 - next()) * 500) };
  if (version === 0) state["level"] = level;
  else state["stats"] = { level, won: below(level * 5), lost: below(level * 5) };
  if (version >= 2) state["pets"] = Array.from({ length: below(4) }, () => ({ kind: PETS[below(4)], xp: below(5000) }));
  if (version >= 1) state["rank"] = version < 3 ? rank[0] : rank;
  if (version >= 3 && next() < 0.12) state["coins"] = 10 * (1 + below(39));
  if (version >= 4) state["gems"] = 5 + below(20);
  return version > 0 ? { version, state } : { state };
}

function arena(next: () => number, _: number): object {
  const below = (n: number): number => Math.floor(next() * n);
  const version = below(4);
  const state: Record<string, unknown> = {};
  const coins = Math.floor(-Math.log(1 - next()) * 300);
  if (version === 3) state["coins"] = coins;
  else if (version > 0 || next() < 0.5) state["gold"] = coins;
  if (version >= 2 || next() < 0.3) state["weapons"] = next() < 0.4 ? ["sword", "bow"] : ["sword"];
  if (next() < 0.7) state["inventory"] = { potion: below(6) };
  // What a store also holds: a weapon that was taken out of the game, and a save that a bug left behind.
  if (next() < 0.01) state["weapons"] = ["sword", "spear"];
  if (next() < 0.005) state[version === 3 ? "coins" : "gold"] = -5;
  return version > 0 ? { version, state } : { state };
}

const makers: Readonly<Record<string, (next: () => number, number: number) => object>> = { "small-game": smallGame, arena };

export const hasSaves = (rulebook: string): boolean => rulebook in makers;

/** `n` saves for the rulebook of this name, one a line. */
export function makeSaves(rulebook: string, n: number): string {
  const next = numbers(2026);
  const make = makers[rulebook]!;
  return Array.from({ length: n }, (_, i) => `${JSON.stringify(make(next, i))}\n`).join("");
}
