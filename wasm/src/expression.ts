import { LudexError } from "./error.js";
import { stringifyJson, type JsonObject, type JsonValue } from "./json.js";
import type { Native } from "./native.js";

export interface EvaluateOptions {
  /** The variables; an expression may use no other names. */
  vars?: JsonObject;
  /** Their types, where the values do not say enough: "map<string, int>", with `conformance` CEL's own "map(string,int)". */
  types?: JsonObject;
  /** CEL as cel-spec has it, not the language of rules. Values are then tagged: `{uint: "3"}`. */
  conformance?: boolean;
  /** With `conformance`: where names are looked for first. */
  container?: string;
  /** With `conformance`: false leaves types and unknown names to the run. */
  check?: boolean;
  /** With `conformance`: false takes all(), map() and the like for unknown methods. */
  macros?: boolean;
}

/** The value of an expression and its type, or how and where it failed. */
export type Evaluation = { readonly value: JsonValue; readonly type: string } | { readonly error: EvaluationError };

export interface EvaluationError {
  /** Of an error in the text or the options, or the name of a rule error: "division_by_zero". */
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly excerpt: string;
  readonly caret: number;
}

export interface ConformanceCounts {
  readonly passed: number;
  readonly failed: number;
  readonly not_applicable: number;
}

/** What `ludex conformance cel --json` prints. */
export interface ConformanceReport {
  /** Nothing failed in the tiers claimed. */
  readonly ok: boolean;
  readonly claimed: readonly string[];
  readonly tiers: Readonly<Record<string, ConformanceCounts>>;
  readonly sections: readonly (ConformanceCounts & { readonly tier: string; readonly file: string; readonly section: string })[];
  readonly failures: readonly Readonly<Record<"tier" | "file" | "section" | "name" | "expr" | "expected" | "got", string>>[];
  readonly not_applicable: readonly { readonly why: string; readonly count: number }[];
}

/** @internal */
export function evaluate(native: Native, expression: string, options: EvaluateOptions): Evaluation {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as JsonObject;
  return native.lend(expression, (text, size) => native.lend(stringifyJson(given), (chosen, chosenSize) =>
    native.jsonOf((out) => native.abi.ludex_evaluate(text, size, chosen, chosenSize, out)))) as unknown as Evaluation;
}

/** An expression of a rulebook and its type, in CEL's notation. */
export interface TypedExpression {
  readonly pointer: string;
  /** As it was written. */
  readonly text: string;
  readonly type: string;
  /** Its parts: where the name, operator or literal stands in the text (in bytes of UTF-8), by offset, the outermost of one offset last. */
  readonly parts: readonly { readonly offset: number; readonly text: string; readonly type: string }[];
}

/** @internal */
export function expressionTypes(native: Native, rulebook: string | Uint8Array): TypedExpression[] {
  return JSON.parse(native.lend(rulebook, (text, size) => native.textOf((out, error) => native.abi.ludex_expression_types(text, size, out, error)))) as TypedExpression[];
}

/** @internal */
export function conformanceCel(native: Native, suite: string | Uint8Array): ConformanceReport {
  const report = native.lend(suite, (text, size) => native.jsonOf((out) => native.abi.ludex_conformance_cel(text, size, out))) as unknown as
    ConformanceReport & { error?: { message: string } };
  if (report.error) throw new LudexError("json", report.error.message);
  return report;
}
