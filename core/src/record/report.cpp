// What a replay found, as JSON: one form for every front end.

#include "ludex/replay.h"
#include "support/base64.h"
#include "support/host_error.h"
#include "value/json_bytes.h"
#include "value/json_view.h"
#include "value/json_writer.h"

namespace ludex {

using detail::host_error;

std::string_view to_string(ReplayDifference::What what) {
  switch (what) {
    case ReplayDifference::What::verdict: return "verdict";
    case ReplayDifference::What::batch: return "batch";
    case ReplayDifference::What::world: return "world";
    case ReplayDifference::What::change: return "change";
    case ReplayDifference::What::snapshot: return "snapshot";
  }
  return "";
}

namespace {

// What is told names things as the log has them, and a log may be anybody's.
std::string readable(std::string text) {
  if (json::is_utf8(text)) return text;
  for (char& c : text)
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
  return text;
}

void write_difference(json::Writer& w, const ReplayDifference& d) {
  w.open('{');
  w.key("what").string(to_string(d.what));
  w.key("offset").number(d.offset);
  w.key("link").number(d.link);
  w.key("batch").number(d.batch);
  if (d.request) {
    w.key("request").number(*d.request);
    if (json::is_utf8(d.request_line)) {
      w.key("request_line").string(d.request_line);
    } else {
      std::string text;
      append_base64(text, d.request_line);
      w.key("request_base64").string(text);
    }
  }
  w.key("recorded").string(readable(d.recorded));
  w.key("judged").string(readable(d.judged));
  w.key("entity").string(readable(d.entity));
  w.key("message").string(readable(d.message));
  w.close('}');
}

}  // namespace

std::string to_json(const ReplayReport& r) {
  json::Writer w;
  w.open('{');
  w.key("ok").boolean(!r.difference);
  w.key("bytes").number(r.bytes);
  w.key("first_batch").number(r.first_batch);
  w.key("batches").number(r.batches);
  w.key("requests").number(r.requests);
  w.key("changes").number(r.changes);
  w.key("snapshots").number(r.snapshots);
  w.key("judged").number(r.judged);
  w.key("accepted").number(r.by_outcome[0]);
  w.key("duplicates").number(r.by_outcome[1]);
  w.key("rejected").number(r.by_outcome[2]);
  w.key("program_digest").string(digest_text(r.program_digest));
  w.key("world_digest").string(digest_text(r.world_digest));
  w.key("chain").string(chain_text(r.chain));
  w.key("torn");
  if (r.torn) {
    w.open('{');
    w.key("offset").number(r.torn->offset);
    w.key("message").string(r.torn->message);
    w.close('}');
  } else {
    w.raw("null");
  }
  w.key("difference");
  if (r.difference) write_difference(w, *r.difference);
  else w.raw("null");
  w.close('}');
  return std::move(w.out);
}

namespace {

std::optional<std::uint64_t> digest_of(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  std::uint64_t out = 0;
  for (const char c : text) {
    const std::size_t digit = std::string_view("0123456789abcdef").find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    out = out << 4 | digit;
  }
  return out;
}

Result<ReplayOptions> read_options(std::string_view text) {
  ReplayOptions out;
  if (text.empty()) return out;
  json::Document document;
  document.text = text;
  const auto scanned = json::scan(text, {}, document.tape);
  if (!scanned.ok()) return json::scan_error(text, scanned);
  const json::View root(document, 0);
  if (!root.is_object()) return host_error("options are a JSON object", "");
  for (const auto& [name, value] : root.members()) {
    const std::string pointer = json::child_pointer("", name);
    const auto number = value.integer();
    if (name == "from_snapshot") {
      if (!number || *number < 0) return host_error("from_snapshot is a whole number from 0", pointer);
      out.from_snapshot = static_cast<std::uint64_t>(*number);
    } else if (name == "threads") {
      if (!number || *number < 1 || *number > 256) return host_error("threads is a whole number from 1 to 256", pointer);
      out.exec = {Exec::Mode::parallel, static_cast<std::uint32_t>(*number)};
    } else if (name == "compares_snapshots") {
      if (!value.is(json::Type::boolean)) return host_error("compares_snapshots is true or false", pointer);
      out.compares_snapshots = value.boolean();
    } else if (name == "program_digest") {
      out.program_digest = value.is_string() ? digest_of(value.str()) : std::nullopt;
      if (!out.program_digest) return host_error("program_digest is 16 lower-case hex digits", pointer);
    } else {
      return host_error("options are from_snapshot, threads, compares_snapshots and program_digest", pointer);
    }
  }
  return out;
}

}  // namespace

Result<std::string> replay_json(std::string_view log, std::string_view options) {
  const auto read = read_options(options);
  if (!read) return read.error();
  const auto report = replay(log, *read);
  if (!report) return report.error();
  return to_json(*report);
}

}  // namespace ludex
