/** The numbers of a rulebook that can be tried: what its text says of scenarios, fighters and tables, and the text with some of them changed. */
import { child, readJsonc, type Node } from "../../core/jsonc.js";

export type Kind = "int" | "double" | "row" | "bool" | "choice";

/** One value that can be changed. */
export interface Place {
  /** RFC 6901, into the rulebook's text. */
  readonly pointer: string;
  /** "hit", or "health" of a fighter. */
  readonly name: string;
  readonly kind: Kind;
  /** As written in JSON, or the shape's default where nothing is written. */
  readonly literal: string;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** Of rows and choices. */
  readonly choices: readonly string[];
}

export interface Fighter {
  readonly name: string;
  readonly team: string;
  readonly fields: readonly Place[];
}

export interface Setup {
  readonly fighters: readonly Fighter[];
  readonly teams: readonly string[];
  /** Rows that a fighter's fields name, with their numbers: what is most likely to be turned. */
  readonly rows: readonly { readonly table: string; readonly row: string; readonly places: readonly Place[] }[];
}

/** By pointer: a literal in JSON. */
export type Changes = Readonly<Record<string, string>>;

export const escape = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
const unescape = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

export const scenarioNames = (root: Node | undefined): string[] => child(root, "scenarios")?.members.map(({ key }) => key) ?? [];

// --- shapes

interface Shape {
  readonly kind: Kind;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly choices?: readonly string[];
  readonly initial?: string | undefined;
}

const NUMBER = "-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?";

/** What a shape, short or long, says of a value that can be turned; undefined of any other. */
function shapeOf(node: Node | undefined, root: Node | undefined): Shape | undefined {
  if (node?.type === "object") return longShape(node, root);
  const text = node?.text ?? "";
  const initial = / = (.+)$/.exec(text)?.[1]?.trim();
  if (/^(int|double)\b/.test(text)) {
    const kind = text.startsWith("int") ? "int" : "double";
    const range = new RegExp(`(${NUMBER})\\.\\.(${NUMBER})`).exec(text);
    const low = range?.[1] ?? new RegExp(`>=\\s*(${NUMBER})`).exec(text)?.[1];
    const high = range?.[2] ?? new RegExp(`<=\\s*(${NUMBER})`).exec(text)?.[1];
    return { kind, low: number(low), high: number(high), initial: initial ?? String(Math.max(0, number(low) ?? 0)) };
  }
  if (/^bool\b/.test(text)) return { kind: "bool", initial: initial ?? "false" };
  const table = /^row (\w+)/.exec(text)?.[1];
  if (table !== undefined) return rowShape(table, initial, root);
  const choices = /^enum\(([^)]*)\)/.exec(text)?.[1]?.split(",").map((one) => one.trim().replace(/^'|'$/g, ""));
  return choices ? { kind: "choice", choices, initial: JSON.stringify(initial ?? choices[0]) } : undefined;
}

function longShape(node: Node, root: Node | undefined): Shape | undefined {
  const text = (key: string): string | undefined => child(node, key)?.text;
  const type = text("type");
  const initial = text("default");
  const table = text("row") ?? text("x-row");
  if (table !== undefined) return rowShape(table, initial, root);
  if (type === "integer" || type === "number") {
    return { kind: type === "integer" ? "int" : "double", low: number(text("minimum")), high: number(text("maximum")), initial: initial ?? "0" };
  }
  if (type === "boolean") return { kind: "bool", initial: initial ?? "false" };
  const choices = child(node, "enum")?.members.map(({ value }) => value.text);
  return choices ? { kind: "choice", choices, initial: JSON.stringify(initial ?? choices[0]) } : undefined;
}

function rowShape(table: string, initial: string | undefined, root: Node | undefined): Shape | undefined {
  const choices = child(root, "tables", table, "rows")?.members.map(({ key }) => key) ?? [];
  return choices.length > 0 ? { kind: "row", choices, initial: JSON.stringify(initial ?? choices[0]) } : undefined;
}

function number(text: string | undefined): number | undefined {
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const literalOf = (node: Node): string => node.type === "string" ? JSON.stringify(node.text) : node.text;

function placeOf(pointer: string, name: string, shape: Shape | undefined, written: Node | undefined): Place | undefined {
  const literal = written ? literalOf(written) : shape?.initial;
  if (!shape || literal === undefined || (written && written.type !== "word" && written.type !== "string")) return undefined;
  return { pointer, name, kind: shape.kind, literal, low: shape.low, high: shape.high, choices: shape.choices ?? [] };
}

const isPlace = (place: Place | undefined): place is Place => place !== undefined;

// --- what a scenario sets up

const delays = ["first_ms", "reaction_ms", "ping_ms"];

export function setupOf(root: Node | undefined, scenario: string): Setup {
  const fighters = (child(root, "scenarios", scenario, "fighters")?.members ?? []).map(({ key, value }) => fighterOf(root, scenario, key, value));
  const rows = new Map<string, Setup["rows"][number]>();
  for (const fighter of fighters) {
    for (const { kind, literal, pointer } of fighter.fields) {
      if (kind !== "row") continue;
      const table = tableOf(root, scenario, pointer);
      const row = JSON.parse(literal) as string;
      if (table !== undefined) rows.set(`${table}/${row}`, { table, row, places: cells(root, table, row) });
    }
  }
  return { fighters, teams: [...new Set(fighters.map(({ team }) => team))], rows: [...rows.values()] };
}

/** The kind that acts where none is named. */
function actorOf(root: Node | undefined): string {
  const kinds = child(root, "entities")?.members ?? [];
  return child(root, "actor")?.text ?? kinds.find(({ value }) => child(value, "profile"))?.key ?? kinds[0]?.key ?? "player";
}

function fighterOf(root: Node | undefined, scenario: string, name: string, node: Node): Fighter {
  const base = `/scenarios/${escape(scenario)}/fighters/${escape(name)}`;
  const kind = child(root, "entities", child(node, "kind")?.text ?? actorOf(root));
  const fields: (Place | undefined)[] = [];
  for (const part of ["live", "profile"]) {
    for (const { key, value } of child(kind, part, "state")?.members ?? []) {
      const written = child(node, part, key);
      // What nobody set is offered only where fighters set it: a profile may have a hundred fields.
      if (!written && part === "profile") continue;
      fields.push(placeOf(`${base}/${part}/${escape(key)}`, key, shapeOf(value, root), written));
    }
  }
  for (const key of delays) fields.push(placeOf(`${base}/${key}`, key, { kind: "int", low: 0, high: 60_000, initial: "0" }, child(node, key)));
  return { name, team: child(node, "team")?.text ?? name, fields: fields.filter(isPlace) };
}

function tableOf(root: Node | undefined, scenario: string, pointer: string): string | undefined {
  const [, , , , fighter, part, key] = pointer.split("/").map(unescape);
  const kind = child(root, "scenarios", scenario, "fighters", fighter!, "kind")?.text ?? actorOf(root);
  const shape = child(root, "entities", kind, part!, "state", key!);
  return /^row (\w+)/.exec(shape?.text ?? "")?.[1] ?? child(shape, "row")?.text;
}

function cells(root: Node | undefined, table: string, row: string): Place[] {
  return (child(root, "tables", table, "columns")?.members ?? [])
    .map(({ key, value }) => placeOf(`/tables/${escape(table)}/rows/${escape(row)}/${escape(key)}`, key, shapeOf(value, root), child(root, "tables", table, "rows", row, key)))
    .filter(isPlace);
}

/** Every number of every table, and the scenario's own. */
export function numbersOf(root: Node | undefined, scenario: string): { readonly group: string; readonly places: readonly Place[] }[] {
  const isNumber = ({ kind }: Place): boolean => kind === "int" || kind === "double";
  const tables = (child(root, "tables")?.members ?? []).flatMap(({ key: table, value }) => (child(value, "rows")?.members ?? [])
    .map(({ key: row }) => ({ group: `${table}.${row}`, places: cells(root, table, row).filter(isNumber) })));
  const own = ["time_limit_ms", "tick_ms", "retry_ms"].map((key) => placeOf(`/scenarios/${escape(scenario)}/${key}`, key,
    { kind: "int", low: 1, high: 86_400_000, initial: key === "time_limit_ms" ? "600000" : key === "tick_ms" ? "1" : "100" }, child(root, "scenarios", scenario, key))).filter(isPlace);
  const fighters = setupOf(root, scenario).fighters.map(({ name, fields }) => ({ group: name, places: fields.filter(isNumber) }));
  return [...tables, ...fighters, { group: scenario, places: own }].filter(({ places }) => places.length > 0);
}

// --- changing them

function nodeAt(root: Node | undefined, parts: readonly string[]): Node | undefined {
  return child(root, ...parts);
}

/** The text with literals put in place of what stands there; where nothing does, a member is added. All else keeps its bytes. */
export function applyChanges(text: string, changes: Changes): string {
  const entries = Object.entries(changes);
  if (entries.length === 0) return text;
  const root = readJsonc(text);
  const edits: { at: number; end: number; put: string }[] = [];
  for (const [pointer, literal] of entries) {
    const parts = pointer.split("/").slice(1).map(unescape);
    const found = nodeAt(root, parts);
    if (found) {
      edits.push({ at: found.start, end: found.end, put: literal });
      continue;
    }
    let depth = parts.length - 1;
    let parent = nodeAt(root, parts.slice(0, depth));
    while (depth > 0 && !parent) parent = nodeAt(root, parts.slice(0, --depth));
    if (parent?.type !== "object") continue;
    const value = parts.slice(depth + 1).reduceRight((inner, key) => `{ ${JSON.stringify(key)}: ${inner} }`, literal);
    const member = `${JSON.stringify(parts[depth])}: ${value}`;
    const last = parent.members[parent.members.length - 1];
    if (last) edits.push({ at: last.value.end, end: last.value.end, put: `, ${member}` });
    else {
      // Of several new members of one empty object, those after the first need a comma.
      const at = parent.start + 1;
      edits.push({ at, end: at, put: `${edits.some((edit) => edit.at === at) ? ", " : " "}${member}` });
    }
  }
  edits.sort((a, b) => a.at - b.at);
  let out = "";
  let done = 0;
  for (const { at, end, put } of edits) {
    out += text.slice(done, at) + put;
    done = end;
  }
  return out + text.slice(done);
}

/** Where a slider goes: around the value that was written, within what the shape allows. */
export function reach({ kind, literal, low, high }: Place): { min: number; max: number; step: number } {
  const value = Number(literal);
  const min = low ?? Math.min(0, 2 * value);
  const max = high ?? Math.max(1, 4 * Math.abs(value));
  // A range that is a hundred times the value is a limit, not a choice.
  const wide = max - min > 40 * Math.max(1, Math.abs(value));
  const far = Math.max(kind === "int" ? 4 : 1, Math.abs(value));
  const lowest = wide ? Math.max(min, value - 2 * far, min >= 0 ? 0 : -Infinity) : min;
  const highest = wide ? Math.min(max, value + 2 * far) : max;
  const step = kind === "int" ? Math.max(1, Math.pow(10, Math.floor(Math.log10(Math.max(1, (highest - lowest) / 400))))) : Math.pow(10, Math.floor(Math.log10((highest - lowest) / 100 || 0.01)));
  return { min: lowest, max: highest, step };
}

/** A number as it is written into a rulebook. */
export const literalOfNumber = (kind: Kind, value: number): string => kind === "int" ? String(Math.round(value)) : String(Number(value.toPrecision(9)));
