/** What the page is about: the texts that labs share, and the rulebook's state as it is typed. */
import type { Diagnostic, RulebookSummary } from "ludex";
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import { live } from "./core/client.js";
import { offsetOf } from "./core/jsonc.js";
import { PlaygroundError } from "./core/protocol.js";
import type { EditorHandle, Mark } from "./editor/editor.js";
import { sessionOf, type Shared } from "./share/session.js";

export const rulebook = signal("");
export const world = signal("");
export const requests = signal("");
export const save = signal("");
export const kind = signal("");

/** What the combat lab is set to; `changes`: numbers that are tried, by pointer, as literals in JSON, until they are written into the rulebook. */
export const fight = {
  chosen: signal(""),
  changes: signal<Readonly<Record<string, string>>>({}),
  way: signal<"exact" | "simulated">("exact"),
  settings: signal({ fights: 100_000, seed: 1 }),
};

/** The last text that compiled, and what it says. */
export interface Compiled {
  readonly text: string;
  readonly summary: RulebookSummary;
  readonly ms: number;
}
export const compiled = signal<Compiled | undefined>(undefined);
export const problems = signal<readonly Diagnostic[]>([]);
/** `stopped`: the compiler gave no answer; `problems` says so. */
export const phase = signal<"waiting" | "good" | "bad" | "stopped">("waiting");

/** The rulebook's editor, while it is on the page. */
export const rulebookEditor = signal<EditorHandle | undefined>(undefined);

/** Selects a place of the rulebook once its editor is there: on a narrow page it is only now put there, and may still have to be fetched. */
export function select(from: number, to: number): void {
  setTimeout(() => {
    const stop = effect(() => {
      const editor = rulebookEditor.value;
      if (!editor) return;
      untracked(() => editor.select(from, to));
      queueMicrotask(() => stop());
    });
  });
}

/** Long enough for the next key, short enough to feel live. */
const TYPING_PAUSE_MS = 120;
let isBusy = false;
let timer = 0;

async function compile(): Promise<void> {
  // One at a time: what was typed meanwhile is compiled next, what came between is skipped.
  if (isBusy) return;
  isBusy = true;
  const text = rulebook.peek();
  try {
    const { summary, ms } = await live.call("compileRulebook", text);
    compiled.value = { text, summary, ms };
    problems.value = [];
    phase.value = "good";
  } catch (error) {
    const failure = error as PlaygroundError;
    const isStopped = failure.code === "timeout" || failure.code === "stopped" || failure.code === "internal" || failure.code === "load";
    problems.value = isStopped ? [{ code: "internal", message: failure.message, pointer: "", line: 0, column: 0, excerpt: "", caret: 0 }] : failure.errors;
    phase.value = isStopped ? "stopped" : "bad";
  } finally {
    isBusy = false;
    if (rulebook.peek() !== text) void compile();
  }
}

/** Compiles whenever the rulebook has not changed for a moment. */
export function followRulebook(): void {
  effect(() => {
    void rulebook.value;
    clearTimeout(timer);
    timer = window.setTimeout(compile, phase.peek() === "waiting" ? 0 : TYPING_PAUSE_MS);
  });
}

/** What an error stands under: a word, a string or a sign. */
export function placeOf(text: string, { line, column }: Diagnostic): [number, number] {
  if (line === 0) return [0, 0];
  const from = offsetOf(text, line, column);
  const word = /^[\w$.]+|^"(?:[^"\\\n]|\\.)*"?|^[^\s]/.exec(text.slice(from, from + 200));
  return [from, from + (word?.[0].length ?? 0)];
}

export const marks = computed<readonly Mark[]>(() => {
  const text = rulebook.peek();
  const found: Mark[] = problems.value.filter(({ line }) => line > 0).map((problem) => {
    const [from, to] = placeOf(text, problem);
    return { from, to, message: problem.pointer ? `${problem.message}\n${problem.pointer}` : problem.message, severity: "error" };
  });
  return found;
});

/** What was opened, and what was there before it: the rulebook's history holds the rulebook, this what came with it. */
const opened: { readonly before: Shared; readonly after: Shared }[] = [];
const MOST_OPENED = 8;

/** Puts texts into the session, as if they were typed: undo brings the ones before back. */
export function open(shared: Shared): void {
  const before = whole();
  batch(() => put(shared));
  if (before.rulebook !== "" && before.rulebook !== shared.rulebook) opened.push({ before, after: whole() });
  if (opened.length > MOST_OPENED) opened.shift();
}

const besides = ({ rulebook: _, ...others }: Shared): string => JSON.stringify(others);

/** Where undo or redo comes back to a rulebook, what stood beside it comes too, unless it was changed since. */
export function followHistory(): void {
  let last = rulebook.peek();
  effect(() => {
    const [from, to] = [last, rulebook.value];
    last = to;
    if (from === to) return;
    untracked(() => {
      for (const { before, after } of opened) {
        const [now, then] = from === after.rulebook && to === before.rulebook ? [after, before] : from === before.rulebook && to === after.rulebook ? [before, after] : [];
        if (now && besides(whole()) === besides(now)) return batch(() => put(then!));
      }
    });
  });
}

function put(shared: Shared): void {
  rulebook.value = shared.rulebook;
  world.value = shared.world ?? "";
  requests.value = shared.requests ?? "";
  save.value = shared.save ?? "";
  kind.value = shared.kind ?? "";
  const { scenario = "", tried = {}, way = "exact", fights = 100_000, seed = 1 } = shared.fight ?? {};
  fight.chosen.value = scenario;
  fight.changes.value = tried;
  fight.way.value = way;
  fight.settings.value = { fights, seed };
}

export function whole(): Shared {
  const { chosen, changes, way, settings } = fight;
  const set = {
    ...(chosen.value ? { scenario: chosen.value } : {}), ...(Object.keys(changes.value).length > 0 ? { tried: changes.value } : {}),
    ...(way.value === "exact" ? {} : { way: way.value, fights: settings.value.fights }), ...(settings.value.seed === 1 ? {} : { seed: settings.value.seed }),
  };
  return {
    rulebook: rulebook.value, world: world.value, requests: requests.value, save: save.value, ...(kind.value ? { kind: kind.value } : {}),
    ...(Object.keys(set).length > 0 ? { fight: set } : {}),
  };
}

// --- kept between visits, on this machine only

const KEPT = "ludex-playground-session";
const MOST_KEPT = 1_000_000;
const KEEPING_PAUSE_MS = 700;

export function kept(): Shared | undefined {
  try {
    return sessionOf(JSON.parse(localStorage.getItem(KEPT) ?? "null"));
  } catch {
    return undefined;
  }
}

export function keepNow(): void {
  try {
    const text = JSON.stringify(whole());
    if (text.length <= MOST_KEPT) localStorage.setItem(KEPT, text);
  } catch {
    // A page without storage works; it only forgets.
  }
}

/** Keeps what changes, shortly after; what changed just before the page goes away, at once. */
export function keep(): void {
  let pause = 0;
  const write = (): void => {
    clearTimeout(pause);
    pause = 0;
    keepNow();
  };
  effect(() => {
    whole();
    clearTimeout(pause);
    pause = window.setTimeout(write, KEEPING_PAUSE_MS);
  });
  // Only then: another page's session may have been kept since this one's was.
  addEventListener("pagehide", () => {
    if (pause) write();
  });
}
