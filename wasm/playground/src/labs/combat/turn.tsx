/** Numbers to turn: fighters as they stand there, the rows they use, any other number of a table. */
import { batch, effect, signal, untracked } from "@preact/signals";
import { compiled, phase, rulebook } from "../../session.js";
import { notify } from "../../ui/notice.js";
import { count, plural } from "../../ui/numbers.js";
import { NumberField } from "../../ui/number_field.js";
import { Card } from "../../ui/parts.js";
import { show } from "../overview/panel.js";
import { applyChanges, literalOfNumber, numbersOf, reach, setupOf, type Fighter, type Place } from "./fields.js";
import { changes, root, scenario, trialRoot, written } from "./state.js";

/** Numbers that were added by hand, by pointer. */
const added = signal<readonly string[]>([]);

function put(pointer: string, literal: string, original: string): void {
  const { [pointer]: _, ...others } = changes.value;
  changes.value = literal === original ? others : { ...others, [pointer]: literal };
}

export function Fighters() {
  const name = scenario.value!;
  // Which fields there are follows what is tried, a fighter's rows too; what they were is the rulebook's.
  const setup = setupOf(trialRoot.value, name);
  const before = setupOf(root.value, name);
  return (
    <Card title="Fighters" note={`of ${name}`}>
      <div class="fighters">
        {setup.fighters.map((fighter, i) => (
          <FighterCard key={fighter.name} fighter={fighter} was={before.fighters[i]} tone={`team-${Math.max(0, setup.teams.indexOf(fighter.team)) % 6}`} />
        ))}
      </div>
    </Card>
  );
}

function FighterCard({ fighter, was, tone }: { fighter: Fighter; was: Fighter | undefined; tone: string }) {
  const isDelay = ({ pointer }: Place): boolean => !/\/(live|profile)\//.test(pointer);
  const originals = new Map(was?.fields.map(({ pointer, literal }) => [pointer, literal]));
  const field = (place: Place) => <Field key={place.pointer} place={place} of={fighter.name} original={originals.get(place.pointer) ?? place.literal} />;
  const delays = fighter.fields.filter(isDelay);
  return (
    <fieldset class={`fighter ${tone}`}>
      <legend>{fighter.name}{fighter.team !== fighter.name && <span class="quiet"> of {fighter.team}</span>}</legend>
      {fighter.fields.filter((place) => !isDelay(place)).map(field)}
      {delays.length > 0 && <details open={delays.some(({ pointer }) => pointer in changes.value)}><summary>Delays</summary>{delays.map(field)}</details>}
    </fieldset>
  );
}

/** A value without a slider: rows are chosen, numbers typed. */
function Field({ place, of, original }: { place: Place; of: string; original: string }) {
  const { pointer, name, kind, literal, choices } = place;
  const label = <span>{name}{literal !== original && <span class="was">was {original}</span>}</span>;
  if (kind === "row" || kind === "choice" || kind === "bool") {
    const literals = kind === "bool" ? ["false", "true"] : choices.map((choice) => JSON.stringify(choice));
    return (
      <label class="field">{label}
        <select aria-label={`${of} ${name}`} value={literal} onChange={(event) => put(pointer, event.currentTarget.value, original)}>
          {literals.map((one) => <option key={one} value={one}>{kind === "bool" ? one : JSON.parse(one) as string}</option>)}
        </select>
      </label>
    );
  }
  return <label class="field">{label}<NumberInput place={place} label={`${of} ${name}`} original={original} /></label>;
}

function NumberInput({ place, label, original }: { place: Place; label: string; original: string }) {
  const { pointer, kind, literal, low, high } = place;
  return <NumberField label={label} value={literal} isWhole={kind === "int"} low={low} high={high} onChange={(value) => put(pointer, literalOfNumber(kind, value), original)} />;
}

export function Numbers() {
  const name = scenario.value!;
  const { rows } = setupOf(trialRoot.value, name);
  const original = new Map(numbersOf(root.value, name).flatMap(({ places }) => places).map((place) => [place.pointer, place]));
  const all = numbersOf(trialRoot.value, name);
  const used = rows.map(({ table, row, places }) => ({ group: `${table}.${row}`, places: places.filter(({ kind }) => kind === "int" || kind === "double") }));
  // Fighters' own fields have their places below.
  const isAdded = (pointer: string): boolean => added.value.includes(pointer) || (pointer in changes.value && !pointer.includes("/fighters/"));
  const here = new Set(used.flatMap(({ places }) => places).map(({ pointer }) => pointer));
  const more = all.map(({ group, places }) => ({ group, places: places.filter(({ pointer }) => !here.has(pointer) && isAdded(pointer)) }));
  const rest = all.map(({ group, places }) => ({ group, places: places.filter(({ pointer }) => !here.has(pointer) && !isAdded(pointer)) })).filter(({ places }) => places.length > 0);
  return (
    <Card title="Numbers" note={Object.keys(changes.value).length > 0 ? `${count(Object.keys(changes.value).length)} tried` : "turn one and watch"} actions={<Changed />}>
      <div class="sliders">
        {[...used, ...more].filter(({ places }) => places.length > 0).map(({ group, places }) => (
          <section key={group} aria-label={group}>
            <h3>{group}</h3>
            {places.map((place) => <Slider key={place.pointer} place={place} group={group} was={original.get(place.pointer) ?? place} />)}
          </section>
        ))}
      </div>
      {rest.length > 0 && (
        <label class="field add"><span>Another number</span>
          <select value="" onChange={(event) => { if (event.currentTarget.value) added.value = [...added.value, event.currentTarget.value]; event.currentTarget.value = ""; }}>
            <option value="">Choose …</option>
            {rest.map(({ group, places }) => <optgroup key={group} label={group}>{places.map(({ pointer, name: column, literal }) => <option key={pointer} value={pointer}>{group} {column} = {literal}</option>)}</optgroup>)}
          </select>
        </label>
      )}
    </Card>
  );
}

function Slider({ place, group, was }: { place: Place; group: string; was: Place }) {
  const { pointer, name, kind, literal } = place;
  // The reach is that of the value as written: it must not move under the hand that drags.
  const { min, max, step } = reach(was);
  const value = Number(literal);
  return (
    <div class={`slider ${literal === was.literal ? "" : "changed"}`}>
      <button type="button" class="link" title={`${pointer}: show it in the rulebook`} onClick={() => show(pointer)}>{name}</button>
      <input type="range" aria-label={`${group} ${name}`} min={Math.min(min, value)} max={Math.max(max, value)} step={step} value={value}
        onInput={(event) => put(pointer, literalOfNumber(kind, event.currentTarget.valueAsNumber), was.literal)} />
      <NumberInput place={place} label={`${group} ${name}, exactly`} original={was.literal} />
      <button type="button" class="plain undo" disabled={literal === was.literal} aria-label={`${name} back to ${was.literal}`} title={`Back to ${was.literal}`}
        onClick={(event) => {
          put(pointer, was.literal, was.literal);
          event.currentTarget.parentElement!.querySelector("input")!.focus({ preventScroll: true });
        }}>↺</button>
    </div>
  );
}

/** A button that has nothing left to do loses the focus: whoever came by keyboard is back at the numbers. */
const toSliders = (): void => document.querySelector<HTMLElement>(".sliders input[type=range]")?.focus({ preventScroll: true });

/** There from the start: what comes with the first turn of a slider would push it away under the hand. */
function Changed() {
  const isNothing = Object.keys(changes.value).length === 0;
  return (
    <>
      <button type="button" class="plain" disabled={isNothing} onClick={() => { changes.value = {}; toSliders(); }}>Discard</button>
      <button type="button" class="primary" disabled={isNothing} title="As if typed: undo takes it back" onClick={write}>Write into the rulebook</button>
    </>
  );
}

/** Into the text as it is now, which may be further than the one that compiled last. */
function write(): void {
  const tried = changes.value;
  const n = Object.keys(tried).length;
  const [before, after] = [rulebook.value, applyChanges(rulebook.value, tried)];
  rulebook.value = after;
  // Until it is compiled the rulebook that is tried is the old one with these numbers: taken away now, the old one would be fought once more.
  const stop = effect(() => {
    if (rulebook.value === after && phase.value === "good" && compiled.value?.text !== after) return;
    untracked(() => batch(() => {
      written.value = { before, after };
      if (changes.value === tried) changes.value = {};
    }));
    queueMicrotask(() => stop());
  });
  toSliders();
  notify("good", `${plural(n, "number")} written into the rulebook. Undo takes ${n === 1 ? "it" : "them"} back.`);
}
