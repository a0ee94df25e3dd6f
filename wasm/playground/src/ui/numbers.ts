/** Numbers as people read them, the same in every locale: the page speaks English. */
export const count = (n: number | bigint): string => n.toLocaleString("en");
export const plural = (n: number, word: string, words = `${word}s`): string => `${count(n)} ${n === 1 ? word : words}`;
export const percent = (share: number): string => `${(100 * share).toLocaleString("en", { maximumFractionDigits: 1 })} %`;
/** With the same figures behind the point in every row of a table; what is there is never "0". */
export const shareOf = (n: number, total: number): string => n > 0 && n < 0.0005 * total ? "<0.1 %" : `${(100 * n / Math.max(1, total)).toFixed(1)} %`;
export const signed = (n: number): string => n > 0 ? `+${count(n)}` : n < 0 ? `−${count(-n)}` : "0";

export function bytes(n: number): string {
  if (n < 1000) return `${n} bytes`;
  const [value, unit] = n < 1e6 ? [n / 1e3, "kB"] : n < 1e9 ? [n / 1e6, "MB"] : [n / 1e9, "GB"];
  return `${value.toLocaleString("en", { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

export function duration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}
