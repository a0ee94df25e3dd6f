/** Who wins, in one line at the top of the lab, once the result itself is out of sight: what is turned below is seen there. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { differences } from "./change.js";
import { bar, chance, points, sharesOf } from "./result.js";
import { failure, isBehind, outcome } from "./state.js";

const isAway = signal(false);

export function Strip() {
  const element = bar.value;
  useEffect(() => {
    if (!element) return;
    const watch = new IntersectionObserver(([last]) => { isAway.value = last!.intersectionRatio < 0.5; }, { threshold: [0, 0.5, 1] });
    watch.observe(element);
    return () => {
      watch.disconnect();
      isAway.value = false;
    };
  }, [element]);
  const now = outcome.value;
  if (!now) return null;
  const changes = differences.value;
  return (
    <div class={`strip ${isAway.value ? "" : "away"} ${isBehind.value || failure.value ? "behind" : ""}`} aria-hidden="true">
      <div class="outcome">
        {sharesOf(now.report).map(({ key, name, tone, value }) => value > 0.0005 && (
          <span key={key} class={tone} style={{ flexGrow: value }}>{value > 0.14 && <>{name} {chance(value)}{changes && key in changes && <em> {points(changes[key]!)}</em>}</>}</span>
        ))}
      </div>
    </div>
  );
}
