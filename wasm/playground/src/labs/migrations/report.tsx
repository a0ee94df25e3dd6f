/** What a rehearsal found: counts, sums that must be kept, sizes and fields before and after. */
import type { FieldCounts, RehearsalReport } from "ludex";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Chart, type Series } from "../../ui/chart.js";
import { bytes, count, duration, plural } from "../../ui/numbers.js";
import { Bars, Card } from "../../ui/parts.js";
import type { Rehearsed } from "./tasks.js";

export function Report({ of: { report, aside, ms }, onOpen }: { of: Rehearsed; onOpen: (raw: string) => void }) {
  const setAside = report.lines - report.ready;
  // It comes below what was clicked, often out of sight.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current!.scrollIntoView({ block: "start", behavior: "smooth" }), [report]);
  return (
    <>
      <div class="figures" ref={top}>
        <p><strong>{count(report.lines)}</strong> saves</p>
        <p><strong>{count(report.ready)}</strong> ready</p>
        <p class={setAside > 0 ? "bad" : ""}><strong>{count(setAside)}</strong> set aside</p>
        <p data-figure="rehearsing" data-ms={ms}><strong>{duration(ms)}</strong> to rehearse</p>
      </div>
      <p class={`callout ${report.ok ? "good" : "bad"}`} role="status" data-ok={report.ok}>{verdictOf(report)}</p>
      {report.steps.length > 0 && (
        <Card title="Steps">
          <Bars label="Saves by step" rows={report.steps.map(({ id, applied, failed }) => ({ name: id, n: applied, tone: failed > 0 ? "rejected" : "accepted", ...(failed > 0 ? { note: `${count(failed)} failed` } : {}) }))} />
        </Card>
      )}
      {Object.keys(report.sums).length > 0 && <Sums sums={report.sums} />}
      {setAside > 0 && <Aside report={report} aside={aside} onOpen={onOpen} />}
      <Sizes of={report} />
      {report.fields && report.fields.length > 0 && <Fields of={report.fields} />}
    </>
  );
}

function verdictOf(report: RehearsalReport): string {
  if (report.ok) return "Every save is ready, migrating twice is migrating once, and every sum is kept.";
  const faults: string[] = [];
  const lost = Object.entries(report.sums).filter(([, { ok }]) => !ok).map(([name]) => name);
  if (lost.length > 0) faults.push(`${lost.join(" and ")} ${lost.length === 1 ? "is" : "are"} not conserved`);
  if (report.lines > report.ready) faults.push(`${plural(report.lines - report.ready, "save")} set aside`);
  if (!report.twice_is_once) faults.push("migrating twice changes saves again");
  return `Not ready to be published: ${faults.join("; ")}.`;
}

const whole = (n: number | bigint | string): string => typeof n === "string" ? n : count(n);

function Sums({ sums }: { sums: RehearsalReport["sums"] }) {
  return (
    <Card title="Sums" note="what migrating may neither make nor lose">
      <div class="scroll">
        <table class="grid numbers">
          <thead><tr><th /><th scope="col">before</th><th scope="col">after</th><th scope="col">explained</th><th scope="col">unexplained</th><th scope="col">saves</th></tr></thead>
          <tbody>
            {Object.entries(sums).map(([name, sum]) => (
              <tr key={name} class={sum.ok ? "" : "bad"}>
                <th scope="row">{name}</th><td>{whole(sum.before)}</td><td>{whole(sum.after)}</td><td>{whole(sum.explained)}</td><td>{whole(sum.unexplained)}</td><td>{count(sum.unexplained_saves)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {Object.entries(sums).filter(([, { ok }]) => !ok).map(([name, { steps }]) => (
        <p key={name} class="fault">{steps.filter(({ delta, may_change }) => !may_change && String(delta) !== "0").map(({ id, delta }) => `The step ${id} changes ${name} by ${whole(delta)}.`).join(" ")}</p>
      ))}
    </Card>
  );
}

function Aside({ report, aside, onOpen }: { report: RehearsalReport; aside: Rehearsed["aside"]; onOpen: (raw: string) => void }) {
  const classes = Object.entries(report.quarantined).filter(([, n]) => n > 0).map(([name, n]) => ({ name, n, tone: "rejected" }));
  return (
    <Card title="Set aside" note="nothing of them is written">
      <Bars label="Saves set aside, by class" rows={classes} />
      <ul class="aside" aria-label="Saves that were set aside">
        {aside.map(({ line, class: name, pointer, message, raw }) => (
          <li key={line}>
            <button type="button" class="link" disabled={raw === undefined} title="Look at this save" onClick={() => { if (raw !== undefined) { onOpen(raw); scrollTo({ top: 0 }); document.querySelector(".lab .panel")?.scrollTo({ top: 0 }); } }}>line {count(line)}</button>
            <strong>{name}</strong> <code>{pointer}</code> <span>{message}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

const beforeAndAfter: readonly Series[] = [
  { label: "before", color: "--again", shape: "steps" },
  { label: "after", color: "--accent", shape: "steps" },
];

type Bins = readonly (readonly [number, number])[];

/** Both histograms over the same bins; a bin without saves is a zero, not a gap. */
function together(before: Bins = [], after: Bins = []): { x: number[]; ys: number[][]; least: number[] } {
  const least = [...new Set([...before, ...after].map(([bin]) => bin))].sort((a, b) => a - b);
  const of = (bins: Bins): number[] => {
    const found = new Map(bins.map(([bin, n]) => [bin, n]));
    return least.map((bin) => found.get(bin) ?? 0);
  };
  // One more place, so that the last step has a width.
  const ys = [of(before), of(after)].map((counts) => [...counts, counts[counts.length - 1] ?? 0]);
  return { x: [...least.keys(), least.length], ys, least };
}

function Sizes({ of: { bytes: sizes } }: { of: RehearsalReport }) {
  const { x, ys, least } = useMemo(() => together(sizes.before, sizes.after), [sizes]);
  return (
    <Card title="Sizes" note={`${bytes(Number(sizes.in))} in, ${bytes(Number(sizes.out))} out, the largest ${bytes(sizes.largest)} of ${bytes(Number(sizes.limit))}`}>
      <Chart label="Saves by size, before and after" x={x} ys={ys} series={beforeAndAfter} xLabel="size of a save" nameOfX={(i) => least[i] === undefined ? "" : bytes(least[i])} />
    </Card>
  );
}

type Field = NonNullable<RehearsalReport["fields"]>[number];

function Fields({ of: fields }: { of: readonly Field[] }) {
  const interesting = fields.filter(({ before, after }) => valuesOf(before) || valuesOf(after));
  const [chosen, choose] = useState(interesting[0]?.pointer ?? "");
  const field = interesting.find(({ pointer }) => pointer === chosen) ?? interesting[0];
  if (!field) return null;
  return (
    <Card title="Fields" note="every place in the states, before and after"
      actions={<select aria-label="Field" value={field.pointer} onChange={(event) => choose(event.currentTarget.value)}>
        {interesting.map(({ pointer }) => <option key={pointer} value={pointer}>{pointer}</option>)}
      </select>}>
      <FieldPlot key={field.pointer} field={field} />
      <p class="quiet">{countsOf("before", field.before)}; {countsOf("after", field.after)}</p>
    </Card>
  );
}

const valuesOf = (side: FieldCounts | undefined): boolean => Boolean(side && (side["numbers"] || side.words || side["items"] || side["string_bytes"]));

function countsOf(name: string, side: FieldCounts | undefined): string {
  if (!side) return `${name}: nowhere`;
  const kinds = ["missing", "null", "false", "true", "number", "string", "array", "object"]
    .flatMap((kind) => typeof side[kind] === "number" ? [`${count(side[kind] as number)} ${kind}`] : []);
  const range = side.min !== undefined ? `, ${String(side.min)} to ${String(side.max)}` : "";
  return `${name}: ${kinds.join(", ") || "nothing"}${range}`;
}

function FieldPlot({ field: { before, after } }: { field: Field }) {
  const words = before?.words || after?.words;
  const plot = useMemo(() => {
    const member = (["numbers", "items", "string_bytes"] as const).find((name) => before?.[name] || after?.[name]);
    return member && { member, ...together(before?.[member] as Bins | undefined, after?.[member] as Bins | undefined) };
  }, [before, after]);
  if (words) {
    const names = [...new Set([...Object.keys(before?.words ?? {}), ...Object.keys(after?.words ?? {})])];
    return (
      <div class="two">
        {(["before", "after"] as const).map((side) => (
          <div key={side}><h3>{side}</h3><Bars label={`Words ${side}`} rows={names.map((name) => ({ name, n: { before, after }[side]?.words?.[name] ?? 0, tone: side === "before" ? "duplicate" : "accepted" }))} /></div>
        ))}
      </div>
    );
  }
  if (!plot) return null;
  return <Chart label="Values before and after" x={plot.x} ys={plot.ys} series={beforeAndAfter} height={170} xLabel={AXES[plot.member]}
    nameOfX={(i) => plot.least[i] === undefined ? "" : plot.member === "numbers" ? numberBin(plot.least[i]) : sizeBin(plot.least[i])} />;
}

const AXES = { numbers: "value", items: "items", string_bytes: "bytes of text" } as const;

/** docs/migrations.md: bin 0 is zero, 1 is below one, k + 2 from 2^k; negative for negative numbers. */
function numberBin(bin: number): string {
  if (bin === 0) return "0";
  const size = Math.abs(bin) === 1 ? "<1" : (2 ** (Math.abs(bin) - 2)).toLocaleString("en", { notation: "compact" });
  return bin < 0 ? `−${size}` : size;
}

const sizeBin = (bin: number): string => bin === 0 ? "0" : (2 ** (bin - 1)).toLocaleString("en", { notation: "compact" });
