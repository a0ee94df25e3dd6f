// Logs of any bytes. The first byte chooses: the rest is a log, or patches to one with a record of every type, as they are or
// with every CRC and hash made right again.
#include "helpers/record_log.h"
#include "record.h"
#include "target.h"

namespace {

std::string check(std::string_view bytes) {
  static const std::string log = ludex::test::log_of_everything();
  if (bytes.empty()) return {};
  const auto mode = static_cast<unsigned char>(bytes[0]);
  const std::size_t piece = 1 + mode % 61;
  bytes.remove_prefix(1);
  if (mode % 3 == 0) return fuzz::check_log(bytes, piece);
  const std::string other = fuzz::patched(log, bytes, true);
  return fuzz::check_log(mode % 3 == 1 ? other : fuzz::signed_again(other), piece);
}

}  // namespace

LUDEX_FUZZ_TARGET(check(fuzz::text(bytes, size)))
