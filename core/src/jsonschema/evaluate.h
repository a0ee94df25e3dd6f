#pragma once
// A program against one scanned instance. Two readings of the same code: whether it fits, stopping at the first thing
// that does not, and why it does not fit.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jsonschema/program.h"
#include "jsonschema/value_key.h"

namespace ludex::jsonschema {

/// Schemas inside schemas that are being applied. Bounds the C++ stack (some 500 bytes each), also under WebAssembly, where
/// the engine's own stack of about 1 MB holds the frames.
inline constexpr std::uint32_t kMaxEvaluationDepth = 1024;
/// And with words (1 KB each): what lies deeper is told to not fit, without a reason.
inline constexpr std::uint32_t kMaxExplanationDepth = 256;
/// How deep an instance may nest, whatever the caller allows: so that one schema for each level still fits the above.
inline constexpr std::uint32_t kMaxInstanceDepth = 512;

/// How often unevaluated* may be told of the same values, over all schemas that are being applied.
inline constexpr std::size_t kMinMarks = std::size_t{1} << 16, kMarksPerNode = 64;

enum class Stop : std::uint8_t { none, too_deep, too_many_steps, too_many_marks, costly_pattern };

/// The pattern that ended a run: whether it matches is not known, so that nothing may follow from it, be it under `not`.
struct CostlyPattern {
  std::uint32_t schema, keyword, at, pattern;
};

/// Memory that is kept from one instance to the next.
struct Scratch {
  json::Tape tape;
  Arena unescaped;       // of one string at a time
  std::string key;       // of one value, or of all items of an array
  struct Item {
    std::uint64_t hash;
    std::uint32_t begin, end, node;  // its key
  };
  std::vector<Item> items;
  ValueKeys keys;
  regex::Scratch regex;
  // What has been evaluated of the instances being looked at, as tape nodes: the annotations behind unevaluated*.
  std::vector<std::uint32_t> marks;
  std::vector<std::uint32_t> stamps;  // by tape node
  std::uint32_t stamp = 0;
  // By name: which names of a DependentCheck an object has.
  std::vector<std::uint32_t> triggered;
  std::vector<char> is_present;
  // The dynamic scope: how often each resource is in it, and what each dynamic anchor leads to.
  std::vector<std::uint32_t> active;
  struct Binding {
    std::uint32_t schema = kNone, resource = kNone;
  };
  std::vector<Binding> bound;
};

/// One thing that does not fit.
struct Finding {
  std::uint32_t at;  ///< tape node
  std::uint32_t schema, keyword;
  std::string message;
};

struct Explanation {
  std::vector<Finding> findings;
  std::size_t most = 100;
  bool is_full() const { return findings.size() >= most; }
};

class Run {
 public:
  Run(const Program& program, std::string_view text, Scratch& scratch, std::uint64_t max_steps);

  /// Whether the instance fits. When `stopped`, this is not known and false.
  bool fits();
  /// For an instance that does not fit: why.
  void explain(Explanation& out);
  Stop stopped() const { return stop_; }
  const CostlyPattern& costly_pattern() const { return costly_; }

 private:
  template <bool kExplains>
  bool apply(std::uint32_t schema, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool apply_code(std::uint32_t schema, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool apply_leaf(std::uint32_t schema, std::uint32_t at);
  template <bool kExplains>
  bool apply_in_scope(std::uint32_t schema, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool apply_instruction(std::uint32_t schema, const Instruction& in, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool object(std::uint32_t schema, const ObjectCheck& check, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool dependent(std::uint32_t schema, const DependentCheck& check, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool array(const ArrayCheck& check, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool contains(std::uint32_t schema, const Instruction& in, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool one_or_more_of(std::uint32_t schema, const Instruction& in, std::uint32_t at, bool tracks);
  template <bool kExplains>
  bool unevaluated(std::uint32_t schema, const Instruction& in, std::uint32_t at, std::size_t mark);

  /// Instructions that look at a value alone.
  bool value_fits(std::uint32_t schema, const Instruction& in, std::uint32_t at);
  bool bound_fits(const Instruction& in, std::uint32_t at) const;
  bool length_fits(const Instruction& in, const json::Node& node) const;
  bool is_member(const EnumerationCheck& check, std::uint32_t at);
  bool has_width(Width width, std::string_view number) const;
  bool is_shallow(std::uint32_t at, std::uint32_t most) const;
  /// The later of two equal items, or kNone.
  std::uint32_t repeated_item(std::uint32_t at, std::uint32_t* earlier = nullptr);
  bool matches(std::uint32_t pattern, std::uint32_t at, std::uint32_t schema, std::uint32_t keyword);

  std::string_view raw(std::uint32_t at) const { return text_.substr(nodes_[at].begin, nodes_[at].end - nodes_[at].begin); }
  /// Valid until the next string is asked for.
  std::string_view string_at(std::uint32_t at) {
    const json::Node& node = nodes_[at];
    if (!node.has_escape) [[likely]]
      return text_.substr(node.begin, node.end - node.begin);
    scratch_.unescaped.reset();
    return json::string_value(text_, node, scratch_.unescaped);
  }
  [[gnu::always_inline]] NameKey name_at(std::uint32_t at) {
    const json::Node& node = nodes_[at];
    if (node.end - node.begin > kFreeBytes) [[unlikely]] spend_bytes(node);
    if (!node.has_escape) [[likely]]
      return name_key(text_.substr(node.begin, node.end - node.begin), text_.data() + text_.size());
    const std::string_view name = string_at(at);
    return name_key(name, name.data() + name.size());
  }
  // Texts and numbers up to this size are read whole without being counted: the schema that is applied counts.
  static constexpr std::uint32_t kFreeBytes = 256;
  static constexpr std::uint64_t kBytesPerStep = 16;
  bool spend_bytes(const json::Node& node) { return spend((node.end - node.begin) / (node.type == json::Type::number ? 4 : kBytesPerStep)); }
  bool spend(std::uint64_t steps) {
    if (steps <= steps_) [[likely]] {
      steps_ -= steps;
      return true;
    }
    steps_ = 0;
    if (stop_ == Stop::none) stop_ = Stop::too_many_steps;
    return false;
  }

  /// Marks as evaluated. One value may be marked by many schemas: memory stays proportional to the instance.
  bool note(std::uint32_t at) {
    if (scratch_.marks.size() >= kMinMarks + kMarksPerNode * scratch_.tape.nodes.size()) [[unlikely]] {
      steps_ = 0;
      if (stop_ == Stop::none) stop_ = Stop::too_many_marks;
      return false;
    }
    scratch_.marks.push_back(at);
    return true;
  }

  void explain(std::uint32_t schema, std::uint32_t at, Explanation& out);
  // explain.cpp
  void tell(std::uint32_t schema, std::uint32_t keyword, std::uint32_t at, std::string message);
  void tell_type(std::uint32_t schema, std::uint32_t at);
  void tell_value(std::uint32_t schema, const Instruction& in, std::uint32_t at);
  void tell_missing(std::uint32_t schema, const ObjectCheck& check, std::uint32_t at);
  void tell_unknown(std::uint32_t schema, std::uint32_t keyword, const ObjectCheck* check, std::uint32_t key);
  void tell_dependent(std::uint32_t schema, const DependentCheck& check, const DependentCheck::Trigger& trigger, std::uint32_t at);
  void tell_none_of(std::uint32_t schema, const Instruction& in, std::uint32_t at);
  std::string shown(std::uint32_t at) const;
  std::string shown_with_type(std::uint32_t at) const;
  bool is_false(std::uint32_t schema) const { return program_.schemas[schema].types == 0; }

  const Program& program_;
  const std::string_view text_;
  Scratch& scratch_;
  const json::Node* const nodes_;
  std::uint64_t steps_;
  std::uint32_t depth_ = 0;
  std::uint32_t resource_ = kNone;
  Stop stop_ = Stop::none;
  CostlyPattern costly_{};
  // What searches without a table could have taken so far at worst must stay below this, else they are counted.
  std::uint64_t free_search_ = std::uint64_t{1} << 28;
  bool counts_searches_ = false;
  Explanation* out_ = nullptr;
};

}  // namespace ludex::jsonschema
