// A log as JSON, for front ends that have no reader of their own.

#include "ludex/record.h"
#include "support/base64.h"
#include "value/json_bytes.h"
#include "value/json_writer.h"

namespace ludex {
namespace {

using json::Writer;

// Bytes are a text where they are UTF-8, else base64 under a name of its own.
void write_bytes(Writer& w, const std::string& name, std::string_view bytes) {
  if (json::is_utf8(bytes)) return w.key(name).string(bytes);
  std::string text;
  append_base64(text, bytes);
  w.key(name + "_base64").string(text);
}

void write(Writer& w, const LogHeader& h) {
  w.key("type").string("header");
  w.key("program_digest").string(digest_text(h.program_digest));
  w.key("semantics").number(h.semantics);
  w.key("first_link").number(h.first_link);
  w.key("first_batch").number(h.first_batch);
  w.key("root").string(chain_text(h.root));
  write_bytes(w, "rulebook", h.rulebook);
}

void write(Writer& w, const LogSnapshot& s) {
  w.key("type").string("snapshot");
  w.key("link").number(s.link);
  w.key("batch").number(s.batch);
  w.key("program_digest").string(digest_text(s.program_digest));
  w.key("world_digest").string(digest_text(s.world_digest));
  w.key("chain").string(chain_text(s.chain));
  write_bytes(w, "world", s.world_json);
}

template <class Item, class Text>
void write_list(Writer& w, std::string_view name, const std::vector<Item>& items, Text&& text) {
  w.key(name).open('[');
  for (const Item& item : items) text(item);
  w.close(']');
}

void write(Writer& w, const RecordedBatch& b) {
  w.key("type").string("batch");
  w.key("number").number(b.number);
  w.key("link").number(b.link);
  w.key("opened_at");
  if (b.opened_at) w.number(*b.opened_at);
  else w.raw("null");
  write_bytes(w, "flags", b.flags_json);
  w.key("group").boolean(b.as_group);
  w.key("form").string(b.form == RequestForm::columns ? "columns" : "lines");
  write_bytes(w, "requests", b.requests);
  write_list(w, "outcomes", b.outcomes, [&](Outcome o) { w.string(to_string(o)); });
  write_list(w, "reasons", b.reasons, [&](Reason r) { w.number(static_cast<unsigned>(r)); });
  write_list(w, "seqs", b.seqs, [&](std::uint64_t seq) { w.number(seq); });
  w.key("batch_digest").string(digest_text(b.batch_digest));
  w.key("world_digest").string(digest_text(b.world_digest));
  w.key("hash").string(chain_text(b.hash));
}

void write(Writer& w, const RecordedChange& c) {
  using What = RecordedChange::What;
  w.key("type").string(c.what == What::join ? "join" : c.what == What::leave ? "leave" : "adopt");
  w.key("link").number(c.link);
  w.key("before_batch").number(c.before_batch);
  if (c.what == What::adopt) {
    write_bytes(w, "rulebook", c.rulebook);
  } else {
    write_bytes(w, "kind", c.kind);
    w.key("id").number(c.id);
    if (c.what == What::join) write_bytes(w, "save", c.save);
  }
  w.key("program_digest").string(digest_text(c.program_digest));
  w.key("world_digest").string(digest_text(c.world_digest));
  w.key("hash").string(chain_text(c.hash));
}

}  // namespace

std::string describe_log(std::string_view log, std::uint64_t first, std::uint64_t most) {
  LogReader reader = LogReader::over(log);
  LogRecord record;
  LogReader::Step step;
  Writer w;
  w.open('{');
  w.key("records").open('[');
  std::uint64_t count = 0;
  for (; (step = reader.next(record)) == LogReader::Step::record; ++count) {
    if (count < first || count - first >= most) continue;
    w.open('{');
    std::visit([&](const auto& content) { write(w, content); }, record.content);
    w.key("offset").number(record.offset);
    w.key("end").number(record.end);
    w.close('}');
  }
  w.close(']');
  w.key("count").number(count);
  w.key("state").string(step == LogReader::Step::end ? "whole" : step == LogReader::Step::torn ? "torn" : "refused");
  w.key("good_bytes").number(reader.good_bytes());
  w.key("error");
  if (step == LogReader::Step::end) {
    w.raw("null");
  } else {
    w.open('{');
    w.key("offset").number(reader.error().offset);
    w.key("message").string(reader.error().message);
    w.close('}');
  }
  w.key("links").number(reader.links());
  w.key("batches").number(reader.batches());
  w.key("program_digest").string(digest_text(reader.program_digest()));
  w.key("world_digest").string(digest_text(reader.world_digest()));
  w.key("chain").string(chain_text(reader.chain()));
  w.close('}');
  return std::move(w.out);
}

}  // namespace ludex
