#pragma once
// What stands beside a save's state, and how a save is put together again.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rulebook/migration.h"
#include "value/json_scan.h"

namespace ludex::detail {

/// A save's members that mean something; each a tape node, 0 where there is none.
struct SaveEnvelope {
  std::uint32_t version_node = 0, min_reader_node = 0, state = 0, applied = 0, checksum = 0, ledger = 0;
  std::int64_t version = 0, min_reader = 0;
};

/// What is wrong with an envelope, or with the steps it says it went through.
struct EnvelopeFault {
  std::string pointer, message;
  std::string step;
  bool is_step = false;  ///< the steps are not the program's; else the envelope cannot be read
};

/// The envelope of a scanned save. False: it is none.
bool read_envelope(std::string_view text, const json::Tape& tape, SaveEnvelope& out, EnvelopeFault& fault);

/// The steps of a program as saves list them: [["id","checksum"],…].
class AppliedList {
 public:
  explicit AppliedList(const ProfileSchema& schema);
  const std::string& text() const { return text_; }

  /// Whether a save of a version, not newer than the program's, went through the program's steps up to there, unchanged,
  /// all of them and in their order.
  bool check(std::string_view text, const json::Tape& tape, const SaveEnvelope& envelope, EnvelopeFault& fault) const;

 private:
  const ProfileSchema& schema_;
  std::string text_;
  std::vector<std::size_t> ends_;  ///< in `text_`, behind each step
};

/// Appends the save under the program's version, with what it does not know as it was. `state` is the state's text and
/// `checksum` 16 digits. Steps and versions stay where `is_ahead`.
void write_save(std::string& out, std::string_view text, const json::Tape& tape, const SaveEnvelope& envelope, const ProfileSchema& schema, const AppliedList& applied, std::string_view state,
                std::string_view checksum, bool is_ahead);

}  // namespace ludex::detail
