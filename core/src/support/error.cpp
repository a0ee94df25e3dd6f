#include "ludex/error.h"

namespace ludex {

const char* to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::json: return "json";
    case ErrorCode::rulebook: return "rulebook";
    case ErrorCode::expression: return "expression";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::world: return "world";
    case ErrorCode::host: return "host";
    case ErrorCode::schema: return "schema";
    case ErrorCode::patch: return "patch";
    case ErrorCode::profile: return "profile";
    case ErrorCode::ledger: return "ledger";
    case ErrorCode::record: return "record";
    case ErrorCode::io: return "io";
  }
  return "";
}

std::string format_error(const Error& e, const std::string& file) {
  std::string out = e.file.empty() ? file : e.file;
  if (e.line) out += (out.empty() ? "" : ":") + std::to_string(e.line) + ":" + std::to_string(e.column);
  if (!out.empty()) out += ": ";
  out += "error: " + e.message;
  if (!e.pointer.empty()) out += " (at " + e.pointer + ")";
  if (!e.excerpt.empty()) {
    // A caret needs one line; the excerpt's own line breaks become spaces.
    std::string line = e.excerpt;
    for (char& c : line)
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    // The caret counts characters, not bytes, up to the fault.
    std::string blanks;
    for (std::uint32_t i = 0; i < e.caret && i < line.size(); ++i)
      if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80) blanks.push_back(' ');
    out += "\n    " + line + "\n    " + blanks + "^";
  }
  return out;
}

}  // namespace ludex
