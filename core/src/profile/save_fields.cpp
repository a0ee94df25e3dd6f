#include "profile/save_fields.h"

#include <algorithm>

#include "schema/typed.h"
#include "support/sort.h"
#include "value/json_view.h"

namespace ludex::detail {

using json::Draft;

SaveFields::SaveFields(const ProgramData& program, std::uint32_t kind) : program_(program) {
  std::string bytes;
  for (const StateField& field : program.declarations.kinds[kind].fields) {
    if (!field.is_durable) continue;
    Known known{&field, 0, {}, {}};
    bytes.clear();
    put_canonical(bytes, *field.shape, default_word(*field.shape, arena_), program.declarations.keys());
    canonical::write_json(known.text, bytes);
    json::scan(known.text, {}, known.tape);
    by_name_.push_back(static_cast<std::uint32_t>(fields_.size()));
    fields_.push_back(std::move(known));
  }
  sort_positions(by_name_, [&](std::uint32_t a, std::uint32_t b) { return fields_[a].field->name < fields_[b].field->name; });
  for (std::uint32_t i = 0; i < by_name_.size(); ++i) fields_[by_name_[i]].by_name = i;
  values_.resize(fields_.size());
  nodes_.resize(fields_.size());
  words_.resize(fields_.size() + 1);
}

void SaveFields::found(std::string_view name, Draft::Id value, std::uint32_t node) {
  if (guess_ >= fields_.size() || fields_[guess_].field->name != name) {
    const auto is_before = [&](std::uint32_t position, std::string_view text) { return text.compare(fields_[position].field->name) > 0; };
    const auto at = std::lower_bound(by_name_.begin(), by_name_.end(), name, is_before);
    if (at == by_name_.end() || fields_[*at].field->name != name) return;
    guess_ = *at;
  }
  values_[guess_] = value;
  nodes_[guess_] = node;
  ++guess_;
}

// A state that nothing changed is read where it stands; it is not even taken apart.
void SaveFields::find(Draft& draft, Draft::Id state, std::string_view text, const json::Tape& tape) {
  std::fill(values_.begin(), values_.end(), Draft::kNone);
  std::fill(nodes_.begin(), nodes_.end(), Draft::kNone);
  guess_ = 0;
  const std::uint32_t whole = draft.node(state);
  if (whole == Draft::kNone) {
    draft.for_each_member(state, [&](std::string_view name, Draft::Id value) { found(name, value, draft.node(value)); });
    return;
  }
  for (std::uint32_t key = whole + 1; key < tape.nodes[whole].next; key = tape.nodes[key + 1].next) {
    const json::Node& name = tape.nodes[key];
    found(name.has_escape ? json::string_value(text, name, arena_) : text.substr(name.begin, name.end - name.begin), Draft::kNone, key + 1);
  }
}

bool SaveFields::reconcile(Draft& draft, Draft::Id state, std::string_view text, const json::Tape& tape, bool is_kept) {
  arena_.reset();
  reconciled_ = 0;
  has_set_ = false;
  find(draft, state, text, tape);
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Known& known = fields_[i];
    bool is_default = nodes_[i] == Draft::kNone && values_[i] == Draft::kNone;
    if (!is_default) {
      DecodeContext context{text, tape, program_.declarations, arena_, Strictness::state};
      context.passes_unknown = true;
      if (!decode(known, i, draft, context, is_default)) return false;
    }
    if (!is_default) continue;
    words_[known.by_name] = default_word(*known.field->shape, arena_);
    if (is_kept) continue;
    ++reconciled_;
    has_set_ = true;
    draft.set(state, known.field->name, draft.make(known.text, known.tape, 0));
  }
  return true;
}

bool SaveFields::decode(const Known& known, std::size_t i, Draft& draft, DecodeContext& context, bool& is_default) {
  const Shape& shape = *known.field->shape;
  Word& word = words_[known.by_name];
  ContractFault fault;
  const bool is_right = nodes_[i] != Draft::kNone ? ludex::decode(shape, nodes_[i], context, word, fault) : ludex::decode(shape, draft, values_[i], context, word, fault);
  if (!is_right) {
    const std::string_view sentence = fault.message;
    message_ = (sentence.starts_with("expected") ? "" : "the value ") + std::string(sentence);
    pointer_ = fault.pointer(json::child_pointer("/state", known.field->name));
    return false;
  }
  // A lost row inside a container keeps its place until a rule writes it; the field itself is made good here.
  is_default = context.reconciled > 0 && shape.kind == ShapeKind::row;
  if (!is_default) reconciled_ += context.reconciled;  // else counted with the defaults
  return true;
}

}  // namespace ludex::detail
