import type { Pointer } from "./abi.js";
import { LudexError, type LudexErrorCode } from "./error.js";
import { Handle } from "./handle.js";
import { stringifyJson, type JsonObject, type JsonValue } from "./json.js";
import type { Native } from "./native.js";

/** JSON text as a string or as UTF-8: read by the core, every digit kept. Any other value stands for its JSON. */
export type JsonText = string | Uint8Array;

export interface SchemaOptions {
  /** What references may lead to, by absolute URI. Nothing else exists but the metaschemas of 2020-12: nothing is fetched. */
  documents?: Readonly<Record<string, JsonText | object | boolean>>;
  /** `format` is checked. By default it is only an annotation, as the specification has it. */
  formats?: boolean;
  /** What relative references and identifiers of the schema itself are resolved against. */
  base?: string;
  /** Of each document. */
  limits?: JsonLimits;
}

export interface JsonLimits {
  max_bytes?: number;
  /** Arrays and objects in each other; the outermost has depth 1. */
  max_depth?: number;
  /** Every value counts one, keys do not. */
  max_nodes?: number;
}

export interface JsonCheckOptions extends JsonLimits {
  /** `//` and block comments may stand wherever white space may. */
  comments?: boolean;
  /** The grammar alone, which advises against equal names in one object and does not forbid them. */
  duplicate_keys?: boolean;
}

export interface ValidationOptions {
  /** Every mismatch, not only the first. */
  all?: boolean;
  /** `//` and block comments may stand in the instance. */
  comments?: boolean;
  /** An instance beyond them is malformed. `max_steps`: schemas applied, members and characters looked at. */
  limits?: JsonLimits & { max_errors?: number; max_steps?: number };
}

/** One way in which an instance does not fit. */
export interface Mismatch {
  /** RFC 6901 pointer into the instance; "" is the whole of it. */
  readonly pointer: string;
  /** Where the schema says so: "/properties/x/type", after another document's URI and '#' when it stands there. */
  readonly keyword: string;
  /** For people: expected integer, got "42" (string) */
  readonly message: string;
  /** First byte in the instance's text. */
  readonly offset: number;
}

/** Why a text could not be read, or takes more than a limit allows. */
export interface Malformed {
  readonly code: LudexErrorCode;
  readonly message: string;
  /** From 1, the column in bytes. */
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** `valid`, or `malformed`, or at least one mismatch. */
export type Validation =
  | { readonly valid: true; readonly mismatches: readonly []; readonly malformed?: undefined }
  | { readonly valid: false; readonly mismatches: readonly [Mismatch, ...Mismatch[]]; readonly malformed?: undefined }
  | { readonly valid: false; readonly mismatches: readonly []; readonly malformed: Malformed };

export type JsonCheck = { readonly valid: true } | { readonly valid: false; readonly error: Malformed };

/** What `ludex conformance json-schema --json` prints. */
export interface SchemaConformanceReport extends SchemaConformanceCounts {
  /** Nothing failed, and something passed. */
  readonly ok: boolean;
  readonly files: readonly (SchemaConformanceCounts & { readonly file: string })[];
  readonly failures: readonly Readonly<Record<"file" | "group" | "test" | "expected" | "got", string>>[];
  readonly refusals: readonly { readonly file: string; readonly group: string; readonly tests: number; readonly why: string }[];
  readonly missing: readonly { readonly file: string; readonly group: string; readonly tests: number; readonly why: string }[];
}

export interface SchemaConformanceCounts {
  readonly passed: number;
  readonly failed: number;
  readonly refused: number;
  readonly not_applicable: number;
}

/** A compiled schema of JSON Schema 2020-12: immutable. */
export class Schema extends Handle {
  // Memory to work in that lasts from one instance to the next; made when first needed, freed with the schema.
  readonly #working: { validator: Pointer };

  /** @internal */
  constructor(native: Native, pointer: Pointer) {
    const working = { validator: 0 };
    super(native, "schema", pointer, (schema) => {
      native.abi.ludex_validator_free(working.validator);
      native.abi.ludex_schema_free(schema);
    });
    this.#working = working;
  }

  /** @internal */
  static compile(native: Native, schema: JsonText | object | boolean, options: SchemaOptions): Schema {
    return native.lend(textOf(schema), (text, size) => native.lend(optionsOf(native, options), (chosen, chosenSize) =>
      new Schema(native, native.make((out, error) => native.abi.ludex_schema_compile(text, size, chosen, chosenSize, out, error)))));
  }

  /** Checks an instance and says why it does not fit. A string or bytes are JSON text; any other value stands for its JSON. */
  validate(instance: unknown, options: ValidationOptions = {}): Validation {
    const { native, pointer } = this;
    const report = native.lend(textOf(instance), (text, size) => native.lend(stringifyJson(options as JsonObject), (chosen, chosenSize) =>
      native.jsonOf((out, error) => native.abi.ludex_schema_validate(pointer, text, size, chosen, chosenSize, out, error)))) as unknown as
      { valid: boolean; errors?: [Mismatch, ...Mismatch[]]; malformed?: Malformed };
    if (report.valid) return { valid: true, mismatches: [] };
    return report.malformed ? { valid: false, mismatches: [], malformed: report.malformed } : { valid: false, mismatches: report.errors! };
  }

  /** Exactly `validate(instance).valid`, and the fastest way to ask. */
  isValid(instance: unknown): boolean {
    const { native, pointer } = this;
    this.#working.validator ||= native.make((out, error) => native.abi.ludex_validator_new(pointer, 0, 0, out, error));
    const answer = native.lend(textOf(instance), (text, size) => native.abi.ludex_validator_is_valid(this.#working.validator, text, size));
    if (answer < 0) throw new LudexError("argument", "the core refused an argument of this call");
    return answer === 1;
  }
}

/** @internal */
export function checkJson(native: Native, text: JsonText, options: JsonCheckOptions): JsonCheck {
  return native.lend(text, (source, size) => native.lend(stringifyJson(options as JsonObject), (limits, limitsSize) =>
    native.jsonOf((out) => native.abi.ludex_check_json(source, size, limits, limitsSize, out)))) as unknown as JsonCheck;
}

/** @internal */
export function conformanceJsonSchema(native: Native, suite: JsonText): SchemaConformanceReport {
  const report = native.lend(suite, (text, size) =>
    native.jsonOf((out) => native.abi.ludex_conformance_json_schema(text, size, out))) as unknown as
    SchemaConformanceReport & { error?: { message: string } };
  if (report.error) throw new LudexError("json", report.error.message);
  return report;
}

/** Text as it is; the JSON of any other value. @internal */
export function textOf(value: unknown): JsonText {
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  try {
    return stringifyJson(value as JsonValue);
  } catch (cause) {
    // TypeError: no JSON form. RangeError: nested, or containing itself, beyond the stack.
    throw new LudexError("argument", cause instanceof RangeError ? "this value nests too deeply, or contains itself" : (cause as Error).message, [], { cause });
  }
}

/** The options in JSON; documents that are text are put in as they stand, so that no digit is lost. */
function optionsOf(native: Native, { documents = {}, ...rest }: SchemaOptions): string {
  const written = Object.entries(documents).map(([uri, document]) => {
    const text = textOf(document);
    // Anything but one JSON text would end the member it is put into.
    const check = checkJson(native, text, { max_depth: 512 });
    if (!check.valid) throw new LudexError(check.error.code, `the document ${uri}: ${check.error.message}`);
    return `${JSON.stringify(uri)}:${typeof text === "string" ? text : new TextDecoder().decode(text)}`;
  });
  const others = stringifyJson(rest as JsonObject).slice(1, -1);
  return `{${others === "" ? "" : `${others},`}"documents":{${written.join(",")}}}`;
}
