import { ABI_VERSION } from "./abi.js";
import { backtest, cutCapsule, explainCapsule, replayCapsule, rulebookChanges, type BacktestOptions, type BacktestReport, type RulebookChange } from "./backtest.js";
import { checkContract, type ContractCheck, type ContractOptions } from "./contract.js";
import { LudexError } from "./error.js";
import { conformanceCel, evaluate, expressionTypes, type ConformanceReport, type EvaluateOptions, type Evaluation, type TypedExpression } from "./expression.js";
import { readLog, replayLog, type LogContent, type ReadLogOptions, type ReplayOptions, type ReplayReport } from "./record.js";
import { audit, decide, fingerprint, LedgerRun, type AuditOptions, type AuditReport, type LedgerDecision, type LedgerMachine } from "./ledger.js";
import { Metrics } from "./metrics.js";
import type { Native } from "./native.js";
import type { JsonValue } from "./json.js";
import { Rulebook } from "./rulebook.js";
import { checkJson, conformanceJsonSchema, Schema, type JsonCheck, type JsonCheckOptions, type JsonText,
  type SchemaConformanceReport, type SchemaOptions } from "./schema.js";
import { applyPatch, bundle, explain, format, type Explanation, type Form } from "./text.js";
import { beginLog, resumeLog, type Recorder, type ResumedLog } from "./recorder.js";
import type { Verdict } from "./verdict.js";
import type { Inputs, World } from "./world.js";

/** One instance of the core, with a memory of its own. */
export class Ludex {
  readonly #native: Native;
  /** The core's version, e.g. "0.1.0". */
  readonly version: string;

  /** @internal */
  constructor(native: Native) {
    const abi = native.abi.ludex_abi_version();
    if (abi !== ABI_VERSION) {
      throw new LudexError("load", `this ludex.wasm speaks ABI ${abi}, this package ABI ${ABI_VERSION}: take both from one release`);
    }
    this.#native = native;
    this.version = native.cString(native.abi.ludex_version());
  }

  /** Compiles a rulebook: JSON with comments, text or UTF-8. Throws a LudexError with every error, not only the first. */
  rulebook(text: string | Uint8Array): Rulebook {
    const native = this.#native;
    return native.lend(text, (source, size) =>
      new Rulebook(native, native.make((out, error) => native.abi.ludex_rulebook_load(source, size, out, error))));
  }

  /** The lines that typed columns (docs/columns.md) stand for. Throws a LudexError of code `host` for a broken file. */
  decodeColumns(columns: Uint8Array): string {
    const native = this.#native;
    const lines = native.lend(columns, (bytes, size) => native.make((out, error) => native.abi.ludex_columns_decode(bytes, size, out, error)));
    try {
      return native.text((out) => native.abi.ludex_text_bytes(out, lines));
    } finally {
      native.abi.ludex_text_free(lines);
    }
  }

  /** Evaluates one expression on its own. An expression at fault is a result with `error`, not an exception. */
  evaluate(expression: string, options: EvaluateOptions = {}): Evaluation {
    return evaluate(this.#native, expression, options);
  }

  /** The type of every expression of a rulebook and of its parts: what `ludex check --types --json` lists. Throws a LudexError for a broken rulebook. */
  expressionTypes(rulebook: string | Uint8Array): TypedExpression[] {
    return expressionTypes(this.#native, rulebook);
  }

  /** Compiles a schema of JSON Schema 2020-12: JSON text, UTF-8, an object or a boolean. Throws a LudexError that says where. */
  schema(schema: JsonText | object | boolean, options: SchemaOptions = {}): Schema {
    return Schema.compile(this.#native, schema, options);
  }

  /** Whether a text is exactly one JSON text (RFC 8259), strictly: duplicate keys, lone surrogates and a BOM are refused. */
  checkJson(text: JsonText, limits: JsonCheckOptions = {}): JsonCheck {
    return checkJson(this.#native, text, limits);
  }

  /**
   * What is wrong with a text under a contract (docs/contracts.md): one shape as a rulebook writes it, as JSON text ('"int 0..9"' with its
   * quotes) or an object; or a rulebook, with `action`. A contract that does not compile throws a LudexError with its
   * first error; `rulebook` tells every one of a rulebook.
   */
  checkContract(contract: JsonText | object, text: JsonText, options: ContractOptions = {}): ContractCheck {
    return checkContract(this.#native, contract, text, options);
  }

  /**
   * Applies a JSON Patch (RFC 6902), all of it or nothing, and gives the document's text; what no operation walks into keeps its bytes.
   * A string or bytes are JSON text, any other value stands for its JSON. Throws a LudexError of code `patch` whose pointer leads to the
   * operation at fault, or of code `json`.
   */
  applyPatch(document: unknown, patch: unknown): string {
    return applyPatch(this.#native, document, patch);
  }

  /**
   * One step of a machine of the ledger (docs/ledger.md): the state after an event, and what is to be done. Text or what stands for
   * its JSON. Throws a LudexError of code `ledger` whose pointer leads into /state or /event; what a machine refuses is an effect.
   */
  decide(machine: LedgerMachine, state: unknown, event: unknown): LedgerDecision {
    return decide(this.#native, machine, state, event);
  }

  /** A log that `ludex record` or a server wrote (docs/record.md): its records, checked; what is wrong with it is in `error`. */
  readLog(log: Uint8Array, options: ReadLogOptions = {}): LogContent {
    return readLog(this.#native, log, options);
  }

  /**
   * A log judged again: everything must come out as recorded, or `difference` names the first batch, request and entity that do
   * not. Throws a LudexError of code `record` for a log that is refused; its error has the `offset`.
   */
  replayLog(log: Uint8Array, options: ReplayOptions = {}): ReplayReport {
    return replayLog(this.#native, log, options);
  }

  /**
   * Begins a log of a world (docs/record.md). `rulebook` is the one text that the world's rulebook was made from: the log holds it, the
   * world and its seed, so it is the server's own file. Throws a LudexError of code `host` when the text is another's.
   */
  recordLog(rulebook: string | Uint8Array, world: World): Recorder {
    return beginLog(this.#native, rulebook, world);
  }

  /**
   * Goes on where a log ends, after a crash too: all of it is judged again. Throws a LudexError of code `record` for a log that is damaged
   * or does not come out as recorded.
   */
  resumeLog(log: Uint8Array): ResumedLog {
    return resumeLog(this.#native, log);
  }

  /** A machine of the ledger that keeps its state between events; `null` begins one, `{}` the ledger of a new record. */
  ledger(machine: LedgerMachine, state: JsonValue = null): LedgerRun {
    return new LedgerRun(this.#native, machine, state);
  }

  /** 32 hex digits of a value asked under a name: members in any order, numbers by value. */
  fingerprint(name: string, content: unknown): string {
    return fingerprint(this.#native, name, content);
  }

  /** Goes through a journal of transfers, one JSON object a line, as `ludex audit` does. */
  audit(journal: string | Uint8Array, options: AuditOptions = {}): AuditReport {
    return audit(this.#native, journal, options);
  }

  /** Counters of a server, all at zero: add judgements, and tell them as OpenMetrics text. */
  metrics(): Metrics {
    return new Metrics(this.#native);
  }

  /** Runs files of the official suite of JSON Schema: {"files": {name: groups}, "remotes": {uri: document}}. */
  conformanceJsonSchema(suite: JsonText): SchemaConformanceReport {
    return conformanceJsonSchema(this.#native, suite);
  }

  /** Lays a rulebook's text out, in its short or long form, as `ludex fmt` does; comments stay. */
  format(rulebook: string | Uint8Array, form: Form = "asWritten"): string {
    return format(this.#native, rulebook, form);
  }

  /** Makes one rulebook of one that names files (`"use"`, csv rows). Keys of `files` are paths from the rulebook's folder. */
  bundle(rulebook: string | Uint8Array, files: Readonly<Record<string, string | Uint8Array>>): string {
    return bundle(this.#native, rulebook, files);
  }

  /** How one request line would be judged, step by step; `world` stays as it is. `rulebook` is the text of the world's. */
  explain(rulebook: string | Uint8Array, world: World, line: string | Uint8Array, inputs: Inputs = {}): Explanation {
    return explain(this.#native, rulebook, world, line, inputs);
  }

  /** What other rules would have said to the requests of a log (`ludex record`). Throws a LudexError for a log that is damaged. */
  backtest(log: Uint8Array, rulebook: string | Uint8Array, options: BacktestOptions = {}): BacktestReport {
    return backtest(this.#native, log, rulebook, options);
  }

  /** What two rulebooks differ in, as texts. */
  rulebookChanges(before: string | Uint8Array, after: string | Uint8Array): readonly RulebookChange[] {
    return rulebookChanges(this.#native, before, after);
  }

  /** Cuts one verdict out of a log, with just the state it needs and never the seed. Both numbers count from 0. */
  cutCapsule(log: Uint8Array, batch: number | bigint, request: number | bigint): string {
    return cutCapsule(this.#native, log, batch, request);
  }

  /** Judges a capsule again. Throws a LudexError of code `record` when it was changed or says something else. */
  replayCapsule(capsule: string | Uint8Array): Verdict {
    return replayCapsule(this.#native, capsule);
  }

  /** Why was I refused? As `explain`, from a capsule alone. */
  explainCapsule(capsule: string | Uint8Array): Explanation {
    return explainCapsule(this.#native, capsule);
  }

  /** Runs the suite of google/cel-spec, in the form of `ludex conformance cel`. Throws a LudexError when it is no suite. */
  conformanceCel(suite: string | Uint8Array): ConformanceReport {
    return conformanceCel(this.#native, suite);
  }
}
