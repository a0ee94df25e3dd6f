/** A day of generated traffic, judged here: how it is refused, how fast, and whether the bits are those of the server. */
import { signal } from "@preact/signals";
import { systemReasons } from "ludex";
import { useMemo } from "preact/hooks";
import { long } from "../../core/client.js";
import type { PlaygroundError } from "../../core/protocol.js";
import { compiled } from "../../session.js";
import { Chart, type Series } from "../../ui/chart.js";
import { NumberField } from "../../ui/number_field.js";
import { count, duration, percent, plural, shareOf } from "../../ui/numbers.js";
import { Bars, Card, copy, Digest, OfBefore } from "../../ui/parts.js";
import recorded from "./native.json";
import listed from "./presets.json";
import type { JudgedTraffic, TrafficProgress, TrafficSettings } from "./tasks.js";

/** What the native command said: tools/native_digests.mjs writes it. */
const native: readonly { readonly program: string; readonly settings: TrafficSettings; readonly world: string }[] = recorded;

const settings = signal<TrafficSettings>({ players: 1000, requests: 100_000, seed: 1, attackRate: 0.1 });
const progress = signal<TrafficProgress | undefined>(undefined);
const result = signal<(JudgedTraffic & { rulebook: string }) | undefined>(undefined);
const failure = signal<PlaygroundError | undefined>(undefined);
let stopping: AbortController | undefined;

/** Natively a million lines are no trouble; here they would fill the memory of a phone. */
const MOST = { players: 20_000, requests: 1_000_000 };
/** Making traffic is one call of the core without a sign of life. */
const PATIENCE_MS = 60_000;

const presets: readonly { readonly title: string; readonly settings: TrafficSettings }[] = listed;

async function run(): Promise<void> {
  const rulebook = compiled.value?.text;
  if (rulebook === undefined) return;
  stopping = new AbortController();
  failure.value = undefined;
  progress.value = { stage: "making", done: 0, total: settings.value.requests };
  try {
    const found = await long.call("judgeTraffic", { rulebook, settings: settings.value },
      { signal: stopping.signal, patienceMs: PATIENCE_MS, onProgress: (now) => { progress.value = now as TrafficProgress; } });
    result.value = { ...found, rulebook };
  } catch (error) {
    failure.value = error as PlaygroundError;
  } finally {
    progress.value = undefined;
  }
}

export function Panel() {
  const now = settings.value;
  const isReady = compiled.value !== undefined;
  const set = (members: Partial<TrafficSettings>): void => { settings.value = { ...now, ...members }; };
  return (
    <>
      <Card title="Traffic" note="honest players, and the usual exploits">
        <div class="chips" role="group" aria-label="Kinds of traffic">
          {presets.map((preset) => (
            <button type="button" key={preset.title} aria-pressed={isSame(preset.settings, now)} onClick={() => { settings.value = preset.settings; }}>{preset.title}</button>
          ))}
        </div>
        <form class="fields" onSubmit={(event) => { event.preventDefault(); if (isReady && !progress.value) void run(); }}>
          <Whole label="Players" value={now.players} most={MOST.players} onChange={(players) => set({ players })} />
          <Whole label="Requests" value={now.requests} most={MOST.requests} onChange={(requests) => set({ requests })} />
          <Whole label="Seed" value={now.seed} most={Number.MAX_SAFE_INTEGER} onChange={(seed) => set({ seed })} />
          <label class="field"><span>Hostile <output>{percent(now.attackRate)}</output></span>
            <input type="range" min="0" max="1" step="0.05" value={now.attackRate} onInput={(event) => set({ attackRate: Number(event.currentTarget.value) })} />
          </label>
          <div class="run">
            {/* One element, so that it keeps the focus; were it the one that submits, the click that stops would submit too. */}
            <button type="button" class={progress.value ? "" : "primary"} disabled={!progress.value && !isReady}
              onClick={({ currentTarget }) => progress.value ? stopping?.abort() : currentTarget.form!.requestSubmit()}>
              {progress.value ? "Stop" : `Judge ${plural(now.requests, "request")}`}
            </button>
            <button type="submit" hidden />
          </div>
        </form>
        <Progress />
        {!isReady && <p class="callout again">Traffic is made for a rulebook that compiles.</p>}
        {failure.value && <p class={`callout ${failure.value.code === "cancelled" ? "again" : "bad"}`} role="alert">{failure.value.code === "cancelled" ? "Stopped." : failure.value.message}</p>}
      </Card>
      <OfBefore is={isReady && result.value !== undefined && result.value.rulebook !== compiled.value!.text} />
      {result.value && !isSame(result.value.settings, now) && <p class="callout again" role="status">These answers are of other settings: {told(result.value.settings)}.</p>}
      {result.value && <Result of={result.value} />}
    </>
  );
}

const isSame = (a: TrafficSettings, b: TrafficSettings): boolean =>
  a.players === b.players && a.requests === b.requests && a.seed === b.seed && a.attackRate === b.attackRate;

const told = ({ players, requests, seed, attackRate }: TrafficSettings): string =>
  `${plural(players, "player")}, ${plural(requests, "request")}, seed ${seed}, ${percent(attackRate)} hostile`;

function Whole({ label, value, most, onChange }: { label: string; value: number; most: number; onChange: (value: number) => void }) {
  return (
    <label class="field"><span>{label}</span>
      <NumberField label={label} value={String(value)} isWhole low={1} high={most} onChange={onChange} />
    </label>
  );
}

function Progress() {
  const now = progress.value;
  if (!now) return null;
  const words = now.stage === "making" ? `Making ${count(now.total)} requests …` : `${count(now.done)} of ${count(now.total)} judged`;
  return (
    <div class="progress" role="status">
      <progress aria-label="Progress" max={now.total} {...(now.stage === "judging" ? { value: now.done } : {})} />
      <span class="quiet">{words}</span>
    </div>
  );
}

const stageOfReason = new Map(Object.keys(systemReasons).map((name) => [name, true]));

function toneOf(reason: string): string {
  if (reason === "accepted" || reason === "duplicate") return reason;
  return stageOfReason.has(reason) ? "system" : "rejected";
}

function Result({ of: found }: { of: JudgedTraffic }) {
  const total = Object.values(found.counts).reduce((a, b) => a + b, 0);
  const rows = Object.entries(found.counts).sort(([, a], [, b]) => b - a)
    .map(([name, n]) => ({ name, n, tone: toneOf(name), note: shareOf(n, total) }));
  const { chart, series } = useMemo(() => day(found), [found]);
  return (
    <>
      <div class="figures">
        <p><strong>{percent((found.counts["accepted"] ?? 0) / total)}</strong> accepted</p>
        <p><strong>{count(rows.length)}</strong> kinds of answer</p>
        <p data-figure="judging" data-ms={found.judgingMs}><strong>{duration(found.judgingMs)}</strong> to judge</p>
        <p><strong>{count(Math.round(total / found.judgingMs) * 1000)}</strong> a second</p>
      </div>
      <Card title="By reason" note={told(found.settings)}>
        <Bars label="Verdicts by reason" rows={rows} />
        <p class="quiet legend"><span class="accepted">accepted</span><span class="duplicate">again</span><span class="rejected">refused by this rulebook’s own rules</span><span class="system">refused by every rulebook</span></p>
      </Card>
      <Card title="Over the day" note="share that was refused">
        <Chart label="Share of refused requests over the day" x={chart.x} ys={chart.ys} series={series} height={150} xLabel="time of day" xSteps={HOURS} nameOfX={hour} nameOfY={percent} />
      </Card>
      <Proof of={found} />
    </>
  );
}

/** A clock is read in these. */
const HOURS = [1 / 60, 5 / 60, 0.25, 0.5, 1, 2, 3, 6, 12].map((hours) => hours * 3_600_000);
const hour = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

function day({ stretches }: JudgedTraffic): { chart: { x: number[]; ys: number[][] }; series: readonly Series[] } {
  return {
    chart: { x: stretches.map(({ at }) => at), ys: [stretches.map(({ accepted, rejected }) => rejected / Math.max(1, accepted + rejected))] },
    series: [{ label: "refused", color: "--bad", shape: "area" }],
  };
}

/** The digest of the world beside what the native command says of the same traffic. */
function Proof({ of: { settings: used, programDigest, worldDigest } }: { of: JudgedTraffic }) {
  const known = native.find((one) => one.program === programDigest && isSame(one.settings, used));
  const commands = `ludex traffic rulebook.json --players ${used.players} --requests ${used.requests} --seed ${used.seed} --attack-rate ${used.attackRate} --world-out world.json --out requests.ndjson\n` +
    "ludex judge rulebook.json --world world.json --requests requests.ndjson";
  return (
    <Card title="The same bits" note="as on the server"
      actions={<button type="button" class="plain" onClick={() => void copy(commands, "The native commands")}>Copy commands</button>}>
      <dl class="digests">
        <Digest name="program" value={programDigest} />
        <Digest name="world" value={worldDigest} />
        {known && <Digest name="native" value={known.world} />}
      </dl>
      {known
        ? <p class={`proof ${known.world === worldDigest ? "good" : "bad"}`} role="status">{known.world === worldDigest
            ? "Equal: natively, with g++ on a server, this traffic leaves the world in the same state, bit for bit."
            : "Not equal: this browser computes something else than the server. Please report this."}</p>
        : <><p class="quiet">For this rulebook and these numbers no native digest is on record. These commands print it:</p><pre class="commands">{commands}</pre></>}
    </Card>
  );
}
