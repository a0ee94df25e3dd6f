import type { JsonObject, JsonValue } from "../index.js";
import { stringifyJson } from "../index.js";

/** One place where two worlds differ; undefined: it is not there. */
export interface Change {
  path: string[];
  before: JsonValue | undefined;
  after: JsonValue | undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
const isSame = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && stringifyJson(a) === stringifyJson(b));

/** Every smallest place where `after` differs from `before`; what is new or gone as a whole is one change. */
export function changes(before: JsonValue | undefined, after: JsonValue | undefined, path: string[] = []): Change[] {
  if (isSame(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => changes(before[key], after[key], [...path, key]));
}
