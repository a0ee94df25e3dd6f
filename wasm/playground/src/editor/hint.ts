/** What stands at a place of a rulebook: the type of an expression's part, a function's signatures, what a name or key means. */
import type { TypedExpression } from "ludex";
import { child, unitsOfBytes } from "../core/jsonc.js";
import { fieldsOf, namesOf, placeAt, type Names, type Place } from "./names.js";
import { functions, keysAt, words, type FunctionEntry } from "./reference.js";
import { roleOf } from "./role.js";

export interface Hint {
  readonly from: number;
  readonly to: number;
  /** What it is about. */
  readonly what: string;
  /** Its type, or how it is called. */
  readonly types: readonly string[];
  readonly about: string;
}

/** Without the types that the core gives: from the text alone. */
export function hintAt(text: string, at: number): Hint | undefined {
  const names = namesOf(text);
  const place = placeAt(names.root, text, at);
  if (place.where === "key") return keyHint(place, text, names);
  if (place.where !== "value") return undefined;
  const word = wordAt(text, at, place);
  if (!word) return undefined;
  const role = roleOf(place.path);
  if (role === "text") return undefined;
  return nameHint(word, place, names, text, role === "shape");
}

interface Word {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** What stands before its dot, where there is one. */
  readonly of: string;
  readonly isCalled: boolean;
}

function wordAt(text: string, at: number, { from, to }: Place): Word | undefined {
  let start = at;
  let end = at;
  while (start > from && /\w/.test(text[start - 1]!)) start--;
  while (end < to && /\w/.test(text[end]!)) end++;
  if (end === start || !/[A-Za-z_]/.test(text[start]!)) return undefined;
  const before = text.slice(Math.max(from, start - 200), start);
  const of = /((?:[A-Za-z_]\w*)(?:\.\w+|\[[^[\]]*\])*)\.$/.exec(before)?.[1] ?? (/[)\]]\s*\.$/.test(before) ? "?" : "");
  // Inside a text of the expression.
  if ((text.slice(from, start).split("'").length & 1) === 0) return undefined;
  return { from: start, to: end, text: text.slice(start, end), of, isCalled: /^\s*\(/.test(text.slice(end, end + 8)) };
}

const called = ({ usage, signatures, doc, fails, example }: FunctionEntry): Pick<Hint, "what" | "types" | "about"> =>
  ({ what: usage, types: signatures, about: [doc, fails && `Fails with ${fails.replaceAll("`", "")}.`, example && `For example ${example}`].filter(Boolean).join("\n") });

function nameHint(word: Word, { path }: Place, names: Names, text: string, isShape: boolean): Hint | undefined {
  const { from, to, text: name, of, isCalled } = word;
  const hint = (what: string, types: readonly string[], about: string): Hint => ({ from, to, what, types: types.filter(Boolean), about });
  if (isCalled) {
    const found = functions.filter((one) => one.name === name);
    return found.length > 0 ? { from, to, ...called(found[0]!), types: found.flatMap(({ signatures }) => signatures) } : undefined;
  }
  const action = path[0] === "actions" ? child(names.root, "actions", path[1] ?? "") : undefined;
  if (isShape) {
    if (names.tables.includes(name)) return hint(name, [], `A table of ${names.rows(name).length} rows.`);
    return names.kinds.includes(name) ? hint(name, [], "A kind of entities.") : undefined;
  }
  const field = (kind: string): Hint | undefined => {
    const found = names.fields(kind).find((one) => one.name === name);
    return found && hint(`${kind} ${name}`, [found.shape], "A field.");
  };
  if (of !== "") {
    if (of === "actor") return field(names.actor);
    if (of === "params") {
      const found = fieldsOf(child(action, "params"), text).find((one) => one.name === name);
      return found && hint(`params.${name}`, [found.shape], "A parameter of this request.");
    }
    if (of === "tables") return names.tables.includes(name) ? hint(`tables.${name}`, [], `A table of ${names.rows(name).length} rows: ${names.columns(name).map((column) => column.name).join(", ")}.`) : undefined;
    const value = child(action, "let", of)?.text ?? of;
    const table = /^tables\.(\w+)\[/.exec(value.trim())?.[1];
    const column = table === undefined ? undefined : names.columns(table).find((one) => one.name === name);
    if (column) return hint(`${table} ${name}`, [column.shape], "A column of the table.");
    const kind = child(action, "with", of)?.members[0]?.key;
    return kind === undefined ? undefined : field(kind);
  }
  const value = child(action, "let", name);
  if (value) return hint(name, [], `A value of this action:\n${value.text}`);
  const entity = child(action, "with", name)?.members[0];
  if (entity) return hint(name, [entity.key], `The ${entity.key} with the id ${entity.value.text}.`);
  if (names.reasons.has(name) && /\belse\s+$|\s:\s+$/.test(text.slice(Math.max(0, from - 12), from))) return hint(name, [], "A reason: what the player is told.");
  const known = words.find((one) => one.name === name);
  return known && hint(name, [], known.doc);
}

function keyHint({ path, from, to }: Place, text: string, names: Names): Hint | undefined {
  const key = text.slice(from, to);
  const found = keysAt(path).find((one) => one.key === key);
  if (found) return { from, to, what: key, types: [], about: [found.title, found.about].filter(Boolean).join("\n") };
  if (path[0] === "actions" && path[2] === "cost") return { from, to, what: `${names.actor} ${key}`, types: [names.fields(names.actor).find(({ name }) => name === key)?.shape ?? ""].filter(Boolean), about: "What it costs." };
  return undefined;
}

const escape = (part: string): string => part.replaceAll("~", "~0").replaceAll("/", "~1");

/** The smallest part of the expression at a place, with its type. */
export function typeAt(typed: readonly TypedExpression[], text: string, at: number): { readonly text: string; readonly type: string; readonly from: number } | undefined {
  const { root } = namesOf(text);
  const place = placeAt(root, text, at);
  if (place.where !== "value") return undefined;
  const pointer = place.path.map((part) => `/${escape(part)}`).join("");
  const written = text.slice(place.from, place.to);
  // In one string there may be several: an effect's path and its value.
  for (const one of typed.filter((candidate) => candidate.pointer === pointer)) {
    const start = written.indexOf(one.text);
    if (start < 0) continue;
    const inside = at - place.from - start;
    if (inside < 0 || inside > one.text.length) continue;
    const part = one.parts.filter(({ offset }) => unitsOfBytes(one.text, offset) <= inside).at(-1);
    if (part) return { text: part.text, type: part.type, from: place.from + start + unitsOfBytes(one.text, part.offset) };
  }
  return undefined;
}
