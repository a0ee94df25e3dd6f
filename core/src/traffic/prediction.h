#pragma once
// What an honest client does before it sends: it runs the rulebook on its own copy of the world. Players who look
// before they click make traffic of which most is accepted, under any rulebook.

#include <cstdint>
#include <vector>

#include "expr/run.h"
#include "judge/transaction.h"
#include "world/store.h"

namespace ludex::traffic {

/// One request as its sender sees it.
struct Attempt {
  const detail::Action* action = nullptr;
  std::int64_t actor = 0, session = 0;
  std::uint8_t origin = 0;  ///< 0 client, 1 server, 2 admin
  const Word* params = nullptr;
  std::int64_t now = 0;
};

class Prediction {
 public:
  explicit Prediction(detail::WorldData& world);

  /// Whether the rules let it pass; if so its effects are made on the copy. The guard and the ledger are not asked:
  /// honest senders keep to the one and remember the other.
  bool perform(const Attempt& attempt);

 private:
  bool resolve(const Attempt& attempt);
  bool is_allowed(const detail::Action& action);
  bool can_pay(const detail::Action& action);
  bool act(const detail::Action& action);
  bool evaluate(const expr::Block& block, Word& out) const;

  detail::WorldData& world_;
  const detail::ProgramData& program_;
  detail::Transaction transaction_;
  Arena constants_, scratch_;
  std::vector<Word> flags_, registers_, costs_;
  std::vector<expr::EntityRef> entities_;
  std::vector<Word> locals_;
  List nobody_{0, 0, nullptr};
  std::vector<expr::LetState> lets_;
  std::vector<expr::EvalError> error_slots_;
  List no_roles_{0, 0, nullptr};
  expr::Envelope envelope_;
  expr::Frame frame_;
};

}  // namespace ludex::traffic
