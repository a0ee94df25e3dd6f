#pragma once
// One line to a typed request, by hand: the usual lines in one pass of simdjson's on-demand parser, everything else
// through the strict reader, which also tells what is wrong with it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "peer_json.h"
#include "peer_reason.h"
#include "peer_world.h"

namespace peer {

enum class Action : std::uint8_t { attack, move, use_item, purchase, equip, respawn, grant_coins };
enum class Origin : std::uint8_t { client, server, admin };

struct Request {
  Reason reason = Reason::accepted;  ///< of decoding; `accepted` while nothing is wrong
  bool is_readable = false;          ///< the envelope is
  Origin origin = Origin::client;
  bool has_economy_role = false;
  Action action = Action::attack;
  Item item = potion;
  Weapon weapon = sword;
  std::int64_t actor = 0, session = 0, received_at = 0, nonce = -1, sent_at = 0;
  std::int64_t target = 0, amount = 0;
  double to[3] = {0, 0, 0};
  std::string_view key;  ///< receipt or grant; valid until the next line
};

class Decoder {
 public:
  Decoder();
  ~Decoder();

  /// `line` without its LF; when `is_padded`, 64 more bytes after it may be read.
  Request decode(std::string_view line, bool is_padded);

  /// Whether the fast path was compiled in.
  static bool has_simdjson();

 private:
  struct Fast;
  bool fast(std::string_view line, Request& out);
  void strict(std::string_view line, Request& out);
  bool envelope(Request& out);
  void body(Request& out);
  bool params(std::uint32_t at, Request& out);

  std::unique_ptr<Fast> fast_;
  Document document_;
  std::string text_, key_;
};

}  // namespace peer
