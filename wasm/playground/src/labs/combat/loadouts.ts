/** What can be fought against what: a scenario's own loadouts, or every row that both sides may use. */
import { child, type Node } from "../../core/jsonc.js";
import { escape, setupOf, type Changes } from "./fields.js";

export interface Lineup {
  /** On the button, where there is more than one. */
  readonly name: string;
  /** Written over the scenario's loadouts; undefined: those that it has. */
  readonly loadouts: string | undefined;
  readonly teams: readonly [string, string];
  /** What puts a loadout into the first or the second seat, where plain values do. */
  pick(loadout: string, seat: 0 | 1): Changes | undefined;
}

/** A matrix grows with the square; what is beyond this is better seen in `ludex matrix`. */
export const MOST_ROWS = 32;
const PARTS = ["live", "profile"];
const DELAYS = ["first_ms", "reaction_ms", "ping_ms"];

export function lineupsOf(root: Node | undefined, text: string, scenario: string): Lineup[] {
  const { fighters } = setupOf(root, scenario);
  const first = fighters[0];
  const second = fighters.find(({ team }) => team !== first?.team);
  if (!first || !second) return [];
  const teams: [string, string] = [first.team, second.team];
  const seats = [first, second].map(({ name }) => `/scenarios/${escape(scenario)}/fighters/${escape(name)}`) as [string, string];
  const found: Lineup[] = [];

  const own = child(root, "scenarios", scenario, "loadouts");
  if (own?.type === "object" && own.members.length > 1) {
    found.push({ name: "Fight every pair of the scenario’s loadouts", loadouts: undefined, teams, pick: (loadout, seat) => picked(own, loadout, seats[seat], text) });
  }
  for (const a of first.fields) {
    const b = second.fields.find(({ name, kind }) => name === a.name && kind === "row");
    if (a.kind !== "row" || !b || a.choices.join() !== b.choices.join() || a.choices.length < 2) continue;
    const [part, table] = [a.pointer.includes("/live/") ? "live" : "profile", tableWith(root, a.choices)];
    if (table === undefined) continue;
    const where = a.choices.length > MOST_ROWS ? `, "where": ${JSON.stringify(`row in [${a.choices.slice(0, MOST_ROWS).map((row) => `'${row}'`).join(", ")}]`)}` : "";
    found.push({
      name: `Fight every ${a.name} against every other`, loadouts: `{"rows": ${JSON.stringify(table)}, "${part}": {${JSON.stringify(a.name)}: "row"}${where}}`, teams,
      pick: (row, seat) => ({ [seat === 0 ? a.pointer : b.pointer]: JSON.stringify(row) }),
    });
  }
  return found;
}

function tableWith(root: Node | undefined, rows: readonly string[]): string | undefined {
  return child(root, "tables")?.members.find(({ value }) => (child(value, "rows")?.members ?? []).map(({ key }) => key).join() === rows.join())?.key;
}

/** Undefined where an expression or a policy would have to be put in. */
function picked(own: Node, loadout: string, seat: string, text: string): Changes | undefined {
  const isOfRows = child(own, "rows")?.type === "string";
  const definition = isOfRows ? own : child(own, loadout);
  if (!definition || child(definition, "policy")) return undefined;
  const changes: Record<string, string> = {};
  const put = (pointer: string, node: Node): boolean => {
    if (node.type !== "word" && node.type !== "string") return false;
    if (isOfRows && node.type === "string" && node.text !== "row") return false;
    changes[pointer] = isOfRows && node.type === "string" ? JSON.stringify(loadout) : text.slice(node.start, node.end);
    return true;
  };
  for (const part of PARTS) {
    for (const { key, value } of child(definition, part)?.members ?? []) if (!put(`${seat}/${part}/${escape(key)}`, value)) return undefined;
  }
  for (const key of DELAYS) {
    const node = child(definition, key);
    if (node && !put(`${seat}/${key}`, node)) return undefined;
  }
  return changes;
}
