import type { Form, RulebookSummary, TypedExpression } from "ludex";
import type { Bench } from "../../core/bench.js";

export interface CompiledRulebook {
  readonly summary: RulebookSummary;
  readonly ms: number;
}

/** Throws a LudexError that has every error of the text. */
export function compileRulebook(text: string, bench: Bench): CompiledRulebook {
  const start = performance.now();
  const rulebook = bench.rulebook(text);
  const ms = performance.now() - start;
  return { summary: rulebook.summary(), ms };
}

export function formatRulebook({ text, form }: { text: string; form: Form }, bench: Bench): string {
  return bench.ludex.format(text, form);
}

export function bundleRulebook({ text, files }: { text: string; files: Record<string, string> }, bench: Bench): string {
  return bench.ludex.format(bench.ludex.bundle(text, files));
}

/** The types of all expressions and of their parts. Throws a LudexError when the rulebook does not compile. */
export function expressionTypes(text: string, bench: Bench): TypedExpression[] {
  return bench.ludex.expressionTypes(text);
}
