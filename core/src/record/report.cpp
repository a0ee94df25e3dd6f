// What a replay found, as JSON: one form for every front end.

#include "ludex/replay.h"
#include "support/base64.h"
#include "value/json_bytes.h"
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
  w.key("recorded").string(d.recorded);
  w.key("judged").string(d.judged);
  w.key("entity").string(d.entity);
  w.key("message").string(d.message);
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

}  // namespace ludex
