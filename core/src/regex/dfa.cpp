#include "regex/dfa.h"

#include <algorithm>

namespace ludex::regex {

void Dfa::prepare(const Automaton& automaton) {
  automaton_ = &automaton;
  stride_ = automaton.classes();
  times_full_ = 0;
  clear();
}

void Dfa::clear() {
  known_.clear();
  keys_.clear();
  table_.assign(3 * std::size_t{stride_}, no());
  std::fill(table_.begin() + stride_, table_.begin() + 2 * stride_, yes());
  known_.resize(3);
  std::fill(slots_.begin(), slots_.end(), 0u);
  begin_ = unknown();
}

std::uint32_t Dfa::begin(Simulation& simulation) {
  if (begin_ == unknown()) {
    simulation.begin(to_);
    begin_ = number(to_);
  }
  return begin_;
}

std::uint32_t Dfa::follow(std::uint32_t row, std::uint32_t byte_class, Simulation& simulation, std::uint64_t& steps) {
  load(row, from_);
  steps += simulation.step(from_, automaton_->representative[byte_class], to_);
  const std::uint64_t full = times_full_;
  std::uint32_t next = byte_class == automaton_->end_class() ? (to_.has_match ? yes() : no()) : number(to_);
  if (full == times_full_) table_[row + byte_class] = next;
  return next;
}

void Dfa::load(std::uint32_t row, Position& out) const {
  const Known& k = known_[row / stride_];
  out.states.resize(automaton_->states.size());
  out.before = k.before;
  out.has_assertion = k.has_assertion;
  out.has_match = false;
  for (std::uint32_t i = 0; i < k.size; ++i) out.states.insert(keys_[k.begin + i]);
}

/// The row of a position, a new one if it was not met before.
std::uint32_t Dfa::number(const Position& position) {
  if (position.has_match) return yes();
  key_.clear();
  for (std::uint32_t i = 0; i < position.states.size(); ++i) {
    const State& s = automaton_->states[position.states[i]];
    const bool waits = s.kind == StateKind::assert && s.assertion != Assertion::text_begin && s.assertion != Assertion::line_begin;
    if (s.kind == StateKind::bytes ? s.first != s.second : waits) key_.push_back(position.states[i]);
  }
  if (key_.empty()) return no();
  std::sort(key_.begin(), key_.end());
  // What lies before is only ever asked by an assertion.
  Known k;
  k.has_assertion = position.has_assertion;
  k.before.bits = position.has_assertion ? position.before.bits : std::uint8_t{0};
  k.size = static_cast<std::uint32_t>(key_.size());
  k.hash = 2166136261u ^ k.before.bits;
  for (const std::uint32_t state : key_) k.hash = (k.hash ^ state) * 0x9E3779B1u ^ k.hash >> 15;

  if (!slots_.empty()) {
    for (std::size_t at = k.hash & (slots_.size() - 1); slots_[at] != 0; at = (at + 1) & (slots_.size() - 1)) {
      const Known& other = known_[slots_[at] - 1];
      if (other.hash == k.hash && other.size == k.size && other.has_assertion == k.has_assertion && other.before.bits == k.before.bits &&
          std::equal(key_.begin(), key_.end(), keys_.begin() + other.begin))
        return (slots_[at] - 1) * stride_;
    }
  }
  if (is_full(key_.size())) {
    clear();
    ++times_full_;
  }
  k.begin = static_cast<std::uint32_t>(keys_.size());
  keys_.insert(keys_.end(), key_.begin(), key_.end());
  known_.push_back(k);
  const std::uint32_t row = static_cast<std::uint32_t>(table_.size());
  table_.insert(table_.end(), stride_, unknown());
  if (slots_.size() < 2 * known_.size()) {
    slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), 0u);
    for (std::uint32_t i = 3; i < known_.size(); ++i) place(i);
  } else {
    place(static_cast<std::uint32_t>(known_.size() - 1));
  }
  return row;
}

/// A position larger than the whole cache is held alone.
bool Dfa::is_full(std::size_t more_keys) const {
  return known_.size() > 3 && table_.size() + stride_ + keys_.size() + more_keys + 8 * known_.size() > kMaxCacheWords;
}

void Dfa::place(std::uint32_t known) {
  std::size_t at = known_[known].hash & (slots_.size() - 1);
  while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = known + 1;
}

}  // namespace ludex::regex
