import { errorFromJson } from "./error.js";
import { stringifyJson, type JsonObject, type JsonValue } from "./json.js";
import type { Native } from "./native.js";
import { textOf, type JsonText } from "./schema.js";

export interface ContractOptions {
  /** The contract is a whole rulebook: its action of this name, whose params the text gives. */
  action?: string;
  /** Every mismatch, at most a hundred, not only the first. */
  all?: boolean;
}

/** One thing that is wrong with a text. */
export interface ContractMismatch {
  /** RFC 6901 pointer to the value at fault, or to the member that should or should not be there. */
  readonly pointer: string;
  /** For people: expected integer, got "42" (string) */
  readonly message: string;
  /** First byte of the value; for a member that is missing, of its object. */
  readonly offset: number;
}

/** `ok`, or at least one mismatch. */
export type ContractCheck =
  | { readonly ok: true; readonly mismatches: readonly [] }
  | { readonly ok: false; readonly mismatches: readonly [ContractMismatch, ...ContractMismatch[]] };

/** @internal */
export function checkContract(native: Native, contract: JsonText | object, text: JsonText, options: ContractOptions): ContractCheck {
  const report = native.lend(textOf(contract), (source, size) => native.lend(text, (json, jsonSize) =>
    native.lend(stringifyJson(options as JsonObject), (chosen, chosenSize) =>
      native.jsonOf((out) => native.abi.ludex_check_contract(source, size, json, jsonSize, chosen, chosenSize, out))))) as unknown as
    ContractCheck & { error?: Record<string, JsonValue> };
  if (report.error) throw errorFromJson([{ ...report.error, excerpt: "", caret: 0 }]);
  return report;
}
