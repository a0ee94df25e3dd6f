/** Which number matters most: each a step down and a step up, and what that does to the fight. */
import { signal } from "@preact/signals";
import type { Sensitivity, SensitivitySide } from "ludex";
import { count, plural } from "../../ui/numbers.js";
import { Card } from "../../ui/parts.js";
import { show as showPlace } from "../overview/panel.js";
import type { Asked } from "./doors.js";
import { numbersOf } from "./fields.js";
import { Going, Stale } from "./going.js";
import { points as signedPoints } from "./result.js";
import { changes, scenario, settings, trial, trialRoot } from "./state.js";
import { isStale, Surveyor, type Survey } from "./survey.js";

type Number_ = Sensitivity["numbers"][number];
interface About {
  readonly step: string;
  readonly names: ReadonlyMap<string, string>;
}
type Found = Omit<Asked, "next">;

const asked = new Surveyor<About, Found>();
const STEPS = ["1%", "5%", "10%", "25%"];
const step = signal("5%");
/** Of the report: win_TEAM or mean_ttk_ms. */
const key = signal("");
const SHOWN = 12;
const isAll = signal(false);
/** Under each variation, where it cannot be solved: both sides play the same. */
const FIGHTS = 4000;

function ask(): void {
  const [rulebook, name, { seed }, by] = [trial.value!, scenario.value!, settings.value, step.value];
  const names = new Map(numbersOf(trialRoot.value, name).flatMap(({ group, places }) => places.map((place) => [place.pointer, `${group} ${place.name}`] as const)));
  isAll.value = false;
  void asked.run(rulebook, { step: by, names }, async (call, show) => {
    const of = await call("numbersToAsk", { rulebook, scenario: name });
    show(undefined, 0, of.length);
    let found: Found | undefined;
    for (let first = 0; first < of.length;) {
      const { next, ...more } = await call("sensitivityPart", { rulebook, scenario: name, of, first, step: by, fights: FIGHTS, seed });
      found = { ...more, numbers: [...found?.numbers ?? [], ...more.numbers], unread: [...found?.unread ?? [], ...more.unread], exact: (found?.exact ?? true) && more.exact };
      first = next;
      show(found, first, of.length);
    }
  });
}

export function Sensitivities() {
  const now = asked.now.value;
  return (
    <Card title="Which number matters most" note="each a step down and up, all else as it is">
      <div class="actions left run-map">
        <button type="button" onClick={ask}>Ask every number</button>
        <label class="inline">a step of <select aria-label="Step" value={step.value} onChange={(event) => { step.value = event.currentTarget.value; }}>
          {STEPS.map((one) => <option key={one} value={one}>{one.replace("%", " %")}</option>)}
        </select></label>
        <Going of={asked} label="Progress over the numbers" unit=" numbers" />
      </div>
      {now?.found && <Tornado of={now} found={now.found} />}
    </Card>
  );
}

const nameOf = (pointer: string, { names }: About): string => names.get(pointer) ?? pointer.split("/").slice(-2).join(" ").replaceAll("~1", "/").replaceAll("~0", "~");
const changeOf = (side: SensitivitySide | null, of: string): number => side?.change[of] ?? 0;
const most = ({ down, up }: Number_, of: string): number => Math.max(Math.abs(changeOf(down, of)), Math.abs(changeOf(up, of)));
/** Less than anyone sees, and more than an exact answer's last bits. */
const NOTHING = 1e-9;

function Tornado({ of, found }: { of: Survey<About, Found>; found: Found }) {
  const keys = Object.keys(found.base).filter((one) => one.startsWith("win_"));
  const shown = key.value === "mean_ttk_ms" || keys.includes(key.value) ? key.value : keys[0]!;
  const isTime = shown === "mean_ttk_ms";
  const all = [...found.numbers].sort((a, b) => most(b, shown) - most(a, shown));
  const moving = all.filter((number) => most(number, shown) > NOTHING);
  const still = all.length - moving.length;
  const ends = moving.flatMap(({ down, up }) => [down, up].flatMap((side) => side?.intervals[shown]?.map(Math.abs) ?? []));
  const widest = Math.max(...ends, NOTHING);
  const rows = isAll.value ? moving : moving.slice(0, SHOWN);
  const isOld = isStale(of);
  const { unread } = found;
  return (
    <div class={isOld ? "stale-map" : ""}>
      <div class="actions left measure-line">
        <label class="inline">What it does to <select aria-label="What it does to" value={shown} onChange={(event) => { key.value = event.currentTarget.value; }}>
          {keys.map((one) => <option key={one} value={one}>{one.slice(4)}’s wins</option>)}
          <option value="mean_ttk_ms">the mean time to kill</option>
        </select></label>
        <Stale is={isOld} />
      </div>
      <table class={`tornado ${isTime ? "of-time" : `of-team-${keys.indexOf(shown) % 6}`}`} aria-label="Numbers by what they do">
        <thead><tr><th scope="col">number</th><th scope="col" class="track">{isTime ? "shorter · longer" : "fewer · more wins"}</th><th scope="col" class="n">{of.about.step.replace("%", " %")} down</th><th scope="col" class="n">{of.about.step.replace("%", " %")} up</th></tr></thead>
        <tbody>{rows.map((number) => <Row key={number.pointer} number={number} about={of.about} shown={shown} widest={widest} />)}</tbody>
      </table>
      {moving.length > rows.length && <div class="actions left"><button type="button" class="plain" onClick={() => { isAll.value = true; }}>Show all {count(moving.length)}</button></div>}
      <p class="quiet method">
        {found.exact ? "All exact." : `What cannot be solved: ${count(FIGHTS)} paired fights a step, the thin lines are 95 % intervals, pale bars may be chance.`}
        {still > 0 && ` ${plural(still, "number")} ${still === 1 ? "changes" : "change"} nothing.`}
        {unread.length > 0 && ` ${plural(unread.length, "number")} ${unread.length === 1 ? "is" : "are"} never looked at in this fight.`} A click on a value tries it.
      </p>
    </div>
  );
}

function Row({ number, about, shown, widest }: { number: Number_; about: About; shown: string; widest: number }) {
  const { pointer, value, down, up } = number;
  const name = nameOf(pointer, about);
  return (
    <tr>
      <th scope="row"><button type="button" class="link" title={`${pointer}: show it in the rulebook`} onClick={() => showPlace(pointer)}>{name}</button> <span class="quiet">{String(value)}</span></th>
      <td class="track" role="img" aria-label={`${name}: ${[down, up].map((side) => side ? `${side.value} changes it by ${amount(changeOf(side, shown), shown)}` : "no step").join(", ")}`}>
        <Bar side={down} tone="down" shown={shown} widest={widest} /><Bar side={up} tone="up" shown={shown} widest={widest} />
      </td>
      <Try pointer={pointer} side={down} shown={shown} />
      <Try pointer={pointer} side={up} shown={shown} />
    </tr>
  );
}

function Bar({ side, tone, shown, widest }: { side: SensitivitySide | null; tone: string; shown: string; widest: number }) {
  if (!side) return <span class="beam" />;
  const change = changeOf(side, shown);
  const [low, high] = side.intervals[shown] ?? [change, change];
  const at = (x: number): number => 50 + 50 * x / widest;
  const isChance = !side.exact && low <= 0 && high >= 0;
  return (
    <span class={`beam ${tone} ${isChance ? "chance" : ""}`} aria-hidden="true">
      <span class="bar" style={{ left: `${Math.min(50, at(change))}%`, width: `${Math.abs(at(change) - 50)}%` }} />
      {high > low && <span class="whisker" style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }} />}
    </span>
  );
}

const amount = (change: number, shown: string): string => shown === "mean_ttk_ms" ? `${change < 0 ? "−" : "+"}${(Math.abs(change) / 1000).toFixed(2)} s` : signedPoints(change);

function Try({ pointer, side, shown }: { pointer: string; side: SensitivitySide | null; shown: string }) {
  if (!side) return <td class="n quiet">–</td>;
  const { value } = side;
  return (
    <td class="n">
      <button type="button" class="link" title={`Try ${value}`} onClick={() => { changes.value = { ...changes.value, [pointer]: String(value) }; }}>{String(value)}</button>
      <span class="amount">{amount(changeOf(side, shown), shown)}</span>
    </td>
  );
}
