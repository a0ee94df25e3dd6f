/** The rulebook, always at hand: its editor, what is wrong with it, and what can be done with the whole of it. */
import type { CompletionSource } from "@codemirror/autocomplete";
import type { Tooltip } from "@codemirror/view";
import type { Diagnostic, Form } from "ludex";
import { signal } from "@preact/signals";
import { live } from "./core/client.js";
import { child, readJsonc, unitsOfBytes } from "./core/jsonc.js";
import type { PlaygroundError } from "./core/protocol.js";
import { Editor, MOST_CHARACTERS } from "./editor/editor.js";
import { examples } from "./examples/list.js";
import { openExample } from "./examples/open.js";
import { compiled, marks, phase, placeOf, problems, rulebook, rulebookEditor, save } from "./session.js";
import { goTo } from "./route.js";
import { notify } from "./ui/notice.js";
import { bytes, duration, plural } from "./ui/numbers.js";
import { Button, download, Menu } from "./ui/parts.js";

const depths = signal({ undo: 0, redo: 0 });

/** Names and the language's reference come with the first completion. */
const complete: CompletionSource = async (context) => (await import("./editor/complete.js")).complete(context);

const hover = async (text: string, at: number): Promise<Tooltip | null> => (await import("./editor/hover.js")).hover(text, at);

export function RulebookPane() {
  return (
    <section class="sources" aria-label="Rulebook" onDragOver={(event) => event.preventDefault()} onDrop={onDrop}>
      <div class="toolbar">
        <Menu label="Examples" items={examples.map((example) => ({ title: example.title, about: example.about, onChoose: () => void openExample(example.title) }))} />
        <button type="button" class="plain" onClick={() => void format("asWritten")} title="One layout for all, as ludex fmt (comments stay)">Format</button>
        <Menu label="File" items={[
          { title: "Open…", about: "a rulebook from a file", onChoose: () => document.getElementById("open-rulebook")!.click() },
          { title: "Save", about: "the rulebook as a file", onChoose: () => download(`${compiled.value?.summary.name || "rulebook"}.json`, rulebook.value) },
          { title: "To short form", about: "strings wherever they say as much", onChoose: () => void format("short") },
          { title: "To long form", about: "JSON Schema and objects", onChoose: () => void format("long") },
        ]} />
        <input type="file" id="open-rulebook" hidden accept=".json,.jsonc,application/json" onChange={(event) => {
          const input = event.currentTarget;
          if (input.files?.[0]) void openFile(input.files[0]);
          input.value = "";
        }} />
        <span class="spacer" />
        <Button class="plain icon" isIdle={depths.value.undo === 0} onClick={() => rulebookEditor.value?.undo()} aria-label="Undo" title="Undo (Ctrl Z)">↶</Button>
        <Button class="plain icon" isIdle={depths.value.redo === 0} onClick={() => rulebookEditor.value?.redo()} aria-label="Redo" title="Redo (Ctrl Y)">↷</Button>
      </div>
      <div class="sheet">
        <Editor label="Rulebook" text={rulebook} language="rulebook" marks={marks} complete={complete} hover={hover} handle={rulebookEditor} depths={depths} />
        <Status />
        <Problems />
      </div>
    </section>
  );
}

function Status() {
  const state = phase.value;
  const now = compiled.value;
  if (state === "waiting") return <div class="status" id="rulebook-status" role="status">Compiling …</div>;
  if (state !== "good" || !now) {
    const n = problems.value.length;
    return <div class="status bad" id="rulebook-status" role="status">{state === "stopped" ? "Not compiled" : plural(n, "error")}{now && <span class="quiet">labs show the last rulebook without errors</span>}</div>;
  }
  const { actions, reasons, warnings } = now.summary;
  return (
    <div class="status good" id="rulebook-status" role="status">
      <span>Compiles</span>
      <span class="quiet">
        {plural(actions.length, "action")}, {plural(Object.keys(reasons).length, "reason")}{warnings.length > 0 && `, ${plural(warnings.length, "warning")}`}
      </span>
      <span class="quiet right" data-figure="compile" data-ms={now.ms}>{duration(now.ms)}</span>
    </div>
  );
}

const SHOWN_PROBLEMS = 30;
/** What a text lacks that was never a rulebook follows from the first thing. */
const SHOWN_OF_NONE = 1;

/** Where nothing in a text says that it is meant as a rulebook. */
function notARulebook(text: string): string | undefined {
  if (text.trim() === "") return "The editor is empty.";
  const root = readJsonc(text);
  return root?.type === "object" && child(root, "ludex") ? undefined : "This is no rulebook: one is a JSON object with \"ludex\": 1 in it.";
}

function Problems() {
  const text = rulebook.value;
  const all = problems.value;
  if (all.length === 0) return null;
  const what = notARulebook(text);
  return (
    <ol class="problems" aria-label="Errors in the rulebook">
      {what && (
        <li>
          <strong>{what}</strong> <button type="button" class="link" onClick={() => void openExample("Blank")}>Begin with the least that compiles</button>
          {depths.value.undo > 0 && <>, or <button type="button" class="link" onClick={() => rulebookEditor.value?.undo()}>undo</button></>}.
        </li>
      )}
      {all.slice(0, what ? SHOWN_OF_NONE : SHOWN_PROBLEMS).map((problem, i) => <Problem key={i} problem={problem} text={text} />)}
      {all.length > SHOWN_PROBLEMS && !what && <li class="quiet">and {all.length - SHOWN_PROBLEMS} more</li>}
    </ol>
  );
}

function Problem({ problem, text }: { problem: Diagnostic; text: string }) {
  const { line, column, message, pointer, excerpt, caret } = problem;
  const source = excerpt !== "" ? { text: excerpt, at: unitsOfBytes(excerpt, caret) } : sourceLine(text, line, column);
  return (
    <li>
      <button type="button" class="problem" disabled={line === 0} onClick={() => rulebookEditor.value?.select(...placeOf(text, problem))}>
        {line > 0 && <span class="where">{line}:{column}</span>}<span class="what">{message}</span>
      </button>
      {source && <pre class="excerpt">{source.text}{"\n"}{" ".repeat(source.at)}^</pre>}
      {pointer !== "" && <code class="pointer">{pointer}</code>}
    </li>
  );
}

function sourceLine(text: string, line: number, column: number): { text: string; at: number } | undefined {
  const found = line > 0 ? text.split("\n", line)[line - 1] : undefined;
  if (found === undefined || found.length > 400) return undefined;
  const indent = found.length - found.trimStart().length;
  return { text: found.trim(), at: Math.max(0, unitsOfBytes(found, column - 1) - indent) };
}

async function format(form: Form): Promise<void> {
  const text = rulebook.value;
  try {
    const made = await live.call("formatRulebook", { text, form });
    if (rulebook.value !== text) return;
    if (made === text) notify("info", "It is laid out already.");
    rulebook.value = made;
  } catch (error) {
    notify("bad", `Not formatted: ${(error as PlaygroundError).message}.`);
  }
}

function onDrop(event: DragEvent): void {
  const file = event.dataTransfer?.files[0];
  if (!file) return;
  event.preventDefault();
  void openFile(file);
}

export async function openFile(file: File): Promise<void> {
  if (file.size > MOST_CHARACTERS) {
    notify("bad", `${file.name} has ${bytes(file.size)}; the editor takes up to ${bytes(MOST_CHARACTERS)}.`);
    return;
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return notify("bad", `${file.name} is no text in UTF-8.`);
  }
  const { belongsTo, readFile } = await import("./labs/requests/files.js");
  const place = belongsTo(text);
  if (place === undefined) {
    rulebook.value = text;
    return notify("good", `Opened ${file.name}. Undo brings the rulebook before it back.`);
  }
  if (place === "migrations") save.value = text;
  const what = place === "migrations" ? "a save" : (await readFile(file)).what;
  goTo(place);
  notify("info", `${file.name} is ${what}: it was opened here, and your rulebook stays.`);
}
