/** Requests on a world: the verdict, why, what the player sees, and what changed. */
import { computed, effect, signal } from "@preact/signals";
import { parseJson, stringifyJson, type ContractMismatch, type JsonValue, type Verdict } from "ludex";
import { useEffect, useState } from "preact/hooks";
import { aside, live } from "../../core/client.js";
import { offsetOf } from "../../core/jsonc.js";
import { PlaygroundError } from "../../core/protocol.js";
import { Editor, type EditorHandle, type Mark } from "../../editor/editor.js";
import { examples } from "../../examples/list.js";
import { compiled, phase, requests, world } from "../../session.js";
import { reasonOf, Steps } from "../../ui/explained.js";
import { notify } from "../../ui/notice.js";
import { count, duration, plural } from "../../ui/numbers.js";
import { Button, Card, Changes, Digest, Drop, Json, Tabs } from "../../ui/parts.js";
import { show } from "../overview/panel.js";
import { Capsule, isCapsule, openCapsule } from "./capsule.js";
import { readFile } from "./files.js";
import type { Inspected, Judged } from "./tasks.js";

const judged = signal<Judged | undefined>(undefined);
const failure = signal<PlaygroundError | undefined>(undefined);
const selected = signal(0);
const inspected = signal<Inspected | undefined>(undefined);
const aspect = signal<"why" | "player" | "change" | "full">("why");
const isWorldShown = signal(false);
/** The world that "Reset" brings back: the one before "Keep". */
const worldBefore = signal<string | undefined>(undefined);
const requestsEditor = signal<EditorHandle | undefined>(undefined);

const TYPING_PAUSE_MS = 150;

/** A capsule that was pasted where requests stand is taken out of there again, and shown. */
function watchForCapsules(): () => void {
  let before = requests.peek();
  return effect(() => {
    const now = requests.value;
    if (!isCapsule(now)) {
      before = now;
      return;
    }
    requests.value = isCapsule(before) ? "" : before;
    void openCapsule(now);
  });
}

/** Judges whenever rulebook, world or requests have rested for a moment; the newest answer wins. */
function follow(): () => void {
  let timer = 0;
  let turn = 0;
  const stop = effect(() => {
    const inputs = { rulebook: compiled.value?.text, world: world.value, requests: requests.value };
    clearTimeout(timer);
    timer = window.setTimeout(async () => {
      const mine = ++turn;
      const { rulebook } = inputs;
      if (rulebook === undefined) return;
      try {
        if (inputs.world.trim() === "") {
          const made = await aside.call("makeWorld", { rulebook, seed: 1 });
          if (mine === turn && world.peek().trim() === "") {
            world.value = made.world;
            if (requests.peek().trim() === "") requests.value = made.requests;
          }
          return;
        }
        const found = await live.call("judgeRequests", { ...inputs, rulebook });
        if (mine !== turn) return;
        judged.value = found;
        failure.value = undefined;
        if (selected.peek() >= found.count) selected.value = 0;
        const { length } = inputs.requests;
        inspected.value = found.count > 0 && length > 0
          ? await live.call("inspectRequest", { ...inputs, rulebook, index: selected.peek() })
          : undefined;
      } catch (error) {
        if (mine === turn) failure.value = error as PlaygroundError;
      }
    }, TYPING_PAUSE_MS);
  });
  const stopInspecting = selected.subscribe((index) => {
    const rulebook = compiled.peek()?.text;
    if (rulebook === undefined || !judged.peek()) return;
    live.call("inspectRequest", { rulebook, world: world.peek(), requests: requests.peek(), index }).then(
      (found) => { if (selected.peek() === index) inspected.value = found; },
      (error: PlaygroundError) => { failure.value = error; });
  });
  return () => {
    clearTimeout(timer);
    turn++;
    stop();
    stopInspecting();
  };
}

const worldMarks = computed<readonly Mark[]>(() => {
  const text = world.peek();
  return (failure.value?.code === "world" || failure.value?.code === "json" ? failure.value.errors : []).filter(({ line }) => line > 0).map(({ line, column, message }) => {
    const from = offsetOf(text, line, column);
    return { from, to: from + (/^[\w$.]+|^"(?:[^"\\\n]|\\.)*"?|^\S?/.exec(text.slice(from, from + 200))?.[0].length ?? 0), message, severity: "error" };
  });
});

export function Panel() {
  useEffect(watchForCapsules, []);
  useEffect(follow, []);
  const name = compiled.value?.summary.name;
  const tries = examples.find(({ id }) => id === name)?.tries ?? [];
  const about = tries.find((one) => one.requests === requests.value)?.about;
  return (
    <>
      <Card title="Requests" note="one a line, as a client sends it"
        actions={
          <>
            <button type="button" class="plain" onClick={() => void makeMore()} title="Honest requests of a few players, made for this rulebook">Make some</button>
            <button type="button" class="plain" aria-expanded={isWorldShown.value} aria-controls="world-sheet" onClick={() => { isWorldShown.value = !isWorldShown.value; }}>World</button>
          </>
        }>
        {tries.length > 0 && (
          <div class="chips" role="group" aria-label="Example requests">
            {tries.map((one) => (
              <button type="button" key={one.name} aria-pressed={one.requests === requests.value}
                onClick={() => { selected.value = 0; requests.value = one.requests; }}>{one.name}</button>
            ))}
          </div>
        )}
        <Drop label="Open a file" accept=".ndjson,.jsonl,.json,.txt" onFile={(file) => void openDropped(file)}>
          <Editor label="Requests" text={requests} handle={requestsEditor} isSmall placeholder="Paste requests, one JSON object a line" />
        </Drop>
        <p class="quiet about">{about ?? "Lines are judged in order, as one batch. Drop a file of requests, a world or a capsule here."}</p>
        {isWorldShown.value && (
          <div id="world-sheet" class="world-sheet">
            <div class="card-head"><h3>World</h3><span class="quiet">before the first request</span></div>
            <div class="sheet inset"><Editor label="World" text={world} marks={worldMarks} /></div>
          </div>
        )}
        <div class="actions left">
          <Button isIdle={!judged.value || failure.value !== undefined || phase.value === "bad"} onClick={keepWorld} title="The world after these requests becomes the world of the next ones">Keep the world</Button>
          <Button isIdle={worldBefore.value === undefined} onClick={resetWorld}>Reset the world</Button>
        </div>
      </Card>
      <Capsule />
      <Failure />
      <Verdicts />
      <Detail />
      <Card title="Digests" note="the same in the server, in Python and here">
        <dl class="digests">
          <Digest name="program" value={judged.value?.programDigest} />
          <Digest name="batch" value={judged.value?.batchDigest} />
          <Digest name="world" value={judged.value?.worldDigest} />
        </dl>
      </Card>
    </>
  );
}

function Failure() {
  const error = failure.value;
  if (error) {
    const first = error.errors[0];
    const place = first && first.line > 0 ? `line ${first.line}: ` : "";
    const isWorld = isWorldFailure(error);
    return (
      <p class="callout bad" role="alert">
        <strong>{isWorld ? "The world does not load." : "Not judged."}</strong> {place}{error.message}
        {isWorld && <>{" "}<button type="button" class="link" onClick={() => void makeMore()}>Make a world of this rulebook</button></>}
      </p>
    );
  }
  return null;
}

const isWorldFailure = (error: PlaygroundError | undefined): boolean => error?.code === "world" || error?.code === "json";

function Verdicts() {
  const found = judged.value;
  // Without a world these would be of another one.
  if (!found || isWorldFailure(failure.value)) return null;
  const isStale = failure.value !== undefined || phase.value === "bad";
  return (
    <Card title="Verdicts" class={isStale ? "stale" : ""} note={duration(found.ms)}
      actions={<span class="counts" role="status">{Object.entries(found.counts).map(([reason, n]) => (
        <span key={reason} class={toneOf(reason)}>{n} {reason}</span>
      ))}</span>}>
      <OneOverLines of={found} />
      {found.count === 0 && <p class="quiet">No request yet: paste some above, or <button type="button" class="link" onClick={() => void makeMore()}>make some</button>.</p>}
      <ol class="verdicts" aria-label="Verdicts">
        {found.verdicts.map(({ full, line }, i) => (
          <li key={i}>
            <button type="button" class={`verdict ${full.verdict}`} aria-pressed={i === selected.value} onClick={() => { selected.value = i; }}>
              <span class="index">{i + 1}</span>
              <strong>{full.verdict === "rejected" ? full.reason : full.verdict}</strong>
              <span class="line">{summaryOf(line)}</span>
            </button>
          </li>
        ))}
      </ol>
      {found.count > found.verdicts.length && <p class="quiet">and {plural(found.count - found.verdicts.length, "verdict")} more; the counts and digests are of all of them</p>}
    </Card>
  );
}

const toneOf = (reason: string): string => reason === "accepted" || reason === "duplicate" ? reason : "rejected";

/** What a line asks for, as far as it can be read. */
function summaryOf(line: string): string {
  try {
    const { actor, action, params } = JSON.parse(line) as Record<string, unknown>;
    if (typeof action !== "string" || actor === undefined) return line.slice(0, 120);
    return `${actor} ${String(action)} ${params === undefined ? "" : JSON.stringify(params)}`;
  } catch {
    return line.slice(0, 120);
  }
}

/** A request as an editor lays it out is several lines, none of which is one. */
function OneOverLines({ of: { count: n, counts } }: { of: Judged }) {
  if (n < 2 || counts["malformed"] !== n) return null;
  const lines = linesOf(requests.value);
  if (lines === undefined) return null;
  return (
    <p class="callout again">
      {lines.length === 1 ? "This is one request over several lines; every line is taken for one." : `These are ${count(lines.length)} requests over more lines; every line is taken for one.`}{" "}
      <button type="button" class="link" onClick={() => { selected.value = 0; requests.value = lines.join("\n"); }}>Put {lines.length === 1 ? "it on one line" : "each on one line"}</button>
    </p>
  );
}

/** The one JSON value that a text is, or those of an array, each on a line. */
function linesOf(text: string): string[] | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  // As they are written: numbers of 64 bits are more than JavaScript's.
  const value = parseJson(text);
  return (Array.isArray(value) ? value : [value]).map((one) => stringifyJson(one));
}

function Detail() {
  const verdict = judged.value?.verdicts[selected.value];
  if (!verdict || isWorldFailure(failure.value)) return null;
  const { full, client } = verdict;
  const rest = ({ i: _, ...members }: Verdict): JsonValue => members as unknown as JsonValue;
  return (
    <Card class="detail" title={`Request ${selected.value + 1}`} actions={
      <Tabs label="Aspects of the verdict" chosen={aspect.value} onChoose={(id) => { aspect.value = id; }} panel="aspect"
        choices={[{ id: "why", title: "Why" }, { id: "player", title: "Player sees" }, { id: "change", title: "World’s change" }, { id: "full", title: "Verdict" }]} />
    }>
      <div id="aspect" role="tabpanel" aria-labelledby={`tab-${aspect.value}`}>
        {full.verdict !== "accepted" && full.at !== "" && <p class="decided">Decided at {/^\/(actions|limits)\//.test(full.at)
          ? <button type="button" class="link" onClick={() => show(full.at)}>{full.at}</button> : <code>request {full.at}</code>}</p>}
        {aspect.value === "why" && <Why />}
        {aspect.value === "player" && <><p class="quiet">All that the client is told. No place in the rulebook, and operands only of clauses with <code>"tell": true</code>.</p><Json value={rest(client as Verdict)} /></>}
        {aspect.value === "full" && <><p class="quiet">For the server, its log and tools.</p><Json value={rest(full)} /></>}
        {aspect.value === "change" && <Change />}
      </div>
    </Card>
  );
}

function Why() {
  const found = inspected.value;
  if (!found) return <p class="quiet">Looking …</p>;
  return <><Steps of={found.explanation} />{reasonOf(found.explanation.verdict) === "contract" && <Mismatches />}</>;
}

/** What does not fit the action's contract, in words: the whole core knows them. */
function Mismatches() {
  const line = judged.value?.verdicts[selected.value]?.line;
  const [found, setFound] = useState<readonly ContractMismatch[]>([]);
  useEffect(() => {
    let isHere = true;
    setFound([]);
    if (line === undefined || !compiled.value) return;
    aside.call("checkRequest", { rulebook: compiled.value.text, line }).then((list) => isHere && setFound(list), () => undefined);
    return () => { isHere = false; };
  }, [line, compiled.value?.text]);
  if (found.length === 0) return null;
  return <ul class="mismatches" aria-label="What does not fit">{found.map(({ pointer, message }) => <li key={pointer}><code>{pointer || "the whole"}</code> {message}</li>)}</ul>;
}

function Change() {
  const found = inspected.value;
  if (!found) return <p class="quiet">Looking …</p>;
  const state = found.changes.filter(({ path }) => path[0] === "entities");
  const rest = found.changes.filter(({ path }) => path[0] !== "entities");
  return (
    <>
      {state.length > 0
        ? <Changes of={state} name={([, kind, id, ...field]) => <><strong>{kind} {id}</strong> {field.join(".")}</>} />
        : <p class="quiet">No entity changed.</p>}
      {rest.length > 0 && <details><summary>{plural(rest.length, "change")} to clock, guard and ledger</summary><Changes of={rest} /></details>}
    </>
  );
}

function keepWorld(): void {
  const found = judged.value;
  if (!found) return;
  worldBefore.value ??= world.value;
  world.value = found.worldAfter;
  notify("good", "The world is kept: the next requests are judged on it.");
}

function resetWorld(): void {
  world.value = worldBefore.value ?? "";
  worldBefore.value = undefined;
}

async function makeMore(): Promise<void> {
  const rulebook = compiled.value?.text;
  if (rulebook === undefined) return notify("info", "First the rulebook must compile.");
  try {
    const made = await aside.call("makeWorld", { rulebook, seed: 1 + Math.floor(Math.random() * 1e6) });
    selected.value = 0;
    world.value = made.world;
    requests.value = made.requests;
    worldBefore.value = undefined;
  } catch (error) {
    notify("bad", `No world was made: ${(error as PlaygroundError).message}.`);
  }
}

async function openDropped(file: File): Promise<void> {
  try {
    const { what } = await readFile(file);
    notify("good", `${file.name}: ${what}.`);
    selected.value = 0;
  } catch (error) {
    if (!(error instanceof PlaygroundError)) throw error;
    notify("bad", `${file.name}: ${error.message}.`);
  }
}
