// The direct reader beside the tape: the first byte chooses a contract, or a whole request line of the arena.
#include "direct.h"

#include "target.h"

namespace {

std::string check(std::string_view bytes) {
  if (bytes.empty()) return {};
  const auto chosen = static_cast<unsigned char>(bytes[0]);
  bytes.remove_prefix(1);
  const fuzz::Behind behind = chosen & 0x80 ? fuzz::Behind::lines : fuzz::Behind::nothing;
  const auto& contracts = fuzz::direct_contracts();
  if (const std::size_t i = chosen & 0x1F; i < contracts.size()) {
    static ludex::DirectScratch scratch;  // with what other contracts taught it
    ludex::json::Limits limits;
    if (chosen & 0x40) limits = fuzz::small_limits();
    return fuzz::check_direct(*contracts[i], bytes, scratch, limits, behind);
  }
  static ludex::detail::RequestScratch scratch;
  return fuzz::check_direct_line(fuzz::arena().data(), bytes, scratch, behind);
}

}  // namespace

LUDEX_FUZZ_TARGET(check(fuzz::text(bytes, size)))
