/** The language's data: functions and names from examples/editors/completions.json, keys from the rulebook's JSON Schema. Comes when it is first asked for. */
import { completions } from "../../../../examples/editors/completions.json";
import schemaText from "../../../../examples/rulebooks/ludex.schema.json?raw";

export interface FunctionEntry {
  readonly name: string;
  readonly kind: string;
  /** As it is called: clamp(x, low, high). */
  readonly usage: string;
  /** By the types it takes: "int, int -> int". */
  readonly signatures: readonly string[];
  readonly doc: string;
  readonly fails: string;
  readonly example: string;
}

const all: readonly FunctionEntry[] = completions;
/** Functions and macros. */
export const functions = all.filter(({ kind }) => kind !== "name");
/** Names that every rulebook has. */
export const words = all.filter(({ kind }) => kind === "name");

interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly examples?: readonly unknown[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

const root = JSON.parse(schemaText) as Schema;
const MOST_ALTERNATIVES = 200;

/** A schema and everything it may stand for. */
function alternatives(schema: Schema, seen = new Set<Schema>()): Schema[] {
  if (seen.has(schema) || seen.size > MOST_ALTERNATIVES) return [];
  seen.add(schema);
  const target = schema.$ref?.startsWith("#/$defs/") ? root.$defs?.[schema.$ref.slice(8)] : undefined;
  return [schema, ...[...(target ? [target] : []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((one) => alternatives(one, seen))];
}

function at(path: readonly string[]): Schema[] {
  let here = alternatives(root);
  for (const key of path) {
    here = here.flatMap((schema) => {
      const isItem = /^\d+$/.test(key);
      const next = schema.properties?.[key] ?? (isItem && schema.items ? schema.items : typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined);
      return next ? alternatives(next) : [];
    });
  }
  return here;
}

export interface KeyEntry {
  readonly key: string;
  readonly title: string;
  readonly about: string;
  /** What to write behind the colon. */
  readonly opens: "object" | "array" | "string" | "word";
}

function opensOf(schema: Schema): KeyEntry["opens"] {
  const types = alternatives(schema).flatMap(({ type, properties, items }) => type ?? (properties ? "object" : items ? "array" : []));
  const shown = schema.examples?.[0] ?? alternatives(schema).find(({ examples }) => examples)?.examples?.[0];
  if (typeof shown === "string") return "string";
  if (Array.isArray(shown)) return "array";
  if (typeof shown === "object" && shown !== null) return "object";
  return types.includes("string") ? "string" : types.includes("object") ? "object" : types.includes("array") ? "array" : "word";
}

/** The keys that the format knows at a path. */
export function keysAt(path: readonly string[]): KeyEntry[] {
  const found = new Map<string, KeyEntry>();
  for (const { properties } of at(path)) {
    for (const [key, schema] of Object.entries(properties ?? {})) {
      const first = alternatives(schema);
      if (!found.has(key)) {
        found.set(key, { key, title: first.find(({ title }) => title)?.title ?? "", about: first.find(({ description }) => description)?.description ?? "", opens: opensOf(schema) });
      }
    }
  }
  return [...found.values()];
}

/** Words that may stand as the string at a path, such as origins. */
export function wordsAt(path: readonly string[]): string[] {
  return [...new Set(at(path).flatMap((schema) => [...(schema.enum ?? []), ...(schema.const !== undefined ? [schema.const] : [])]).filter((word) => typeof word === "string"))];
}
