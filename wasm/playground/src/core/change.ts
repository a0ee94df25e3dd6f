import { stringifyJson, type JsonObject, type JsonValue } from "ludex";

/** One place where two values differ; undefined: it is not there. */
export interface Change {
  readonly path: readonly string[];
  readonly before?: JsonValue | undefined;
  readonly after?: JsonValue | undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
const isSame = (a: JsonValue | undefined, b: JsonValue | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && stringifyJson(a) === stringifyJson(b));

/** Every smallest place where `after` differs from `before`; what is new or gone as a whole is one change. */
export function changes(before: JsonValue | undefined, after: JsonValue | undefined, path: readonly string[] = []): Change[] {
  if (isSame(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => changes(before[key], after[key], [...path, key]));
}
