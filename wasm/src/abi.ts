/**
 * The C ABI (bindings/c/ludex.h) as wasm32 shows it: handles and pointers are numbers, 64-bit integers are signed bigints,
 * and a function that returns ludex_bytes takes the address to write it to as its first argument.
 * tests/wasm/abi.test.mjs compares the names with the header.
 */

/** This package speaks this ABI and no other. */
export const ABI_VERSION = 1;

export type Pointer = number;

export interface Abi {
  malloc(size: number): Pointer;
  free(pointer: Pointer): void;

  ludex_version(): Pointer;
  ludex_abi_version(): number;

  ludex_error_free(error: Pointer): void;
  ludex_error_json(bytes: Pointer, error: Pointer): void;

  ludex_rulebook_load(text: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_rulebook_free(rulebook: Pointer): void;
  ludex_rulebook_digest(rulebook: Pointer): bigint;
  ludex_rulebook_summary_json(bytes: Pointer, rulebook: Pointer): void;
  ludex_rulebook_types(rulebook: Pointer, language: Pointer, size: number, out: Pointer): number;
  ludex_reason_name(bytes: Pointer, rulebook: Pointer, reason: number): void;

  ludex_format(text: Pointer, size: number, form: number, out: Pointer, error: Pointer): number;
  ludex_bundle(text: Pointer, size: number, paths: Pointer, texts: Pointer, count: number, out: Pointer, error: Pointer): number;
  ludex_explain(rulebook: Pointer, size: number, world: Pointer, line: Pointer, lineSize: number, openedAt: bigint,
                flags: Pointer, flagsSize: number, out: Pointer, error: Pointer): number;

  ludex_backtest(log: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_rulebook_changes(before: Pointer, beforeSize: number, after: Pointer, afterSize: number, out: Pointer, error: Pointer): number;
  ludex_capsule_cut(log: Pointer, size: number, batch: bigint, request: bigint, out: Pointer, error: Pointer): number;
  ludex_capsule_replay(capsule: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_capsule_explain(capsule: Pointer, size: number, out: Pointer, error: Pointer): number;

  ludex_scenarios_json(rulebook: Pointer, out: Pointer): number;
  ludex_solve(rulebook: Pointer, scenario: Pointer, size: number, maxStates: bigint, out: Pointer, error: Pointer): number;
  ludex_solve_curve(rulebook: Pointer, scenario: Pointer, size: number, maxStates: bigint, curvePoints: number, out: Pointer, error: Pointer): number;
  ludex_simulation_new(rulebook: Pointer, scenario: Pointer, size: number, seed: bigint, out: Pointer, error: Pointer): number;
  ludex_simulation_resume(rulebook: Pointer, saved: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_simulation_free(simulation: Pointer): void;
  ludex_simulation_run(simulation: Pointer, fights: bigint, targetError: number, threads: number, error: Pointer): number;
  ludex_simulation_play(simulation: Pointer, fights: bigint, targetError: number, threads: number, progress: Pointer, context: Pointer, error: Pointer): number;
  ludex_simulation_fights(simulation: Pointer): bigint;
  ludex_simulation_part(simulation: Pointer, first: bigint, count: bigint, threads: number, out: Pointer, error: Pointer): number;
  ludex_simulation_add(simulation: Pointer, part: Pointer, size: number, error: Pointer): number;
  ludex_simulation_next_look(simulation: Pointer, fights: bigint, targetError: number): bigint;
  ludex_simulation_report_json(bytes: Pointer, simulation: Pointer): void;
  ludex_simulation_curve_json(bytes: Pointer, simulation: Pointer, curvePoints: number): void;
  ludex_simulation_save(bytes: Pointer, simulation: Pointer): void;
  ludex_fight_log(rulebook: Pointer, scenario: Pointer, size: number, seed: bigint, fight: bigint, out: Pointer, error: Pointer): number;
  ludex_numbers_json(rulebook: Pointer, out: Pointer): number;
  ludex_vary(rulebook: Pointer, changes: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_sensitivity(rulebook: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_sweep(rulebook: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_breakpoints(rulebook: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;

  ludex_test_expectations(rulebook: Pointer, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_compare_scenario(a: Pointer, b: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_win_matrix(rulebook: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_win_matrix_of_parts(rulebook: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number, parts: Pointer, partsSize: number,
                            out: Pointer, error: Pointer): number;
  ludex_ask(question: number, rulebook: Pointer, after: Pointer, scenario: Pointer, size: number, options: Pointer, optionsSize: number,
            progress: Pointer, context: Pointer, out: Pointer, error: Pointer): number;

  ludex_world_new(rulebook: Pointer, seed: bigint, out: Pointer, error: Pointer): number;
  ludex_world_load(rulebook: Pointer, text: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_world_clone(world: Pointer, out: Pointer): number;
  ludex_world_free(world: Pointer): void;
  ludex_world_save(bytes: Pointer, world: Pointer): void;
  ludex_world_digest(world: Pointer): bigint;
  ludex_world_now(world: Pointer): bigint;
  ludex_world_set_threads(world: Pointer, maxThreads: number): void;

  ludex_judge(rulebook: Pointer, world: Pointer, ndjson: Pointer, size: number, openedAt: bigint,
              flags: Pointer, flagsSize: number, out: Pointer, error: Pointer): number;
  ludex_judge_columns(rulebook: Pointer, world: Pointer, columns: Pointer, size: number, openedAt: bigint,
                      flags: Pointer, flagsSize: number, out: Pointer, error: Pointer): number;
  ludex_judgement_free(judgement: Pointer): void;
  ludex_judgement_count(judgement: Pointer): number;
  ludex_judgement_verdicts(judgement: Pointer): Pointer;
  ludex_judgement_batch_digest(judgement: Pointer): bigint;
  ludex_judgement_world_digest(judgement: Pointer): bigint;
  ludex_judgement_counts_json(bytes: Pointer, judgement: Pointer): void;
  ludex_verdict_explain(bytes: Pointer, judgement: Pointer, index: number, clientView: number): void;
  ludex_judgement_ndjson(bytes: Pointer, judgement: Pointer, clientView: number): void;
  ludex_judgement_timer_count(judgement: Pointer): number;
  ludex_judgement_timers(bytes: Pointer, judgement: Pointer, clientView: number): void;

  ludex_traffic(rulebook: Pointer, players: number, requests: bigint, seed: bigint, attackRate: number, world: Pointer, lines: Pointer,
                error: Pointer): number;


  ludex_metrics_new(out: Pointer, error: Pointer): number;
  ludex_metrics_free(metrics: Pointer): void;
  ludex_metrics_add(metrics: Pointer, judgement: Pointer, nanoseconds: bigint, error: Pointer): number;
  ludex_metrics_set_world(metrics: Pointer, world: Pointer, error: Pointer): number;
  ludex_metrics_merge(metrics: Pointer, other: Pointer, error: Pointer): number;
  ludex_metrics_text(bytes: Pointer, metrics: Pointer): void;

  ludex_columns_encode(rulebook: Pointer, ndjson: Pointer, size: number, out: Pointer, refused: Pointer, error: Pointer): number;
  ludex_columns_decode(columns: Pointer, size: number, out: Pointer, error: Pointer): number;

  ludex_evaluate(expression: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer): number;
  ludex_expression_types(rulebook: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_conformance_cel(suite: Pointer, size: number, out: Pointer): number;
  ludex_text_bytes(bytes: Pointer, text: Pointer): void;
  ludex_text_free(text: Pointer): void;

  ludex_check_contract(contract: Pointer, size: number, text: Pointer, textSize: number, options: Pointer, optionsSize: number,
                       out: Pointer): number;

  ludex_save_loader_new(rulebook: Pointer, kind: Pointer, kindSize: number, limits: Pointer, limitsSize: number, out: Pointer, error: Pointer): number;
  ludex_save_loader_free(loader: Pointer): void;
  ludex_save_loader_load(loader: Pointer, save: Pointer, size: number, error: Pointer): number;
  ludex_save_loader_finding(bytes: Pointer, loader: Pointer): void;
  ludex_save_loader_save(bytes: Pointer, loader: Pointer): void;
  ludex_save_loader_steps_json(bytes: Pointer, loader: Pointer): void;
  ludex_join(world: Pointer, loader: Pointer, id: bigint, save: Pointer, size: number, error: Pointer): number;
  ludex_save_profile(world: Pointer, loader: Pointer, id: bigint, last: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_leave(world: Pointer, kind: Pointer, kindSize: number, id: bigint, error: Pointer): number;
  ludex_rehearsal_new(rulebook: Pointer, kind: Pointer, kindSize: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_rehearsal_free(rehearsal: Pointer): void;
  ludex_rehearsal_add(rehearsal: Pointer, lines: Pointer, size: number, error: Pointer): number;
  ludex_rehearsal_out(bytes: Pointer, rehearsal: Pointer): void;
  ludex_rehearsal_quarantine(bytes: Pointer, rehearsal: Pointer): void;
  ludex_rehearsal_report_json(bytes: Pointer, rehearsal: Pointer): void;
  ludex_rehearsal_state_json(bytes: Pointer, rehearsal: Pointer): void;
  ludex_rehearsal_merge(rehearsal: Pointer, state: Pointer, size: number, firstLine: bigint, error: Pointer): number;

  ludex_check_json(text: Pointer, size: number, limits: Pointer, limitsSize: number, out: Pointer): number;
  ludex_apply_patch(document: Pointer, size: number, patch: Pointer, patchSize: number, out: Pointer, error: Pointer): number;
  ludex_schema_compile(schema: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_schema_free(schema: Pointer): void;
  ludex_schema_validate(schema: Pointer, instance: Pointer, size: number, options: Pointer, optionsSize: number,
                        out: Pointer, error: Pointer): number;
  ludex_validator_new(schema: Pointer, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_validator_free(validator: Pointer): void;
  ludex_validator_is_valid(validator: Pointer, instance: Pointer, size: number): number;
  ludex_conformance_json_schema(suite: Pointer, size: number, out: Pointer): number;

  ludex_decide(machine: Pointer, machineSize: number, state: Pointer, size: number, event: Pointer, eventSize: number,
               out: Pointer, error: Pointer): number;
  ludex_fingerprint(name: Pointer, nameSize: number, content: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_audit(journal: Pointer, size: number, balances: Pointer, balancesSize: number, saves: Pointer, savesSize: number,
              compare: Pointer, compareSize: number, out: Pointer, error: Pointer): number;
  ludex_log_read(log: Pointer, size: number, first: number, most: number, out: Pointer, error: Pointer): number;
  ludex_log_replay(log: Pointer, size: number, options: Pointer, optionsSize: number, out: Pointer, error: Pointer): number;
  ludex_recorder_new(rulebook: Pointer, text: Pointer, size: number, world: Pointer, out: Pointer, error: Pointer): number;
  ludex_recorder_resume(log: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_recorder_free(recorder: Pointer): void;
  ludex_recorder_good_bytes(recorder: Pointer): bigint;
  ludex_recorder_rulebook(recorder: Pointer, out: Pointer, error: Pointer): number;
  ludex_recorder_world(recorder: Pointer, out: Pointer, error: Pointer): number;
  ludex_recorder_judge(recorder: Pointer, rulebook: Pointer, world: Pointer, requests: Pointer, size: number, openedAt: bigint, flags: Pointer,
                       flagsSize: number, out: Pointer, error: Pointer): number;
  ludex_recorder_join(recorder: Pointer, world: Pointer, loader: Pointer, id: bigint, save: Pointer, size: number, error: Pointer): number;
  ludex_recorder_leave(recorder: Pointer, world: Pointer, kind: Pointer, kindSize: number, id: bigint, error: Pointer): number;
  ludex_recorder_snapshot(recorder: Pointer, world: Pointer, error: Pointer): number;
  ludex_recorder_take(bytes: Pointer, recorder: Pointer): void;

  ludex_interest_new(rulebook: Pointer, area: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_interest_load(rulebook: Pointer, text: Pointer, size: number, out: Pointer, error: Pointer): number;
  ludex_interest_free(interest: Pointer): void;
  ludex_interest_update(interest: Pointer, world: Pointer, out: Pointer, error: Pointer): number;
  ludex_interest_resync(interest: Pointer, observer: bigint): number;
  ludex_interest_resync_all(interest: Pointer): void;
  ludex_interest_seen(bytes: Pointer, interest: Pointer, observer: bigint): void;
  ludex_interest_save(bytes: Pointer, interest: Pointer): void;
  ludex_interest_digest(interest: Pointer): bigint;
  ludex_world_delta(from: Pointer, to: Pointer, out: Pointer, error: Pointer): number;
  ludex_world_apply_delta(world: Pointer, delta: Pointer, size: number, error: Pointer): number;
  ludex_world_visible(world: Pointer, visible: Pointer, size: number, out: Pointer, error: Pointer): number;
}

export const Status = { ok: 0, error: 1, argument: 2 } as const;

/** LUDEX_OPENED_AT_FROM_REQUESTS */
export const OPENED_AT_FROM_REQUESTS = -(2n ** 63n);

/** ludex_verdict in words of 32 bits: retry_after_ms in 0 and 1; reason, outcome and code in 5, lowest bits first. */
export const VerdictRecord = { words: 6, retryAfterMs: 0, reasonOutcomeCode: 5 } as const;
