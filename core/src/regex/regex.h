#pragma once
// Regular expressions that no pattern makes slow and no text makes large: an automaton over UTF-8 bytes (Thompson, "Regular
// expression search algorithm", CACM 1968; Cox, "Regular expression matching: the virtual machine approach", 2009).
// Back-references and look-around have no such automaton and are refused.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ludex::regex {

/// ECMA-262 with the `u` flag (`pattern` of JSON Schema), or RE2's syntax (`matches` of CEL).
enum class Dialect : std::uint8_t { ecma, re2 };

/// Bytes of a pattern: the longest in the field (addresses, URLs by RFC 3986) have some 7,000.
inline constexpr std::size_t kMaxPatternBytes = 16384;
/// Groups inside groups: what the stack of parser and compiler must hold, also under WebAssembly.
inline constexpr std::uint32_t kMaxNesting = 200;
/// Of {n,m}, as in RE2.
inline constexpr std::uint32_t kMaxRepetitions = 1000;
/// Instructions of one program, a byte range being one: some 3 MiB. [\p{L}\p{N}_]{1,100} has 170,000.
inline constexpr std::uint32_t kMaxInstructions = 1u << 18;
/// Text bytes times instructions that are always searched, about a second's work. Above, the search goes on as long as its
/// states repeat (as they do in nearly all patterns) and gives up after this many steps of building new ones.
inline constexpr std::uint64_t kMaxSteps = std::uint64_t{1} << 28;

/// Why a pattern does not compile, and the byte of the pattern where that shows.
struct Fault {
  std::uint32_t offset = 0;
  std::string message;
};

struct Compiled;

/// A compiled pattern: immutable, cheap to copy, to be shared between threads. An empty one matches nothing.
class Program {
 public:
  /// Instructions of the automaton.
  std::size_t size() const;
  /// Whether it was made into a whole table when compiled: then searches touch no scratch.
  bool is_table() const;
  const std::shared_ptr<const Compiled>& compiled() const { return compiled_; }

 private:
  friend bool compile(std::string_view pattern, Dialect dialect, Program& out, Fault& fault, std::uint64_t* table_steps);
  std::shared_ptr<const Compiled> compiled_;
};

/// Compiles `pattern`, any bytes whatsoever. On failure `out` is left alone.
/// `table_steps`: what making tables may still take, for who compiles many patterns; each entry (of four bytes) takes one
/// or more. Used up, patterns stay without tables and mean the same. Nothing: kMaxTableSteps for this one alone.
bool compile(std::string_view pattern, Dialect dialect, Program& out, Fault& fault, std::uint64_t* table_steps = nullptr);

/// Whether `compile` would take `pattern`. Makes no automaton.
bool is_pattern(std::string_view pattern, Dialect dialect);

enum class Match : std::uint8_t { no, yes, too_costly };

struct Caches;

/// What searches remember between them: states seen of the programs last used, at most some MiB. One for each thread.
/// A new one holds nothing, and programs that are tables never ask it to.
struct Scratch {
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;
  std::unique_ptr<Caches> caches;
};

/// Whether `program` matches anywhere in `text`, which is valid UTF-8 (bytes that are not match nothing, harmlessly).
///
/// The answer depends on program and text alone, never on what the scratch has seen. Cost: O(text) steps for a table or
/// when states repeat, at most text x instructions otherwise; no allocation once the scratch has met the program's states.
/// `steps`: takes up what was done besides looking at the text, which is the same for scratches that hold the same.
Match search(const Program& program, std::string_view text, Scratch& scratch, std::uint64_t* steps = nullptr);

}  // namespace ludex::regex
