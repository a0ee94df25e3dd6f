/** Light or dark: the system's, until one is chosen. */
import { effect, signal } from "@preact/signals";

export type Scheme = "auto" | "light" | "dark";
const KEPT = "ludex-playground-scheme";

function keptScheme(): Scheme {
  try {
    const found = localStorage.getItem(KEPT);
    return found === "light" || found === "dark" ? found : "auto";
  } catch {
    return "auto";
  }
}

export const scheme = signal<Scheme>(keptScheme());
const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);
/** What is drawn outside CSS, such as charts, follows this. */
export const isDark = signal(false);

export function followScheme(): void {
  system.addEventListener("change", () => { systemIsDark.value = system.matches; });
  effect(() => {
    isDark.value = scheme.value === "auto" ? systemIsDark.value : scheme.value === "dark";
    document.documentElement.dataset["scheme"] = isDark.value ? "dark" : "light";
    try {
      localStorage.setItem(KEPT, scheme.value);
    } catch {
      // The choice then holds for this visit.
    }
  });
}
