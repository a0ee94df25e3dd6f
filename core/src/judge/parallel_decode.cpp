// Stage A of a batch on several threads: pieces of its lines, or of its rows.

#include <algorithm>
#include <atomic>

#include "judge/batch_judge.h"
#include "judge/lines.h"
#include "support/parallel.h"

namespace ludex::detail {
namespace {

// What one thread takes at a time: some 100 us of reading.
constexpr std::size_t kPieceBytes = 64 * 1024;

struct Piece {
  std::string_view lines;
  std::size_t first = 0, count = 0;         ///< of its requests
  std::uint32_t share = 0;                  ///< who read it
  std::size_t pointers = 0, pointers_end = 0;  ///< of the share's
};

std::vector<Piece> cut(std::string_view ndjson, std::size_t count) {
  std::vector<Piece> pieces(count);
  for (std::size_t i = 0, from = 0; i < count; ++i) {
    std::size_t to = i + 1 == count ? ndjson.size() : std::max(from, ndjson.size() / count * (i + 1));
    const std::size_t end = to < ndjson.size() ? ndjson.find('\n', to) : std::string_view::npos;
    to = end == std::string_view::npos ? ndjson.size() : end + 1;
    pieces[i].lines = ndjson.substr(from, to - from);
    from = to;
  }
  return pieces;
}

}  // namespace

bool BatchJudge::is_worth_sharing(std::size_t bytes) const {
  constexpr std::size_t kFewestBytes = 2 * kPieceBytes;
  return threads_ > 1 && (is_forced_ || bytes >= kFewestBytes);
}

bool BatchJudge::decode_side_by_side(std::string_view ndjson, Error& error) {
  make_shares();
  std::vector<Piece> pieces = cut(ndjson, std::max<std::size_t>(threads_, ndjson.size() / kPieceBytes));
  // Each thread takes the next piece as long as there is one: none waits for another that the system has put aside.
  const auto for_each_piece = [&](std::size_t begin, std::size_t end, auto&& look) {
    std::atomic<std::size_t> next = begin;
    parallel_for(threads_, threads_, [&](std::uint32_t share) {
      for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < end;) look(share, pieces[i]);
    });
  };
  for_each_piece(0, pieces.size(), [](std::uint32_t, Piece& piece) { piece.count = count_lines(piece.lines); });
  std::size_t total = 0;
  for (Piece& piece : pieces) {
    piece.first = total;
    total += piece.count;
  }
  work_.requests.resize(total);
  for (std::uint32_t i = 0; i < threads_; ++i) {
    work_.shares[i]->batch.reset();
    work_.shares[i]->pointers.clear();
  }
  const char* const end = ndjson.data() + ndjson.size();
  const auto read = [&](std::uint32_t i, Piece& piece) {
    Share& share = *work_.shares[i];
    piece.share = i;
    piece.pointers = share.pointers.size();
    RequestDecoder decoder(program_, share.batch, share.pointers, share.decoding);
    std::string_view rest = piece.lines;
    for (std::size_t k = piece.first; !rest.empty(); ++k) {
      const std::string_view line = take_line(rest);
      work_.requests[k] = Request{};
      decoder.decode(line, static_cast<std::size_t>(end - line.data()), work_.requests[k]);
    }
    piece.pointers_end = share.pointers.size();
  };
  // Who wants to be asked is asked between rounds: only then are all threads here.
  const std::size_t round = exec_.progress ? std::size_t{4} * threads_ : pieces.size();
  for (std::size_t begin = 0; begin < pieces.size(); begin += round) {
    if (begin != 0 && !is_wanted(static_cast<std::uint64_t>(pieces[begin].lines.data() - ndjson.data()), ndjson.size(), error)) return false;
    for_each_piece(begin, std::min(pieces.size(), begin + round), read);
  }
  // Places inside requests get the numbers they would have had.
  for (const Piece& piece : pieces) {
    if (piece.pointers == piece.pointers_end) continue;
    const auto to = static_cast<std::uint32_t>(out_.pointers.size()), from = static_cast<std::uint32_t>(piece.pointers);
    if (to != from)
      for (std::size_t k = piece.first; k < piece.first + piece.count; ++k)
        if (work_.requests[k].at & kDynamicPlace) work_.requests[k].at += to - from;
    const auto made = std::make_move_iterator(work_.shares[piece.share]->pointers.begin());
    out_.pointers.insert(out_.pointers.end(), made + static_cast<std::ptrdiff_t>(piece.pointers), made + static_cast<std::ptrdiff_t>(piece.pointers_end));
  }
  return true;
}

}  // namespace ludex::detail
