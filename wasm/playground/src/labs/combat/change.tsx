/** What was changed does: the fight as it was beside the fight as it is tried, with the interval of the difference. */
import { computed, effect, untracked } from "@preact/signals";
import type { CompareReport, Difference } from "ludex";
import { count } from "../../ui/numbers.js";
import { Card } from "../../ui/parts.js";
import { compiled } from "../../session.js";
import { Going } from "./going.js";
import { chance, points, seconds } from "./result.js";
import { outcome, pinned, settings, trial, way, written } from "./state.js";
import { Surveyor } from "./survey.js";

interface About {
  readonly since: "pin" | "written" | "before";
  readonly before: string;
  readonly after: string;
  readonly scenario: string;
}
const comparing = new Surveyor<About, CompareReport>();
/** Pairs at most while one turns numbers, pass by pass; who asks for many fights gets as many pairs. */
const PASSES = [1000, 10_000];
const REST_MS = 150;

/** Asks once the numbers rest: after the answer to them, never before. */
export function followChange(): () => void {
  let timer = 0;
  const stop = effect(() => {
    const [now, pin, text, last] = [outcome.value, pinned.value, compiled.value?.text, written.value];
    const [isSampled, { fights, seed }] = [way.value === "simulated", settings.value];
    untracked(() => {
      clearTimeout(timer);
      // Once numbers are written into the rulebook, what that has done is still to be seen.
      const [since, before]: [About["since"], string | undefined] = pin && pin.scenario === now?.scenario ? ["pin", pin.text]
        : last && last.after === now?.text ? ["before", last.before] : ["written", text];
      if (!now || before === undefined || before === now.text || now.text !== trial.peek()) {
        if (before === now?.text || !now) comparing.forget();
        return;
      }
      if (!now.isDone) return;
      const about: About = { since, before, after: now.text, scenario: now.scenario };
      const known = comparing.now.peek();
      const kept = known && known.about.before === about.before && known.about.scenario === about.scenario ? known.found : undefined;
      // What was too much to be solved once is not tried again.
      const sample = isSampled || !now.report.exact;
      const run = (): void => void comparing.run(now.text, about, async (ask, show) => {
        const passes = isSampled ? [...PASSES.filter((n) => n < fights), fights] : PASSES;
        for (const [i, most] of passes.entries()) {
          const report = await ask("compareVersions", { rulebook: before, after: now.text, scenario: now.scenario, fights: most, seed, sample });
          show(report, i + 1, passes.length);
          if (report.exact || (report.decided && !isSampled)) return;
        }
      }, kept);
      timer = window.setTimeout(run, REST_MS);
    });
  });
  return () => {
    stop();
    clearTimeout(timer);
    comparing.stop();
  };
}

/** By key of the report, where they are of the answer that is shown. */
export const differences = computed<Readonly<Record<string, number>> | undefined>(() => {
  const [now, shown] = [comparing.now.value, outcome.value];
  if (!now?.found || now.about.after !== shown?.text || now.about.scenario !== shown.scenario) return undefined;
  return Object.fromEntries(Object.entries(now.found.keys).map(([key, { difference: change }]) => [key, change]));
});

const SINCE: Readonly<Record<About["since"], string>> = {
  pin: "against what is pinned", written: "against the rulebook as written", before: "what was written, against the rulebook before it",
};

export function Change() {
  const now = comparing.now.value;
  const error = comparing.failure.value;
  if (!now || (!now.found && !error)) return null;
  const { found, about } = now;
  const isBehind = about.after !== trial.value || (!now.isDone && now.done === 0);
  return (
    <Card title="What the change does" class={isBehind ? "behind" : ""} note={SINCE[about.since]}
      actions={now.done > 0 ? <Going of={comparing} label="Progress of the comparison" unit=" passes" /> : undefined}>
      {error && <p class="callout bad" role="alert">{error.message}</p>}
      {found && <Differences report={found} />}
    </Card>
  );
}

function Differences({ report }: { report: CompareReport }) {
  const { keys, exact, fights, level, rounds } = report;
  const shares = Object.entries(keys).filter(([name]) => name.startsWith("win_") || name === "draw" || name === "timeout")
    .filter(([, { a, b }]) => a > 0.00005 || b > 0.00005);
  const widest = Math.max(...shares.flatMap(([, { interval }]) => interval.map(Math.abs)), 1e-6);
  const mean = keys["mean_ttk_ms"];
  const teams = Object.keys(keys).filter((name) => name.startsWith("win_"));
  const toneOf = (name: string): string => name.startsWith("win_") ? `team-${teams.indexOf(name) % 6}` : name === "draw" ? "nobody" : "late";
  return (
    <>
      <table class="differences" aria-label="Differences">
        <tbody>
          {shares.map(([name, one]) => (
            <tr key={name} class={toneOf(name)} data-difference={name}>
              <th scope="row">{name.replace(/^win_/, "")}</th>
              <td class="from">{chance(one.a)}<span class="arrow" aria-label="becomes"> → </span>{chance(one.b)}</td>
              <td class="track"><span class="beam" aria-hidden="true"><Beam of={one} widest={widest} /></span></td>
              <td class="n">{points(one.difference)}</td>
              <td class="quiet share">{exact ? "" : `${points(one.interval[0])} to ${points(one.interval[1])}`}</td>
              <td class="quiet told">{exact ? "" : one.decided ? "told apart" : "may be chance"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {mean && mean.a >= 0 && mean.b >= 0 && <p class="method">A fight takes {seconds(mean.a)}<span class="arrow" aria-label="becomes"> → </span>{seconds(mean.b)} on average{!exact && mean.interval[1] - mean.interval[0] < mean.a && <span class="quiet"> ({difference(mean.interval[0])} to {difference(mean.interval[1])})</span>}.</p>}
      <p class="quiet method">{exact ? "Both solved: the differences are exact." : `${count(fights)} fights of one seed, fought under both; all ${rounds > 1 ? "intervals of all rounds" : "intervals"} hold together at ${Math.round(100 * level)} %.`}</p>
    </>
  );
}

const difference = (ms: number): string => `${ms < 0 ? "−" : "+"}${(Math.abs(ms) / 1000).toFixed(2)} s`;

function Beam({ of: { difference: change, interval: [low, high] }, widest }: { of: Difference; widest: number }) {
  const at = (x: number): number => 50 + 50 * x / widest;
  return (
    <>
      <span class="bar" style={{ left: `${Math.min(50, at(change))}%`, width: `${Math.abs(at(change) - 50)}%` }} />
      {high > low && <span class="whisker" style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />}
    </>
  );
}
