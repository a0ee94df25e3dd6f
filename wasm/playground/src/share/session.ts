/** What a session is made of, and what may be believed of one that comes from elsewhere. */

export interface SharedFight {
  readonly scenario?: string;
  /** By pointer into the rulebook: a literal in JSON. */
  readonly tried?: Readonly<Record<string, string>>;
  readonly way?: "exact" | "simulated";
  readonly fights?: number;
  readonly seed?: number;
}

export interface Shared {
  readonly rulebook: string;
  readonly world?: string;
  readonly requests?: string;
  readonly save?: string;
  readonly kind?: string;
  /** What the combat lab is set to. */
  readonly fight?: SharedFight;
}

const MOST_TRIED = 500;
const MOST_POINTER = 1000;
const MOST_LITERAL = 200;
export const MOST_FIGHTS = 100_000_000;

const isText = (x: unknown): x is string => typeof x === "string";
const isWhole = (x: unknown, least: number, most: number): x is number => typeof x === "number" && Number.isSafeInteger(x) && x >= least && x <= most;

/** A number, a text or a truth value: it is put into the rulebook as it stands, so it must be exactly one. */
function isLiteral(x: unknown): x is string {
  if (!isText(x) || x.length > MOST_LITERAL) return false;
  return /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")$/.test(x);
}

/** Undefined where it is no fight; only the members that are known. */
function fightOf(value: unknown): SharedFight | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { scenario, tried, way, fights, seed } = value as Record<string, unknown>;
  if (scenario !== undefined && !(isText(scenario) && scenario.length <= MOST_POINTER)) return undefined;
  if (way !== undefined && way !== "exact" && way !== "simulated") return undefined;
  if (fights !== undefined && !isWhole(fights, 1, MOST_FIGHTS)) return undefined;
  if (seed !== undefined && !isWhole(seed, 0, Number.MAX_SAFE_INTEGER)) return undefined;
  const found: SharedFight = { ...(scenario === undefined ? {} : { scenario }), ...(way ? { way } : {}), ...(fights === undefined ? {} : { fights }), ...(seed === undefined ? {} : { seed }) };
  if (tried === undefined) return found;
  if (typeof tried !== "object" || tried === null || Array.isArray(tried)) return undefined;
  const entries = Object.entries(tried);
  if (entries.length > MOST_TRIED || !entries.every(([pointer, literal]) => pointer.startsWith("/") && pointer.length <= MOST_POINTER && isLiteral(literal))) return undefined;
  return { ...found, tried: Object.fromEntries(entries) as Record<string, string> };
}

/** Undefined where it is no session. What else it brings along goes no further. */
export function sessionOf(value: unknown): Shared | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { rulebook, world, requests, save, kind, fight } = value as Record<string, unknown>;
  if (!isText(rulebook) || ![world, requests, save, kind].every((x) => x === undefined || isText(x))) return undefined;
  const set = fight === undefined ? undefined : fightOf(fight);
  if (fight !== undefined && set === undefined) return undefined;
  return Object.fromEntries(Object.entries({ rulebook, world, requests, save, kind, fight: set }).filter(([, x]) => x !== undefined)) as unknown as Shared;
}
