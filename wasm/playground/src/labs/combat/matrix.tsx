/** Who wins with what: every loadout against every other, ranked, with those that cannot be told apart. */
import { signal } from "@preact/signals";
import type { MatrixReport } from "ludex";
import { count, plural, shareOf } from "../../ui/numbers.js";
import { moveInGrid } from "../../ui/grid.js";
import { Card } from "../../ui/parts.js";
import { applyChanges, escape } from "./fields.js";
import { Going, Stale } from "./going.js";
import { lineupsOf, MOST_ROWS, type Lineup } from "./loadouts.js";
import { chance, seconds } from "./result.js";
import { changes, scenario, settings, trial, trialRoot } from "./state.js";
import { isStale, Surveyor, type Survey } from "./survey.js";

const matrices = new Surveyor<Lineup, MatrixReport>();
/** The half-width of a pair's interval that is asked for at first; the core plays 16,384 fights of a pair at least. */
const ERROR = 0.01;
const SHARPER = 0.4;

function fight(lineup: Lineup, error: number, first?: MatrixReport): void {
  const [text, name, { seed }] = [trial.value!, scenario.value!, settings.value];
  const rulebook = lineup.loadouts === undefined ? text : applyChanges(text, { [`/scenarios/${escape(name)}/loadouts`]: lineup.loadouts });
  void matrices.run(text, lineup, async (ask, show) => {
    show(await ask("winMatrix", { rulebook, scenario: name, error, seed }), 1, 1);
  }, first);
}

export function Matrix() {
  const lineups = lineupsOf(trialRoot.value, trial.value ?? "", scenario.value ?? "");
  const now = matrices.now.value;
  if (lineups.length === 0) return null;
  const isLong = lineups.some(({ loadouts }) => loadouts?.includes('"where"'));
  return (
    <Card title="Win matrix" note="who wins with what">
      <div class="actions left run-map">
        {lineups.map((lineup) => (
          <button type="button" key={lineup.name} onClick={() => fight(lineup, ERROR)}>{lineups.length > 1 ? lineup.name : "Fight every pair"}</button>
        ))}
        {isLong && <span class="quiet">the first {MOST_ROWS} rows</span>}
        <Going of={matrices} label="The matrix is being fought" />
      </div>
      {now?.found && <Found of={now} report={now.found} />}
    </Card>
  );
}

/** The pair that is looked at: row and column. */
const looked = signal<readonly [string, string] | undefined>(undefined);

function Found({ of: survey, report }: { of: Survey<Lineup, MatrixReport>; report: MatrixReport }) {
  const { loadouts, ranking, teams } = report;
  const { pick } = survey.about;
  const put = (a: string, b: string): void => {
    looked.value = [a, b];
    const both = [pick(a, 0), pick(b, 1)];
    if (both[0] && both[1]) changes.value = { ...changes.value, ...both[0], ...both[1] };
  };
  const canPick = loadouts.every((name) => pick(name, 0));
  const varied = canPick ? loadouts.flatMap((name) => [...Object.keys(pick(name, 0)!), ...Object.keys(pick(name, 1)!)]) : [];
  const isOld = isStale(survey, [...new Set(varied)]);
  const order = ranking.map(({ loadout }) => loadouts.indexOf(loadout));
  // Without ties every row would be a group of its own.
  const hasTies = report.groups.length < loadouts.length;
  const opens = (i: number): string => hasTies && i > 0 && ranking[i]!.group !== ranking[i - 1]!.group ? "opens" : "";
  const head = (name: string, i: number) => <th key={name} scope="col" class={opens(i)}><span>{name}</span></th>;
  return (
    <div class={isOld ? "stale-map" : ""}>
      <p class="quiet">Rows fight in {teams[0]}’s seat, columns in {teams[1]}’s; a cell says how often the row wins, in percent. Best first.{canPick && " A click puts the pair into the scenario; arrow keys move."}<Stale is={isOld} /></p>
      <div class="scroll">
        <table class={`heat matrix ${loadouts.length > MOST_LEVEL ? "many" : ""}`} aria-label="Win matrix" onKeyDown={moveInGrid}>
          <thead><tr><td />{order.map((at, i) => head(loadouts[at]!, i))}</tr></thead>
          <tbody>
            {order.map((a, i) => (
              <tr key={loadouts[a]} class={opens(i)}>
                <th scope="row">{loadouts[a]}</th>
                {order.map((b, j) => <Cell key={loadouts[b]} report={report} a={a} b={b} opens={opens(j)} isFirst={i + j === 0} onLook={() => { looked.value = [loadouts[a]!, loadouts[b]!]; }} onClick={() => put(loadouts[a]!, loadouts[b]!)} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="scale" aria-hidden="true"><span>row loses</span><i /><span>row wins</span></p>
      <Looked report={report} />
      <h3>Mean win rate against the others</h3>
      <Ranking report={report} />
      <Method report={report} />
      {survey.isDone && report.largest_half_width > 0 && (
        <div class="actions left"><button type="button" onClick={() => fight(survey.about, report.error * SHARPER, report)}>Play on, to ±{(100 * report.error * SHARPER).toFixed(1)} points</button></div>
      )}
    </div>
  );
}

/** More names than these stand upright, so that a matrix of ten fits beside the rulebook. */
const MOST_LEVEL = 7;

const whole = (share: number): string => String(Math.round(100 * share));

/** Strong where one side wins often: the colours of both teams meet at a half. */
function Cell({ report, a, b, opens, isFirst, onLook, onClick }: { report: MatrixReport; a: number; b: number; opens: string; isFirst: boolean; onLook: () => void; onClick: () => void }) {
  const [win, low, high] = [report.win[a]![b]!, report.low[a]![b]!, report.high[a]![b]!];
  const lean = Math.round(55 * Math.abs(win - 0.5) * 2);
  return (
    <td class={opens} style={{ "--tone": `var(--team-${win >= 0.5 ? 0 : 1})`, "--lean": `${lean}%` }}>
      <button type="button" tabIndex={isFirst ? 0 : -1} aria-label={`${report.loadouts[a]} against ${report.loadouts[b]}: ${whole(win)} %`} onMouseEnter={onLook} onFocus={onLook} onClick={onClick}>
        {whole(win)}{!report.exact[a]![b] && <small>{whole(low)}–{whole(high)}</small>}
      </button>
    </td>
  );
}

function Looked({ report }: { report: MatrixReport }) {
  const [a, b] = (looked.value ?? []).map((name) => report.loadouts.indexOf(name));
  if (a === undefined || b === undefined || a < 0 || b < 0) return <p class="quiet looked">Look at a cell for all that is known of its pair.</p>;
  const at = (table: MatrixReport["win"]): number => table[a]![b]!;
  const isExact = report.exact[a]![b]!;
  return (
    <p class="looked" role="status"><strong>{report.loadouts[a]}</strong> against <strong>{report.loadouts[b]}</strong>: wins {chance(at(report.win))}{!isExact && ` (${chance(at(report.low))} – ${chance(at(report.high))})`},
      loses {chance(at(report.loss))}, nobody {chance(at(report.draw))}{at(report.timeout) > 0.00005 && `, out of time ${chance(at(report.timeout))}`}; {seconds(at(report.mean_ttk_ms))} on average. <span class="quiet">{isExact ? "Exact." : "Played."}</span></p>
  );
}

/** Groups are told apart by a line; inside one, who is better is not known. */
function Ranking({ report }: { report: MatrixReport }) {
  const { ranking } = report;
  const sizes = report.groups.map((group) => group.length);
  return (
    <table class="ranking" aria-label="Ranking">
      <tbody>
        {ranking.map(({ loadout, mean_win: mean, interval: [low, high], group }, i) => {
          const isFirst = i === 0 || ranking[i - 1]!.group !== group;
          return (
            <tr key={loadout} class={isFirst && i > 0 ? "opens" : ""}>
              {isFirst && <th scope="rowgroup" class="group" rowSpan={sizes[group - 1] ?? 1} title={(sizes[group - 1] ?? 1) > 1 ? "These cannot be told from the first of them" : "Told apart from all others"}>{group}</th>}
              <th scope="row">{loadout}</th>
              <td class="track"><span class="interval team-0" aria-hidden="true">
                <span class="stem" style={{ width: `${100 * mean}%` }} />
                {high > low && <span class="span" style={{ left: `${100 * low}%`, width: `${100 * (high - low)}%` }} />}
                <span class="point" style={{ left: `${100 * mean}%` }} />
              </span></td>
              <td class="n">{shareOf(mean, 1)}</td>
              <td class="quiet share">{high > low ? `${shareOf(low, 1)} – ${shareOf(high, 1)}` : ""}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Method({ report }: { report: MatrixReport }) {
  const { pairs, exact_pairs: exact, fights, largest_half_width: width, level, groups } = report;
  const ties = groups.filter((group) => group.length > 1).length;
  return (
    <p class="quiet method">
      {exact === pairs ? `All exact: ${plural(pairs, "pair")} solved.`
        : `${count(pairs - exact)} of ${plural(pairs, "pair")} played, ${plural(fights, "fight")} in all: each win rate to within ${(100 * width).toFixed(1)} points at 95 %. Ranking and groups hold together at ${Math.round(100 * level)} %.`}
      {ties > 0 && ` ${plural(ties, "group")} of ties: those of one number cannot be told from the first of them.`}
    </p>
  );
}
