#pragma once
// What the pieces of a step look at while the engine judges it, and what comes of them: for step_trees.cpp.

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>
#include <vector>

#include "combat/step_trees.h"

namespace ludex::detail {

/// A piece of the step at hand: its entries in the trace are those of its part.
struct StepTrees::Piece {
  std::uint32_t tree = 0;
  Leaf leaf;
  std::int64_t actor = 0;
  std::uint32_t counted[2] = {0, 0};  ///< requests of its actor before it
  std::vector<Write> writes;
  std::vector<TimerChange> timers;
};

class StepTrees::Trace final : public expr::DrawTrace, public FightWatch {
 public:
  explicit Trace(StepTrees& trees) : trees_(trees) {}

  void begin_step(const StepState& before, StepChance& chance) {
    chance_ = &chance;
    timers_ = &before.timers;
    changed_.clear();
    pieces_.clear();
    group_.clear();
    part_of_.clear();
    is_open_ = is_lost_ = false;
    shared_.clear();
    now_word_ = trees_.now_word_;
    begin();
  }
  const std::vector<Piece>& pieces() const { return pieces_; }
  /// Something was looked at that belongs to no piece, or a draw was nobody's.
  bool is_lost() const { return is_lost_; }
  const std::string& shared() const { return shared_; }

  // FightWatch.
  void decides(std::uint32_t fighter) override { open(fighter); }
  void decided(std::uint32_t fighter, const TurnChoice& choice, std::size_t entry, const Request* asked) override {
    Leaf& leaf = pieces_.back().leaf;
    leaf.choice = choice;
    if (!asked) return;
    leaf.request = trees_.tree_of_request(fighter, entry, *asked);
    group_.emplace_back(leaf.request, asked->envelope.actor);
  }
  void looks(std::uint32_t fighter) override {
    close();
    open(static_cast<std::uint32_t>(trees_.scenario_.fighters.size()) + fighter);
  }
  void looked(std::uint32_t, bool holds) override { pieces_.back().leaf.holds = holds; }
  void saw_out(std::uint32_t fighter, bool is_out) override { look_at(trees_.first_flag_ + 2 * fighter, is_out); }
  void saw_ready(std::uint32_t fighter, bool is_ready) override { look_at(trees_.first_flag_ + 2 * fighter + 1, is_ready); }
  void judged(std::size_t k, const Verdict& verdict) override {
    close();
    Piece& piece = pieces_[part_of_[k] - 1];
    piece.leaf.holds = verdict.outcome == Outcome::accepted;
    piece.leaf.retry_after_ms = verdict.retry_after_ms;
    note_count(piece);
  }

  // DrawTrace.
  void begin_request(std::size_t k, bool is_effects) override {
    close();
    if (!is_effects) {
      open(group_[k].first);
      note_actor(group_[k].second);
      part_of_.push_back(static_cast<std::uint32_t>(pieces_.size()));
      begin_part(part_of_.back(), true);
      return;
    }
    begin_part(part_of_[k], false);
    is_open_ = true;
    at_ = part_of_[k] - 1;
  }
  void begin_timer(const std::string& id) override {
    // The world has let go of it already; which it was, the state before tells: those set in this step wait for a later one.
    std::uint32_t timer = kUnknown;
    for (const StepState::Due& due : *timers_)
      if (trees_.codec_->timer(due.timer).id == id) timer = due.timer;
    assert(timer != kUnknown);
    open(trees_.tree_of_timer(timer));
    note_actor(trees_.codec_->timer(timer).actor.value_or(0));
    is_open_ = true;
    at_ = pieces_.size() - 1;
  }
  void end_timer(bool is_accepted) override {
    close();
    pieces_.back().leaf.holds = is_accepted;
    note_count(pieces_.back());
    begin_part(0, false);
  }
  void changed_timer(const std::string& id) override { changed_.push_back(id); }

 protected:
  RuleError decide(const expr::DrawUse& use, std::size_t index, std::int64_t& out) override {
    std::uint32_t actor = 0, ahead = 0;
    bool is_command = false;
    if (!trees_.addresses_->find(*use.source, actor, is_command, ahead)) return is_lost_ = true, RuleError::overflow;
    for (std::size_t i = 0; i < index; ++i) {
      const Entry& e = entry(i);
      if (e.draw && e.draw->own_stream == use.draw->own_stream && e.source.seq == use.source->seq && e.source.key == use.source->key) shared_ = use.draw->name;
    }
    return chance_->number(use, actor, is_command, ahead, out);
  }
  bool is_pinned(std::uint32_t part, std::uint32_t word) const override {
    if (part == 0) return false;
    const std::vector<std::uint32_t>& pinned = trees_.trees_[pieces_[part - 1].tree].pinned;
    return std::find(pinned.begin(), pinned.end(), word) != pinned.end();
  }

 private:
  void open(std::uint32_t tree) {
    pieces_.emplace_back();
    pieces_.back().tree = tree;
    begin_part(static_cast<std::uint32_t>(pieces_.size()), false);
  }
  std::uint32_t count_of(std::int64_t actor, bool is_command) const {
    const WorldData& world = *trees_.state_.world;
    const Guard& guard = world.guards[world.guard_index.find({actor})];
    return static_cast<std::uint32_t>(is_command ? guard.command_seq - FightCodec::kFirstCommandSeq : guard.seq - FightCodec::kFirstSeq);
  }
  void note_actor(std::int64_t actor) {
    Piece& piece = pieces_.back();
    piece.actor = actor;
    for (int c = 0; c < 2; ++c) piece.counted[c] = count_of(actor, c != 0);
  }
  void note_count(Piece& piece) {
    const std::vector<std::int64_t>& actors = trees_.codec_->actors();
    const auto actor = static_cast<std::uint32_t>(std::lower_bound(actors.begin(), actors.end(), piece.actor) - actors.begin());
    for (std::uint32_t c = 0; c < 2; ++c)
      if (count_of(piece.actor, c != 0) > piece.counted[c]) piece.leaf.counter = 2 * actor + c;
  }
  // What the piece whose effects have just run wrote. Where it was refused, it is not looked at.
  void close() {
    if (!is_open_) return;
    is_open_ = false;
    Piece& piece = pieces_[at_];
    const WorldData& world = *trees_.state_.world;
    for (const std::uint32_t word : written_) {
      const FightCodec::Place& p = *trees_.places_[word];
      std::int64_t value = world.row(p.kind, p.position)[p.slot].i;
      if (p.as == FightCodec::Place::As::cooldown) value = value == kNeverUsed ? 0 : value - trees_.state_.now;
      piece.writes.push_back({word, value});
    }
    for (const std::string& id : changed_) {
      const auto found = world.timers.find(id);
      if (found == world.timers.end()) piece.timers.push_back({id, kUnknown, 0});
      else piece.timers.push_back({id, trees_.codec_->number_of(found->second), found->second.due - trees_.state_.now});
    }
    changed_.clear();
  }

  StepTrees& trees_;
  StepChance* chance_ = nullptr;
  std::vector<Piece> pieces_;
  std::vector<std::pair<std::uint32_t, std::int64_t>> group_;  ///< tree and actor, by request
  std::vector<std::uint32_t> part_of_;                         ///< by request
  bool is_open_ = false;   ///< effects of piece `at_` are running
  std::size_t at_ = 0;
  bool is_lost_ = false;
  std::vector<std::string> changed_;                           ///< timers, by the piece that is open
  const std::vector<StepState::Due>* timers_ = nullptr;        ///< of the state before the step
  std::string shared_;
};

}  // namespace ludex::detail
