#pragma once
// One contract, RequestAttack, from JSON text into typed columns: Ludex beside simdjson with checks by hand, and beside
// validators in JavaScript. All must accept the same texts with the same values before anything is timed.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ludex::bench {

/// {targetUserId: 1..2^53-1, weapon: one of eight, position: {x, y, z} within 1e5, nonce: 8..64 characters}, closed.
extern const char* const kAttackContract;
inline constexpr std::string_view kAttackWeapons[] = {"sword", "bow", "staff", "dagger", "axe", "spear", "wand", "hammer"};
inline constexpr std::int64_t kMostTarget = 9007199254740991;
inline constexpr double kFarthest = 1e5;

/// What a game server would go on with; room for all texts is made before.
struct AttackColumns {
  std::vector<std::int64_t> target;
  std::vector<std::uint8_t> weapon;
  std::vector<double> x, y, z;
  std::vector<std::uint32_t> nonce_end;
  std::vector<char> nonces;
  std::vector<std::uint8_t> accepted;  ///< of every text; the others are of those accepted
  std::size_t rows = 0, texts = 0, nonce_bytes = 0;

  explicit AttackColumns(std::size_t room);
  void clear() { rows = texts = nonce_bytes = 0; }
  void add(std::int64_t target_id, std::uint8_t weapon_index, const double (&at)[3], std::string_view nonce);
  void refuse() { accepted[texts++] = 0; }
  bool operator==(const AttackColumns& other) const;
};

/// Texts one after the other in one buffer, each followed by an LF, with room behind the last.
struct AttackTexts {
  std::string bytes;
  std::vector<std::string_view> texts;
};
AttackTexts attack_texts(std::size_t count, bool has_invalid);

// contract_by_hand.cpp; false where there is no simdjson, or no AVX2.
bool by_hand_on_demand(const AttackTexts& texts, AttackColumns& out);
bool by_hand_dom(const AttackTexts& texts, AttackColumns& out);

class ContractBench {
 public:
  using Measure = std::function<void(const std::string&, std::function<double()>)>;
  explicit ContractBench(const Measure& measure);
  /// The section's table, from medians by name.
  void print(const std::map<std::string, double>& seconds) const;
  bool agrees() const { return disagreement_.empty(); }

 private:
  std::string disagreement_;
};

}  // namespace ludex::bench
