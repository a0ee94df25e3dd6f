#include "regex/nfa.h"

#include "regex/char_class.h"

namespace ludex::regex {
namespace {

/// Whether an assertion holds between what lies before and the byte `next`.
bool holds(Assertion assertion, Before before, std::uint32_t next) {
  const bool is_boundary = ((before.bits & Before::kWord) != 0) != (next != kEndOfText && is_word_byte(next));
  switch (assertion) {
    case Assertion::text_begin: return (before.bits & Before::kTextBegin) != 0;
    case Assertion::line_begin: return (before.bits & Before::kLineBegin) != 0;
    case Assertion::text_end: return next == kEndOfText;
    case Assertion::line_end: return next == kEndOfText || next == '\n';
    case Assertion::word_boundary: return is_boundary;
    case Assertion::no_word_boundary: return !is_boundary && (next & 0x1C0) != 0x80;  // there is no place within a code point
  }
  return false;
}

bool needs_next(Assertion assertion) {
  return assertion != Assertion::text_begin && assertion != Assertion::line_begin;
}

}  // namespace

Before Before::after(std::uint32_t byte) {
  Before before;
  before.bits = static_cast<std::uint8_t>((byte == '\n' ? kLineBegin : 0) | (is_word_byte(byte) ? kWord : 0));
  return before;
}

void Simulation::prepare(const Automaton& automaton) {
  automaton_ = &automaton;
  resolved_.resize(automaton.states.size());
}

/// Adds what can be reached from `state` without a byte and without knowing the next one.
void Simulation::reach(std::uint32_t state, Position& position) {
  open_.push_back(state);
  while (!open_.empty()) {
    const std::uint32_t at = open_.back();
    open_.pop_back();
    if (!position.states.insert(at)) continue;
    const State& s = automaton_->states[at];
    switch (s.kind) {
      case StateKind::bytes: break;
      case StateKind::match: position.has_match = true; break;
      case StateKind::split:
        open_.push_back(s.second);
        open_.push_back(s.first);
        break;
      case StateKind::assert:
        if (needs_next(s.assertion)) position.has_assertion = true;
        else if (holds(s.assertion, position.before, kEndOfText)) open_.push_back(s.first);
        break;
    }
  }
}

/// The same where the next byte is known: no assertion waits.
void Simulation::resolve(std::uint32_t state, Before before, std::uint32_t next, StateSet& set, bool& has_match) {
  open_.push_back(state);
  while (!open_.empty()) {
    const std::uint32_t at = open_.back();
    open_.pop_back();
    if (!set.insert(at)) continue;
    const State& s = automaton_->states[at];
    switch (s.kind) {
      case StateKind::bytes: break;
      case StateKind::match: has_match = true; break;
      case StateKind::split:
        open_.push_back(s.second);
        open_.push_back(s.first);
        break;
      case StateKind::assert:
        if (holds(s.assertion, before, next)) open_.push_back(s.first);
        break;
    }
  }
}

void Simulation::begin(Position& out) {
  out.states.resize(automaton_->states.size());
  out.before = {};
  out.has_assertion = out.has_match = false;
  reach(automaton_->start, out);
}

std::uint64_t Simulation::step(const Position& from, std::uint32_t byte, Position& out) {
  out.states.resize(automaton_->states.size());
  out.has_assertion = out.has_match = false;
  const StateSet* states = &from.states;
  if (from.has_assertion) {
    resolved_.clear();
    for (std::uint32_t i = 0; i < from.states.size(); ++i) resolve(from.states[i], from.before, byte, resolved_, out.has_match);
    if (out.has_match) return resolved_.size();
    states = &resolved_;
  }
  if (byte == kEndOfText) return states->size();
  out.before = Before::after(byte);
  for (std::uint32_t i = 0; i < states->size(); ++i) {
    const State& s = automaton_->states[(*states)[i]];
    if (s.kind != StateKind::bytes) continue;
    const Transition *low = automaton_->transitions.data() + s.first, *high = automaton_->transitions.data() + s.second;
    while (low < high) {
      const Transition* middle = low + (high - low) / 2;
      if (byte < middle->first) {
        high = middle;
      } else if (byte > middle->last) {
        low = middle + 1;
      } else {
        reach(middle->target, out);
        break;
      }
    }
  }
  return states->size() + out.states.size();
}

}  // namespace ludex::regex
