/** Old saves under this rulebook: one of them step by step, and all of them counted. */
import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { aside, long } from "../../core/client.js";
import type { PlaygroundError } from "../../core/protocol.js";
import { Editor, MOST_CHARACTERS } from "../../editor/editor.js";
import { openExample } from "../../examples/open.js";
import { hasSaves, makeSaves } from "../../examples/saves.js";
import { compiled, kind, save } from "../../session.js";
import { notify } from "../../ui/notice.js";
import { bytes, count } from "../../ui/numbers.js";
import { Card, Changes, Drop, OfBefore } from "../../ui/parts.js";
import { show } from "../overview/panel.js";
import { Report } from "./report.js";
import { savedKinds, stages } from "./steps.js";
import type { MigratedSave, MigratedStep, Rehearsed } from "./tasks.js";

const migrated = signal<MigratedSave | undefined>(undefined);
const failure = signal<PlaygroundError | undefined>(undefined);
const rehearsed = signal<(Rehearsed & { rulebook: string }) | undefined>(undefined);
const rehearsalFailure = signal<PlaygroundError | undefined>(undefined);
const progress = signal<{ done: number; total: number; lines: number } | undefined>(undefined);
let stopping: AbortController | undefined;

const kinds = computed(() => compiled.value ? savedKinds(compiled.value.text) : []);
/** The chosen kind where the rulebook has it, else the first. */
const chosenKind = computed(() => kinds.value.includes(kind.value) ? kind.value : kinds.value[0] ?? "");

const TYPING_PAUSE_MS = 150;

function follow(): () => void {
  let timer = 0;
  let turn = 0;
  const stop = effect(() => {
    const inputs = { rulebook: compiled.value?.text, kind: chosenKind.value, save: save.value };
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++turn;
      const { rulebook } = inputs;
      if (rulebook === undefined || inputs.kind === "" || inputs.save.trim() === "") {
        migrated.value = undefined;
        return;
      }
      try {
        const found = await aside.call("migrateSave", { ...inputs, rulebook });
        if (mine !== turn) return;
        migrated.value = found;
        failure.value = undefined;
      } catch (error) {
        if (mine === turn) failure.value = error as PlaygroundError;
      }
    }, TYPING_PAUSE_MS);
  });
  return () => {
    clearTimeout(timer);
    turn++;
    stop();
  };
}

async function rehearse(saves: string | File): Promise<void> {
  const rulebook = compiled.value?.text;
  if (rulebook === undefined || chosenKind.value === "") return notify("info", "Saves are rehearsed under a rulebook that compiles and has a profile.");
  stopping?.abort();
  stopping = new AbortController();
  rehearsalFailure.value = undefined;
  progress.value = { done: 0, total: 1, lines: 0 };
  try {
    const found = await long.call("rehearse", { rulebook, kind: chosenKind.value, saves }, {
      signal: stopping.signal, onProgress: (now) => { progress.value = now as { done: number; total: number; lines: number }; },
    });
    rehearsed.value = { ...found, rulebook };
  } catch (error) {
    rehearsalFailure.value = error as PlaygroundError;
  } finally {
    progress.value = undefined;
  }
}

async function openOne(file: File): Promise<void> {
  // Many saves are for the rehearsal; one is looked at.
  if (file.size > MOST_CHARACTERS) {
    notify("info", `${file.name} has ${bytes(file.size)}: it is rehearsed as a whole.`);
    return rehearse(file);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return notify("bad", `${file.name} is no text in UTF-8.`);
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length > 1 && lines.every((line) => line.startsWith("{"))) {
    notify("info", `${file.name} has ${count(lines.length)} lines: they are rehearsed, and the first is shown.`);
    save.value = `${lines[0]}\n`;
    return rehearse(file);
  }
  save.value = text;
}

function None() {
  return (
    <Card title="No profile yet">
      <p>No entity of this rulebook has a profile: nothing of it is saved. What is to be kept of one is written beside its <code>live</code>, for example:</p>
      <pre class="commands">{'"profile": { "version": 0, "state": { "coins": "int >= 0 = 0" } }'}</pre>
      <div class="actions left"><button type="button" class="primary" onClick={() => void openExample("Five years of saves")}>Open five years of saves</button></div>
    </Card>
  );
}

export function Panel() {
  useEffect(follow, []);
  const now = compiled.value;
  if (!now) return <p class="empty">Saves are migrated under a rulebook that compiles.</p>;
  if (kinds.value.length === 0) return <None />;
  return (
    <>
      <Card title="One save" note="each step, as it changes it"
        actions={kinds.value.length > 1 && (
          <select aria-label="Kind" value={chosenKind.value} onChange={(event) => { kind.value = event.currentTarget.value; }}>
            {kinds.value.map((name) => <option key={name}>{name}</option>)}
          </select>
        )}>
        <Drop label="Open a file" accept=".json,.ndjson,.jsonl,.txt" onFile={(file) => void openOne(file)}>
          <Editor label="Save" text={save} isSmall placeholder={'Paste an old save: {"version": 1, "state": { … }}'} />
        </Drop>
        {failure.value ? <p class="callout bad" role="alert">{failure.value.message}</p> : <Steps text={now.text} />}
      </Card>
      <Card title="Rehearsal" note="all saves, counted">
        <div class="rehearse">
          <Drop label="Open saves" accept=".json,.ndjson,.jsonl,.txt" onFile={(file) => void rehearse(file)}>
            <p class="quiet">Drop a file with one save a line. It is read here, piece by piece, and goes nowhere.</p>
          </Drop>
          {hasSaves(now.summary.name) && (
            <button type="button" class="primary" disabled={progress.value !== undefined} onClick={() => void rehearse(makeSaves(now.summary.name, 10_000))}>Rehearse 10,000 made-up saves</button>
          )}
        </div>
        {progress.value && (
          <div class="progress" role="status">
            <progress aria-label="Progress" max={progress.value.total} value={progress.value.done} />
            <span class="quiet">{count(progress.value.lines)} saves</span>
            <button type="button" onClick={() => stopping?.abort()}>Stop</button>
          </div>
        )}
        {rehearsalFailure.value && <p class={`callout ${rehearsalFailure.value.code === "cancelled" ? "again" : "bad"}`} role="alert">{rehearsalFailure.value.code === "cancelled" ? "Stopped." : rehearsalFailure.value.message}</p>}
      </Card>
      <OfBefore is={rehearsed.value !== undefined && rehearsed.value.rulebook !== now.text} />
      {rehearsed.value && <Report of={rehearsed.value} onOpen={(raw) => { save.value = `${raw}\n`; }} />}
    </>
  );
}

function Steps({ text }: { text: string }) {
  const found = migrated.value;
  if (!found) {
    const all = stages(text, chosenKind.value);
    return <p class="quiet about">{all.length === 0 ? "This kind has no migrations yet." : `${all.length} steps: ${all.map(({ id }) => id).join(", ")}.`}</p>;
  }
  const { found: finding, steps, reconciled } = found;
  return (
    <>
      <ol class="stages" aria-label="Migration steps">
        {steps.map((step) => <Step key={step.id} step={step} />)}
        {reconciled.length > 0 && (
          <li class="applied"><div class="stage-head"><strong>defaults</strong><span class="quiet">for fields that are missing</span></div><Changes of={reconciled} /></li>
        )}
      </ol>
      {finding.state === "ready"
        ? <><p class="callout good" role="status"><strong>Ready.</strong> {finding.changed ? "The save came out as" : "Nothing had to change."}{finding.ahead && " It is of later rules that let these read it."}</p>
            {finding.changed && <pre class="commands">{finding.save}</pre>}</>
        : <p class="callout bad" role="status"><strong>{finding.state}</strong> {steps.every(({ state }) => state !== "failed") && <>{finding.message}{finding.pointer && <> at <code>{finding.pointer}</code></>}. </>}The save is set aside, its bytes untouched.</p>}
    </>
  );
}

function Step({ step: { id, to, state, changes, message } }: { step: MigratedStep }) {
  return (
    <li class={state}>
      <div class="stage-head">
        <button type="button" class="link name" onClick={() => show(`/entities/${chosenKind.value}/profile/migrations/${to - 1}`)}>{id}</button>
        <span class="quiet">to version {to}</span>
        {state !== "applied" ? <span class={state === "failed" ? "fault" : "quiet"}>{message}</span> : changes.length === 0 && <span class="quiet">changes nothing here</span>}
      </div>
      {changes.length > 0 && <Changes of={changes} name={(path) => `/${path.join("/")}`} />}
    </li>
  );
}
