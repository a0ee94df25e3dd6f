import type { Ludex, Rulebook } from "ludex";

/** The core and the rulebook it last compiled: most calls are about the same one. */
export class Bench {
  #text: string | undefined;
  #rulebook: Rulebook | undefined;

  constructor(readonly ludex: Ludex) {}

  /** Do not dispose it. Throws a LudexError with every error. */
  rulebook(text: string): Rulebook {
    if (text !== this.#text || !this.#rulebook) {
      const fresh = this.ludex.rulebook(text);
      this.#rulebook?.dispose();
      this.#rulebook = fresh;
      this.#text = text;
    }
    return this.#rulebook;
  }
}
