import { OPENED_AT_FROM_REQUESTS } from "./abi.js";
import { LudexError } from "./error.js";
import { parseJson, stringifyJson, type JsonValue } from "./json.js";
import type { Native } from "./native.js";
import { textOf } from "./schema.js";
import type { Verdict } from "./verdict.js";
import { int64, type Inputs, type World } from "./world.js";

const forms = ["asWritten", "short", "long"] as const;
/** As written, strings wherever they say as much, or JSON Schema and objects. */
export type Form = (typeof forms)[number];

/** A part of an expression with its value, or how it failed. */
export interface ExplainedPart {
  readonly text: string;
  readonly value?: JsonValue;
  readonly error?: string;
  readonly parts?: readonly ExplainedPart[];
}

/** How one request would be judged, step by step to where it was decided. */
export interface Explanation {
  readonly verdict: Verdict;
  readonly action?: string;
  readonly actor?: JsonValue;
  readonly now?: number | bigint;
  readonly with?: { readonly [name: string]: JsonValue };
  /** Absent when the request was refused before any expression was looked at. */
  readonly steps?: readonly { readonly at: string; readonly stage: string; readonly decides?: true; readonly tree: ExplainedPart }[];
}

/** @internal */
export function format(native: Native, text: string | Uint8Array, form: Form): string {
  const number = forms.indexOf(form);
  if (number < 0) throw new LudexError("argument", `a form is ${forms.join(", ")}, not ${String(form)}`);
  return native.lend(text, (source, size) => native.textOf((out, error) => native.abi.ludex_format(source, size, number, out, error)));
}

/** @internal */
export function bundle(native: Native, text: string | Uint8Array, files: Readonly<Record<string, string | Uint8Array>>): string {
  const names = Object.keys(files);
  return native.lend(text, (source, size) => native.lendAll(names, (paths) => native.lendAll(names.map((name) => files[name]!), (texts) =>
    native.textOf((out, error) => native.abi.ludex_bundle(source, size, paths, texts, names.length, out, error)))));
}

/** @internal */
export function explain(native: Native, rulebook: string | Uint8Array, world: World, line: string | Uint8Array, inputs: Inputs): Explanation {
  const openedAt = inputs.openedAt === undefined ? OPENED_AT_FROM_REQUESTS : int64(inputs.openedAt, "openedAt");
  const flags = inputs.flags === undefined ? undefined : stringifyJson(inputs.flags);
  if (world.native !== native) throw new LudexError("argument", "the world belongs to another instance of Ludex");
  const pointer = world.pointer;
  return parseJson(native.lend(rulebook, (source, size) => native.lend(line, (request, lineSize) => native.lend(flags, (flagsText, flagsSize) =>
    native.textOf((out, error) => native.abi.ludex_explain(source, size, pointer, request, lineSize, openedAt, flagsText, flagsSize, out, error)))))) as unknown as
    Explanation;
}

/** @internal */
export function applyPatch(native: Native, document: unknown, patch: unknown): string {
  return native.lend(textOf(document), (target, size) => native.lend(textOf(patch), (operations, patchSize) =>
    native.textOf((out, error) => native.abi.ludex_apply_patch(target, size, operations, patchSize, out, error))));
}
