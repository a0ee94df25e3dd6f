// What a replay found, as JSON: one form for every front end.

#include "ludex/replay.h"
#include "value/json_writer.h"

namespace ludex {

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

void member(std::string& out, std::string_view name) {
  out += out.back() == '{' ? "\"" : ",\"";
  out += name;
  out += "\":";
}
void member(std::string& out, std::string_view name, std::uint64_t value) {
  member(out, name);
  out += std::to_string(value);
}
void member(std::string& out, std::string_view name, std::string_view value) {
  member(out, name);
  json::write_string(out, value);
}

}  // namespace

std::string to_json(const ReplayReport& r) {
  std::string out = "{";
  member(out, "ok");
  out += r.difference ? "false" : "true";
  member(out, "bytes", r.bytes);
  member(out, "first_batch", r.first_batch);
  member(out, "batches", r.batches);
  member(out, "requests", r.requests);
  member(out, "changes", r.changes);
  member(out, "snapshots", r.snapshots);
  member(out, "judged", r.judged);
  member(out, "accepted", r.by_outcome[0]);
  member(out, "duplicates", r.by_outcome[1]);
  member(out, "rejected", r.by_outcome[2]);
  member(out, "program_digest", digest_text(r.program_digest));
  member(out, "world_digest", digest_text(r.world_digest));
  member(out, "chain", chain_text(r.chain));
  member(out, "torn");
  if (r.torn) {
    out += "{";
    member(out, "offset", r.torn->offset);
    member(out, "message", r.torn->message);
    out += "}";
  } else {
    out += "null";
  }
  member(out, "difference");
  if (!r.difference) return out + "null}";
  const ReplayDifference& d = *r.difference;
  out += "{";
  member(out, "what", to_string(d.what));
  member(out, "offset", d.offset);
  member(out, "link", d.link);
  member(out, "batch", d.batch);
  if (d.request) {
    member(out, "request", *d.request);
    member(out, "request_line", d.request_line);
  }
  member(out, "recorded", d.recorded);
  member(out, "judged", d.judged);
  member(out, "entity", d.entity);
  member(out, "message", d.message);
  return out + "}}";
}

}  // namespace ludex
