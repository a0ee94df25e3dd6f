// The processor's instructions give what the portable blocks give, by one known digest of many blocks.

#include <doctest/doctest.h>

#include <string>

#include "support/sha256.h"
#include "support/sha256_blocks.h"

using namespace ludex;

TEST_CASE("blocks by the processor's instructions, one by one and all at once, end in the same state") {
  const detail::Sha256Blocks blocks = detail::sha256_blocks_x86();
  if (!blocks) return;  // built without them, or another processor
  constexpr std::size_t kBlocks = 1000;
  std::string text(64 * kBlocks, 'a');
  std::array<std::uint32_t, 8> whole = {1, 2, 3, 4, 5, 6, 7, 8}, single = whole;
  blocks(whole, text.data(), kBlocks);
  for (std::size_t i = 0; i < kBlocks; ++i) blocks(single, text.data() + 64 * i, 1);
  CHECK(whole == single);
  // "abc" padded by hand: FIPS 180-4, appendix B.1.
  std::string abc = "abc\x80" + std::string(60, '\0');
  abc[63] = 24;
  std::array<std::uint32_t, 8> state = {0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au, 0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u};
  blocks(state, abc.data(), 1);
  const std::array<std::uint32_t, 8> expected = {0xba7816bfu, 0x8f01cfeau, 0x414140deu, 0x5dae2223u, 0xb00361a3u, 0x96177a9cu, 0xb410ff61u, 0xf20015adu};
  CHECK(state == expected);
}
