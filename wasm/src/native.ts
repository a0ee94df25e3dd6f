import { Status, type Abi, type Pointer } from "./abi.js";
import { errorFromJson, LudexError } from "./error.js";
import { parseJson, type JsonValue } from "./json.js";

/** What Emscripten's glue gives. Its functions carry an underscore: `_ludex_version`. */
export interface Glue {
  /** The whole memory. Made anew when memory grows: never keep one. */
  HEAPU8: Uint8Array;
  HEAPU32: Uint32Array;
  [name: `_${string}`]: (...words: (number | bigint)[]) => number | bigint;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The C ABI with the copying done: text and bytes in, text, bytes and handles out, failures thrown. */
export class Native {
  readonly abi: Abi;
  readonly #glue: Glue;
  /** 16 bytes for what C writes through a pointer: a ludex_bytes, or a handle and an error. */
  readonly #out: Pointer;

  constructor(glue: Glue, lastWords: () => string, module: string) {
    this.#glue = glue;
    this.abi = guarded(glue, lastWords, module);
    this.#out = this.abi.malloc(16);
  }

  /** Copies `text` in for the call of `use`; no text is the null span. */
  lend<T>(text: string | Uint8Array | undefined, use: (pointer: Pointer, size: number) => T): T {
    if (text === undefined) return use(0, 0);
    const bytes = typeof text === "string" ? encoder.encode(text) : text;
    // malloc(0) may give null, which would be another meaning.
    const pointer = this.abi.malloc(bytes.length + 1);
    if (pointer === 0) throw new LudexError("memory", `there is no memory for ${bytes.length} bytes of input`);
    try {
      this.#glue.HEAPU8.set(bytes, pointer);
      return use(pointer, bytes.length);
    } finally {
      this.abi.free(pointer);
    }
  }

  /** Copies `texts` in, as an array of ludex_bytes, for the call of `use`. */
  lendAll<T>(texts: readonly (string | Uint8Array)[], use: (array: Pointer) => T): T {
    const words: number[] = [];
    const next = (i: number): T => {
      if (i < texts.length) {
        return this.lend(texts[i]!, (pointer, size) => {
          words.push(pointer, size);
          return next(i + 1);
        });
      }
      return this.lend(new Uint8Array(new Uint32Array(words).buffer), use);
    };
    return next(0);
  }

  /** A handle made by `call`, or the error it gave. */
  make(call: (out: Pointer, error: Pointer) => number): Pointer {
    const out = this.#out;
    const error = out + 4;
    this.#glue.HEAPU32.fill(0, out >> 2, (out >> 2) + 2);
    const status = call(out, error);
    if (status === Status.ok) return this.#word(out);
    if (status === Status.argument) throw new LudexError("argument", "the core refused an argument of this call");
    const handle = this.#word(error);
    const json = this.json((bytes) => this.abi.ludex_error_json(bytes, handle));
    this.abi.ludex_error_free(handle);
    throw errorFromJson(json);
  }

  /** The text in the ludex_text that `call` makes. */
  textOf(call: (out: Pointer, error: Pointer) => number): string {
    const handle = this.make(call);
    try {
      return this.text((bytes) => this.abi.ludex_text_bytes(bytes, handle));
    } finally {
      this.abi.ludex_text_free(handle);
    }
  }

  /** The same, read as JSON. */
  jsonOf(call: (out: Pointer, error: Pointer) => number): JsonValue {
    return parseJson(this.textOf(call));
  }

  /** The ludex_bytes that `call` gave, copied. */
  bytes(call: (bytes: Pointer) => void): Uint8Array {
    return this.#view(call).slice();
  }

  text(call: (bytes: Pointer) => void): string {
    return decoder.decode(this.#view(call));
  }

  json(call: (bytes: Pointer) => void): JsonValue {
    return parseJson(this.text(call));
  }

  /** The text of a NUL-terminated string. */
  cString(pointer: Pointer): string {
    const heap = this.#glue.HEAPU8;
    return decoder.decode(heap.subarray(pointer, heap.indexOf(0, pointer)));
  }

  /** `size` bytes of memory as they are now: read them before the next call. */
  peek(pointer: Pointer, size: number): Uint8Array {
    return this.#glue.HEAPU8.subarray(pointer, pointer + size);
  }

  #view(call: (bytes: Pointer) => void): Uint8Array {
    call(this.#out);
    return this.peek(this.#word(this.#out), this.#word(this.#out + 4));
  }

  #word(pointer: Pointer): number {
    return this.#glue.HEAPU32[pointer >> 2]!;
  }
}

/** A 64-bit integer as the ABI takes it; above 2^53 only a bigint is exact. */
export function wholeInt64(value: bigint | number, name: string): bigint {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) {
    throw new LudexError("argument", `${name} must be a whole number; above 2^53 give a bigint, not ${value}`);
  }
  const exact = BigInt(value);
  if (exact !== BigInt.asIntN(64, exact)) throw new LudexError("argument", `${name} does not fit 64 bits: ${exact}`);
  return exact;
}

/** The text form of a digest; the ABI gives it as a signed bigint. */
export function digestText(digest: bigint): string {
  return BigInt.asUintN(64, digest).toString(16).padStart(16, "0");
}

/** A memory of this size that cannot grow by what is asked for is as good as full: a list that grows is copied to twice its place. */
const FULL_BYTES = 256 * 1024 * 1024;

/**
 * The functions without their underscore, each refusing to run once one has trapped: after a failed assertion or an
 * exhausted memory the state inside is not to be trusted, and a wrong verdict is worse than none.
 */
function guarded(glue: Glue, lastWords: () => string, module: string): Abi {
  let trapped: LudexError | undefined;
  const abi: Record<string, (...words: (number | bigint)[]) => number | bigint> = {};
  for (const name of Object.keys(glue)) {
    if (!/^_(ludex_|malloc$|free$)/.test(name)) continue;
    const call = glue[name as `_${string}`]!;
    abi[name.slice(1)] = (...words) => {
      if (trapped) {
        // Disposing must not throw: it runs in `finally`, in `using` and in the collector.
        if (name.endsWith("free")) return 0;
        throw trapped;
      }
      try {
        return call(...words);
      } catch (cause) {
        const words = lastWords();
        // C++ ends without a word where memory runs out, and nowhere else.
        const isFull = /^(?:Aborted\(\))?$/.test(words) && /Aborted\(\)/.test(words + String(cause)) && glue.HEAPU8.length >= FULL_BYTES;
        trapped = isFull
          ? new LudexError("memory", `${name.slice(1)} needs more than the 1 GiB of memory that an instance may have: ask for less, or ask natively; call loadLudex anew`, [], { cause })
          : new LudexError("internal", `the core stopped in ${name.slice(1)}: ${words || String(cause)}; call loadLudex anew, and please report this with its input`, [], { cause });
        throw trapped;
      }
    };
  }
  // Asked only for what is not there: judge.wasm has a part of the functions.
  Object.setPrototypeOf(abi, new Proxy({}, { get(_, name) {
    if (typeof name !== "string" || !name.startsWith("ludex_")) return undefined;
    throw new LudexError("load", `${module} has no ${name}: load ludex.wasm, with loadLudex`);
  } }));
  return abi as unknown as Abi;
}
