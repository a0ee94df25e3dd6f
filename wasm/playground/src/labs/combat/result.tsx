/** What comes of the scenario: who wins, how sure that is, and when it is over. */
import type { CombatReport } from "ludex";
import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { Chart, type Series } from "../../ui/chart.js";
import { count, duration, percent, plural } from "../../ui/numbers.js";
import { Card } from "../../ui/parts.js";
import { failure, isBehind, isPlaying, outcome, overtaken, pinned, settings, stopFights, way, type Outcome, type Pinned } from "./state.js";

export interface Share {
  readonly key: string;
  readonly name: string;
  readonly tone: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Teams in the order of the rulebook, then nobody and the time limit. */
export function sharesOf(report: CombatReport): Share[] {
  const of = (key: string, name: string, tone: string): Share => {
    const [low, high] = report.intervals[key]!;
    return { key, name, tone, value: (report as unknown as Record<string, number>)[key]!, low, high };
  };
  const teams = Object.keys(report).filter((key) => key.startsWith("win_"));
  return [...teams.map((key, i) => of(key, key.slice(4), `team-${i % 6}`)), of("draw", "draw", "nobody"), of("timeout", "timeout", "late")];
}

export const seconds = (ms: number): string => ms < 0 ? "–" : `${(ms / 1000).toLocaleString("en", { maximumFractionDigits: ms < 10_000 ? 2 : 1 })} s`;
/** Three figures behind the point where an exact chance or many fights allow them. */
export const chance = (share: number): string => `${(100 * share).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 })} %`;
export const points = (difference: number): string => `${Math.abs(difference) < 0.00005 ? "±" : difference > 0 ? "+" : "−"}${(100 * Math.abs(difference)).toFixed(2)}`;

/** Where it says who wins: strip.tsx repeats it once that is out of sight. */
export const bar = signal<HTMLElement | null>(null);
const hold = (element: HTMLElement | null): void => { bar.value = element; };

export function Result() {
  const now = outcome.value;
  const error = failure.value;
  return (
    <>
      {error && <p class="callout bad" role="alert"><strong>No answer.</strong> {error.message}</p>}
      {now && <Shown of={now} isStale={error !== undefined} />}
      {!now && !error && <p class="empty" aria-busy="true">Fighting …</p>}
    </>
  );
}

function Shown({ of: now, isStale }: { of: Outcome; isStale: boolean }) {
  const { report } = now;
  const before = pinned.value?.scenario === now.scenario ? pinned.value : undefined;
  const shares = sharesOf(report);
  const words = shares.map(({ name, value }) => `${name} ${chance(value)}`).join(", ");
  return (
    <Card title="Result" class={isStale ? "stale" : isBehind.value ? "behind" : ""}
      note={report.exact ? "exact" : `${plural(report.fights, "fight")}, 95 % intervals`}
      actions={<Playing of={now} />}>
      <div class="outcome" role="img" aria-label={words} ref={hold}>
        {shares.map(({ key, tone, value }) => value > 0.0005 && <span key={key} class={tone} style={{ flexGrow: value }}>{value > 0.08 ? chance(value) : ""}</span>)}
      </div>
      {before && (
        <div class="outcome before" role="img" aria-label={`pinned: ${sharesOf(before.outcome.report).map(({ name, value }) => `${name} ${chance(value)}`).join(", ")}`}>
          {sharesOf(before.outcome.report).map(({ key, tone, value }) => value > 0.0005 && <span key={key} class={tone} style={{ flexGrow: value }} />)}
        </div>
      )}
      <table class="shares" aria-label="How fights end">
        <tbody>{shares.map((share) => <Row key={share.key} share={share} isExact={report.exact} before={before} />)}</tbody>
      </table>
      <div class="figures">
        <p><strong data-ttk="mean">{seconds(report.mean_ttk_ms)}</strong> on average</p>
        <p><strong>{seconds(report.ttk_quantiles_ms["0.5"] ?? -1)}</strong> median</p>
        <p><strong>{seconds(report.ttk_quantiles_ms["0.05"] ?? -1)} – {seconds(report.ttk_quantiles_ms["0.95"] ?? -1)}</strong> nine of ten</p>
        <p><strong>{report.mean_attacks.toLocaleString("en", { maximumFractionDigits: 1 })}</strong> actions a fight</p>
      </div>
      <h3>Over by a time</h3>
      <Curve now={now} before={before} />
      <p class="quiet method">{report.method}{now.whyNot && <> — {now.whyNot}</>}</p>
    </Card>
  );
}

function Playing({ of: now }: { of: Outcome }) {
  if (!now.isDone && isPlaying.value) {
    const most = way.value === "simulated" ? settings.value.fights : undefined;
    return (
      <span class="progress" role="status">
        <progress aria-label="Fights" {...(most ? { max: most, value: now.report.fights } : {})} />
        <button type="button" onClick={stopFights}>Stop</button>
      </span>
    );
  }
  return (
    <span class="quiet answered">
      {isBehind.value ? <span class="behind-note">newer numbers are being fought …</span> : <span data-figure="answering" data-ms={now.sinceMs} data-worker-ms={now.ms} title={`From the last change to this answer; ${duration(now.ms)} of that in the core`}>answered in {duration(now.sinceMs)}</span>}
      {overtaken.value > 0 && <span title="You were faster: the newest number wins, answers to older ones are dropped">, {count(overtaken.value)} overtaken</span>}
    </span>
  );
}

function Row({ share, isExact, before }: { share: Share; isExact: boolean; before: Pinned | undefined }) {
  const { key, name, tone, value, low, high } = share;
  const old = before && (before.outcome.report as unknown as Record<string, number>)[key];
  return (
    <tr class={tone} data-share={key}>
      <th scope="row">{name}</th>
      <td class="track"><span class="interval" aria-hidden="true">
        {!isExact && <span class="span" style={{ left: `${100 * low}%`, width: `${Math.max(0.3, 100 * (high - low))}%` }} />}
        <span class="point" style={{ left: `${100 * value}%` }} />
      </span></td>
      <td class="n" data-value={value}>{chance(value)}</td>
      <td class="quiet share">{isExact ? "" : `${chance(low)} – ${chance(high)}`}</td>
      {before && <td class="n change">{old === undefined ? "" : points(value - old)}</td>}
    </tr>
  );
}

interface Curves {
  readonly x: number[];
  readonly ys: (number | null)[][];
  readonly series: readonly Series[];
}

function Curve({ now, before }: { now: Outcome; before: Pinned | undefined }) {
  const { x, ys, series } = useMemo(() => curves(now.report, before?.outcome.report), [now.report, before]);
  return <Chart label="The share of fights that are over by a time" x={x} ys={ys} series={series} height={170} xLabel="time" nameOfX={seconds} nameOfY={percent} />;
}

/** Both curves on one axis of times; a curve holds its height until its next step. */
function curves(now: CombatReport, before: CombatReport | undefined): Curves {
  const all = [now, ...(before ? [before] : [])].map(({ ttk_curve: curve }) => curve ?? { ms: [], share: [] });
  // The rarest are a long tail that would press the rest into a corner.
  const end = 1.05 * Math.max(1, ...all.map(({ ms, share }) => ms.find((_, i) => share[i]! >= 0.994 * (share[share.length - 1] ?? 0)) ?? 0));
  const x = [...new Set([0, ...all.flatMap(({ ms }) => ms.filter((at) => at <= end)), end])].sort((a, b) => a - b);
  const ys = all.map(({ ms, share }) => {
    let i = 0;
    return x.map((at) => {
      while (i < ms.length && ms[i]! <= at) i++;
      return i === 0 ? 0 : share[i - 1]!;
    });
  });
  return { x, ys, series: [{ label: before ? "fights over, now" : "fights over", color: "--accent", shape: "steps" }, ...(before ? [{ label: "as pinned", color: "--again", shape: "stairs" } as const] : [])] };
}
