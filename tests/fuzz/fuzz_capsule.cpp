// Capsules of any bytes. The first byte chooses: the rest is a capsule, patches to one, or patches to one of its parts with the
// hash and the rulebook's digest made right again, as who wants to be believed would.
#include "backtest/capsule.h"
#include "helpers/record_log.h"
#include "target.h"

namespace {

using ludex::detail::Capsule;

const std::vector<std::string>& capsules() {
  static const std::vector<std::string> cut = [] {
    const std::string log = ludex::test::log_of_everything();
    return std::vector<std::string>{ludex::cut_capsule(log, 0, 0).value(), ludex::cut_capsule(log, 0, 1).value()};
  }();
  return cut;
}

std::string check_text(std::string_view text) {
  const auto judged = ludex::replay_capsule(text);
  const auto again = ludex::replay_capsule(text);
  if (judged.ok() != again.ok() || (judged && *judged != *again)) return "a capsule says two things";
  const auto told = ludex::explain_capsule(text);
  if (judged.ok() != told.ok()) return "a capsule can be judged or explained, but not both";
  if (!judged) {
    if (std::string broken = fuzz::check_errors(judged.errors()); !broken.empty()) return broken;
    return fuzz::check_errors(told.errors());
  }
  if (!fuzz::is_json(*judged)) return "a verdict that is not JSON: " + *judged;
  return fuzz::is_json(*told) ? "" : "an explanation that is not JSON: " + *told;
}

std::string check(std::string_view bytes) {
  if (bytes.empty()) return {};
  const auto mode = static_cast<unsigned char>(bytes[0]);
  bytes.remove_prefix(1);
  const std::string& whole = capsules()[mode / 8 % capsules().size()];
  if (mode % 8 == 0) return check_text(bytes);
  if (mode % 8 == 1) return check_text(fuzz::patched(whole, bytes, true));
  Capsule capsule = ludex::detail::read_capsule(whole).value();
  switch (mode % 8) {
    case 2: capsule.alone.line = bytes; break;
    case 3: capsule.world_json = fuzz::patched(capsule.world_json, bytes, true); break;
    case 4: capsule.rulebook = fuzz::patched(capsule.rulebook, bytes, true); break;
    case 5: capsule.flags = bytes; break;
    case 6: capsule.verdict = fuzz::patched(capsule.verdict, bytes, true); break;
    default: {
      std::int64_t number = 0;
      for (const char c : bytes.substr(0, 8)) number = static_cast<std::int64_t>(static_cast<std::uint64_t>(number) << 8 | static_cast<unsigned char>(c));
      (bytes.size() % 2 == 0 ? capsule.alone.now : capsule.alone.opened_at) = number;
      capsule.tape.entries.push_back({std::string(bytes), "chance", "0.5", number});
    }
  }
  const auto program = ludex::Program::compile(capsule.rulebook);
  if (program) capsule.program_digest = program->digest();
  return check_text(ludex::detail::seal_capsule(capsule));
}

}  // namespace

LUDEX_FUZZ_TARGET(check(fuzz::text(bytes, size)))
