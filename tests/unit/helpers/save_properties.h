#pragma once
// What is true of every save, whatever its bytes. Shared by the unit tests and the fuzzer.

#include <string>
#include <string_view>

#include "ludex/profile.h"

namespace ludex::test {

/// Loads `bytes` and says what rule was broken, or "".
inline std::string broken_rule_of_save(SaveLoader& loader, std::string_view bytes, LoadedSave* told = nullptr) {
  const std::string original(bytes);
  std::string out = "before";
  const LoadedSave save = loader.load(bytes, out);
  if (told) *told = save;
  if (bytes != original) return "the input was changed";
  if (!out.starts_with("before")) return "what was there before was changed";
  out.erase(0, 6);
  if (save.state != SaveState::ready) {
    if (!out.empty()) return "something was written of a save that is set aside";
    if (save.message.empty()) return "no message";
    if (!save.pointer.empty() && save.pointer.front() != '/') return "the pointer is none: " + save.pointer;
    if (save.state == SaveState::migration_failed && save.message.empty()) return "a step failed without a word";
    return "";
  }
  if (!save.message.empty() || !save.pointer.empty() || !save.step.empty()) return "a ready save with an error";
  if (save.is_changed != (out != original)) return "is_changed is wrong";
  // What came out is valid, stamped, and loads as it is: the checksum holds and nothing is left to do.
  std::string again;
  const LoadedSave second = loader.load(out, again);
  if (second.state != SaveState::ready) return "the result is set aside: " + std::string(to_string(second.state)) + " " + second.pointer + ": " + second.message;
  if (second.is_changed || again != out) return "twice is not once";
  if (out.find("\"checksum\"") == std::string::npos && out.find('\\') == std::string::npos) return "no checksum";  // its name may be written with escapes
  return "";
}

}  // namespace ludex::test
