/** The names that a rulebook gives, read from its text however broken it is. */
import { child, readJsonc, type Node } from "../core/jsonc.js";

export interface Names {
  readonly root: Node | undefined;
  readonly tables: readonly string[];
  readonly kinds: readonly string[];
  readonly actions: readonly string[];
  /** How often each is given: one that stands once may be half a word. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly flags: readonly Field[];
  columns(table: string): readonly Field[];
  rows(table: string): readonly string[];
  /** Profile and live fields of a kind. */
  fields(kind: string): readonly Field[];
  readonly actor: string;
}

export interface Field {
  readonly name: string;
  /** As written, for a hint beside the name. */
  readonly shape: string;
}

const keys = (node: Node | undefined): string[] => node?.members.map(({ key }) => key) ?? [];
const MOST_HINT = 40;

export function fieldsOf(node: Node | undefined, text: string): Field[] {
  return node?.members.map(({ key, value }) => ({ name: key, shape: (value.type === "string" ? value.text : text.slice(value.start, value.end)).slice(0, MOST_HINT) })) ?? [];
}

export function namesOf(text: string): Names {
  const root = readJsonc(text);
  const entities = child(root, "entities");
  const kinds = keys(entities);
  const withProfile = kinds.filter((kind) => child(entities, kind, "profile"));
  return {
    root, kinds, tables: keys(child(root, "tables")), actions: keys(child(root, "actions")), flags: fieldsOf(child(root, "flags"), text),
    reasons: counted([...text.matchAll(/\belse (\w+)"|"else"\s*:\s*"(\w+)"|" *[^"]* : (\w+)"/g)].map((found) => found[1] ?? found[2] ?? found[3]!)),
    columns: (table) => fieldsOf(child(root, "tables", table, "columns"), text),
    rows: (table) => keys(child(root, "tables", table, "rows")),
    fields: (kind) => [...fieldsOf(child(entities, kind, "profile", "state"), text), ...fieldsOf(child(entities, kind, "live", "state"), text)],
    actor: child(root, "actor")?.text ?? (withProfile.length === 1 ? withProfile[0]! : "player"),
  };
}

function counted(names: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return found;
}

/** Where a place of the text is: the keys that lead there, and the string it is in. */
export interface Place {
  readonly path: readonly string[];
  /** Inside a string that is a key, a string that is a value, or between values. */
  readonly where: "key" | "value" | "between";
  /** Start of the string's content. */
  readonly from: number;
  /** Where its content ends. */
  readonly to: number;
  /** Whether a closing quote, and for keys a colon, is there already. */
  readonly isClosed: boolean;
  readonly hasColon: boolean;
}

export function placeAt(root: Node | undefined, text: string, at: number): Place {
  const path: string[] = [];
  let node = root;
  for (;;) {
    if (!node) return { path, where: "between", from: at, to: at, isClosed: false, hasColon: false };
    if (node.type === "string" && at > node.start && (at < node.end || node.isOpen)) {
      return { path, where: "value", from: node.start + 1, to: node.isOpen ? node.end : node.end - 1, isClosed: !node.isOpen, hasColon: false };
    }
    const key = node.type === "object" ? node.members.find(({ keyStart, keyEnd }) => at > keyStart && at <= keyEnd && text[keyStart] === '"') : undefined;
    if (key) {
      const isClosed = key.keyEnd - key.keyStart > 1 && text[key.keyEnd - 1] === '"';
      if (!isClosed || at < key.keyEnd) {
        return { path, where: "key", from: key.keyStart + 1, to: isClosed ? key.keyEnd - 1 : key.keyEnd, isClosed, hasColon: /^\s*:/.test(text.slice(key.keyEnd, key.keyEnd + 20)) };
      }
    }
    const inside = node.members.find(({ value }) => at > value.start && (at < value.end || value.isOpen && at <= value.end));
    if (!inside) return { path, where: "between", from: at, to: at, isClosed: false, hasColon: false };
    path.push(inside.key);
    node = inside.value;
  }
}
