import type { JsonValue } from "./json.js";

/**
 * From the core: what is wrong with a text or an input. From this package: `load` (no module, or not ours), `argument` (a
 * call that makes no sense), `disposed` (used after dispose), `memory` (no room for the input, or for what was asked), `internal` (a defect of
 * Ludex: the instance cannot be used any more).
 */
export type LudexErrorCode =
  | "json" | "rulebook" | "expression" | "unsupported" | "world" | "host" | "schema" | "patch" | "profile" | "ledger" | "record" | "io"
  | "load" | "argument" | "disposed" | "memory" | "internal";

/** One thing that is wrong, and where. */
export interface Diagnostic {
  readonly code: LudexErrorCode;
  /** One sentence. */
  readonly message: string;
  /** RFC 6901 pointer into the document; "" is the whole of it. */
  readonly pointer: string;
  /** From 1; 0 when there is no source text. */
  readonly line: number;
  /** From 1, in bytes; 0 when there is no source text. */
  readonly column: number;
  /** The expression or source line at fault; may be empty. */
  readonly excerpt: string;
  /** Where in `excerpt`, in bytes from 0. */
  readonly caret: number;
  /** Of a text made of several, such as a schema and its documents: the one at fault, when it is not the text itself. */
  readonly file?: string;
  /** Where the code is `record`: the byte in the log. */
  readonly offset?: number;
}

/** Everything this package throws. `errors` has every error of a compilation; `code` and `pointer` are the first one's. */
export class LudexError extends Error {
  override readonly name = "LudexError";
  readonly code: LudexErrorCode;
  readonly pointer: string;
  readonly errors: readonly Diagnostic[];

  constructor(code: LudexErrorCode, message: string, errors: readonly Diagnostic[] = [], options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.errors = errors.length > 0 ? errors : [{ code, message, pointer: "", line: 0, column: 0, excerpt: "", caret: 0 }];
    this.pointer = this.errors[0]!.pointer;
  }
}

/** The error for what ludex_error_json gave. */
export function errorFromJson(json: JsonValue): LudexError {
  const errors = json as unknown as Diagnostic[];
  const first = errors[0]!;
  const place = first.pointer === "" ? "" : ` (at ${first.pointer})`;
  const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
  return new LudexError(first.code, `${first.message}${place}${more}`, errors);
}
