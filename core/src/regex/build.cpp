// Thompson's construction, from the end of the pattern to its begin, so that every state knows where it leads.

#include <algorithm>
#include <bitset>
#include <utility>

#include "regex/automaton.h"
#include "regex/char_class.h"
#include "regex/regex.h"
#include "regex/utf8_set.h"

namespace ludex::regex {
namespace {

class Construction {
 public:
  Construction(const Ast& ast, Automaton& out) : ast_(ast), out_(out) {}

  bool run() {
    if (!measure()) return false;
    out_.states.push_back({});  // match
    const std::uint32_t entry = emit(ast_.root, 0);
    if (begins_at_text_begin(ast_.root)) {
      out_.start = entry;
    } else {
      // A match may begin after any byte; the states of the pattern refuse to begin inside a code point.
      const std::uint32_t again = push({StateKind::split, {}, entry, 0});
      const std::uint32_t any = bytes({{0x00, 0xFF, again}});
      out_.states[again].second = any;
      out_.start = again;
    }
    classify();
    return true;
  }

  /// What each node comes to in instructions, before any is made: at least one each, so that this bounds time too.
  bool measure() {
    for (const CodeSet& set : ast_.sets) sets_.push_back(utf8_set(set));
    std::vector<std::uint64_t> sizes;
    for (const Node& n : ast_.nodes) {
      std::uint64_t size = 1;
      switch (n.kind) {
        case NodeKind::empty:
        case NodeKind::assertion: break;
        case NodeKind::literal: size = 8; break;
        case NodeKind::set: size = sets_[n.value].instructions; break;
        case NodeKind::concatenation:
        case NodeKind::alternation:
          for (std::uint32_t i = 0; i < n.count; ++i) size += sizes[ast_.children[n.begin + i]] + 1;
          break;
        case NodeKind::repetition: {
          const std::uint64_t copies = n.maximum == kUnbounded ? std::max(n.minimum, 1u) : n.maximum;
          size += copies * (sizes[n.value] + 1);
          break;
        }
      }
      sizes.push_back(std::min<std::uint64_t>(size, kTooMany));
    }
    return sizes[ast_.root] <= kMaxInstructions;
  }

 private:
  /// Whether every match begins at the begin of the text: then a search may end early.
  bool begins_at_text_begin(std::uint32_t node) const {
    const Node& n = ast_.nodes[node];
    switch (n.kind) {
      case NodeKind::assertion: return n.assertion == Assertion::text_begin;
      case NodeKind::concatenation: return begins_at_text_begin(ast_.children[n.begin]);
      case NodeKind::alternation:
        for (std::uint32_t i = 0; i < n.count; ++i) {
          if (!begins_at_text_begin(ast_.children[n.begin + i])) return false;
        }
        return true;
      case NodeKind::repetition: return n.minimum > 0 && begins_at_text_begin(n.value);
      default: return false;
    }
  }

  std::uint32_t push(State state) {
    out_.states.push_back(state);
    return static_cast<std::uint32_t>(out_.states.size() - 1);
  }

  std::uint32_t bytes(const std::vector<Transition>& transitions) {
    const auto begin = static_cast<std::uint32_t>(out_.transitions.size());
    out_.transitions.insert(out_.transitions.end(), transitions.begin(), transitions.end());
    return push({StateKind::bytes, {}, begin, static_cast<std::uint32_t>(out_.transitions.size())});
  }

  /// The state where `node` begins, which leads to `next` when it has matched.
  std::uint32_t emit(std::uint32_t node, std::uint32_t next) {
    const Node& n = ast_.nodes[node];
    switch (n.kind) {
      case NodeKind::empty: return next;
      case NodeKind::literal: return copy(utf8_set({{n.value, n.value}}), next);
      case NodeKind::set: return copy(sets_[n.value], next);
      case NodeKind::assertion: return push({StateKind::assert, n.assertion, next, 0});
      case NodeKind::concatenation:
        for (std::uint32_t i = n.count; i-- > 0;) next = emit(ast_.children[n.begin + i], next);
        return next;
      case NodeKind::alternation: {
        std::uint32_t entry = emit(ast_.children[n.begin + n.count - 1], next);
        for (std::uint32_t i = n.count - 1; i-- > 0;) {
          const std::uint32_t other = emit(ast_.children[n.begin + i], next);
          entry = push({StateKind::split, {}, other, entry});
        }
        return entry;
      }
      case NodeKind::repetition: return repeat(n, next);
    }
    return next;
  }

  std::uint32_t repeat(const Node& n, std::uint32_t next) {
    std::uint32_t entry = next, copies = n.minimum;
    if (n.maximum == kUnbounded) {
      const std::uint32_t again = push({StateKind::split, {}, 0, next});
      const std::uint32_t body = emit(n.value, again);
      out_.states[again].first = body;
      entry = copies > 0 ? body : again;
      copies -= copies > 0;
    } else {
      for (std::uint32_t i = n.minimum; i < n.maximum; ++i) {
        const std::uint32_t body = emit(n.value, entry);
        entry = push({StateKind::split, {}, body, next});
      }
    }
    for (; copies > 0; --copies) entry = emit(n.value, entry);
    return entry;
  }

  std::uint32_t copy(const Utf8Set& set, std::uint32_t next) {
    const auto base = static_cast<std::uint32_t>(out_.states.size());
    for (const auto& node : set.nodes) {
      const std::uint32_t state = bytes(node);
      for (std::uint32_t t = out_.states[state].first; t < out_.states[state].second; ++t) {
        std::uint32_t& target = out_.transitions[t].target;
        target = target == kComplete ? next : base + target;
      }
    }
    return static_cast<std::uint32_t>(out_.states.size() - 1);
  }

  void classify() {
    std::bitset<257> begins;  // of a class
    begins.set(0);
    for (const Transition& t : out_.transitions) begins.set(t.first), begins.set(t.last + 1u);
    for (const State& s : out_.states) {
      if (s.kind != StateKind::assert) continue;
      if (s.assertion == Assertion::line_begin || s.assertion == Assertion::line_end) begins.set('\n'), begins.set('\n' + 1);
      if (s.assertion != Assertion::word_boundary && s.assertion != Assertion::no_word_boundary) continue;
      for (std::uint32_t b = 1; b < 256; ++b) {
        if (is_word_byte(b) != is_word_byte(b - 1)) begins.set(b);
      }
      begins.set(0x80), begins.set(0xC0);  // no_word_boundary does not hold before the tail of a code point
    }
    for (std::uint32_t b = 0; b < 256; ++b) {
      if (begins[b]) out_.representative.push_back(b);
      out_.byte_class[b] = static_cast<std::uint8_t>(out_.representative.size() - 1);
    }
    out_.representative.push_back(kEndOfText);
  }

  static constexpr std::uint64_t kTooMany = std::uint64_t{kMaxInstructions} + 1;

  const Ast& ast_;
  Automaton& out_;
  std::vector<Utf8Set> sets_;
};

}  // namespace

bool is_buildable(const Ast& ast) {
  Automaton none;
  return Construction(ast, none).measure();
}

bool build(const Ast& ast, Automaton& out) { return Construction(ast, out).run(); }

}  // namespace ludex::regex
