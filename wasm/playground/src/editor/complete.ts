/** What may be written here: keys of the format, names of this rulebook, functions of the language. */
import { snippetCompletion, type Completion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import { child } from "../core/jsonc.js";
import { fieldsOf, namesOf, placeAt, type Field, type Names, type Place } from "./names.js";
import { functions, keysAt, words, wordsAt, type KeyEntry } from "./reference.js";
import { roleOf } from "./role.js";

export function complete(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const names = namesOf(text);
  const place = placeAt(names.root, text, context.pos);
  if (place.where === "key") return keys(place, context, names, text);
  if (place.where !== "value") return null;
  const written = text.slice(place.from, context.pos);
  const role = roleOf(place.path);
  if (role === "shape") return shapes(written, context, names);
  if (role === "text") {
    const options = [...wordsAt(place.path).map((label): Completion => ({ label, type: "text" })), ...(place.path[place.path.length - 1] === "else" ? reasons(names, written) : [])];
    return options.length > 0 ? { from: place.from, options, validFor: /^\w*$/ } : null;
  }
  return expression(written, context, place, names, text);
}

function keys(place: Place, context: CompletionContext, names: Names, text: string): CompletionResult | null {
  const parent = place.path.reduce<ReturnType<typeof child>>((node, key) => child(node, key), names.root);
  const taken = new Set(parent?.members.filter(({ keyStart }) => keyStart + 1 !== place.from).map(({ key }) => key));
  const options = [...ownKeys(place.path, names, text), ...keysAt(place.path).map((entry) => keyOption(entry, place))];
  const free = options.filter(({ label }) => !taken.has(label));
  return free.length > 0 ? { from: place.from, to: context.pos, options: free, validFor: /^[\w$]*$/ } : null;
}

const openings: Readonly<Record<KeyEntry["opens"], string>> = { object: "{ ${} }", array: "[${}]", string: '"${}"', word: "${}" };

function keyOption({ key, title, about, opens }: KeyEntry, place: Place): Completion {
  const shown: Completion = { label: key, detail: title, info: about, type: "property" };
  if (place.hasColon) return shown;
  // The closing quote is typed by the editor; the value is opened behind it.
  const template = `${key.replaceAll("$", "\\$")}${place.isClosed ? "" : '"'}`;
  return place.isClosed ? shown : snippetCompletion(`${template}: ${openings[opens]}`, shown);
}

/** Keys that this rulebook's own names make: fields that cost, columns of a row, kinds in `with`. */
function ownKeys(path: readonly string[], names: Names, text: string): Completion[] {
  const [top, name, third] = path;
  if (top === "actions" && third === "cost" && path.length === 3) return names.fields(names.actor).map((field) => option(field, "field"));
  if (top === "actions" && third === "with" && path.length === 4) return names.kinds.map((label) => ({ label, detail: "kind", type: "class" }));
  if (top === "tables" && third === "rows" && path.length === 4) return fieldsOf(child(names.root, "tables", name!, "columns"), text).map((field) => option(field, "column"));
  return [];
}

const types: readonly Completion[] = [
  ["int", "whole number"], ["double", "number"], ["bool", "true or false"], ["string", "text"], ["vec3", "point or direction"],
  ["row ", "key of a table"], ["ref ", "id of an entity"], ["list<", "list<T> max n"], ["map<", "map<K, V> max n"], ["enum(", "enum(a, b)"],
].map(([label, detail]) => ({ label: label!, detail: detail!, type: "type" }));

function shapes(written: string, context: CompletionContext, names: Names): CompletionResult {
  const after = /\b(row|ref)\s+(\w*)$/.exec(written);
  if (after) {
    const list = after[1] === "row" ? names.tables : names.kinds;
    return { from: context.pos - after[2]!.length, options: list.map((label) => ({ label, detail: after[1] === "row" ? "table" : "kind", type: "class" })), validFor: /^\w*$/ };
  }
  const ofRow = /\brow\s+(\w+)\s*=\s*(\w*)$/.exec(written);
  if (ofRow) return { from: context.pos - ofRow[2]!.length, options: names.rows(ofRow[1]!).map((label) => ({ label, detail: "row", type: "constant" })), validFor: /^\w*$/ };
  const word = /\w*$/.exec(written)![0];
  return { from: context.pos - word.length, options: [...types], validFor: /^\w*$/ };
}

const option = ({ name, shape }: Field, kind: string): Completion => ({ label: name, detail: shape || kind, type: "property" });

const envelope: readonly Completion[] = [
  ["actor", "id of who asks"], ["session", "int"], ["origin", "client, server, admin, timer"], ["roles", "list of strings"], ["received_at", "server time, ms"],
].map(([label, detail]) => ({ label: label!, detail: detail!, type: "property" }));

/** Every reason but the half one that is being written. */
function reasons(names: Names, written: string): Completion[] {
  return [...names.reasons].filter(([name, n]) => name !== written || n > 1).map(([label]) => ({ label, detail: "reason", type: "constant" }));
}

function expression(written: string, context: CompletionContext, place: Place, names: Names, text: string): CompletionResult | null {
  const reason = /\belse\s+(\w*)$/.exec(written) ?? (place.path.includes("refuse") ? /\s:\s+(\w*)$/.exec(written) : null);
  if (reason) return { from: context.pos - reason[1]!.length, options: reasons(names, reason[1]!), validFor: /^\w*$/ };

  // An odd number of quotes: inside a text, where keys of rows are likely.
  const quoted = /'(\w*)$/.exec(written);
  if (quoted && (written.split("'").length & 1) === 0) {
    const table = /tables\.(\w+)\[\s*'\w*$/.exec(written)?.[1];
    const rows = (table ? [table] : names.tables).flatMap((name) => names.rows(name).map((label): Completion => ({ label, detail: name, type: "constant" })));
    return { from: context.pos - quoted[1]!.length, options: rows, validFor: /^\w*$/ };
  }

  const scope = scopeAt(place.path, names, text);
  const dotted = /((?:[A-Za-z_]\w*)(?:\.\w+|\[[^[\]]*\])*)\.(\w*)$/.exec(written);
  if (dotted) {
    const members = scope.members(dotted[1]!);
    return members.length > 0 ? { from: context.pos - dotted[2]!.length, options: members, validFor: /^\w*$/ } : null;
  }
  const word = /[A-Za-z_]\w*$/.exec(written)?.[0] ?? "";
  if (word === "" && !context.explicit) return null;
  return { from: context.pos - word.length, options: [...scope.roots, ...functionOptions], validFor: /^\w*$/ };
}

const functionOptions: readonly Completion[] = functions.map(({ name, usage, signatures, doc, fails, example }) => ({
  label: name, detail: usage.slice(name.length + (usage.startsWith("x.") ? 2 : 0)),
  info: [signatures.join("\n"), doc, fails && `Fails with ${fails.replaceAll("`", "")}.`, example].filter(Boolean).join("\n"),
  type: "function", apply: `${name}(`, boost: -1,
}));
const about = new Map(words.map(({ name, doc }) => [name, doc]));

interface Scope {
  readonly roots: readonly Completion[];
  members(of: string): readonly Completion[];
}

/** The names that hold at a path: of the language, of the action, of the rulebook. */
function scopeAt(path: readonly string[], names: Names, text: string): Scope {
  const action = path[0] === "actions" ? child(names.root, "actions", path[1] ?? "") : undefined;
  const kind = path[0] === "entities" ? path[1] : undefined;
  const references = new Map((child(action, "with")?.members ?? []).map(({ key, value }) => [key, value.members[0]?.key ?? ""]));
  const lets = new Map((child(action, "let")?.members ?? []).map(({ key, value }) => [key, value.text]));
  const params = fieldsOf(child(action, "params"), text);
  const root = (label: string, detail: string): Completion => ({ label, detail, type: "variable", boost: 2, ...(about.has(label) ? { info: about.get(label)! } : {}) });
  const roots: Completion[] = [
    ...[...references].map(([name, of]) => root(name, of)), ...[...lets].map(([name, value]) => root(name, value.slice(0, 40))),
    ...(kind ? [root("profile", "this profile")] : [root("actor", names.actor), root("params", "of this request"), root("now", "server time, ms"), root("request", "the envelope")]),
    root("tables", "constant data"), ...(names.flags.length > 0 && !kind ? [root("flags", "of this batch")] : []),
    ...["true", "false", "null"].map((label): Completion => ({ label, type: "keyword" })),
  ];
  const entity = (of: string): Completion[] => [...names.fields(of).map((field) => option(field, "field")), { label: "id", detail: of, type: "property" }];
  const members = (of: string, depth = 0): readonly Completion[] => {
    if (of === "actor") return entity(names.actor);
    if (of === "profile" && kind) return fieldsOf(child(names.root, "entities", kind, "profile", "state"), text).map((field) => option(field, "field"));
    if (of === "params") return params.map((field) => option(field, "param"));
    if (of === "flags") return names.flags.map((field) => option(field, "flag"));
    if (of === "request") return envelope;
    if (of === "tables") return names.tables.map((label) => ({ label, detail: "table", type: "class" }));
    const row = /^tables\.(\w+)\[.*\]$/.exec(of);
    if (row) return names.columns(row[1]!).map((field) => option(field, "column"));
    const reference = references.get(of);
    if (reference !== undefined) return entity(reference);
    const value = lets.get(of);
    // A value may be named after another one; a circle of names ends here.
    return value !== undefined && depth < 8 ? members(value.trim(), depth + 1) : [];
  };
  return { roots, members };
}
