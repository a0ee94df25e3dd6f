/** Who wins with what, and where a number begins to matter: every pair of a table's rows, every step of one number or two. */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Chart } from "../../ui/chart.js";
import { count, percent, plural } from "../../ui/numbers.js";
import { Bars, Card } from "../../ui/parts.js";
import { applyChanges, literalOfNumber, numbersOf, reach, setupOf, type Changes, type Place } from "./fields.js";
import { seconds } from "./result.js";
import { changes, scenario, settings, trial, trialRoot } from "./state.js";
import { Surveyor, type Survey } from "./survey.js";
import type { Point } from "./tasks.js";

// --- every row against every row

interface Pairs {
  readonly seats: readonly [Place, Place];
  readonly rows: readonly string[];
  readonly teams: readonly [string, string];
}
const pairs = new Surveyor<Pairs>();
/** A matrix grows with the square; what is beyond this is better seen in `ludex matrix`. */
const MOST_ROWS = 24;

/** The first two fighters of different teams that name rows of one table, by the field that does. */
function seatsOf(): { field: string; seats: [Place, Place]; teams: [string, string] }[] {
  const { fighters } = setupOf(trialRoot.value, scenario.value ?? "");
  const first = fighters[0];
  const second = fighters.find(({ team }) => team !== first?.team);
  if (!first || !second) return [];
  return first.fields.flatMap((a) => {
    const b = second.fields.find(({ name, kind }) => name === a.name && kind === "row");
    return a.kind === "row" && b && a.choices.join() === b.choices.join() && a.choices.length > 1 ? [{ field: a.name, seats: [a, b] as [Place, Place], teams: [first.team, second.team] as [string, string] }] : [];
  });
}

export function Matrix() {
  const choices = seatsOf();
  const found = pairs.now.value;
  if (choices.length === 0) return null;
  const run = ({ seats, teams }: (typeof choices)[number]): void => {
    const rows = seats[0].choices.slice(0, MOST_ROWS);
    const points = rows.flatMap((a) => rows.map((b): Changes => ({ [seats[0].pointer]: JSON.stringify(a), [seats[1].pointer]: JSON.stringify(b) })));
    void pairs.run(trial.value!, scenario.value!, settings.value.seed, { seats, rows, teams }, points);
  };
  return (
    <Card title="Win matrix" note={`who wins with which ${choices.map(({ field }) => field).join(" or ")}`}>
      <div class="actions left run-map">
        {choices.map((choice) => <button type="button" key={choice.field} onClick={() => run(choice)}>Fight every pair{choices.length > 1 ? ` of ${choice.field}` : ""}</button>)}
        {choices[0]!.seats[0].choices.length > MOST_ROWS && <span class="quiet">the first {MOST_ROWS} rows</span>}
        <Going of={pairs} />
      </div>
      {found && <Pairwise of={found} />}
    </Card>
  );
}

function Pairwise({ of: found }: { of: Survey<Pairs> }) {
  const { rows, seats, teams } = found.about;
  const at = (a: number, b: number): Point | undefined => found.points[a * rows.length + b];
  const mean = rows.map((_, a) => {
    const others = rows.flatMap((__, b) => b === a ? [] : at(a, b)?.wins[0] ?? []);
    return others.length > 0 ? others.reduce((sum, win) => sum + win, 0) / others.length : 0;
  });
  const put = (a: string, b: string): void => { changes.value = { ...changes.value, [seats[0].pointer]: JSON.stringify(a), [seats[1].pointer]: JSON.stringify(b) }; };
  const ranking = rows.map((name, i) => ({ name, n: Math.round(10_000 * mean[i]!) / 100, tone: "team-0" })).sort((a, b) => b.n - a.n);
  return (
    <div class={isStale(found) ? "stale-map" : ""}>
      <p class="quiet">{teams[0]} in the rows, {teams[1]} in the columns: how often {teams[0]} wins. A click puts the pair into the scenario.{isStale(found) && <strong> Numbers have changed since.</strong>}</p>
      <div class="scroll">
        <table class="heat" aria-label="Win matrix">
          <thead><tr><td />{rows.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
          <tbody>
            {rows.map((a, i) => (
              <tr key={a}>
                <th scope="row">{a}</th>
                {rows.map((b, j) => <Cell key={b} share={at(i, j)?.wins[0]} text={at(i, j) && wholePercent(at(i, j)!.wins[0])} title={`${a} against ${b}`} onClick={() => put(a, b)} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.isDone && found.points.length === found.total && <><h3>Mean win rate against the others, in percent</h3><Bars label="Ranking" rows={ranking} /></>}
      <Method of={found} />
    </div>
  );
}

const wholePercent = (share: number | undefined): string => share === undefined ? "–" : String(Math.round(100 * share));
/** Whether anything else than the values that were varied has changed since. */
function isStale(found: Survey<Pairs> | Survey<Steps>): boolean {
  const { about, text } = found;
  const varied = "seats" in about ? about.seats : about.y ? [about.x.place, about.y.place] : [about.x.place];
  const apart = Object.fromEntries(varied.map(({ pointer, literal }) => [pointer, literal]));
  return applyChanges(trial.value ?? "", apart) !== applyChanges(text, apart);
}

/** Strong where one side wins often: the colours of both teams meet at a half. */
function Cell({ share, text, title, onClick }: { share: number | undefined; text: string | undefined; title: string; onClick?: () => void }) {
  const lean = share === undefined ? 0 : Math.abs(share - 0.5) * 2;
  const style = share === undefined ? {} : { "--tone": `var(--team-${share >= 0.5 ? 0 : 1})`, "--lean": `${Math.round(55 * lean)}%` };
  return (
    <td style={style}>{onClick && text !== undefined
      ? <button type="button" title={`${title}: ${text} %`} onClick={onClick}>{text}</button> : <span title={title}>{text ?? "·"}</span>}</td>
  );
}

function Going({ of: surveyor }: { of: Surveyor<Pairs> | Surveyor<Steps> }) {
  const now = surveyor.now.value;
  const error = surveyor.failure.value;
  if (error) return <span class="callout bad" role="alert">{error.message}</span>;
  if (!now || now.isDone) return null;
  return (
    <span class="progress" role="status">
      <progress aria-label="Progress of the map" max={now.total} value={now.points.length} />
      <span class="quiet">{count(now.points.length)} of {count(now.total)}</span>
      <button type="button" onClick={() => surveyor.stop()}>Stop</button>
    </span>
  );
}

function Method({ of: found }: { of: Survey<unknown> }) {
  const played = found.points.filter(({ isExact, fault }) => !isExact && fault === undefined).length;
  const faults = found.points.filter(({ fault }) => fault !== undefined);
  return (
    <p class="quiet method">{played === 0 ? "All exact." : `${plural(played, "point")} from 1,000 fights each, known to within about 3 %; the rest exact.`}
      {found.points.length < found.total && found.isDone && ` Stopped after ${count(found.points.length)} of ${count(found.total)}.`}
      {faults.length > 0 && ` ${plural(faults.length, "point")} cannot be: ${faults[0]!.fault}`}</p>
  );
}

// --- a number or two, step by step

interface Axis {
  readonly name: string;
  readonly place: Place;
  readonly values: readonly number[];
}
interface Steps {
  readonly x: Axis;
  readonly y: Axis | undefined;
  readonly teams: readonly string[];
}
const steps = new Surveyor<Steps>();
const chosen = signal<readonly [string, string]>(["", ""]);
const measure = signal<"wins" | "mean" | "least">("least");
const STEPS_OF_ONE = 41;
const STEPS_OF_TWO = 17;

function axisOf(name: string, place: Place, most: number): Axis {
  const { min, max } = reach(place);
  const isInt = place.kind === "int";
  const n = isInt ? Math.min(most, Math.floor(max - min) + 1) : most;
  const values = Array.from({ length: n }, (_, i) => min + (max - min) * i / Math.max(1, n - 1)).map((value) => Number(literalOfNumber(place.kind, value)));
  return { name, place, values: [...new Set(values)] };
}

export function NumberMap() {
  const groups = numbersOf(trialRoot.value, scenario.value ?? "");
  const places = groups.flatMap(({ group, places: inside }) => inside.map((place) => ({ name: `${group} ${place.name}`, place })));
  const [x, y] = chosen.value;
  // The row that the first fighter uses is what a designer most likely asks about.
  const used = setupOf(trialRoot.value, scenario.value ?? "").rows[0]?.places.find(({ name, kind }) => kind === "int" && /max|damage/.test(name));
  const first = places.find(({ place }) => place.pointer === (x || used?.pointer)) ?? places[0];
  const second = places.find(({ place }) => place.pointer === y && y !== first?.place.pointer);
  const found = steps.now.value;
  if (!first) return null;
  const run = (): void => {
    const most = second ? STEPS_OF_TWO : STEPS_OF_ONE;
    const [across, down] = [axisOf(first.name, first.place, most), second && axisOf(second.name, second.place, most)];
    const at = ({ place }: Axis, value: number): Changes => ({ [place.pointer]: literalOfNumber(place.kind, value) });
    const points = (down?.values ?? [undefined]).flatMap((b) => across.values.map((a) => ({ ...at(across, a), ...(b === undefined ? {} : at(down!, b)) })));
    void steps.run(trial.value!, scenario.value!, settings.value.seed, { x: across, y: down, teams: setupOf(trialRoot.value, scenario.value!).teams }, points);
  };
  const select = (label: string, value: string, onChoose: (pointer: string) => void, none?: string) => (
    <label class="field"><span>{label}</span>
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {groups.map(({ group, places: inside }) => <optgroup key={group} label={group}>{inside.map(({ pointer, name }) => <option key={pointer} value={pointer}>{group} {name}</option>)}</optgroup>)}
      </select>
    </label>
  );
  return (
    <Card title="Breakpoints" note="where a number begins to matter">
      <div class="fields">
        {select("Number", first.place.pointer, (pointer) => { chosen.value = [pointer, y]; })}
        {select("And a second", second?.place.pointer ?? "", (pointer) => { chosen.value = [first.place.pointer, pointer]; }, "none")}
      </div>
      <div class="actions left run-map"><button type="button" onClick={run}>Draw the map</button><Going of={steps} /></div>
      {found && found.points.length > 0 && (found.about.y ? <TwoNumbers of={found} /> : <OneNumber of={found} />)}
    </Card>
  );
}

function OneNumber({ of: found }: { of: Survey<Steps> }) {
  const { x, teams } = found.about;
  const { xs, ys, series } = useMemo(() => ({
    xs: x.values.slice(0, found.points.length),
    ys: teams.slice(0, 2).map((_, team) => found.points.map(({ wins }) => wins[team] ?? null)),
    series: teams.slice(0, 2).map((name, i) => ({ label: `${name} wins`, color: `--team-${i}`, shape: "line" as const })),
  }), [found]);
  const breaks = found.points.flatMap(({ leastMs, fault }, i) => i > 0 && fault === undefined && found.points[i - 1]!.fault === undefined && leastMs !== found.points[i - 1]!.leastMs
    ? [{ at: x.values[i]!, from: found.points[i - 1]!.leastMs, to: leastMs }] : []);
  return (
    <div class={isStale(found) ? "stale-map" : ""}>
      <h3>Who wins, by {x.name}{isStale(found) && <span class="quiet"> — numbers have changed since</span>}</h3>
      <Chart label={`Win rates by ${x.name}`} x={xs} ys={ys} series={series} height={170} nameOfX={String} nameOfY={percent} />
      <h3>The shortest fight that can be</h3>
      {breaks.length === 0 ? <p class="quiet">{seconds(found.points[0]!.leastMs)} at every value.</p> : (
        <ul class="breaks" aria-label="Breakpoints">
          {breaks.map(({ at, from, to }) => <li key={at}><strong>{at}</strong> <del>{seconds(from)}</del><span class="arrow" aria-label="becomes"> → </span><ins>{seconds(to)}</ins></li>)}
        </ul>
      )}
      <Method of={found} />
    </div>
  );
}

function TwoNumbers({ of: found }: { of: Survey<Steps> }) {
  const { x, y, teams } = found.about;
  const shown = measure.value;
  const value = (point: Point | undefined): number | undefined => point === undefined || point.fault !== undefined ? undefined : shown === "wins" ? point.wins[0] : shown === "mean" ? point.meanMs : point.leastMs;
  const all = found.points.map(value).filter((one) => one !== undefined);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const share = (v: number): number => shown === "wins" ? v : high > low ? 1 - (v - low) / (high - low) : 0.5;
  const text = (v: number): string => shown === "wins" ? wholePercent(v) : (v / 1000).toFixed(1);
  const put = (a: number, b: number): void => { changes.value = { ...changes.value, [x.place.pointer]: literalOfNumber(x.place.kind, a), [y!.place.pointer]: literalOfNumber(y!.place.kind, b) }; };
  return (
    <div class={isStale(found) ? "stale-map" : ""}>
      <label class="field measure"><span>Shown</span>
        <select value={shown} onChange={(event) => { measure.value = event.currentTarget.value as "wins"; }}>
          <option value="least">shortest fight that can be, s</option>
          <option value="mean">mean time to kill, s</option>
          <option value="wins">{teams[0]} wins, %</option>
        </select>
      </label>
      <p class="quiet">{x.name} across, {y!.name} down. A click tries the pair.{isStale(found) && <strong> Numbers have changed since.</strong>}</p>
      <div class="scroll">
        <table class="heat small" aria-label="Map of two numbers">
          <thead><tr><td />{x.values.map((a) => <th key={a} scope="col">{a}</th>)}</tr></thead>
          <tbody>
            {y!.values.map((b, j) => (
              <tr key={b}>
                <th scope="row">{b}</th>
                {x.values.map((a, i) => {
                  const v = value(found.points[j * x.values.length + i]);
                  return <Cell key={a} share={v === undefined ? undefined : share(v)} text={v === undefined ? undefined : text(v)} title={`${x.name} ${a}, ${y!.name} ${b}`} onClick={() => put(a, b)} />;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Method of={found} />
    </div>
  );
}
