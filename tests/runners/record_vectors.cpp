// Logs: what a reader says of them, and what judging them again says, through each front end.

#include "vectors.h"

namespace ludex::vectors {
namespace {

using Problems = std::vector<std::string>;

std::string from_base64(const std::string& text) {
  std::string out;
  unsigned word = 0, bits = 0;
  for (const char c : text) {
    static const std::string kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string::npos) break;
    word = word << 6 | static_cast<unsigned>(digit);
    bits += 6;
    if (bits >= 8) out.push_back(static_cast<char>(word >> (bits -= 8) & 255));
  }
  return out;
}

// Members that are not named are free; those of objects too.
Problems compare(const Json& got, const Json& expected, const std::string& what) {
  if (!expected.is_object() || !got.is_object()) return got == expected ? Problems{} : Problems{what, "expected " + expected.dump(), "got " + got.dump()};
  for (const auto& [name, value] : expected.items()) {
    if (name == "message_contains") {
      const std::string message = got.value("message", "");
      if (message.find(value.get<std::string>()) == std::string::npos) return {what, "expected a message with " + value.dump(), "got " + got.dump()};
      continue;
    }
    if (!got.contains(name)) return {what, "has no " + name, got.dump()};
    if (auto problems = compare(got.at(name), value, what + "/" + name); !problems.empty()) return problems;
  }
  return {};
}

// The bytes of the log, and once more by a second life that finds its last record torn.
Problems run_recorder(const FrontEnd& front_end, const std::string& log, const Json& recorded) {
  RecorderCase one{recorded.at("rulebook").get<std::string>(), recorded.at("world").get<std::string>(), recorded.at("batches").get<std::vector<std::string>>()};
  const Written written = front_end.record_batches(one);
  if (!written.errors.empty()) return {"record", written.errors.dump()};
  if (written.bytes != log) return {"record", "expected " + std::to_string(log.size()) + " bytes, got " + std::to_string(written.bytes.size()) + " or others"};
  const std::uint64_t good = recorded.at("good_bytes").get<std::uint64_t>();
  const Written again = front_end.resume_log(log.substr(0, log.size() - 1), one.batches.back());
  if (!again.errors.empty()) return {"resume", again.errors.dump()};
  if (again.good_bytes != good) return {"resume", "expected " + std::to_string(good) + " good bytes, got " + std::to_string(again.good_bytes)};
  if (log.substr(0, good) + again.bytes != log) return {"resume", "goes on with other bytes"};
  if (again.world_digest != written.world_digest) return {"resume", "leads to another world"};
  return {};
}

Problems run_log(const FrontEnd& front_end, const Json& one) {
  const std::string log = from_base64(one.at("log").get<std::string>());
  const Json read = front_end.read_log(log);
  if (!read.contains("text")) return {"read", read.dump()};
  if (auto problems = compare(Json::parse(read.at("text").get<std::string>()), one.at("read"), "read"); !problems.empty()) return problems;
  const Json& replay = one.at("replay");
  const Json got = front_end.replay_log(log);
  if (replay.contains("refused")) {
    if (!got.contains("errors")) return {"replay", "expected an error", got.dump()};
    return compare(got.at("errors").at(0), replay.at("refused"), "replay");
  }
  if (!got.contains("text")) return {"replay", got.dump()};
  if (auto problems = compare(Json::parse(got.at("text").get<std::string>()), replay.at("report"), "report"); !problems.empty()) return problems;
  return one.contains("recorded") ? run_recorder(front_end, log, one.at("recorded")) : Problems{};
}

}  // namespace

void run_logs(const FrontEnd& front_end, const Ordered& file, const Report& done) {
  for (const Ordered& one : file.at("cases")) done("record.json: " + one.at("name").get<std::string>(), run_log(front_end, Json::parse(one.dump())));
}

}  // namespace ludex::vectors
