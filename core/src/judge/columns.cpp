// Lines to columns and back.

#include "ludex/columns.h"

#include "judge/columns_request.h"
#include "judge/lines.h"
#include "schema/columns_build.h"
#include "schema/columns_text.h"

namespace ludex {

using namespace detail;

namespace {

using columns::Builder;
using columns::Type;

static_assert(kMaxBatchBytes <= columns::kMostText);
constexpr std::size_t kEnvelopeBytes = 47;  // of a row, its roles aside

// The envelope's columns and one set of parameters for each action that occurs.
class Encoder {
 public:
  explicit Encoder(const ProgramData& program) : program_(program), keys_(program.declarations.keys()), group_of_(program.actions.size(), -1) {
    nonce_.add_child(Type::int64);
    sent_at_.add_child(Type::int64);
    roles_.add_child(Type::name);
  }

  void add(const Request& request) {
    std::int64_t& at = group_of_[request.action];
    if (at < 0) {
      at = static_cast<std::int64_t>(groups_.size());
      groups_.push_back({request.action, Builder(*program_.actions[request.action].params, keys_)});
    }
    groups_[static_cast<std::size_t>(at)].params.append(word_record(request.params));
    const expr::Envelope& e = request.envelope;
    action_.put_u32(static_cast<std::uint32_t>(at));
    actor_.put_int(e.actor);
    received_at_.put_int(e.received_at);
    session_.put_int(e.session);
    origin_.put_u8(e.origin);
    for (std::uint32_t i = 0; i < e.roles->size; ++i) roles_.child(0).put_name(e.roles->items[i].s->view());
    roles_.end_list();
    put_optional(nonce_, request.nonce >= 0, request.nonce);
    // One that nobody asked for and that says nothing is as good as none.
    const bool is_asked_for = e.origin == 0 && program_.limits.has_clock;
    put_optional(sent_at_, is_asked_for || request.sent_at != 0, request.sent_at);
  }

  std::uint64_t rows() const { return action_.rows(); }
  std::uint64_t bytes() const {
    std::uint64_t n = roles_.bytes() + rows() * kEnvelopeBytes;
    for (const Group& group : groups_) n += group.params.bytes();
    return n;
  }

  std::string finish() const {
    columns::File file;
    std::string header = "{\"rows\":" + std::to_string(rows()) + ",\"envelope\":{";
    const auto put = [&](const char* name, const Builder& column) {
      if (header.back() != '{') header += ",";
      header += std::string("\"") + name + "\":" + column.describe(file);
    };
    put("action", action_);
    put("actor", actor_);
    put("nonce", nonce_);
    put("origin", origin_);
    put("received_at", received_at_);
    put("roles", roles_);
    put("sent_at", sent_at_);
    put("session", session_);
    header += "},\"actions\":[";
    for (const Group& group : groups_) {
      header += header.back() == '[' ? "{\"name\":" : ",{\"name\":";
      json::write_string(header, program_.actions[group.action].name);
      header += ",\"rows\":" + std::to_string(group.params.rows()) + ",\"params\":" + group.params.describe(file) + "}";
    }
    return file.finish(kColumnsMagic, kColumnsVersion, header + "]}");
  }

 private:
  struct Group {
    std::uint32_t action;
    Builder params;
  };
  static void put_optional(Builder& column, bool is_valid, std::int64_t value) {
    column.put_valid(is_valid);
    column.child(0).put_int(is_valid ? value : 0);
  }

  const ProgramData& program_;
  TableKeys keys_;
  std::vector<std::int64_t> group_of_;
  std::vector<Group> groups_;
  Builder action_{Type::uint32}, actor_{Type::int64}, received_at_{Type::int64}, session_{Type::int64}, origin_{Type::uint8};
  Builder nonce_{Type::optional}, sent_at_{Type::optional}, roles_{Type::list};
};

struct Decoded {
  std::vector<Request> requests;
  std::vector<std::string> pointers;
  Arena arena;
};

Decoded decode_lines(const ProgramData& program, std::string_view ndjson) {
  Decoded out;
  RequestScratch scratch;
  RequestDecoder decoder(program, out.arena, out.pointers, scratch);
  while (!ndjson.empty()) {
    out.requests.emplace_back();
    decoder.decode(take_line(ndjson), out.requests.back());
  }
  return out;
}

bool is_row(const Request& request) { return request.reason == Reason::accepted || request.reason == Reason::not_permitted; }

Error too_much() { return Error{ErrorCode::host, "a batch is at most 1 GiB: cut it", {}, 0, 0, {}, 0}; }

}  // namespace

bool is_request_columns(std::string_view bytes) { return bytes.substr(0, kColumnsMagic.size()) == kColumnsMagic; }

Result<RequestColumns> encode_requests(const Program& program, std::string_view ndjson) {
  if (ndjson.size() > kMaxBatchBytes) return too_much();
  const ProgramData& data = program.data();
  Decoded decoded = decode_lines(data, ndjson);
  RequestColumns out;
  for (;;) {
    Encoder encoder(data);
    std::vector<std::size_t> line_of;
    constexpr std::size_t kOften = 64;  // defaults are written out: a batch of few lines may need much room
    for (std::size_t i = 0; i < decoded.requests.size(); ++i) {
      if (!is_row(decoded.requests[i])) continue;
      encoder.add(decoded.requests[i]);
      line_of.push_back(i);
      if (line_of.size() % kOften == 0 && encoder.bytes() > kMaxBatchBytes) return too_much();
    }
    if (encoder.bytes() > kMaxBatchBytes) return too_much();
    out.bytes = encoder.finish();
    out.rows = encoder.rows();
    ColumnBatch batch;
    Error error;
    if (!batch.read(out.bytes, error)) return error;
    // A line may be under a limit because it left defaults out; the row has them.
    const std::vector<RowOverLimit> over = rows_over_limit(data, batch);
    for (const RowOverLimit& row : over) {
      Request& request = decoded.requests[line_of[row.row]];
      request.reason = row.reason;
      request.at = kNowhere;
    }
    if (over.empty()) break;
  }
  for (std::size_t i = 0; i < decoded.requests.size(); ++i) {
    const Request& request = decoded.requests[i];
    if (is_row(request)) continue;
    const std::string& pointer = request.at & kDynamicPlace ? decoded.pointers[request.at & ~kDynamicPlace] : data.places[request.at];
    out.refused.push_back({i, request.reason, pointer});
  }
  return out;
}

Result<std::string> decode_requests(std::string_view bytes) {
  ColumnBatch batch;
  Error error;
  if (!batch.read(bytes, error)) return error;
  std::vector<std::size_t> next(batch.actions.size() + 1, 0);
  std::string out;
  for (std::size_t row = 0; row < batch.rows; ++row) {
    put_line(out, batch, row, next[batch.group_of(row)]++);
    if (out.size() > kMaxBatchBytes) return too_much();  // a name may stand in every row
  }
  return out;
}

}  // namespace ludex
