#include "rulebook/written.h"

#include <algorithm>

namespace ludex::detail {

std::optional<Error> scan_rulebook(std::string_view text, json::Document& document) {
  document.text = text;
  json::Limits limits;
  limits.max_bytes = kMaxRulebookBytes;
  limits.allow_comments = true;
  const json::ScanResult scanned = json::scan(text, limits, document.tape);
  if (scanned.ok()) return std::nullopt;
  Error e;
  e.code = ErrorCode::json;
  e.message = scanned.message;
  const auto position = json::position_of(text, scanned.offset);
  e.line = position.line;
  e.column = position.column;
  return e;
}

Written* Written::find(std::string_view key) {
  if (type != json::Type::object) return nullptr;
  for (WrittenMember& m : members)
    if (m.key.size() == key.size() + 2 && std::string_view(m.key).substr(1, key.size()) == key) return &m.value;
  return nullptr;
}

bool Written::has_comments() const {
  return !last_comments.empty() ||
         std::any_of(members.begin(), members.end(), [](const WrittenMember& m) { return !m.comments.empty() || !m.trailing.empty() || m.value.has_comments(); });
}

std::string Written::str() const {
  json::Document document;
  if (scan_rulebook(scalar, document)) return "";
  return std::string(json::View(document, 0).str());
}

namespace {

class Reader {
 public:
  explicit Reader(const json::Document& document) : text_(document.text), nodes_(document.tape.nodes) {}

  WrittenMember root() {
    WrittenMember out;
    const Gap before = gap(0, begin(0), false);
    out.comments = before.above;
    out.is_after_blank = before.is_blank;
    out.value = value(0);
    Gap after = gap(end(0), text_.size(), true);
    out.trailing = std::move(after.same_line);
    end_comments = std::move(after.above);
    return out;
  }
  std::vector<Comment> end_comments;

 private:
  /// What stands between two values: white space, commas, comments.
  struct Gap {
    std::vector<Comment> same_line;  ///< belong to the value before
    std::vector<Comment> above;      ///< belong to what follows
    bool is_blank = false;           ///< a blank line right before what follows
  };

  std::size_t begin(std::uint32_t n) const { return nodes_[n].begin - (nodes_[n].type == json::Type::string ? 1 : 0); }
  std::size_t end(std::uint32_t n) const { return nodes_[n].end + (nodes_[n].type == json::Type::string ? 1 : 0); }

  Gap gap(std::size_t from, std::size_t to, bool has_previous) const {
    Gap out;
    bool is_same_line = has_previous, has_comma = false;
    int newlines = 0;
    for (std::size_t i = from; i < to;) {
      if (text_[i] != '/') {
        if (text_[i] == '\n') ++newlines, is_same_line = false;
        has_comma = has_comma || text_[i] == ',';
        ++i;
        continue;
      }
      const bool is_line = text_[i + 1] == '/';
      const std::size_t stop = is_line ? std::min(text_.find('\n', i), to) : text_.find("*/", i + 2) + 2;
      Comment comment{std::string(text_.substr(i, stop - i)), newlines > 1};
      std::erase(comment.text, '\r');
      comment.text.erase(comment.text.find_last_not_of(" \t") + 1);
      const std::size_t next = text_.find_first_not_of(" \t\r,", stop);
      const bool ends_line = is_line || next >= to || text_[next] == '\n';
      if (is_same_line && (ends_line || !has_comma)) {
        comment.is_after_blank = false;
        out.same_line.push_back(std::move(comment));
      } else {
        out.above.push_back(std::move(comment));
        is_same_line = false;
      }
      newlines = 0;
      i = stop;
    }
    out.is_blank = newlines > 1;
    return out;
  }

  Written value(std::uint32_t n) {
    const json::Node& node = nodes_[n];
    Written out;
    out.type = node.type;
    const bool is_object = node.type == json::Type::object;
    if (!is_object && node.type != json::Type::array) {
      out.scalar = json::raw(text_, node);
      return out;
    }
    out.members.reserve(node.count);
    std::size_t at = begin(n) + 1;
    for (std::uint32_t child = n + 1; child < node.next;) {
      Gap before = gap(at, begin(child), !out.members.empty());
      if (!out.members.empty()) out.members.back().trailing = std::move(before.same_line);
      WrittenMember m;
      m.comments = std::move(before.above);
      m.is_after_blank = before.is_blank;
      if (is_object) {
        m.key = json::raw(text_, nodes_[child]);
        const Gap around_colon = gap(end(child), begin(child + 1), false);
        m.comments.insert(m.comments.end(), around_colon.above.begin(), around_colon.above.end());
        ++child;
      }
      m.value = value(child);
      at = end(child);
      child = nodes_[child].next;
      out.members.push_back(std::move(m));
    }
    Gap after = gap(at, end(n) - 1, !out.members.empty());
    if (!out.members.empty()) out.members.back().trailing = std::move(after.same_line);
    out.last_comments = std::move(after.above);
    return out;
  }

  std::string_view text_;
  const json::NodeList& nodes_;
};

constexpr std::size_t kColumns = 120;

// Members of the rulebook that grow by the line: one action, one line or more.
bool stands_open(std::string_view key) { return key == "\"tables\"" || key == "\"entities\"" || key == "\"actions\""; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

class Layout {
 public:
  std::string out;

  void comments(const std::vector<Comment>& list, std::size_t indent, bool& is_first) {
    for (const Comment& c : list) {
      if (c.is_after_blank && !is_first) out.push_back('\n');
      is_first = false;
      out.append(indent, ' ');
      out += c.text + "\n";
    }
  }

  void trailing(const std::vector<Comment>& list) {
    for (const Comment& c : list) out += " " + c.text;
    out.push_back('\n');
  }

  void value(const Written& v, std::size_t indent) {
    const bool is_object = v.type == json::Type::object;
    if (!is_object && v.type != json::Type::array) {
      out += v.scalar;
      return;
    }
    out += is_object ? "{" : "[";
    if (!v.members.empty() || !v.last_comments.empty()) {
      out.push_back('\n');
      const std::size_t inner = indent + 2;
      bool is_first = true;
      for (const WrittenMember& m : v.members) {
        comments(m.comments, inner, is_first);
        if (m.is_after_blank && !is_first) out.push_back('\n');
        is_first = false;
        out.append(inner, ' ');
        const std::string key = m.key.empty() ? "" : m.key + ": ";
        out += key;
        const std::size_t used = inner + characters(key) + 1;  // and a comma
        std::string line;
        if (used < kColumns && !(indent == 0 && stands_open(m.key)) && flat(m.value, line, (kColumns - used) * 4) && characters(line) <= kColumns - used) out += line;
        else value(m.value, inner);
        if (&m != &v.members.back()) out.push_back(',');
        trailing(m.trailing);
      }
      comments(v.last_comments, inner, is_first);
      out.append(indent, ' ');
    }
    out += is_object ? "}" : "]";
  }

 private:
  // On one line; false when a comment forbids it or it is longer than `most` bytes.
  static bool flat(const Written& v, std::string& line, std::size_t most) {
    const bool is_object = v.type == json::Type::object;
    if (!is_object && v.type != json::Type::array) {
      line += v.scalar;
      return line.size() <= most;
    }
    if (!v.last_comments.empty()) return false;
    line += is_object ? "{" : "[";
    for (const WrittenMember& m : v.members) {
      if (!m.comments.empty() || !m.trailing.empty()) return false;
      if (&m != &v.members.front()) line += ", ";
      if (is_object) line += m.key + ": ";
      if (!flat(m.value, line, most)) return false;
    }
    line += is_object ? "}" : "]";
    return line.size() <= most;
  }
};

}  // namespace

WrittenText read_written(const json::Document& document) {
  Reader reader(document);
  WrittenText out;
  out.root = reader.root();
  out.last_comments = std::move(reader.end_comments);
  return out;
}

Written read_written(std::string_view json) {
  json::Document document;
  if (scan_rulebook(json, document)) return {};
  return read_written(document).root.value;
}

std::string lay_out(const WrittenText& text) {
  Layout layout;
  bool is_first = true;
  layout.comments(text.root.comments, 0, is_first);
  if (text.root.is_after_blank && !is_first) layout.out.push_back('\n');
  layout.value(text.root.value, 0);
  layout.trailing(text.root.trailing);
  is_first = false;
  layout.comments(text.last_comments, 0, is_first);
  return std::move(layout.out);
}

}  // namespace ludex::detail
