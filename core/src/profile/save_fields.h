#pragma once
// The declared fields of a state: found, decoded by their shapes, completed with defaults.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rulebook/program_data.h"
#include "schema/decode.h"
#include "support/arena.h"
#include "value/draft.h"

namespace ludex::detail {

/// The durable fields of one kind, brought to order in one state after the other. Keeps its buffers.
class SaveFields {
 public:
  SaveFields(const ProgramData& program, std::uint32_t kind);

  /// Decodes every field of `state`, an object of a settled draft over `text` and `tape`, by its shape. What is missing is
  /// put in with its default, and so is a row that its table lost, unless `is_kept`: then the state stays as it is. What is
  /// not declared stays too, at every level. False: `pointer()` and `message()` say what does not fit.
  bool reconcile(json::Draft& draft, json::Draft::Id state, std::string_view text, const json::Tape& tape, bool is_kept);

  /// How many values took their default.
  std::uint32_t reconciled() const { return reconciled_; }
  /// Whether the state has changed by that.
  bool has_set() const { return has_set_; }
  /// The value of each durable field in the order of their names: the fields of ProfileSchema::shape.
  Word* words() { return words_.data(); }
  /// What the words live in, until the next state.
  Arena& arena() { return arena_; }

  const std::string& pointer() const { return pointer_; }
  const std::string& message() const { return message_; }

 private:
  struct Known {
    const StateField* field;
    std::uint32_t by_name;  ///< its place among all, by name
    std::string text;       ///< of its default
    json::Tape tape;
  };

  void find(json::Draft& draft, json::Draft::Id state, std::string_view text, const json::Tape& tape);
  void found(std::string_view name, json::Draft::Id value, std::uint32_t node);
  bool decode(const Known& known, std::size_t i, json::Draft& draft, DecodeContext& context, bool& is_default);

  const ProgramData& program_;
  std::vector<Known> fields_;           ///< in declared order: the first that does not fit is told
  std::vector<std::uint32_t> by_name_;  ///< positions in `fields_`
  std::size_t guess_ = 0;               ///< members mostly stand in one order: after a field comes the next
  // Of the state at hand, by position in `fields_`: where the field was found.
  std::vector<json::Draft::Id> values_;
  std::vector<std::uint32_t> nodes_;
  std::vector<Word> words_;
  Arena arena_;
  std::uint32_t reconciled_ = 0;
  bool has_set_ = false;
  std::string pointer_, message_;
};

}  // namespace ludex::detail
