/** Where a number begins to matter: how many hits it takes at each of its values, and who wins then. One number, or two against each other. */
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Breakpoints, Hits } from "ludex";
import { Chart, type Series } from "../../ui/chart.js";
import { percent, plural } from "../../ui/numbers.js";
import { moveInGrid } from "../../ui/grid.js";
import { Card } from "../../ui/parts.js";
import { axisOf, type Axis } from "./axis.js";
import { FIGHTS_A_POINT, type Point } from "./doors.js";
import { literalOfNumber, numbersOf, setupOf } from "./fields.js";
import { Going, Stale } from "./going.js";
import { changes, scenario, settings, trial, trialRoot } from "./state.js";
import { isStale, Surveyor, type Survey } from "./survey.js";

interface Steps {
  readonly x: Axis;
  readonly y: Axis | undefined;
  readonly teams: readonly string[];
}
interface Found {
  /** Or why hits cannot be counted. */
  readonly hits: Breakpoints | string;
  /** x turns fastest. */
  readonly points: readonly Point[];
}
const maps = new Surveyor<Steps, Found>();
const chosen = signal<readonly [string, string]>(["", ""]);
const STEPS_OF_ONE = 41;
const STEPS_OF_TWO = 15;

function draw(x: Axis, y: Axis | undefined): void {
  const [rulebook, name, { seed }] = [trial.value!, scenario.value!, settings.value];
  const teams = setupOf(trialRoot.value, name).teams;
  void maps.run(rulebook, { x, y, teams }, async (ask, show) => {
    const of = { rulebook, scenario: name };
    const total = x.values.length * (y?.values.length ?? 1);
    const hits = await ask("countHits", { ...of, vary: { [x.place.pointer]: x.range, ...(y ? { [y.place.pointer]: y.range } : {}) } }).catch((error: Error & { code?: string }) => {
      if (error.code === "cancelled") throw error;
      return error.message;
    });
    // The last axis of a grid turns fastest.
    const vary = { ...(y ? { [y.place.pointer]: y.range } : {}), [x.place.pointer]: x.range };
    let points: readonly Point[] = [];
    show({ hits, points }, 0, total);
    while (points.length < total) {
      points = [...points, ...await ask("sweepPart", { ...of, vary, first: points.length, total, seed })];
      show({ hits, points }, points.length, total);
    }
  });
}

export function NumberMap() {
  const groups = numbersOf(trialRoot.value, scenario.value ?? "");
  const places = groups.flatMap(({ group, places: inside }) => inside.map((place) => ({ name: `${group} ${place.name}`, place })));
  const [x, y] = chosen.value;
  // The row that the first fighter uses is what a designer most likely asks about.
  const row = setupOf(trialRoot.value, scenario.value ?? "").rows[0]?.places.filter(({ kind }) => kind === "int") ?? [];
  const used = row.find(({ name }) => /damage.*max|max.*damage/.test(name)) ?? row.find(({ name }) => /damage|max/.test(name));
  const first = places.find(({ place }) => place.pointer === (x || used?.pointer)) ?? places[0];
  const second = places.find(({ place }) => place.pointer === y && y !== first?.place.pointer);
  const now = maps.now.value;
  if (!first) return null;
  const run = (): void => {
    const most = second ? STEPS_OF_TWO : STEPS_OF_ONE;
    draw(axisOf(first.name, first.place, most), second && axisOf(second.name, second.place, most));
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
      <div class="fields of-numbers">
        {select("Number", first.place.pointer, (pointer) => { chosen.value = [pointer, y]; })}
        {select("And a second", second?.place.pointer ?? "", (pointer) => { chosen.value = [first.place.pointer, pointer]; }, "none")}
      </div>
      <div class="actions left run-map"><button type="button" onClick={run}>Draw the map</button><Going of={maps} label="Progress of the map" /></div>
      {now?.found && (now.about.y ? <TwoNumbers of={now} found={now.found} /> : <OneNumber of={now} found={now.found} />)}
    </Card>
  );
}

const tried = (axis: Axis, value: number): Record<string, string> => ({ [axis.place.pointer]: literalOfNumber(axis.place.kind, value) });
const span = (low: number | null, high: number | null): string => low === null ? "never" : low === high ? String(low) : `${low}–${high ?? "∞"}`;

function OneNumber({ of, found }: { of: Survey<Steps, Found>; found: Found }) {
  const { x } = of.about;
  const isOld = isStale(of, [x.place.pointer]);
  return (
    <div class={isOld ? "stale-map" : ""}>
      <h3>Hits until defeated, by {x.name}<Stale is={isOld} /></h3>
      {typeof found.hits === "string" ? <p class="quiet">Hits cannot be counted here: {found.hits}</p> : <HitTable hits={found.hits} x={x} />}
      <h3>Who wins</h3>
      <Wins of={of} found={found} />
      <Method of={of} found={found} />
    </div>
  );
}

function HitTable({ hits, x }: { hits: Breakpoints; x: Axis }) {
  const segments = hits.rows[0]?.segments ?? [];
  const sides = segments.find(({ hits: inside }) => inside.length > 0)?.hits ?? [];
  if (sides.length === 0) return <p class="quiet">Hits cannot be counted here{segments[0]?.why && `: ${segments[0].why}`}.</p>;
  const of = (i: number, { attacker, target }: Hits): Hits | undefined => segments[i]?.hits.find((one) => one.attacker === attacker && one.target === target);
  const now = Number(x.place.literal);
  return (
    <div class="scroll">
      <table class="grid breaks" aria-label="Hits until defeated">
        <thead><tr><th scope="col">{x.place.name}</th>{sides.map(({ attacker, target }) => <th key={attacker + target} scope="col">{attacker} defeats {target} in</th>)}</tr></thead>
        <tbody>
          {segments.map(({ from, to }, i) => (
            <tr key={String(from)} class={Number(from) <= now && now <= Number(to) ? "here" : ""}>
              <th scope="row"><button type="button" class="link" title="Try it" onClick={() => { changes.value = { ...changes.value, ...tried(x, Number(from)) }; }}>{from === to ? String(from) : `${from}–${to}`}</button></th>
              {sides.map((side) => {
                const one = of(i, side);
                const before = of(i - 1, side);
                if (!one) return <td key={side.attacker} class="quiet">cannot be</td>;
                const isNew = before && (before.plain_min_hits !== one.plain_min_hits || before.plain_max_hits !== one.plain_max_hits);
                return <td key={side.attacker} class={isNew ? "new" : ""}>{span(one.plain_min_hits, one.plain_max_hits)} <span class="quiet">{span(one.min_hits, one.max_hits)}</span></td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">Plain hits, from the best to the worst roll; paler: with every kind of luck. A click on a value tries it.<WhyNot of={segments.map(({ why }) => why)} /></p>
    </div>
  );
}

/** The first reason why hits cannot be counted somewhere. */
function WhyNot({ of }: { of: readonly (string | undefined)[] }) {
  const first = of.find((why) => why);
  return first ? <> “Cannot be”: {first}.</> : null;
}

/** By team, with the band of its 95 % intervals where it was played. */
function Wins({ of, found }: { of: Survey<Steps, Found>; found: Found }) {
  const { x, teams } = of.about;
  const { xs, ys, series, bands } = useMemo(() => {
    const shown = teams.slice(0, 2);
    const pick = (look: (point: Point, key: string) => number | undefined) => shown.map((name) => found.points.map((point) => look(point, `win_${name}`) ?? null));
    const value = (point: Point, key: string): number | undefined => point.report && (point.report as unknown as Record<string, number>)[key];
    const lines = shown.map((name, i): Series => ({ label: `${name} wins`, color: `--team-${i}`, shape: "line" }));
    const isPlayed = found.points.some(({ report }) => report && !report.exact);
    if (!isPlayed) return { xs: x.values.slice(0, found.points.length), ys: pick(value), series: lines, bands: [] };
    const edge = (end: 0 | 1) => pick((point, key) => point.report?.intervals[key]?.[end]);
    const edges = (["at least", "at most"] as const).flatMap((word) => shown.map((name, i): Series => ({ label: `${name} ${word}`, color: `--team-${i}`, shape: "edge" })));
    return {
      xs: x.values.slice(0, found.points.length), ys: [...pick(value), ...edge(0), ...edge(1)], series: [...lines, ...edges],
      bands: shown.map((_, i): readonly [number, number] => [2 * shown.length + i, shown.length + i]),
    };
  }, [found, of.about]);
  if (found.points.length === 0) return <p class="quiet" aria-busy="true">Fighting …</p>;
  return <Chart label={`Win rates by ${x.name}`} x={xs} ys={ys} series={series} bands={bands} height={170} xLabel={x.name} nameOfX={String} nameOfY={percent} />;
}

const measure = signal<"hits" | "back" | "wins" | "mean">("hits");

function TwoNumbers({ of, found }: { of: Survey<Steps, Found>; found: Found }) {
  const { x, teams } = of.about;
  const y = of.about.y!;
  const { hits, points } = found;
  const sides = typeof hits === "string" ? [] : hits.rows.flatMap(({ segments }) => segments).find(({ hits: inside }) => inside.length > 0)?.hits ?? [];
  const shown = sides.length === 0 && (measure.value === "hits" || measure.value === "back") ? "wins" : measure.value;
  const side = sides[shown === "back" ? 1 : 0];
  const isOld = isStale(of, [x.place.pointer, y.place.pointer]);
  const hitsAt = (a: number, b: number): Hits | undefined => typeof hits === "string" || !side ? undefined
    : hits.rows.find(({ at }) => Number(at) === b)?.segments.find(({ from, to }) => Number(from) <= a && a <= Number(to))?.hits.find(({ attacker }) => attacker === side.attacker);
  const value = (i: number, j: number): { n: number; text: string } | undefined => {
    if (shown === "hits" || shown === "back") {
      const found = hitsAt(x.values[i]!, y.values[j]!);
      if (!found || found.plain_min_hits === null) return undefined;
      return { n: (found.plain_min_hits + (found.plain_max_hits ?? found.plain_min_hits)) / 2, text: span(found.plain_min_hits, found.plain_max_hits) };
    }
    const report = points[j * x.values.length + i]?.report;
    if (!report) return undefined;
    if (shown === "mean") return { n: report.mean_ttk_ms, text: (report.mean_ttk_ms / 1000).toFixed(1) };
    const win = (report as unknown as Record<string, number>)[`win_${teams[0]}`]!;
    return { n: win, text: String(Math.round(100 * win)) };
  };
  const cells = y.values.map((_, j) => x.values.map((__, i) => value(i, j)));
  const all = cells.flat().flatMap((cell) => cell ? [cell.n] : []);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const share = (n: number): number => shown === "wins" ? n : high > low ? 1 - (n - low) / (high - low) : 0.5;
  const firstAt = cells.flat().findIndex((cell) => cell !== undefined);
  const isHere = (axis: Axis, at: number): string => Number(axis.place.literal) === at ? "here" : "";
  return (
    <div class={isOld ? "stale-map" : ""}>
      <label class="field measure"><span>Shown</span>
        <select value={shown} onChange={(event) => { measure.value = event.currentTarget.value as "wins"; }}>
          {sides.slice(0, 2).map(({ attacker, target }, i) => <option key={attacker} value={i === 0 ? "hits" : "back"}>plain hits until {attacker} defeats {target}</option>)}
          <option value="mean">mean time to kill, s</option>
          <option value="wins">{teams[0]} wins, %</option>
        </select>
      </label>
      <p class="quiet">{x.name} across, {y.name} down. A click tries the pair; arrow keys move.<Stale is={isOld} /></p>
      <div class="scroll">
        <table class="heat small" aria-label="Map of two numbers" onKeyDown={moveInGrid}>
          <thead><tr><td />{x.values.map((a) => <th key={a} scope="col" class={isHere(x, a)}>{a}</th>)}</tr></thead>
          <tbody>
            {y.values.map((b, j) => (
              <tr key={b}>
                <th scope="row" class={isHere(y, b)}>{b}</th>
                {x.values.map((a, i) => {
                  const cell = cells[j]![i];
                  const at = cell && share(cell.n);
                  return (
                    <td key={a} style={at === undefined ? {} : { "--tone": `var(--team-${at >= 0.5 ? 0 : 1})`, "--lean": `${Math.round(110 * Math.abs(at - 0.5))}%` }}>
                      {cell ? <button type="button" tabIndex={j * x.values.length + i === firstAt ? 0 : -1} title={`${x.name} ${a}, ${y.name} ${b}: ${cell.text}`} onClick={() => { changes.value = { ...changes.value, ...tried(x, a), ...tried(y, b) }; }}>{cell.text}</button> : <span title={points[j * x.values.length + i]?.fault}>·</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Method of={of} found={found} />
    </div>
  );
}

function Method({ of, found }: { of: Survey<Steps, Found>; found: Found }) {
  if (!of.isDone || found.points.length === 0) return null;
  const played = found.points.filter(({ report }) => report && !report.exact).length;
  const faults = found.points.flatMap(({ fault }) => fault ?? []);
  return (
    <p class="quiet method">{played === 0 ? "All exact." : `${plural(played, "point")} from ${FIGHTS_A_POINT.toLocaleString("en")} fights each, of one seed; the rest exact.`}
      {faults.length > 0 && ` ${plural(faults.length, "point")} cannot be: ${faults[0]}`}</p>
  );
}
