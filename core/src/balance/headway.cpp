#include "balance/headway.h"

#include "balance/number_places.h"

namespace ludex::detail {

void Headway::ended() {
  const std::uint64_t done = ended_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (std::this_thread::get_id() == teller_ && !is_stopped()) tell(done);
}

std::optional<Error> Headway::stopped() {
  if (const std::uint64_t done = ended_.load(std::memory_order_relaxed); done != told_ && !is_stopped()) tell(done);
  if (!is_stopped()) return std::nullopt;
  return tuning_error("stopped after " + std::to_string(told_) + (total_ > 0 ? " of " + std::to_string(total_) : ""));
}

void Headway::tell(std::uint64_t done) {
  told_ = done;
  if (progress_ && !progress_(done, total_)) is_stopped_.store(true, std::memory_order_relaxed);
}

}  // namespace ludex::detail
