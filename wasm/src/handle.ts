import type { Pointer } from "./abi.js";
import { LudexError } from "./error.js";
import type { Native } from "./native.js";

// Symbol.dispose is younger than Node 18; there a symbol of our own keeps the class definition valid.
const disposeSymbol: typeof Symbol.dispose = Symbol.dispose ?? (Symbol("Symbol.dispose") as typeof Symbol.dispose);

// A safety net for handles nobody disposed. It runs late or never: memory in WebAssembly is invisible to the collector.
const forgotten = new FinalizationRegistry<() => void>((release) => release());

/** One object inside the core, owned by this one. */
export class Handle {
  readonly #what: string;
  readonly #release: () => void;
  #pointer: Pointer;

  /** @internal */
  readonly native: Native;

  /** @internal */
  constructor(native: Native, what: string, pointer: Pointer, free: (pointer: Pointer) => void) {
    this.native = native;
    this.#what = what;
    this.#pointer = pointer;
    this.#release = () => free(pointer);
    forgotten.register(this, this.#release, this);
  }

  /** @internal */
  get pointer(): Pointer {
    if (this.#pointer === 0) throw new LudexError("disposed", `this ${this.#what} was disposed and cannot be used any more`);
    return this.#pointer;
  }

  /** Frees the memory. Every later use throws a LudexError with code `disposed`; disposing again does nothing. */
  dispose(): void {
    if (this.#pointer === 0) return;
    this.#pointer = 0;
    forgotten.unregister(this);
    this.#release();
  }

  /** For `using`. */
  [disposeSymbol](): void {
    this.dispose();
  }
}
