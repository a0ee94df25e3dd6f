/** What the combat lab is about: a scenario, numbers that are tried, and what comes of them while they are turned. */
import { computed, effect, signal, untracked } from "@preact/signals";
import type { CombatReport } from "ludex";
import { Client } from "../../core/client.js";
import { readJsonc } from "../../core/jsonc.js";
import { PlaygroundError } from "../../core/protocol.js";
import { compiled, fight } from "../../session.js";
import { applyChanges, scenarioNames, type Changes } from "./fields.js";

// A session's: a link holds them.
export const { chosen, changes, way, settings } = fight;

export interface Outcome {
  readonly report: CombatReport;
  readonly text: string;
  readonly scenario: string;
  /** In the worker. */
  readonly ms: number;
  /** From the last change of a number until the answer was here. */
  readonly sinceMs: number;
  readonly isDone: boolean;
  /** Why it is not exact although that was asked for. */
  readonly whyNot?: string | undefined;
}
export const outcome = signal<Outcome | undefined>(undefined);
export const failure = signal<PlaygroundError | undefined>(undefined);
export const isPlaying = signal(false);
/** Answers that a newer change of a number overtook: they are not shown. */
export const overtaken = signal(0);

/** What "now" is compared with. */
export interface Pinned {
  readonly text: string;
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly changes: Changes;
}
export const pinned = signal<Pinned | undefined>(undefined);

/** The rulebook before numbers were last written into it, and after. */
export const written = signal<{ readonly before: string; readonly after: string } | undefined>(undefined);

export const root = computed(() => readJsonc(compiled.value?.text ?? ""));
export const scenarios = computed(() => scenarioNames(root.value));
export const scenario = computed(() => scenarios.value.includes(chosen.value) ? chosen.value : scenarios.value[0]);
/** The rulebook that is tried. */
export const trial = computed(() => compiled.value === undefined ? undefined : applyChanges(compiled.value.text, changes.value));
export const trialRoot = computed(() => readJsonc(trial.value ?? ""));

/** What is on the page is of numbers that were changed since. */
export const isBehind = computed(() => outcome.value !== undefined && failure.value === undefined && (outcome.value.text !== trial.value || outcome.value.scenario !== scenario.value));

/** A worker of its own: a fight without end must not stop the rulebook from being compiled. */
export const fights = new Client("whole");

/** Someone is waiting for the newest answer: work of an older one that takes longer than this is ended. */
const OVERTAKEN_MS = 250;
/** As many are played by themselves where a scenario cannot be solved. */
const TRIED_FIGHTS = 5000;

const ASKED = "ludex: asked";
let turn = 0;
let stopping: AbortController | undefined;
let isBusy = false;
let since = 0;

interface Wanted {
  readonly text: string;
  readonly scenario: string;
  readonly way: "exact" | "simulated";
  readonly fights: number;
  readonly seed: number;
}

/** Follows rulebook, numbers and settings; the newest answer wins. */
export function follow(): () => void {
  const stop = effect(() => {
    const text = trial.value;
    const name = scenario.value;
    const wanted = { way: way.value, ...settings.value };
    turn++;
    if (isBusy) overtaken.value = untracked(() => overtaken.value) + 1;
    since = performance.now();
    performance.mark(ASKED);
    if (text === undefined || name === undefined) return;
    untracked(() => void begin({ text, scenario: name, ...wanted }));
  });
  return () => {
    stop();
    stopFights();
  };
}

let next: Wanted | undefined;

async function begin(wanted: Wanted): Promise<void> {
  next = wanted;
  if (isBusy) {
    const controller = stopping;
    const mine = turn;
    setTimeout(() => { if (isBusy && controller === stopping && turn >= mine) controller?.abort(); }, OVERTAKEN_MS);
    return;
  }
  isBusy = true;
  isPlaying.value = true;
  while (next) {
    const now: Wanted = next;
    next = undefined;
    await run(now, turn);
  }
  isBusy = false;
  isPlaying.value = false;
}

async function run(wanted: Wanted, mine: number): Promise<void> {
  const controller = new AbortController();
  stopping = controller;
  const options = { signal: controller.signal };
  const { text, scenario: name } = wanted;
  const show = (found: { report: CombatReport; ms: number }, isDone: boolean, whyNot?: string): void => {
    if (mine !== turn) return;
    failure.value = undefined;
    if (isDone) performance.measure("ludex: a number turned until its answer", { start: ASKED, detail: { inCore: found.ms } });
    outcome.value = { report: found.report, ms: found.ms, text, scenario: name, sinceMs: performance.now() - since, isDone, whyNot };
  };
  try {
    let whyNot: string | undefined;
    if (wanted.way === "exact") {
      try {
        return show(await fights.call("solveScenario", { rulebook: text, scenario: name }, options), true);
      } catch (error) {
        // What cannot be solved, or not in time or memory, is played; a rulebook that does not compile is told.
        const { code, message } = error as PlaygroundError;
        if (code !== "host" && code !== "timeout" && code !== "memory") throw error;
        whyNot = message;
      }
    }
    const most = wanted.way === "exact" ? TRIED_FIGHTS : wanted.fights;
    for (;;) {
      if (mine !== turn) return;
      const part = await fights.call("playScenario", { rulebook: text, scenario: name, fights: most, seed: wanted.seed }, options);
      show(part, part.isDone, whyNot);
      if (part.isDone) return;
      if (controller.signal.aborted) throw new PlaygroundError("cancelled", "stopped, as you asked");
    }
  } catch (error) {
    const found = error as PlaygroundError;
    if (mine !== turn) return;
    // Stopped by hand: what is known so far stays.
    if (found.code === "cancelled") outcome.value = outcome.value && { ...outcome.value, isDone: true };
    else failure.value = found;
  }
}

export function stopFights(): void {
  next = undefined;
  stopping?.abort();
}

export function pin(): void {
  const now = outcome.value;
  if (now) pinned.value = { text: now.text, scenario: now.scenario, outcome: now, changes: changes.value };
}
