/** One fight, blow by blow: who did what, what was drawn, what it changed, and where each number comes from. */
import { effect, signal } from "@preact/signals";
import type { Explanation, JsonObject, JsonValue } from "ludex";
import { useEffect } from "preact/hooks";
import type { PlaygroundError } from "../../core/protocol.js";
import { Steps } from "../../ui/explained.js";
import { count } from "../../ui/numbers.js";
import { Card, spaced } from "../../ui/parts.js";
import { setupOf } from "./fields.js";
import { seconds } from "./result.js";
import { fights, outcome, scenario, settings, trial, trialRoot } from "./state.js";
import type { Blow, Fights, FightStory } from "./tasks.js";

const number = signal(0);
const isOpen = signal(false);
interface Wanted extends Fights {
  readonly fight: number;
  readonly seed: number;
}
const story = signal<(FightStory & { left: number; of: Wanted }) | undefined>(undefined);
const failure = signal<PlaygroundError | undefined>(undefined);
const explained = signal<Readonly<Record<string, Explanation | string>>>({});
/** The shortest and longest of so many: an exact answer has played none. */
const LOOKED_THROUGH = 2000;
const SHOWN_AT_ONCE = 60;
const shown = signal(SHOWN_AT_ONCE);

const TYPING_PAUSE_MS = 200;

function follow(): () => void {
  let turn = 0;
  let timer = 0;
  const look = async (wanted: Wanted, mine: number): Promise<void> => {
    try {
      const told = await fights.call("tellFight", wanted);
      if (mine !== turn) return;
      story.value = { ...told, of: wanted };
      explained.value = {};
      shown.value = SHOWN_AT_ONCE;
      failure.value = undefined;
    } catch (error) {
      if (mine !== turn) return;
      // A newer question about the result ended the worker that both use.
      if ((error as PlaygroundError).code === "stopped") timer = window.setTimeout(() => void look(wanted, mine), TYPING_PAUSE_MS);
      else failure.value = error as PlaygroundError;
    }
  };
  const stop = effect(() => {
    const [rulebook, name] = [trial.value, scenario.value];
    const [fight, { seed }] = [number.value, settings.value];
    const mine = ++turn;
    clearTimeout(timer);
    if (!isOpen.value || rulebook === undefined || name === undefined) return;
    timer = window.setTimeout(() => void look({ rulebook, scenario: name, fight, seed }, mine), TYPING_PAUSE_MS);
  });
  return () => {
    clearTimeout(timer);
    turn++;
    stop();
  };
}

export function Log() {
  useEffect(follow, []);
  return (
    <Card title="Fight log" note={isOpen.value ? "what each number came from" : ""} actions={
      <button type="button" class="plain" aria-expanded={isOpen.value} aria-controls="fight-log" onClick={() => { isOpen.value = !isOpen.value; }}>{isOpen.value ? "Fold" : "Open a fight"}</button>}>
      {isOpen.value && <div id="fight-log"><Chooser /><Told /></div>}
      {!isOpen.value && <p class="quiet">Any fight of a seed is the same on every machine: fight 17 here is fight 17 of <code>ludex simulate --log 17</code>.</p>}
    </Card>
  );
}

function Chooser() {
  const report = outcome.value?.report as { min_fight?: number; max_fight?: number; min_ttk_ms: number; max_ttk_ms: number } | undefined;
  return (
    <div class="chooser">
      <label class="field"><span>Fight</span>
        <input type="number" min="0" max={Number.MAX_SAFE_INTEGER} step="1" value={number.value} onInput={(event) => {
          const { valueAsNumber: chosen } = event.currentTarget;
          if (Number.isSafeInteger(chosen) && chosen >= 0) number.value = chosen;
        }} />
      </label>
      <div class="chips" role="group" aria-label="Fights worth a look">
        <button type="button" onClick={() => { number.value++; }}>Next</button>
        {(["min", "max"] as const).map((which) => (
          <button type="button" key={which} onClick={() => void goToExtreme(which)}>
            {which === "min" ? "Shortest" : "Longest"}{report?.[`${which}_fight`] !== undefined ? ` (${seconds(report[`${which}_ttk_ms`])})` : ` of ${count(LOOKED_THROUGH)}`}
          </button>
        ))}
      </div>
    </div>
  );
}

async function goToExtreme(which: "min" | "max"): Promise<void> {
  const known = (outcome.value?.report as unknown as Record<string, number> | undefined)?.[`${which}_fight`];
  if (known !== undefined) {
    number.value = known;
    return;
  }
  const wanted = { rulebook: trial.value!, scenario: scenario.value!, fights: LOOKED_THROUGH, seed: settings.value.seed };
  try {
    for (;;) {
      const { report, isDone } = await fights.call("playScenario", wanted);
      if (!isDone) continue;
      number.value = (report as unknown as Record<string, number>)[`${which}_fight`] ?? 0;
      return;
    }
  } catch (error) {
    failure.value = error as PlaygroundError;
  }
}

function Told() {
  const now = story.value;
  if (failure.value) return <p class="callout bad" role="alert">{failure.value.message}</p>;
  if (!now) return <p class="quiet">Looking …</p>;
  const { fighters, teams } = setupOf(trialRoot.value, scenario.value ?? "");
  const tones = new Map(fighters.map(({ name, team }) => [name, `team-${teams.indexOf(team) % 6}`]));
  const { end, team, ttk_ms: ms, attacks } = now.end;
  const before = statesBefore(now.blows, fighters);
  return (
    <>
      <p class="ended">{end === "won" ? <><strong class={`badge-of ${tones.get(team!) ?? ""}`}>{team}</strong> wins</> : end === "draw" ? "Nobody is left" : "The time limit ends it"}
        {ms !== undefined && <> after <strong>{seconds(ms)}</strong></>}{attacks !== undefined && <>, {count(attacks)} actions</>}.</p>
      <ol class="blows" aria-label="Blows">
        {now.blows.slice(0, shown.value).map((blow, i) => <One key={`${now.of.fight}/${i}`} blow={blow} i={i} before={before[i]!} tone={tones.get(blow.fighter) ?? ""}
          isWithLast={i > 0 && now.blows[i - 1]!.t === blow.t && !now.blows[i - 1]!.state} />)}
      </ol>
      {now.blows.length > shown.value && <button type="button" class="plain" onClick={() => { shown.value += 400; }}>Show {count(Math.min(400, now.blows.length - shown.value))} more of {count(now.blows.length + now.left)}</button>}
    </>
  );
}

type State = Readonly<Record<string, JsonObject>>;

/** What is known of everyone before each blow: at first what the scenario sets, then what the log tells. */
function statesBefore(blows: readonly Blow[], fighters: ReturnType<typeof setupOf>["fighters"]): State[] {
  let state: State = Object.fromEntries(fighters.map(({ name, fields }) => [name,
    Object.fromEntries(fields.map((field) => [field.name, JSON.parse(field.literal) as JsonValue]))]));
  return blows.map((blow) => {
    const before = state;
    if (blow.state) state = blow.state;
    return before;
  });
}

/** What is due in one millisecond is one group: its clauses see the same state, so what it changed is told once, after its last blow. */
function One({ blow, i, before, tone, isWithLast }: { blow: Blow; i: number; before: State; tone: string; isWithLast: boolean }) {
  const { t, fighter, action, verdict, reason, draws, state } = blow;
  const changed = state ? Object.entries(state).flatMap(([name, fields]) => Object.entries(fields)
    .filter(([key, value]) => before[name]?.[key] !== undefined && spaced(before[name][key]!) !== spaced(value))
    .map(([key, value]) => ({ name, key, from: before[name]![key]!, to: value }))) : [];
  return (
    <li class={`${tone} ${isWithLast ? "with-last" : ""}`}>
      <details onToggle={(event) => { if (event.currentTarget.open) void ask(i); }}>
        <summary>
          <span class="at">{isWithLast ? <span class="as-before">{seconds(t)}</span> : seconds(t)}</span>
          <strong class={`badge-of ${tone}`}>{fighter || "the world"}</strong>
          <span class="what">{action}{verdict === "rejected" && <span class="refused"> {reason}</span>}</span>
          <span class="drawn">{Object.entries(draws).map(([name, value]) => <span key={name} class={value === true ? "yes" : ""}>{typeof value === "boolean" ? (value ? name : `no ${name}`) : `${name} ${spaced(value)}`}</span>)}</span>
          <span class="effect">{isWithLast && changed.length > 0 && <span class="together">together</span>}{changed.map(({ name, key, from, to }) => (
            <span key={name + key}>{name} {key} <del>{spaced(from)}</del><span class="arrow" aria-label="becomes"> → </span><ins>{spaced(to)}</ins></span>
          ))}</span>
        </summary>
        <Reasons of={explained.value[String(i)]} />
      </details>
    </li>
  );
}

async function ask(i: number): Promise<void> {
  const now = story.value;
  if (!now || explained.value[String(i)] !== undefined) return;
  const found = await fights.call("explainBlow", { ...now.of, index: i }).catch((error: PlaygroundError) => error.message);
  if (story.value === now) explained.value = { ...explained.value, [String(i)]: found };
}

function Reasons({ of: found }: { of: Explanation | string | undefined }) {
  if (found === undefined) return <p class="quiet">Looking …</p>;
  if (typeof found === "string") return <p class="quiet">{found}</p>;
  return <Steps of={found} />;
}
