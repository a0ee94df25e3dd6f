import {
  loadLudex, LudexError, parseJson, type Diagnostic, type ClientVerdict, type JsonValue, type Judgement, type Ludex, type Rulebook,
  type Verdict, type World,
} from "../index.js";
import { changes, type Change } from "./change.js";
import { byId, debounced, el, plural } from "./dom.js";
import { Editor } from "./editor.js";
import { examples, type Example } from "./examples.js";
import { highlight } from "./highlight.js";
import { locate, offsetOf, unitsOfBytes } from "./locate.js";
import { pretty, spaced } from "./pretty.js";
import { tabs } from "./tabs.js";

/** Long enough to finish a word, short enough to feel live. */
const TYPING_PAUSE_MS = 250;
const SHOWN_VERDICTS = 50;
const OPEN_VERDICTS = 2;

function start(ludex: Ludex, arena: string, openingWorld: string): void {
  let rulebook: Rulebook | undefined;
  let opening: World | undefined;
  let closing: World | undefined;

  const later = debounced(TYPING_PAUSE_MS, compile);
  const rulebookEditor = new Editor(byId("rulebook"), later);
  const worldEditor = new Editor(byId("world"), later);
  const requestEditor = new Editor(byId("requests"), () => {
    chosen(undefined);
    debouncedJudge();
  });
  const debouncedJudge = debounced(TYPING_PAUSE_MS, judge);
  const show = tabs(document.querySelector("[role=tablist]")!);

  /** Compiles the rulebook, loads the world, judges: what fails says so, and the last good verdict stays, dimmed. */
  function compile(): void {
    const program = attempt("rulebook", rulebookEditor, () => ludex.rulebook(rulebookEditor.text));
    if (program) {
      rulebook?.dispose();
      rulebook = program;
      const { actions, reasons, warnings } = program.summary();
      const parts = [plural(actions.length, "action"), plural(Object.keys(reasons).length, "reason")];
      if (warnings.length > 0) parts.push(plural(warnings.length, "warning"));
      good("rulebook", `compiles: ${parts.join(", ")}`);
      byId("program-digest").textContent = program.digest;
    }
    if (!rulebook) return stale("The rulebook has errors; there is no verdict yet.");
    const current = rulebook;
    const world = attempt("world", worldEditor, () => current.world(worldEditor.text));
    if (world) {
      opening?.dispose();
      opening = world;
      good("world", `loads: now ${world.now}, digest ${world.digest}`);
    }
    if (!program || !world) return stale(`The ${program ? "world" : "rulebook"} has errors; this is the last verdict without them.`);
    judge();
  }

  function judge(): void {
    if (!opening) return;
    const world = opening.clone();
    let judgement: Judgement;
    try {
      judgement = world.judge(requestEditor.text);
    } catch (error) {
      world.dispose();
      return stale(`The batch is refused whole: ${(error as Error).message}.`);
    }
    fresh();
    showCounts(judgement);
    showVerdicts(judgement);
    showChange(opening, world);
    byId("batch-digest").textContent = judgement.batchDigest;
    byId("world-digest").textContent = judgement.worldDigest;
    judgement.dispose();
    closing?.dispose();
    closing = world;
  }

  /** Runs `make`; its errors are listed below the editor and marked in it. */
  function attempt<T>(name: "rulebook" | "world", editor: Editor, make: () => T): T | undefined {
    const problems = byId(`${name}-problems`);
    try {
      const made = make();
      problems.replaceChildren();
      editor.mark([]);
      badge(name, 0);
      return made;
    } catch (error) {
      if (!(error instanceof LudexError)) throw error;
      problems.replaceChildren(...error.errors.map((diagnostic) => problem(diagnostic, editor)));
      editor.mark(error.errors.map(({ line }) => line));
      badge(name, error.errors.length);
      const status = byId(`${name}-status`);
      status.className = "status bad";
      status.textContent = plural(error.errors.length, "error");
      return undefined;
    }
  }

  function showVerdicts(judgement: Judgement): void {
    const items = Array.from({ length: Math.min(judgement.count, SHOWN_VERDICTS) }, (_, i) => {
      const verdict = judgement.verdict(i);
      const views = el("div", { class: "views", id: `views-${i}` },
        ...reading("Server", verdict), ...reading("Player", judgement.verdict(i, "client")));
      views.hidden = i >= OPEN_VERDICTS;
      const toggle = el("button", {
        type: "button", class: "toggle", "aria-expanded": String(!views.hidden), "aria-controls": views.id,
        click: () => {
          views.hidden = !views.hidden;
          toggle.setAttribute("aria-expanded", String(!views.hidden));
        },
      }, el("span", { class: "index" }, `${i + 1}`), el("strong", {}, verdict.verdict === "rejected" ? verdict.reason : verdict.verdict));
      const head = el("div", { class: "head" }, toggle);
      if (verdict.verdict !== "accepted" && verdict.at !== "") head.append(place(verdict.at));
      return el("li", { class: `verdict ${verdict.verdict}` }, head, views);
    });
    if (judgement.count > SHOWN_VERDICTS) {
      items.push(el("li", { class: "quiet" }, `and ${plural(judgement.count - SHOWN_VERDICTS, "verdict")} more`));
    }
    byId("verdict-list").replaceChildren(...items);
  }

  /** The place that decided: a button when it lies in the rulebook. */
  function place(at: string): HTMLElement {
    if (!/^\/(actions|limits)\//.test(at)) return el("code", { class: "place" }, `request ${at}`);
    return el("button", {
      type: "button", class: "place", title: "Show it in the rulebook",
      click: () => {
        show("rulebook");
        const found = locate(rulebookEditor.text, at);
        if (found) rulebookEditor.select(...found);
      },
    }, at);
  }

  function chosen(example: Example | undefined): void {
    byId("example-about").textContent = example?.about ?? "Several lines are judged in order, as one batch.";
    for (const chip of byId("examples").children) chip.setAttribute("aria-pressed", String(chip.textContent === example?.name));
  }

  function choose(example: Example): void {
    requestEditor.text = example.requests;
    chosen(example);
    judge();
  }

  function keep(): void {
    if (!closing) return;
    worldEditor.text = pretty(parseJson(closing.save()));
    compile();
    announce("The world is kept: the next requests are judged on it.");
  }

  byId("examples").append(...examples.map((example) => el("button", { type: "button", "aria-pressed": "false", click: () => choose(example) }, example.name)));
  byId("judge").addEventListener("click", () => {
    compile();
    byId("verdicts").scrollIntoView({ block: "nearest", behavior: "smooth" });
  });
  byId("keep").addEventListener("click", keep);
  byId("reset").addEventListener("click", () => {
    worldEditor.text = openingWorld;
    compile();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      compile();
    }
  });

  byId("version").textContent = `version ${ludex.version}`;
  rulebookEditor.text = arena;
  worldEditor.text = openingWorld;
  requestEditor.text = examples[0]!.requests;
  chosen(examples[0]);
  compile();
}

/** What one of the two views says; the number of the request stands above both. */
function reading(label: string, { i: _, ...rest }: Verdict | ClientVerdict): HTMLElement[] {
  const code = el("pre", { class: "paint" });
  code.append(highlight(pretty(rest as unknown as JsonValue, matchMedia("(max-width: 560px)").matches ? 40 : 58)));
  return [el("span", { class: "label" }, label), code];
}

/** One error: where, what, and the expression with a caret under the fault. Choosing it goes there. */
function problem(diagnostic: Diagnostic, editor: Editor): HTMLElement {
  const { line, column, message, pointer, excerpt, caret } = diagnostic;
  const goThere = (): void => {
    if (line === 0) return;
    const offset = offsetOf(editor.text, line, column);
    const word = /^[\w$.]+|^"(?:[^"\\\n]|\\.)*"?|^./.exec(editor.text.slice(offset));
    editor.select(offset, offset + (word?.[0].length ?? 0));
  };
  const button = el("button", { type: "button", class: "problem", click: goThere },
    el("span", { class: "where" }, line > 0 ? `${line}:${column}` : "–"), el("span", { class: "what" }, message));
  const item = el("li", {}, button);
  const source = excerpt !== "" ? { text: excerpt, at: unitsOfBytes(excerpt, caret) } : sourceLine(editor.text, line, column);
  if (source) item.append(el("pre", { class: "excerpt" }, `${source.text}\n${" ".repeat(source.at)}^`));
  if (pointer !== "") item.append(el("code", { class: "quiet" }, pointer));
  return item;
}

function sourceLine(text: string, line: number, column: number): { text: string; at: number } | undefined {
  const whole = text.split("\n")[line - 1];
  if (whole === undefined) return undefined;
  const indent = whole.length - whole.trimStart().length;
  return { text: whole.trim(), at: Math.max(0, unitsOfBytes(whole, column - 1) - indent) };
}

function badge(name: string, errors: number): void {
  const mark = byId(`tab-${name}`).querySelector<HTMLElement>(".badge")!;
  mark.hidden = errors === 0;
  mark.textContent = String(errors);
  mark.setAttribute("aria-label", plural(errors, "error"));
}

function good(name: string, text: string): void {
  const status = byId(`${name}-status`);
  status.className = "status good";
  if (status.textContent !== text) status.textContent = text;
}

function stale(notice: string): void {
  byId("verdicts").classList.add("stale");
  announce(notice);
}

function fresh(): void {
  byId("verdicts").classList.remove("stale");
  byId("notice").hidden = true;
}

function announce(text: string): void {
  const notice = byId("notice");
  notice.textContent = text;
  notice.hidden = false;
}

function showCounts(judgement: Judgement): void {
  byId("counts").replaceChildren(...Object.entries(judgement.counts()).map(([reason, n]) =>
    el("span", { class: reason === "accepted" || reason === "duplicate" ? reason : "rejected" }, `${n} ${reason}`)));
}

/** What an audience would notice first, the bookkeeping of limits below it. */
function showChange(before: World, after: World): void {
  const all = changes(parseJson(before.save()), parseJson(after.save()));
  const isState = ({ path }: Change): boolean => path[0] === "entities";
  const state = all.filter(isState);
  const rest = all.filter((change) => !isState(change));
  const list = (of: Change[]): HTMLElement => el("ul", { class: "changes" }, ...of.map(({ path, before: was, after: is }) => el("li", {},
    el("span", { class: "path" }, ...name(path)),
    el("span", { class: "values" }, value("del", was), " → ", value("ins", is)))));
  byId("change").replaceChildren(
    state.length > 0 ? list(state) : el("p", { class: "quiet" }, "No entity changed."),
    ...(rest.length > 0 ? [el("details", {}, el("summary", {}, `${plural(rest.length, "change")} to clock, guard and ledger`), list(rest))] : []));
}

function name(path: string[]): (Node | string)[] {
  if (path[0] !== "entities") return [path.join(".")];
  const [, kind, id, ...field] = path;
  return [el("strong", {}, `${kind} ${id ?? ""}`), ` ${field.join(".")}`];
}

function value(tag: "del" | "ins", shown: JsonValue | undefined): HTMLElement {
  return shown === undefined ? el("span", { class: "quiet" }, "none") : el(tag, {}, spaced(shown));
}

async function fetchText(name: string): Promise<string> {
  const response = await fetch(name);
  if (!response.ok) throw new Error(`${name} could not be loaded: HTTP status ${response.status}`);
  return response.text();
}

Promise.all([loadLudex(), fetchText("arena.json"), fetchText("world.json")])
  .then(([ludex, arena, world]) => {
    start(ludex, arena, world);
    document.documentElement.dataset["ready"] = "true";
  })
  .catch((error: unknown) => {
    announce(error instanceof Error ? error.message : String(error));
    throw error;
  });
