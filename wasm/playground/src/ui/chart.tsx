/** uPlot as a component: follows its width and the colour scheme. */
import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { isDark } from "./scheme.js";

export interface Series {
  readonly label: string;
  /** A custom property of the page, such as --good. */
  readonly color: string;
  readonly shape: "line" | "area" | "bars" | "steps" | "stairs" | "edge";
}

interface Props {
  readonly label: string;
  readonly x: readonly number[];
  readonly ys: readonly (readonly (number | null)[])[];
  readonly series: readonly Series[];
  readonly height?: number;
  /** Between two series, by their places from 0: upper and lower. */
  readonly bands?: readonly (readonly [number, number])[];
  /** What the x axis counts. */
  readonly xLabel?: string;
  /** Distances between two names on the x axis, the least first, where tens are no round numbers. */
  readonly xSteps?: readonly number[];
  /** How a place on the x axis is written. */
  readonly nameOfX?: (x: number) => string;
  readonly nameOfY?: (y: number) => string;
}

const NONE: readonly (readonly [number, number])[] = [];

export function Chart(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const { label, x, ys, series, bands = NONE, height = 180, xLabel, xSteps, nameOfX = String, nameOfY = (y) => y.toLocaleString("en") } = props;
  useEffect(() => {
    let plot: uPlot | undefined;
    const frame = host.current!;
    let isHere = true;
    const draw = (): void => {
      if (!isHere) return;
      plot?.destroy();
      const style = getComputedStyle(document.documentElement);
      const color = (name: string): string => style.getPropertyValue(name).trim();
      const axis = { stroke: color("--quiet"), grid: { stroke: color("--hairline"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
      plot = new uPlot({
        width: Math.max(200, frame.clientWidth), height,
        // Areas and bars are read from zero.
        scales: { x: { time: false }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.08 : 1] } },
        padding: [6, 14, 0, 0],
        // Above the plot, where it stands still; values come with the pointer.
        legend: { live: true, mount: (_, legend) => frame.prepend(legend) },
        cursor: { y: false, points: { show: false } },
        hooks: { setCursor: [({ cursor }) => { frame.classList.toggle("read", cursor.idx != null); }] },
        axes: [
          {
            ...axis, grid: { show: false }, values: (_, all) => all.map(nameOfX), space: 60, size: 26, gap: 4,
            ...(xLabel ? { label: xLabel, labelSize: 18, labelGap: 0, labelFont: axis.font } : {}), ...(xSteps ? { incrs: [...xSteps] } : {}),
          },
          { ...axis, values: (_, all) => all.map(nameOfY), size: 52 },
        ],
        bands: bands.map(([upper, lower]): uPlot.Band => ({ series: [upper + 1, lower + 1], fill: `color-mix(in srgb, ${color(series[upper]!.color)} 16%, transparent)` })),
        series: [
          { label: "at", value: (_, at: number | null) => at == null ? "–" : nameOfX(at) },
          ...series.map(({ label: name, color: property, shape }): uPlot.Series => {
            const stroke = color(property);
            return {
              label: name, stroke, width: 1.5, points: { show: false }, value: (_, y: number | null) => y == null ? "–" : nameOfY(y),
              ...(shape === "edge" ? { width: 0.5, alpha: 0.5, class: "edge" } : {}),
              ...(shape === "line" || shape === "stairs" || shape === "edge" ? {} : { fill: `color-mix(in srgb, ${stroke} ${shape === "bars" ? 60 : 22}%, transparent)` }),
              ...(shape === "bars" ? { paths: uPlot.paths.bars!({ size: [0.9, 60] }) } : {}),
              ...(shape === "steps" || shape === "stairs" ? { paths: uPlot.paths.stepped!({ align: 1 }) } : {}),
            };
          }),
        ],
      }, [x as number[], ...ys as (number | null)[][]], frame);
    };
    const stop = effect(() => {
      void isDark.value;
      // The scheme's colours hold once the attribute is set.
      queueMicrotask(draw);
    });
    const resized = new ResizeObserver(() => plot?.setSize({ width: Math.max(200, frame.clientWidth), height }));
    resized.observe(frame);
    return () => {
      isHere = false;
      stop();
      resized.disconnect();
      plot?.destroy();
      plot = undefined;
    };
  }, [x, ys, series, bands, height]);
  return <div class="chart" role="img" aria-label={label} ref={host} />;
}
