import { highlight } from "./highlight.js";

/**
 * A textarea with colours and, when it does not wrap, line numbers. The textarea's own text is transparent; the coloured copy
 * below it has the same metrics (style.css, .editor).
 */
export class Editor {
  readonly input: HTMLTextAreaElement;
  readonly #paint: HTMLElement;
  readonly #numbers: HTMLElement | null;
  #bad = new Set<number>();

  constructor(frame: HTMLElement, onEdit: () => void) {
    this.input = frame.querySelector("textarea")!;
    this.#paint = frame.querySelector(".paint")!;
    this.#numbers = frame.querySelector(".numbers");
    this.input.addEventListener("input", () => {
      this.#draw();
      onEdit();
    });
    this.input.addEventListener("scroll", () => this.#follow());
    new ResizeObserver(() => this.#follow()).observe(this.input);
  }

  get text(): string {
    return this.input.value;
  }

  /** Replaces the text as if it had been typed, but for `onEdit`. */
  set text(text: string) {
    this.input.value = text;
    this.#draw();
  }

  /** Marks these lines (from 1) as wrong. */
  mark(lines: Iterable<number>): void {
    this.#bad = new Set(lines);
    this.#number();
  }

  /** Selects [start, end), scrolls there and takes the focus. */
  select(start: number, end: number): void {
    this.input.focus();
    this.input.setSelectionRange(start, end);
    const before = this.input.value.slice(0, start).split("\n").length - 1;
    const height = parseFloat(getComputedStyle(this.input).lineHeight);
    this.input.scrollTop = Math.max(0, before * height - this.input.clientHeight / 3);
    this.input.scrollLeft = 0;
    this.#follow();
  }

  #draw(): void {
    // A last empty line needs a character to have a height.
    this.#paint.replaceChildren(highlight(`${this.input.value}\n`));
    this.#number();
    this.#follow();
  }

  #number(): void {
    if (!this.#numbers) return;
    const lines = this.input.value.split("\n").length;
    const rows = Array.from({ length: lines }, (_, i) => {
      const row = document.createElement("span");
      row.textContent = String(i + 1);
      if (this.#bad.has(i + 1)) row.className = "bad";
      return row;
    });
    this.#numbers.replaceChildren(...rows);
  }

  #follow(): void {
    this.#paint.style.transform = `translate(${-this.input.scrollLeft}px, ${-this.input.scrollTop}px)`;
    if (this.#numbers) this.#numbers.style.transform = `translateY(${-this.input.scrollTop}px)`;
  }
}
